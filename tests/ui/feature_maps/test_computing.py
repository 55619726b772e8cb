"""Which answers of a network a visit keeps."""

from pathlib import Path

import numpy as np

from cnnviz.models.layer_outputs import Activations, LayerActivation
from cnnviz.ui.feature_maps import computing
from cnnviz.ui.feature_maps.computing import Computed

PATH = Path("model.keras")


def computed(number: int, values: int = 1) -> Computed:
    layer = LayerActivation("output", "dense", np.zeros(values, np.float32))
    return Computed(PATH, 1, np.full((2, 2, 1), number, np.float32), Activations((layer,)))


def test_an_answer_is_that_of_its_picture_and_its_model_alone():
    found = computed(7)
    assert found.answers(PATH, 1, np.full((2, 2, 1), 7, np.float32))
    assert not found.answers(PATH, 1, np.full((2, 2, 1), 6, np.float32))
    assert not found.answers(PATH, 2, found.picture)
    assert not found.answers(Path("other.keras"), 1, found.picture)


def test_the_newest_answers_are_kept():
    given = [computed(number) for number in range(6)]
    assert computing._newest(*given) == tuple(given[: computing.MOST_KEPT])


def test_large_answers_are_kept_only_within_a_bound_besides_the_newest(monkeypatch):
    monkeypatch.setattr(computing, "MOST_BYTES", 40)
    newest, large, small = computed(1, values=100), computed(2, values=11), computed(3, values=10)
    assert computing._newest(newest, small, large) == (newest, small)
    assert computing._newest(newest, large) == (newest,)
