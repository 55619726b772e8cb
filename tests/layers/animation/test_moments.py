"""What each step of the GIF shows agrees with the geometry and with the layer's own output."""

from math import prod

import numpy as np
import pytest

from cnnviz.layers.animation.moments import moment, places
from cnnviz.layers.window import (
    AVERAGE_POOLING,
    MAX_POOLING,
    TRANSPOSED,
    Sides,
    Slide,
    WindowSettings,
    slide,
)
from tests.window_layers import generated, layer_of, numbers


def computed(layer: WindowSettings, seed: int = 0) -> Slide:
    return slide(layer, *numbers(layer.shown, seed))


def positions(layer: WindowSettings) -> range:
    return range(prod(places(layer)))


@pytest.mark.parametrize("layer", generated(40, seed=5), ids=str)
def test_a_windows_products_make_its_output_cell(layer):
    result = computed(layer)
    for position in positions(layer):
        now = moment(result, position)
        counted = now.products[:, now.counted]
        made = now.output[0, *now.place] if not layer.transposed else None
        if layer.transposed:
            assert (now.cells == result.cells[: len(now.cells), *now.place, None, None]).all()
        elif now.winner:
            assert made == counted.max() == now.products[0, *now.winner]
        else:
            assert made == pytest.approx(counted.sum() if layer.weighted else counted.mean())


def test_padding_takes_part_in_a_sum_but_in_no_pooling():
    edge = {"size": (3, 3), "padding": Sides.each(1, 1)}
    assert moment(computed(layer_of(**edge)), 0).counted.all()
    for operation in (MAX_POOLING, AVERAGE_POOLING):
        counted = moment(computed(layer_of(operation, **edge)), 0).counted
        assert counted.tolist() == [[False] * 3, [False, True, True], [False, True, True]]


def test_output_cells_are_reached_one_by_one_in_reading_order():
    result = computed(layer_of(size=(4, 5)))
    assert moment(result, 0).reached.tolist() == [[True, False, False], [False] * 3]
    assert moment(result, 3).reached.tolist() == [[True] * 3, [True, False, False]]


@pytest.mark.parametrize("layer", generated(20, 6, (TRANSPOSED,)), ids=str)
def test_after_the_last_stamp_the_output_is_whole(layer):
    result = computed(layer)
    last = moment(result, positions(layer)[-1])
    assert (last.output == result.output).all()
    assert (last.reached == (result.uses > 0)).all()


def test_stamps_add_up_one_after_another():
    layer = layer_of(TRANSPOSED, size=(2, 2), kernel=(2, 2))
    result = slide(layer, np.array([[[1, 2], [3, 4]]]), np.array([[[[1, 10], [100, 1000]]]]))
    now = moment(result, 1)
    assert now.output[0].tolist() == [[1, 12, 20], [100, 1200, 2000], [0, 0, 0]]
    assert now.reached.tolist() == [[True] * 3, [True] * 3, [False] * 3]


def test_what_is_cut_from_a_stamp_is_left_out():
    layer = layer_of(TRANSPOSED, size=(2, 2), kernel=(2, 2), padding=Sides(1, 0, 0, 0))
    assert moment(computed(layer), 0).counted.tolist() == [[False, False], [True, True]]
