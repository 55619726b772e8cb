"""What the sliding window's component sends to the browser."""

import json

import numpy as np
import pytest
import streamlit as st

from cnnviz.layers.window import (
    AVERAGE_POOLING,
    CONVOLUTION,
    DEPTHWISE,
    GLOBAL_AVERAGE,
    MAX_POOLING,
    OPERATIONS,
    TRANSPOSED,
    Sides,
    Slide,
    WindowSettings,
    slide,
)
from cnnviz.layers.window.patterns import Numbers
from cnnviz.ui.components.sliding_window import edits_of
from cnnviz.ui.components.sliding_window.payload import payload
from tests.window_layers import layer_of

LARGEST = 50_000


def computed(layer: WindowSettings) -> Slide:
    numbers, shown = Numbers(), layer.shown
    cells = numbers.cells((shown.channels, *shown.size))
    return slide(layer, cells, numbers.weights(shown.weight_shape))


def read(data: bytes) -> dict:
    """The header, with the arrays that it names."""
    length = int.from_bytes(data[:4], "little")
    header = json.loads(data[4 : 4 + length])
    at = 4 + length + -length % 4
    for name, kind, shape in header["arrays"]:
        numbers = np.frombuffer(
            data, ["<i1", "<i2", "<i4", "<f4", "<f8"][kind], np.prod(shape, dtype=int), at
        )
        header[name] = numbers.reshape(shape)
        at += numbers.nbytes + -numbers.nbytes % 4
    assert at == len(data)
    return header


def sent(layer: WindowSettings) -> dict:
    return read(payload(computed(layer), "name"))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_all_numbers_arrive(operation):
    layer = layer_of(operation, size=(6, 5), kernel=(2, 3), channels=2, filters=4)
    result = computed(layer)
    data = read(payload(result, "name"))
    assert (data["cells"] == result.cells).all()
    assert "weights" not in data or (data["weights"] == result.weights).all()
    made = data["output"] if "output" in data else data["sums"] / data["counts"]
    assert (made == result.output).all()


def test_padding_lies_around_the_input_and_windows_start_in_it():
    data = sent(layer_of(size=(3, 3), kernel=(2, 2), padding=Sides(1, 0, 0, 2)))
    rows, cols = data["rows"], data["cols"]
    assert (rows["starts"], rows["taps"], rows["before"], rows["after"]) == (
        [0, 1, 2],
        [0, 1],
        1,
        0,
    )
    assert (cols["starts"], cols["before"], cols["after"]) == ([0, 1, 2, 3], 0, 2)


def test_cells_that_no_window_reads_are_covered_0_times():
    data = sent(layer_of(size=(3, 3), kernel=(2, 2), stride=(2, 2)))
    assert data["rows"]["covers"] == [1, 1, 0]


def test_a_window_that_sticks_out_lengthens_the_field():
    data = sent(layer_of(MAX_POOLING, size=(6, 6), stride=(2, 2), ceil=True))
    assert len(data["rows"]["covers"]) == 7
    assert data["rows"]["after"] == 0


def test_the_field_of_a_transposed_convolution_is_its_uncut_output():
    layer = layer_of(
        TRANSPOSED, size=(3, 3), stride=(2, 2), padding=Sides.each(1, 1), output_padding=(1, 1)
    )
    rows = sent(layer)["rows"]
    assert rows["covers"] == [1, 1, 2, 1, 2, 1, 1, 0]
    assert (rows["before"], rows["after"]) == (1, 1)


def test_input_cells_whose_stamps_are_cut_away_are_named():
    layer = layer_of(TRANSPOSED, size=(3, 3), kernel=(1, 1), padding=Sides.each(1, 1))
    assert sent(layer)["rows"]["lost"] == [0, 2]


def test_pooling_sends_no_kernel_but_what_it_looked_at():
    assert "weights" not in sent(layer_of(MAX_POOLING))
    assert sent(layer_of(MAX_POOLING))["winners"].shape == (1, 5, 5)
    assert sent(layer_of(AVERAGE_POOLING))["counts"].tolist() == [[9] * 5] * 5


def test_of_a_deep_layer_the_first_filter_goes_with_the_sizes_of_the_whole():
    data = sent(layer_of(channels=64, filters=128))
    assert (data["channels"], data["filters"], data["whole"]) == (1, 1, [64, 128])


@pytest.mark.parametrize(("groups", "shape"), [(1, (4, 4, 3, 3)), (2, (4, 2, 3, 3))])
def test_grouped_kernels_have_the_channels_of_their_group(groups, shape):
    assert sent(layer_of(channels=4, filters=4, groups=groups))["weights"].shape == shape


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_largest_input_takes_little_room(operation):
    layer = layer_of(operation, size=(32, 32), padding="same", channels=4, filters=4)
    assert len(payload(computed(layer), "name")) < LARGEST / 2


@pytest.mark.parametrize(
    "layer",
    [
        layer_of(TRANSPOSED, size=(32, 32), stride=(2, 2), kernel=(8, 8)),
        layer_of(TRANSPOSED, size=(32, 32), stride=(2, 2), channels=4, filters=4),
        layer_of(CONVOLUTION, size=(32, 32), kernel=(21, 21), padding="full"),
        layer_of(DEPTHWISE, size=(32, 32), padding="full", channels=4, filters=4),
        layer_of(GLOBAL_AVERAGE, size=(32, 32), channels=4),
    ],
)
def test_so_do_large_outputs_and_kernels(layer):
    assert len(payload(computed(layer), "name")) < LARGEST


def test_fractions_and_large_numbers_arrive_exactly():
    layer = layer_of(size=(2, 3), kernel=(1, 2))
    cells, weights = np.array([[[0.1, -1.75, 114], [1e6, 1 / 3, 0]]]), np.array([[[[1 / 3, -1]]]])
    result = slide(layer, cells, weights)
    data = read(payload(result, "name"))
    for name, numbers in (("cells", cells), ("weights", weights), ("output", result.output)):
        assert data[name].tolist() == numbers.tolist()


@pytest.mark.parametrize(
    ("sent", "value"),
    [
        (7, 7),
        (-1.75, -1.75),
        (1e6, 1e6),
        (2e6, None),
        (float("nan"), None),
        (True, None),
        (10**400, None),
        ("1", None),
        (None, None),
    ],
)
def test_an_edit_is_any_finite_number_up_to_a_million(monkeypatch, sent, value):
    change = {"grid": "input", "place": [0, 0, 0], "value": sent, "number": 1}
    monkeypatch.setattr(st, "session_state", {"key": {"edit": [change]}})
    assert [edit.value for edit in edits_of("key")] == ([] if value is None else [value])


def test_wide_sums_take_wider_numbers():
    layer = layer_of(size=(32, 32), kernel=(32, 32))
    cells, weights = np.full((1, 32, 32), 9), np.full(layer.weight_shape, 99)
    result = slide(layer, cells, weights)
    data = read(payload(result, "name"))
    assert data["output"].tolist() == [[[9 * 99 * 32 * 32]]]
