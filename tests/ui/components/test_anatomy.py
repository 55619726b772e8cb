"""What the anatomy's components send to the browser."""

import json

import numpy as np
import pytest

from cnnviz.filters.analysis.frequency import spectrum
from cnnviz.filters.analysis.separable_trace import work_line
from cnnviz.filters.analysis.toeplitz import linear_layer
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.ui.components import frequency_map, matrix_view, worked_line

SOBEL_X = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
CELLS = np.arange(25).reshape(5, 5) % 10


def unpacked(message: bytes) -> tuple[dict, np.ndarray]:
    length = int.from_bytes(message[:4], "little")
    return json.loads(message[4 : 4 + length]), np.frombuffer(message[4 + length :], "<f4")


def test_the_map_gets_gain_and_phase_of_every_frequency():
    found = spectrum(SOBEL_X)
    header, values = unpacked(frequency_map.payload(found, 2))
    gain, phase = values.reshape(2, 65, 65)
    np.testing.assert_allclose(gain * np.exp(1j * phase), found.response, atol=1e-5)
    assert (header["count"], header["peak"], header["stride"]) == (65, 8, 2)
    assert [header["frequencies"][at] for at in header["rest"]] == [0, 0.25]


@pytest.mark.parametrize("form", matrix_view.FORMS)
def test_either_form_sends_a_product_that_is_the_output(form):
    linear = linear_layer(SOBEL_X, (5, 5), FilterLayer(border="reflect"))
    header, values = unpacked(matrix_view.payload(linear, CELLS, form))
    parts = np.split(values, np.cumsum([size for _, size in header["arrays"]])[:-1])
    arrays = dict(zip([name for name, _ in header["arrays"]], parts, strict=True))
    entries = np.nan_to_num(arrays["entries"]).reshape(len(arrays["result"]), -1)
    np.testing.assert_allclose(entries @ arrays["vector"], arrays["result"], atol=1e-5)
    np.testing.assert_array_equal(arrays["input"], CELLS.ravel())
    assert header["outputShape"] == [5, 5]


def test_entries_without_a_weight_are_marked_as_such():
    linear = linear_layer(SOBEL_X, (5, 5), FilterLayer())
    entries = matrix_view.product(linear, CELLS, "sparse").entries
    assert np.isnan(entries).sum() == 225 - 81
    assert (entries == 0).sum() == 3 * 9  # Sobel's own zeros are weights


def test_the_line_is_sent_with_every_product_and_sum():
    signal = np.array([1, 2, 3, 4])
    worked = work_line(signal, np.array([1, 0.1]), FilterLayer("convolve", border="zero"))
    data = json.loads(json.dumps(worked_line.payload(worked)))
    assert data["padded"] == [1, 2, 3, 4, 0]
    assert (data["written"], data["kernel"], data["flipped"]) == ([1, 0.1], [0.1, 1], True)
    assert data["output"] == [2.1, 3.2, 4.3, 0.4]
    assert data["products"][0] == [0.1, 2]
    assert (data["before"], data["size"], data["anchor"]) == (0, 4, 0)


def test_the_largest_line_takes_little_room():
    worked = work_line(np.ones(273, int), np.ones(15), FilterLayer(dilation=16))
    assert len(json.dumps(worked_line.payload(worked))) < 20_000
