"""Cross-validation in earnest, on a data set that is learned in a second."""

import numpy as np
import pytest

from cnnviz.evaluation.robustness import CHANGES
from cnnviz.publish.cross_validation import cross_validate
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.utils.errors import InputError
from tests.small_data import write_folder

COUNT, FOLDS = 20, 2


@pytest.fixture(scope="module")
def config(tmp_path_factory) -> RunConfig:
    data = write_folder(tmp_path_factory.mktemp("data") / "noise", COUNT)
    return RunConfig(
        str(data), "physics-mnist", epochs=4, batch_size=8, learning_rate=0.005, image_size=10
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def found(config, folder):
    return cross_validate(config, folder, FOLDS)


def test_every_image_is_classified_once_by_a_network_not_trained_on_it(found, config, folder):
    runs = [RunFolder(folder / f"fold-{number}") for number in (1, 2)]
    tested = [set(run.config().load_data().test.files) for run in runs]
    assert not tested[0] & tested[1]
    assert found.evaluation.n == sum(map(len, tested)) == 2 * COUNT
    np.testing.assert_array_equal(np.sum(found.evaluation.confusion, axis=1), [COUNT, COUNT])


def test_its_accuracy_is_that_of_its_runs(found, folder):
    runs = [RunFolder(folder / f"fold-{number}") for number in (1, 2)]
    theirs = np.mean([run.evaluation().accuracy for run in runs])  # folds of one size
    assert found.evaluation.accuracy == pytest.approx(theirs, abs=0.026)  # resized as uint8 there


def test_every_change_is_evaluated_on_all_images(found):
    assert [one.what for one in found.robustness] == list(CHANGES)
    assert {one.n for one in found.robustness} == {2 * COUNT}
    assert found.robustness[0].accuracy == found.evaluation.accuracy
    assert found.robustness[0].same == 1


def test_every_image_has_its_name(found, folder):
    runs = [RunFolder(folder / f"fold-{number}") for number in (1, 2)]
    parts = [run.config().load_data().test for run in runs]
    assert found.files == tuple(file for part in parts for file in part.files)
    assert len(found.errors) == len(found.evaluation.wrong)
    for error in found.errors:
        assert f"/{error.true_class}/" in f"/{error.file}"
        assert error.predicted != error.true_class


def test_two_percent_of_images_lie_above_the_threshold(found):
    assert found.threshold.false_alarm_rate == pytest.approx(0.02, abs=0.1)
    assert found.threshold.distance > 0


def test_a_fold_that_is_done_is_not_trained_again(found, config, folder):
    files = sorted(folder.glob("fold-*/model.keras"))
    times = [path.stat().st_mtime_ns for path in files]
    again = cross_validate(config, folder, FOLDS)
    assert len(times) == FOLDS
    assert [path.stat().st_mtime_ns for path in files] == times
    assert again.evaluation == found.evaluation


def test_a_fold_that_fails_is_one_sentence(config, tmp_path):
    absent = RunConfig(str(tmp_path / "nothing"), "physics-mnist")
    with pytest.raises(InputError, match="fold-1 could not be trained: a data set must be"):
        cross_validate(absent, tmp_path)
