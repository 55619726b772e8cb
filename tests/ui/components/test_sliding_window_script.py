"""The moving window's script draws what Python computed: its windows, products and stamps agree."""

import itertools

import numpy as np
import pytest

from cnnviz.layers.window import (
    AVERAGE_POOLING,
    CONVOLUTION,
    DEPTHWISE,
    GLOBAL_AVERAGE,
    MAX_POOLING,
    TRANSPOSED,
    Sides,
    Slide,
    WindowSettings,
    slide,
)
from cnnviz.layers.window.patterns import Numbers
from cnnviz.ui.components.sliding_window.payload import payload
from tests import javascript
from tests.window_layers import layer_of

LAYERS = [
    layer_of(CONVOLUTION, (6, 5), (3, 2), (2, 1), "same", channels=3, filters=2),
    layer_of(CONVOLUTION, (7, 7), (3, 3), padding="full", dilation=(2, 1)),
    layer_of(CONVOLUTION, channels=4, filters=4, groups=2, padding=Sides(2, 0, 1, 3)),
    layer_of(CONVOLUTION, (1, 9), channels=2, filters=3, dims=1),
    layer_of(DEPTHWISE, channels=2, filters=4, stride=(3, 3)),
    layer_of(TRANSPOSED, (4, 5), (3, 2), (2, 3), channels=3, filters=2),
    layer_of(TRANSPOSED, (4, 4), stride=(2, 2), padding="same", channels=4, filters=2, groups=2),
    layer_of(
        TRANSPOSED,
        (3, 4),
        stride=(2, 2),
        padding=Sides.each(1, 2),
        output_padding=(1, 0),
        dilation=(1, 2),
    ),
]
POOLINGS = [
    layer_of(MAX_POOLING, (6, 6), stride=(2, 2), ceil=True, channels=3),
    layer_of(AVERAGE_POOLING, (5, 6), (2, 3), (2, 2), "same"),
    layer_of(GLOBAL_AVERAGE, (4, 3), channels=2),
]


def computed(layer: WindowSettings) -> Slide:
    numbers, shown = Numbers(), layer.shown
    cells = numbers.cells((shown.channels, *shown.size))
    return slide(layer, cells, numbers.weights(shown.weight_shape))


IMPORTS = """
import { coveringOf, placeOf, readData, termsOf, windowCount } from "./sliding_window/data.js";
import { extent } from "./sliding_window/canvas_cells.js";
import { CAPTION, NAME_WIDTH, gridsOf } from "./sliding_window/sizes.js";
import { newStamps, stampTo } from "./sliding_window/stamps.js";
"""


def evaluate(result: Slide, body: str) -> list:
    """What the component's functions make of the payload ``data``; ``body`` returns it."""
    read = "const data = readData(Uint8Array.from(given));"
    return javascript.evaluate(IMPORTS, f"{read} {body}", list(payload(result, "name")))


def sums(result: Slide, spots: str) -> list:
    """The sum of the terms at every spot of every filter."""
    return evaluate(
        result,
        f"""const filters = [...Array(data.filters).keys()];
        return filters.map((filter) => {spots}.map((spot) =>
          termsOf(data, {{ filter, ...spot }}).reduce((sum, term) => sum + term.product, 0)));""",
    )


PLACES = "[...Array(windowCount(data)).keys()].map((at) => ({ place: placeOf(data, at) }))"
OUTPUTS = """[...Array(data.out[0] * data.out[1]).keys()].map((at) => ({ cell: [
  Math.floor(at / data.out[1]) + data.rows.before, at % data.out[1] + data.cols.before] }))"""


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.operation)
def test_the_products_of_an_output_cell_add_up_to_its_value(layer):
    result = computed(layer)
    spots = OUTPUTS if layer.transposed else PLACES
    assert np.reshape(sums(result, spots), result.output.shape).tolist() == (result.output.tolist())


@pytest.mark.parametrize(
    "layer", [layer for layer in LAYERS if layer.transposed], ids=lambda layer: str(layer.padding)
)
def test_all_stamps_together_are_the_output_forwards_and_backwards(layer):
    result = computed(layer)
    grown = evaluate(
        result,
        """const stamps = newStamps(data), last = windowCount(data) - 1;
        for (const position of [2, last - 1, last - 3, 0, last]) stampTo(stamps, position);
        return [...stamps.values];""",
    )
    assert grown == result.output.ravel().tolist()


@pytest.mark.parametrize("layer", [*LAYERS, *POOLINGS], ids=lambda layer: layer.operation)
def test_as_many_windows_are_found_over_a_cell_as_python_counts(layer):
    result = computed(layer)
    found = evaluate(
        result,
        """const [rows, cols] = data.transposed ? data.out : data.size;
        return [...Array(rows * cols).keys()].map((at) => coveringOf(data,
          [Math.floor(at / cols) + data.rows.before, at % cols + data.cols.before]).length);""",
    )
    assert found == result.uses.ravel().tolist()


def test_the_winner_of_a_pooling_window_is_its_largest_cell():
    result = computed(POOLINGS[0])
    won = evaluate(
        result,
        """return [0, 1, 2].flatMap((filter) => [...Array(9).keys()].map((at) =>
          termsOf(data, { filter, place: placeOf(data, at) }).find(({ won }) => won).value));""",
    )
    assert won == result.output.ravel().tolist()


@pytest.mark.parametrize("layer", POOLINGS[1:], ids=lambda layer: layer.operation)
def test_a_mean_is_its_sum_by_its_count(layer):
    result = computed(layer)
    assert evaluate(result, "return [...data.output];") == result.output.ravel().tolist()


@pytest.mark.parametrize(
    "layer",
    [
        *(
            layer_of(operation, (side, side), padding="same", channels=depth, filters=depth)
            for operation, side, depth in itertools.product(
                [CONVOLUTION, TRANSPOSED, MAX_POOLING], [3, 32], [1, 2, 3, 4]
            )
        ),
        layer_of(CONVOLUTION, (32, 32), (21, 21), padding="full", channels=4, filters=4),
        layer_of(CONVOLUTION, (1, 32), dims=1, channels=4, filters=4),
    ],
    ids=str,
)
def test_all_planes_fit_the_width_and_share_the_height(layer):
    measured = evaluate(
        computed(layer),
        """return [358, 700, 824, 1500].map((width) => {
        const { grids, narrow, lines } = gridsOf(data, width, 600);
        const wide = (name) => extent(grids[name]), products = wide("products")[0];
        const kernel = data.depth > 1 ? Math.max(wide("kernel")[0], NAME_WIDTH) + 12 : 0;
        const middle = kernel + products;
        const parts = [wide("input")[0], middle, wide("output")[0]];
        const below = Math.max(parts[0], parts[1] + parts[2] + 22 + 2 * 6);
        const side = lines ? below : parts.reduce((a, b) => a + b) + 2 * 22 + 4 * 6;
        const used = narrow ? Math.max(...parts) : side;
        const tall = Object.keys(grids).map((name) => wide(name)[1]);
        const [first, ...others] = tall;
        const height = lines ? first + CAPTION + 12 + Math.max(...others) : Math.max(...tall);
        return [used, height - 600 + CAPTION, narrow, width]; });""",
    )
    for used, height, narrow, width in measured:
        assert used <= width + 1
        assert narrow or height <= 1
