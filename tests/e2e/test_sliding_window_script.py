"""The moving window's script draws what Python computed: its windows, products and stamps agree."""

import itertools

import numpy as np
import pytest
from playwright.sync_api import Page

from cnnviz.layers.animation import look
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
from cnnviz.ui.components import read
from cnnviz.ui.components.sliding_window.payload import payload
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


@pytest.fixture(scope="module")
def script(browser):
    """A blank page that knows the component's functions."""
    page = browser.new_page()
    page.add_script_tag(content=read("sliding_window").js.replace("export default ", "show = "))
    yield page
    page.close()


def evaluate(script: Page, result: Slide, body: str) -> list:
    """What JavaScript makes of the payload ``data``."""
    function = f"(bytes) => {{ const data = readData(Uint8Array.from(bytes)); {body} }}"
    return script.evaluate(function, list(payload(result, "name")))


def sums(script: Page, result: Slide, spots: str) -> list:
    """The sum of the terms at every spot of every filter."""
    return evaluate(
        script,
        result,
        f"""const filters = [...Array(data.filters).keys()];
        return filters.map((filter) => {spots}.map((spot) =>
          termsOf(data, {{ filter, ...spot }}).reduce((sum, term) => sum + term.product, 0)));""",
    )


PLACES = "[...Array(windowCount(data)).keys()].map((at) => ({ place: placeOf(data, at) }))"
OUTPUTS = """[...Array(data.out[0] * data.out[1]).keys()].map((at) => ({ cell: [
  Math.floor(at / data.out[1]) + data.rows.before, at % data.out[1] + data.cols.before] }))"""


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.operation)
def test_the_products_of_an_output_cell_add_up_to_its_value(script, layer):
    result = computed(layer)
    spots = OUTPUTS if layer.transposed else PLACES
    assert np.reshape(sums(script, result, spots), result.output.shape).tolist() == (
        result.output.tolist()
    )


@pytest.mark.parametrize(
    "layer", [layer for layer in LAYERS if layer.transposed], ids=lambda layer: str(layer.padding)
)
def test_all_stamps_together_are_the_output_forwards_and_backwards(script, layer):
    result = computed(layer)
    grown = evaluate(
        script,
        result,
        """const stamps = newStamps(data), last = windowCount(data) - 1;
        for (const position of [2, last - 1, last - 3, 0, last]) stampTo(stamps, position);
        return [...stamps.values];""",
    )
    assert grown == result.output.ravel().tolist()


@pytest.mark.parametrize("layer", [*LAYERS, *POOLINGS], ids=lambda layer: layer.operation)
def test_as_many_windows_are_found_over_a_cell_as_python_counts(script, layer):
    result = computed(layer)
    found = evaluate(
        script,
        result,
        """const [rows, cols] = data.transposed ? data.out : data.size;
        return [...Array(rows * cols).keys()].map((at) => coveringOf(data,
          [Math.floor(at / cols) + data.rows.before, at % cols + data.cols.before]).length);""",
    )
    assert found == result.uses.ravel().tolist()


def test_the_winner_of_a_pooling_window_is_its_largest_cell(script):
    result = computed(POOLINGS[0])
    won = evaluate(
        script,
        result,
        """return [0, 1, 2].flatMap((filter) => [...Array(9).keys()].map((at) =>
          termsOf(data, { filter, place: placeOf(data, at) }).find(({ won }) => won).value));""",
    )
    assert won == result.output.ravel().tolist()


@pytest.mark.parametrize("layer", POOLINGS[1:], ids=lambda layer: layer.operation)
def test_a_mean_is_its_sum_by_its_count(script, layer):
    result = computed(layer)
    assert evaluate(script, result, "return [...data.output];") == result.output.ravel().tolist()


@pytest.mark.parametrize("width", [358, 700, 824, 1500])
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
def test_all_planes_fit_the_width_and_share_the_height(script, layer, width):
    used, height, narrow = evaluate(
        script,
        computed(layer),
        f"""const {{ grids, narrow }} = gridsOf(data, {width});
        const wide = (name) => extent(grids[name]), products = wide("products")[0];
        const kernel = data.depth > 1 ? Math.max(wide("kernel")[0], NAME_WIDTH) + 12 : 0;
        const middle = kernel + products;
        const parts = [wide("input")[0], middle, wide("output")[0]];
        const used = narrow ? Math.max(...parts) : parts.reduce((a, b) => a + b) + 2 * 22 + 4 * 6;
        const tall = Object.keys(grids).map((name) => wide(name)[1]);
        return [used, Math.max(...tall) - stageHeight() + CAPTION, narrow];""",
    )
    assert used <= width + 1
    assert narrow or height <= 1


def test_a_stamp_beyond_the_outputs_limit_has_the_scales_last_colour(script):
    fills = script.evaluate(
        """() => {
          const at = colourTable((value) => signedColour("signed", value, 5), -5, 5);
          return [-9, -5, 5, 9].map((value) => at(value).fill);
        }"""
    )
    assert fills[0] == fills[1]
    assert fills[2] == fills[3]


def test_the_browser_paints_each_weight_in_the_tint_that_the_gif_has(script):
    painted = script.evaluate(
        """() => {
          const context = document.createElement("canvas").getContext("2d");
          const view = { theme: { dark: false }, data: { window: [3, 3], depth: 2 } };
          const pixel = (at, tap) => {
            context.fillStyle = tint(view, at, tap);
            context.fillRect(0, 0, 1, 1);
            return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
          };
          return [0, 1].flatMap((at) => [...Array(9).keys()].map((tap) => pixel(at, tap)));
        }"""
    )
    expected = [look.tint(tap, 9, at, 2) for at in (0, 1) for tap in range(9)]
    assert np.abs(np.subtract(painted, expected)).max() <= 3
