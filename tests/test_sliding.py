"""cnnviz.sliding against Keras, against plain loops, and against counts done by hand."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnviz.errors import InputError
from cnnviz.sliding import (
    AVERAGE_POOLING,
    CONVOLUTION,
    MAX_POOLING,
    Sides,
    Slide,
    WindowLayer,
    slide,
)

unhurried = settings(deadline=None)  # other work on the machine is no failure
few = settings(max_examples=40, deadline=None)


def pairs(most: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(1, most), st.integers(1, most))


OLD = (CONVOLUTION, MAX_POOLING, AVERAGE_POOLING)
PADDINGS = st.one_of(
    st.sampled_from(["valid", "same"]), st.builds(Sides.each, st.integers(0, 3), st.integers(0, 3))
)


@st.composite
def layers(draw, operations=OLD, dilation=3, padding=PADDINGS) -> WindowLayer:
    settings_ = {
        "operation": draw(st.sampled_from(operations)),
        "size": draw(pairs(12)),
        "kernel": draw(pairs(4)),
        "stride": draw(pairs(3)),
        "padding": draw(padding),
        "dilation": draw(pairs(dilation)),
    }
    try:
        return WindowLayer(**settings_)
    except InputError:
        assume(False)


def slid(layer: WindowLayer, seed: int = 0) -> Slide:
    numbers = np.random.default_rng(seed)
    return slide(
        layer,
        numbers.integers(0, 10, (1, *layer.size)),
        numbers.integers(-9, 10, (1, 1, *layer.kernel)),
    )


def cells_by_hand(layer: WindowLayer, result: Slide, row: int, col: int) -> list:
    """(value, place in the window) of the input cells that a window holds, found by loops."""
    found = []
    top, left = layer.rows.before, layer.cols.before
    for a in range(layer.kernel[0]):
        for b in range(layer.kernel[1]):
            r = row * layer.stride[0] + a * layer.dilation[0] - top
            c = col * layer.stride[1] + b * layer.dilation[1] - left
            if 0 <= r < layer.size[0] and 0 <= c < layer.size[1]:
                found.append((int(result.cells[r, c]), a * layer.kernel[1] + b))
    return found


@unhurried
@given(layers())
def test_every_output_cell_is_what_a_loop_over_its_window_gives(layer):
    result = slid(layer)
    for row, col in np.ndindex(layer.output):
        cells = cells_by_hand(layer, result, row, col)
        values = [value for value, _ in cells]
        expected = {
            CONVOLUTION: sum(value * result.weights.ravel()[tap] for value, tap in cells),
            MAX_POOLING: max(values, default=0),
            AVERAGE_POOLING: sum(values) / max(len(values), 1),
        }
        assert result.output[row, col] == pytest.approx(expected[layer.operation])


@unhurried
@given(layers([MAX_POOLING]))
def test_the_winner_is_the_first_cell_that_holds_the_maximum(layer):
    result = slid(layer)
    for row, col in np.ndindex(layer.output):
        cells = cells_by_hand(layer, result, row, col)
        first = next(tap for value, tap in cells if value == result.output[row, col])
        assert result.winners[row, col] == first


@unhurried
@given(layers())
def test_cells_never_read_are_counted_one_by_one(layer):
    read = {
        (r, c)
        for row in layer.rows.windows
        for col in layer.cols.windows
        for r in row
        for c in col
        if layer.rows.holds_input(r) and layer.cols.holds_input(c)
    }
    assert layer.unread_cells == layer.size[0] * layer.size[1] - len(read)


def with_padding(keras, layer: WindowLayer):
    """The Keras layers that pad, and the padding that is left for the window layer."""
    if isinstance(layer.padding, str):
        return [], layer.padding
    return [keras.layers.ZeroPadding2D(layer.padding)], "valid"


def keras_output(window_layer, padding_layers, cells: np.ndarray) -> np.ndarray:
    batch = cells[None, :, :, None].astype("float32")
    for layer in [*padding_layers, window_layer]:
        batch = np.asarray(layer(batch))
    return batch[0, :, :, 0]


@few
@given(layers([CONVOLUTION]))
def test_a_convolution_is_keras_conv2d_in_shape_and_values(layer):
    import keras

    assume(layer.stride == (1, 1) or layer.dilation == (1, 1))  # Keras allows one of the two
    padding_layers, padding = with_padding(keras, layer)
    conv = keras.layers.Conv2D(1, layer.kernel, layer.stride, padding, use_bias=False,
                               dilation_rate=layer.dilation)  # fmt: skip
    padded = layer.padded if padding == "valid" else layer.size
    conv.build((None, *padded, 1))
    result = slid(layer)
    conv.set_weights([result.weights[:, :, None, None]])
    values = keras_output(conv, padding_layers, result.cells)
    assert values.shape == layer.output
    np.testing.assert_array_equal(values, result.output)


@few
@given(layers([MAX_POOLING], dilation=1))
def test_max_pooling_is_keras_maxpooling2d_in_shape_and_values(layer):
    import keras

    padding_layers, padding = with_padding(keras, layer)
    pool = keras.layers.MaxPooling2D(layer.kernel, layer.stride, padding)
    result = slid(layer)  # no digit is below 0, so Keras's zeros around it never win either
    values = keras_output(pool, padding_layers, result.cells)
    assert values.shape == layer.output
    np.testing.assert_array_equal(values, result.output)


@few
@given(layers([AVERAGE_POOLING], dilation=1))
def test_average_pooling_is_keras_averagepooling2d_in_shape_and_values(layer):
    import keras

    padding_layers, padding = with_padding(keras, layer)
    pool = keras.layers.AveragePooling2D(layer.kernel, layer.stride, padding)
    result = slid(layer)
    values = keras_output(pool, padding_layers, result.cells)
    # Keras counts cells that ZeroPadding2D added; dividing by the mean of ones leaves them out.
    held = keras_output(pool, padding_layers, np.ones(layer.size))
    assert values.shape == layer.output
    np.testing.assert_allclose(values / held, result.output, rtol=1e-6)


def test_a_window_worked_out_by_hand():
    cells = np.array([[1, 2, 0], [0, 1, 3], [2, 1, 1]])
    kernel = np.array([[1, 0], [2, -1]])
    result = slide(WindowLayer(size=(3, 3), kernel=(2, 2)), cells, kernel)
    assert result.output.tolist() == [[0, 1], [3, 2]]


@pytest.mark.parametrize(
    ("layer", "weights", "biases", "multiply_adds"),
    [
        (WindowLayer(), 9, 1, 9 * 25),
        # The second convolution of the lectures' MNIST network, 14 × 14 × 32 to 64.
        (WindowLayer(size=(14, 14), padding="same", channels=32, filters=64),
         18_432, 64, 18_432 * 196),
        (WindowLayer(MAX_POOLING, kernel=(2, 2), channels=32), 0, 0, 0),
    ],
)  # fmt: skip
def test_weights_and_biases_follow_the_closed_formulas(layer, weights, biases, multiply_adds):
    assert (layer.weight_count, layer.bias_count) == (weights, biases)
    assert layer.multiply_adds == multiply_adds


BAD = [
    ({"stride": (0, 0)}, "stride must be at least 1, got 0"),
    ({"size": (33, 7)}, "input height must be at most 32, got 33"),
    ({"size": (7, -2)}, "input width must be at least 1, got -2"),
    ({"kernel": (0, 3)}, "kernel height must be at least 1, got 0"),
    ({"operation": MAX_POOLING, "kernel": (3, 0)}, "window width must be at least 1, got 0"),
    ({"padding": (17, 0)}, "padding must be at most 16, got 17"),
    ({"dilation": (1, 0)}, "dilation must be at least 1, got 0"),
    ({"filters": 0}, "filters must be at least 1, got 0"),
    ({"operation": "sum"}, "operation is one of convolution, max pooling, average pooling"),
    (
        {"size": (3, 3), "kernel": (5, 5)},
        "a 5 × 5 kernel does not fit a 3 × 3 input; pad by 1 or more",
    ),
    (
        {"size": (3, 3), "kernel": (9, 2), "padding": (1, 1)},
        "a 9 × 2 kernel does not fit a 3 × 3 input padded to 5 × 5; pad by 3 or more",
    ),
    (
        {"size": (4, 4), "dilation": (3, 3)},
        "a 3 × 3 kernel with dilation 3 spans 7 × 7 and does not fit a 4 × 4 input; "
        "pad by 2 or more",
    ),
    (
        {"size": (1, 1), "kernel": (32, 32), "dilation": (2, 2)},
        "make the input larger, or the kernel or its dilation smaller",
    ),
    (
        {"operation": MAX_POOLING, "kernel": (2, 2), "padding": (2, 2)},
        "padding 2 leaves a 2 × 2 window nothing but padding; pad less",
    ),
]


@pytest.mark.parametrize(("changes", "sentence"), BAD)
def test_an_impossible_layer_says_the_rule_and_the_value(changes, sentence):
    with pytest.raises(InputError) as caught:
        WindowLayer(**changes)
    assert sentence in str(caught.value)


@unhurried
@given(size=pairs(32), kernel=pairs(32), padding=st.integers(0, 16))
def test_the_padding_that_a_refusal_names_is_enough_and_one_less_is_not(size, kernel, padding):
    try:
        WindowLayer(size=size, kernel=kernel, padding=(padding, padding))
    except InputError as error:
        named = int(str(error).split("pad by ")[1].split()[0])
        WindowLayer(size=size, kernel=kernel, padding=(named, named))
        with pytest.raises(InputError):
            WindowLayer(size=size, kernel=kernel, padding=(named - 1, named - 1))


def test_numbers_of_another_size_are_refused():
    with pytest.raises(InputError, match="input 7 × 7 and kernel 3 × 3 expected, got 6 × 7"):
        slide(WindowLayer(), np.zeros((6, 7), int), np.zeros((3, 3), int))
