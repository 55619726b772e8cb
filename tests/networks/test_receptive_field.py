"""Theoretical fields: against published ones, and against what every cell truly reads."""

from fractions import Fraction
from math import prod

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnviz.layers import (
    Conv2D,
    Conv2DTranspose,
    Dense,
    Flatten,
    GlobalAveragePool2D,
    Layer,
    MaxPool2D,
    ReLU,
    Residual,
)
from cnnviz.networks import (
    NETWORKS,
    Field,
    LayerSummary,
    follow,
    named,
    receptive_fields,
    trace_back,
)
from cnnviz.ops.geometry import TransposedAxis
from cnnviz.utils.errors import InputError

KERNEL, STRIDE = st.integers(1, 4), st.integers(1, 3)
PADDING = st.sampled_from(["valid", "same"])
SOLID = st.one_of(
    st.builds(Conv2D, st.just(1), KERNEL, STRIDE, PADDING),
    st.builds(MaxPool2D, KERNEL, st.integers(0, 3), PADDING),
)
DILATED = st.builds(Conv2D, st.just(1), KERNEL, st.just(1), PADDING, dilation=st.integers(1, 3))
SHAPES = st.tuples(st.integers(4, 16), st.integers(4, 16), st.just(1))


def rows_of(layers, shape) -> list[LayerSummary]:
    return list(follow(named(layers), shape))


def rows_that_fit(layers, shape) -> list[LayerSummary]:
    try:
        return rows_of(layers, shape)
    except InputError:
        assume(False)


def of_network(name: str):
    network = NETWORKS[name]
    rows = rows_of(network.layers, network.input_shape)
    return dict(zip((row.name for row in rows), receptive_fields(rows), strict=True))


def read_by(layers: list[Layer], size: int) -> list[set[int]]:
    """The input cells that each cell of the last layer reads along one axis, one by one."""
    cells = [{cell} for cell in range(size)]
    for layer in layers:
        axis = layer.window((len(cells), len(cells), 1)).rows
        if isinstance(axis, TransposedAxis):  # its windows are the output cells of each stamp
            stamped = [set() for _ in range(axis.output)]
            for cell, stamp in zip(cells, axis.windows, strict=True):
                for place in stamp:
                    if 0 <= place - axis.before < axis.output:
                        stamped[place - axis.before] |= cell
            cells = stamped
            continue
        inside = range(axis.before, axis.before + axis.size)
        read = ([c - axis.before for c in window if c in inside] for window in axis.windows)
        cells = [set().union(*(cells[cell] for cell in window)) for window in read]
    return cells


def test_three_convolutions_of_three_see_seven():
    found = receptive_fields(rows_of([Conv2D(1), Conv2D(1), Conv2D(1)], (9, 9, 1)))
    assert [field.fields[0] for field in found] == [Field(3), Field(5), Field(7)]


def test_a_stride_makes_every_later_window_wider():
    found = receptive_fields(rows_of([Conv2D(1, 3, 2), Conv2D(1), MaxPool2D()], (15, 15, 1)))
    assert [(s.fields[0].size, s.fields[0].jump) for s in found] == [(3, 2), (7, 2), (9, 4)]


def test_padding_moves_the_first_field_over_the_border():
    (field,) = receptive_fields(rows_of([Conv2D(1, 5, padding="same")], (8, 8, 1)))
    assert field.fields[0].cells(0) == (-2, 2)
    assert trace_back([field], 0, 0, 3) == ((0, 2), (1, 5))


def test_the_published_field_of_vgg_16s_last_pooling():
    """Araujo et al. 2019, table 1: field 212, effective stride 32, effective padding 90."""
    assert of_network("VGG-16")["max_pool_5"].fields[0] == Field(212, 32, -90)


def test_the_published_fields_of_alexnet():
    found = of_network("AlexNet")
    names = ("conv_1", "max_pool_1", "conv_2", "max_pool_2", "conv_5", "max_pool_3")
    assert [found[name].fields[0].size for name in names] == [11, 19, 51, 67, 163, 195]
    assert found["max_pool_3"].fields[0].jump == 32


def test_flattening_keeps_the_grid_and_a_dense_layer_reduces_it_to_one_cell():
    flat, dense, again = receptive_fields(rows_of([Flatten(), Dense(3), Dense(2)], (4, 6, 2)))
    assert (flat.grid, dense.grid, again.grid) == ((4, 6), (1, 1), (1, 1))
    assert trace_back([flat], 0, 2, 5) == ((2, 2), (5, 5))
    assert trace_back([flat, dense, again], 2, 0, 0) == ((0, 3), (0, 5))


def test_a_global_average_sees_the_whole_image():
    found = receptive_fields(rows_of([Conv2D(2), GlobalAveragePool2D()], (9, 7, 1)))
    assert trace_back(found, 1, 0, 0) == ((0, 8), (0, 6))


def test_a_layer_without_a_window_sees_what_the_one_before_sees():
    conv, relu = receptive_fields(rows_of([Conv2D(1, 3, 2), ReLU()], (9, 9, 1)))
    assert relu.fields == conv.fields
    assert trace_back([conv, relu], 1, 2, 1) == trace_back([conv], 0, 2, 1)


@given(st.lists(SOLID, min_size=1, max_size=4), SHAPES)
def test_the_first_and_last_cell_are_those_that_are_read_followed_cell_by_cell(layers, shape):
    rows = rows_that_fit(layers, shape)
    found = receptive_fields(rows)
    for row, cells in enumerate(read_by(layers, shape[0])):
        assert trace_back(found, len(rows) - 1, row, 0)[0] == (min(cells), max(cells))


@given(st.lists(st.one_of(SOLID, DILATED), min_size=1, max_size=4), SHAPES)
def test_nothing_is_read_outside_the_field_and_the_field_is_within_araujos(layers, shape):
    rows = rows_that_fit(layers, shape)
    found = receptive_fields(rows)
    for row, cells in enumerate(read_by(layers, shape[0])):
        first, last = trace_back(found, len(rows) - 1, row, 0)[0]
        low, high = found[-1].fields[0].cells(row)
        assert all(first <= cell <= last for cell in cells)
        assert max(low, 0) <= first <= last <= min(high, shape[0] - 1)


@pytest.mark.parametrize("height", [1, 5])
def test_a_window_that_meets_only_padding_still_has_a_place(height):
    layer = Conv2D(1, 2, padding="same", dilation=4)
    found = receptive_fields(rows_of([layer], (height, height, 1)))
    for row in range(height):
        first, last = trace_back(found, 0, row, row)[0]
        assert 0 <= first <= last < height


def test_closed_form_and_numpy_agree_on_many_windows():
    axis = Conv2D(1, 3, 2).window((101, 101, 1)).rows
    (field,) = receptive_fields(rows_of([Conv2D(1, 3, 2)], (101, 101, 1)))
    starts = np.arange(axis.output) * 2
    np.testing.assert_array_equal(field.reads[0], np.stack([starts, starts + 2], axis=1))


UPSAMPLED = st.integers(1, 3).flatmap(
    lambda stride: st.builds(
        Conv2DTranspose, st.just(1), st.integers(stride, 5), st.just(stride), PADDING
    )
)
EITHER = st.one_of(SOLID, UPSAMPLED)


@given(st.lists(EITHER, max_size=1), UPSAMPLED, st.lists(EITHER, max_size=2))
def test_behind_transposed_convolutions_the_field_is_what_the_widest_unit_sees(before, up, after):
    layers, side = [*before, up, *after], 240
    rows = rows_that_fit(layers, (side, side, 1))
    found = receptive_fields(rows)
    read = read_by(layers, side)
    # Far enough from the border that no window of any layer reaches over it.
    inside = [row for row, cells in enumerate(read) if cells and cells <= set(range(60, 180))]
    field = found[-1].fields[0]
    for row in inside:
        span = min(read[row]), max(read[row])
        assert trace_back(found, len(rows) - 1, row, 0)[0] == field.cells(row) == span
    period = prod(each.stride for each in layers if isinstance(each, Conv2DTranspose))
    if len(inside) >= period and set(range(inside[0], inside[-1])) < set(inside):
        assert field.size == max(max(read[row]) - min(read[row]) + 1 for row in inside)


def test_a_pooled_cell_that_is_stamped_back_sees_its_own_two_pixels():
    layers = [MaxPool2D(2), Conv2DTranspose(8, 2, 2)]
    found = receptive_fields(rows_of(layers, (8, 8, 1)))
    field = found[-1].fields[0]
    assert (field.size, field.jump, field.start) == (2, 1, 0)
    assert [field.cells(unit) for unit in (0, 1, 2)] == [(0, 1), (0, 1), (2, 3)]
    assert trace_back(found, 1, 2, 2)[0] == (2, 3)


def test_a_residual_connection_joins_what_units_see_behind_a_transposed_convolution():
    layers = [MaxPool2D(2), Conv2DTranspose(1, 2, 2), Conv2D(1, 3, padding="same"), Residual(1)]
    found = receptive_fields(rows_of(layers, (16, 16, 1)))
    field = found[-1].fields[0]
    assert (field.size, field.cells(4), field.cells(5)) == (4, (2, 5), (4, 7))
    assert field.cells(4) == trace_back(found, 3, 4, 0)[0]


def test_many_strides_and_transposed_convolutions_stay_exact():
    layers = [Conv2DTranspose(1, 3, 3), MaxPool2D(2, 2, "same")] * 12
    field = receptive_fields(rows_of(layers, (4, 4, 1)))[-1].fields[0]
    assert field.jump == Fraction(2, 3) ** 12
