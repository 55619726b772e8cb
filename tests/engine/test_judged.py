"""Which answers to a whole split are wrong or doubted, against a direct computation."""

import numpy as np
import pytest

from cnnviz import models
from cnnviz.engine.judged import JudgedWork, file_of
from cnnviz.engine.sample import whole_of
from cnnviz.evaluation.doubt import Doubt, DoubtRule
from cnnviz.images import to_float
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.utils.errors import InputError
from tests.engine.test_sample import dataset
from tests.small_networks import INFO, small_model


@pytest.fixture
def info(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    return models.save(small_model(), INFO, tmp_path / "small.keras")


class LastThird(DoubtRule):
    """Doubts answers whose first feature is large; another rule than the app's."""

    def doubts(self, probabilities, features):
        return [Doubt("uncertain" if each > 1 else "") for each in features[:, 0]]


def test_all_images_are_judged_as_one_by_one_and_kept(engine, info):
    digits = dataset(123)
    sample = whole_of(digits, digits.test, info)
    work = JudgedWork(engine, info, "0" * 64, sample, LastThird(info))
    work.start()
    work.wait()
    observed = ObservedModel(models.open_model(info))
    probabilities, features = observed.answers(to_float(digits.test.images))
    np.testing.assert_array_equal(work.result["predicted"], probabilities.argmax(axis=1))
    np.testing.assert_array_equal(work.result["doubted"], features[:, 0] > 1)
    again = JudgedWork(engine, info, "0" * 64, sample, LastThird(info))
    assert again.complete
    np.testing.assert_array_equal(again.result["predicted"], work.result["predicted"])


def test_another_model_or_split_has_a_file_of_its_own(info):
    first, second = dataset(12), dataset(13)
    rule = DoubtRule(info)
    files = {
        file_of(model, whole_of(data, data.test, info), rule)
        for model in ("0" * 64, "1" * 64)
        for data in (first, second)
    }
    assert len(files) == 4


def test_a_split_without_images_or_with_other_classes_is_refused(info):
    none = dataset(0)
    with pytest.raises(InputError, match="no test images"):
        whole_of(none, none.test, info)
    other = dataset(4, ("cat", "dog"))
    with pytest.raises(InputError, match="other classes"):
        whole_of(other, other.test, info)
