"""What the sliding window's component sends to the browser."""

import json

import numpy as np
import pytest

from cnnviz.components.sliding_window import payload
from cnnviz.patterns import Numbers
from cnnviz.sliding import AVERAGE_POOLING, CONVOLUTION, MAX_POOLING, Sides, WindowLayer, slide


def sent(layer: WindowLayer) -> dict:
    numbers = Numbers()
    cells, weights = numbers.cells(*layer.size), numbers.weights(*layer.kernel)
    result = slide(layer, cells[None], weights[None, None])
    return json.loads(json.dumps(payload(result, "name")))


def test_the_numbers_arrive_in_reading_order():
    layer = WindowLayer(size=(3, 3), kernel=(2, 2), padding=Sides.each(1, 0))
    data = sent(layer)
    cells = Numbers().cells(3, 3)
    padded = np.pad(cells, ((1, 1), (0, 0)))
    assert data["padded"] == "".join(map(str, padded.ravel()))
    assert (data["shape"], data["size"], data["before"]) == ([5, 3], [3, 3], [1, 0])
    assert data["rows"] == [[0, 1], [1, 2], [2, 3], [3, 4]]
    assert data["kernel"] == Numbers().weights(2, 2).ravel().tolist()


def test_cells_that_no_window_reads_are_named():
    data = sent(WindowLayer(size=(3, 3), kernel=(2, 2), stride=(2, 2)))
    assert data["unread"] == [2, 5, 6, 7, 8]


def test_pooling_sends_no_kernel():
    assert sent(WindowLayer("max pooling"))["kernel"] is None
    assert sent(WindowLayer("max pooling"))["winners"]
    assert sent(WindowLayer("average pooling"))["counts"] == [9] * 25


@pytest.mark.parametrize("operation", [CONVOLUTION, MAX_POOLING, AVERAGE_POOLING])
def test_the_largest_input_takes_little_room(operation):
    layer = WindowLayer(operation, size=(32, 32), padding="same")
    assert len(json.dumps(sent(layer))) < 20_000
