"""cnnviz.layers.window against plain loops and counts done by hand.

That its values are Keras's and PyTorch's is shown in test_run_keras and test_code.
"""

from itertools import product

import numpy as np
import pytest

from cnnviz.layers.window import (
    AVERAGE_POOLING,
    DEPTHWISE,
    GLOBAL_AVERAGE,
    GLOBAL_MAX,
    MAX_POOLING,
    MAXIMA,
    TRANSPOSED,
    Sides,
    WindowSettings,
    compute,
    slide,
)
from tests.window_layers import generated, layer_of, numbers

LAYERS = generated(250, seed=10)


def read_by_hand(layer: WindowSettings, row: int, col: int) -> list[tuple[int, int, int, int]]:
    """(row, col) of each input cell and of the weight that it meets, found by trying every weight
    on every place."""
    found = []
    top, left = layer.rows.before, layer.cols.before
    for a, b in product(range(layer.kernel[0]), range(layer.kernel[1])):
        if layer.transposed:
            r, r_rest = divmod(row + top - a * layer.dilation[0], layer.stride[0])
            c, c_rest = divmod(col + left - b * layer.dilation[1], layer.stride[1])
        else:
            r, r_rest = row * layer.stride[0] + a * layer.dilation[0] - top, 0
            c, c_rest = col * layer.stride[1] + b * layer.dilation[1] - left, 0
        if r_rest == c_rest == 0 and 0 <= r < layer.size[0] and 0 <= c < layer.size[1]:
            found.append((r, c, a, b))
    return found


def value_by_hand(layer: WindowSettings, cells, weights, plane: int, row: int, col: int) -> float:
    read = read_by_hand(layer, row, col)
    if not layer.weighted:
        values = [int(cells[plane, r, c]) for r, c, _, _ in read]
        return max(values) if layer.operation in MAXIMA else sum(values) / len(values)
    channels = layer.channels // layer.groups
    first = plane // (layer.filters // layer.groups) * channels
    return sum(
        int(cells[first + channel, r, c] * weights[plane, channel, a, b])
        for channel in range(channels)
        for r, c, a, b in read
    )


@pytest.mark.parametrize("start", range(0, len(LAYERS), 50))
def test_every_output_cell_is_what_a_loop_over_its_window_gives(start):
    for layer in LAYERS[start : start + 50]:
        cells, weights = numbers(layer)
        output = compute(layer, cells, weights).output
        assert output.shape == (layer.filters, *layer.output)
        for place in np.ndindex(output.shape):
            expected = value_by_hand(layer, cells, weights, *place)
            assert output[place] == pytest.approx(expected), layer


def test_the_winner_is_the_first_cell_that_holds_the_maximum():
    for layer in generated(60, seed=11, operations=(MAX_POOLING, GLOBAL_MAX)):
        cells, weights = numbers(layer)
        found = compute(layer, cells, weights)
        for plane, row, col in np.ndindex(found.output.shape):
            read = read_by_hand(layer, row, col)
            largest = found.output[plane, row, col]
            _, _, a, b = next(at for at in read if cells[plane, at[0], at[1]] == largest)
            assert found.winners[plane, row, col] == a * layer.kernel[1] + b


def test_a_mean_shows_what_is_divided_by_what():
    for layer in generated(60, seed=12, operations=(AVERAGE_POOLING, GLOBAL_AVERAGE)):
        found = compute(layer, *numbers(layer))
        np.testing.assert_allclose(found.sums / found.counts, found.output)
        for row, col in np.ndindex(layer.output):
            assert found.counts[row, col] == len(read_by_hand(layer, row, col))


@pytest.mark.parametrize(
    ("padding", "count_padding", "counts"),
    [
        (Sides.each(1, 1), False, 4),
        (Sides.each(1, 1), True, 9),
        ("same", True, 4),  # Keras's "same" never counts
    ],
)
def test_padding_counts_in_a_mean_only_where_asked_and_in_numbers(padding, count_padding, counts):
    layer = layer_of(AVERAGE_POOLING, size=(2, 2), padding=padding, count_padding=count_padding)
    found = compute(layer, np.ones((1, 2, 2), int), np.ones(layer.weight_shape, int))
    assert found.counts.tolist() == [[counts] * 2] * 2
    assert found.output[0, 0, 0] == pytest.approx(4 / counts)


def test_uses_count_the_windows_that_read_each_cell_or_the_stamps_on_it():
    for layer in LAYERS[:120]:
        shown = layer.shown
        counted = np.zeros(layer.output if layer.transposed else layer.size, int)
        for row, col in np.ndindex(layer.output):
            for r, c, _, _ in read_by_hand(layer, row, col):
                counted[(row, col) if layer.transposed else (r, c)] += 1
        assert (slide(layer, *numbers(shown)).uses == counted).all(), layer


def test_cells_never_read_are_counted_one_by_one():
    for layer in LAYERS[:120]:
        places = np.ndindex(layer.output)
        read = {(r, c) for row, col in places for r, c, _, _ in read_by_hand(layer, row, col)}
        assert layer.unread_cells == layer.size[0] * layer.size[1] - len(read), layer


def test_the_receptive_field_reaches_as_far_as_some_output_sees():
    for layer in generated(60, seed=13, operations=(TRANSPOSED,)):
        seen = [read_by_hand(layer, row, col) for row, col in np.ndindex(layer.output)]
        rows = [[r for r, _, _, _ in cells] for cells in seen if cells]
        assert layer.receptive_field[0] == max((max(r) - min(r) + 1 for r in rows), default=0)
    assert layer_of(dilation=(2, 1)).receptive_field == (5, 3)


def test_a_window_worked_out_by_hand():
    cells = np.array([[[1, 2, 0], [0, 1, 3], [2, 1, 1]]])
    kernel = np.array([[[[1, 0], [2, -1]]]])
    result = slide(layer_of(size=(3, 3), kernel=(2, 2)), cells, kernel)
    assert result.output.tolist() == [[[0, 1], [3, 2]]]


def test_a_stamp_worked_out_by_hand():
    cells, kernel = np.array([[[1, 2], [0, 3]]]), np.array([[[[1, 10], [100, 1000]]]])
    layer = layer_of(TRANSPOSED, size=(2, 2), kernel=(2, 2))
    assert slide(layer, cells, kernel).output.tolist() == [
        [[1, 12, 20], [100, 1203, 2030], [0, 300, 3000]]
    ]


def test_stamps_overlap_unevenly_where_the_stride_does_not_divide_the_kernel():
    layer = layer_of(TRANSPOSED, size=(3, 3), kernel=(3, 3), stride=(2, 2))
    assert layer.cols.uses.tolist() == [1, 1, 2, 1, 2, 1, 1]
    assert layer_of(TRANSPOSED, (3, 3), (2, 2), (2, 2)).cols.uses.tolist() == [1] * 6


@pytest.mark.parametrize(
    ("layer", "output"),
    [
        (layer_of(TRANSPOSED, kernel=(2, 2), stride=(3, 3)), 21),  # Keras fills the last stride
        (layer_of(TRANSPOSED, kernel=(2, 2), stride=(3, 3), padding=Sides()), 20),
        (layer_of(TRANSPOSED, stride=(2, 2), padding="same"), 14),
        (layer_of(TRANSPOSED, (4, 4), (4, 4), (2, 2), Sides.each(1, 1)), 8),  # as in DCGAN
        (
            layer_of(TRANSPOSED, stride=(2, 2), padding=Sides.each(1, 1), output_padding=(1, 1)),
            14,
        ),
        (layer_of(MAX_POOLING, (8, 8), (3, 3), (2, 2)), 3),
        (layer_of(MAX_POOLING, (8, 8), (3, 3), (2, 2), ceil=True), 4),
        (layer_of(MAX_POOLING, (5, 5), (2, 2), (3, 3), Sides.each(1, 1), ceil=True), 2),
        (layer_of(padding="full"), 9),
        (layer_of(padding="same, PyTorch", kernel=(4, 4)), 7),
        (layer_of(GLOBAL_MAX), 1),
    ],
)
def test_sizes_that_are_known(layer, output):
    assert layer.output == (output, output)


@pytest.mark.parametrize(
    ("layer", "weights", "biases", "multiply_adds"),
    [
        (layer_of(), 9, 1, 9 * 25),
        # The second convolution of the lectures' MNIST network, 14 × 14 × 32 to 64.
        (
            layer_of(size=(14, 14), padding="same", channels=32, filters=64),
            18_432,
            64,
            18_432 * 196,
        ),
        (layer_of(MAX_POOLING, kernel=(2, 2), channels=32), 0, 0, 0),
        # AlexNet's second convolution: two groups.
        (
            layer_of(
                size=(27, 27), kernel=(5, 5), padding="same", channels=96, filters=256, groups=2
            ),
            307_200,
            256,
            307_200 * 729,
        ),
        (layer_of(DEPTHWISE, channels=8, filters=16), 144, 16, 144 * 25),
        (layer_of(TRANSPOSED, stride=(2, 2), channels=2, filters=3), 54, 3, 54 * 49),
        (layer_of(size=(9, 9), channels=2, filters=4, dims=1), 24, 4, 24 * 7),
    ],
)
def test_weights_and_biases_follow_the_closed_formulas(layer, weights, biases, multiply_adds):
    assert (layer.weight_count, layer.bias_count) == (weights, biases)
    assert layer.multiply_adds == multiply_adds


def test_memory_and_the_dense_layer_of_the_same_sizes():
    layer = layer_of(size=(7, 7), channels=3, filters=8)
    assert layer.output_bytes == 4 * 5 * 5 * 8
    assert layer.dense_weights == (7 * 7 * 3) * (5 * 5 * 8)


def test_settings_that_follow_from_others_are_set_so():
    flat = layer_of(size=(7, 9), padding=Sides(1, 2, 3, 4), dims=1)
    assert (flat.size, flat.kernel, flat.padding) == ((1, 9), (1, 3), Sides(0, 0, 3, 4))
    whole = layer_of(GLOBAL_MAX, size=(5, 6), kernel=(9, 9), stride=(2, 2), padding="same")
    assert (whole.kernel, whole.stride, whole.padding) == ((5, 6), (1, 1), "valid")
    pool = layer_of(MAX_POOLING, channels=6, filters=2)
    assert (pool.filters, pool.groups) == (6, 6)
    assert layer_of(DEPTHWISE, channels=3, filters=6).groups == 3


@pytest.mark.parametrize(
    ("layer", "channels", "filters", "groups"),
    [
        (layer_of(channels=4, filters=4, groups=2), 4, 4, 2),
        (layer_of(channels=3, filters=64), 3, 1, 1),
        (layer_of(channels=64, filters=2), 1, 1, 1),
        (layer_of(channels=8, filters=8, groups=4), 2, 1, 1),
        (layer_of(DEPTHWISE, channels=8, filters=16), 1, 1, 1),
        (layer_of(MAX_POOLING, channels=8), 1, 1, 1),
    ],
)
def test_of_a_deep_layer_one_filter_is_shown_with_what_it_reads(layer, channels, filters, groups):
    shown = layer.shown
    assert (shown.channels, shown.filters, shown.groups) == (channels, filters, groups)
    assert slide(layer, *numbers(shown)).layer is layer
