"""The scale of a network's picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.networks.cost_table import cost_table
from cnnviz.networks.text import (
    read_stack,
)
from cnnviz.networks.volumes import LINEAR, LOGARITHM, ROOT, picture


def test_volumes_are_to_scale_where_the_range_allows_it():
    rows = cost_table(read_stack("conv 32, max pool, flatten, dense 32"), (28, 28, 1)).summaries
    drawn = picture((28, 28, 1), rows)
    assert drawn.sides is LINEAR
    assert [box.height for box in drawn.boxes[:3]] == pytest.approx([1, 26 / 28, 13 / 28])


@pytest.mark.parametrize(
    ("text", "scale"),
    [("max pool 8x8", LINEAR), ("max pool 16x16", ROOT), ("max pool 128x128", LOGARITHM)],
)
def test_a_wider_range_is_drawn_by_root_or_logarithm(text, scale):
    rows = cost_table(read_stack(text), (128, 128, 1)).summaries
    assert picture((128, 128, 1), rows).sides is scale


def test_a_root_scale_draws_a_quarter_half_as_long():
    rows = cost_table(read_stack("max pool 4x4, max pool 4x4"), (128, 128, 1)).summaries
    assert picture((128, 128, 1), rows).boxes[2].height == pytest.approx((8 / 128) ** 0.5)


def test_layers_that_keep_a_volume_draw_no_box():
    whole = cost_table(
        read_stack("conv 4 same, batch norm, relu, flatten, dropout, dense 2"), (8, 8, 1)
    )
    assert [box.layer for box in picture((8, 8, 1), whole.summaries).boxes] == [-1, 0, 3, 5]


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=6))
def test_longer_is_drawn_longer(lengths):
    rows = cost_table([{"layer": "Flatten"}], (4, 4, 1)).summaries
    for scale in (LINEAR, ROOT, LOGARITHM):
        assert sorted(lengths) == sorted(lengths, key=scale.of)
    assert picture((4, 4, 1), rows).boxes[0].height == 1
