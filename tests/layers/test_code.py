"""The line of a layer in Keras and PyTorch: as it is written, and as it runs where they are."""

import numpy as np
import pytest

from cnnviz.layers.code import Form, keras_form, keras_weights, runnable, torch_form
from cnnviz.layers.window import (
    AVERAGE_POOLING,
    CONVOLUTION,
    DEPTHWISE,
    GLOBAL_AVERAGE,
    MAX_POOLING,
    TRANSPOSED,
    Sides,
    WindowSettings,
    compute,
)
from cnnviz.ops.geometry import Axis, TransposedAxis
from tests.window_layers import generated, layer_of, numbers

WRITTEN = [
    (
        layer_of(channels=3, filters=8),
        "layer = keras.layers.Conv2D(8, kernel_size=3)",
        "layer = nn.Conv2d(3, 8, kernel_size=3)",
    ),
    (
        layer_of(stride=(2, 1), padding="same", channels=4, filters=6, groups=2),
        'layer = keras.layers.Conv2D(6, kernel_size=3, strides=(2, 1), padding="same", groups=2)',
        "layer = nn.Conv2d(4, 6, kernel_size=3, stride=(2, 1), padding=1, groups=2)",
    ),
    (
        layer_of(padding="same, PyTorch", kernel=(4, 4)),
        'layer = keras.layers.Conv2D(1, kernel_size=4, padding="same")',
        'layer = nn.Conv2d(1, 1, kernel_size=4, padding="same")',
    ),
    (
        layer_of(DEPTHWISE, channels=3, filters=6, dilation=(2, 2)),
        "layer = keras.layers.DepthwiseConv2D(kernel_size=3, dilation_rate=2, depth_multiplier=2)",
        "layer = nn.Conv2d(3, 6, kernel_size=3, dilation=2, groups=3)",
    ),
    (
        layer_of(MAX_POOLING, kernel=(2, 2), stride=(2, 2)),
        "layer = keras.layers.MaxPooling2D(2, strides=2)",
        "layer = nn.MaxPool2d(kernel_size=2, stride=2)",
    ),
    (
        layer_of(GLOBAL_AVERAGE),
        "layer = keras.layers.GlobalAveragePooling2D(keepdims=True)",
        "layer = nn.AdaptiveAvgPool2d(1)",
    ),
    (
        layer_of(TRANSPOSED, stride=(2, 2), padding=Sides.each(1, 1), output_padding=(1, 1)),
        "layer = keras.Sequential([\n"
        "    keras.layers.Conv2DTranspose(1, kernel_size=3, strides=2, output_padding=1),\n"
        "    keras.layers.Cropping2D(((1, 1), (1, 1))),\n"
        "])",
        "layer = nn.ConvTranspose2d(1, 1, kernel_size=3, stride=2, padding=1, output_padding=1)",
    ),
    (
        layer_of(size=(9, 9), dims=1, padding=Sides(left=2, right=1)),
        "layer = keras.Sequential([\n"
        "    keras.layers.ZeroPadding1D((2, 1)),\n"
        "    keras.layers.Conv1D(1, kernel_size=3),\n"
        "])",
        "layer = nn.Sequential(\n    nn.ZeroPad1d((2, 1)),\n    nn.Conv1d(1, 1, kernel_size=3),\n)",
    ),
    (
        layer_of(MAX_POOLING, size=(8, 8), stride=(2, 2), ceil=True),
        "layer = keras.Sequential([\n"
        "    keras.layers.Lambda(lambda x: keras.ops.pad(x, ((0, 0), (0, 1), (0, 1), (0, 0)), "
        'constant_values=float("-inf"))),\n'
        "    keras.layers.MaxPooling2D(3, strides=2),\n"
        "])",
        "layer = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)",
    ),
    (
        layer_of(AVERAGE_POOLING, padding=Sides.each(1, 1), count_padding=True),
        "layer = keras.Sequential([\n"
        "    keras.layers.ZeroPadding2D(((1, 1), (1, 1))),\n"
        "    keras.layers.AveragePooling2D(3, strides=1),\n"
        "])",
        "layer = nn.AvgPool2d(kernel_size=3, stride=1, padding=1)",
    ),
    (
        layer_of(AVERAGE_POOLING, padding=Sides.each(1, 1)),
        "# divided by the mean of ones: the padding left out\n"
        "layer = keras.Sequential([\n"
        "    keras.layers.ZeroPadding2D(((1, 1), (1, 1))),\n"
        "    keras.layers.AveragePooling2D(3, strides=1),\n"
        "])\n"
        "y = layer(x) / layer(keras.ops.ones_like(x))",
        "layer = nn.AvgPool2d(kernel_size=3, stride=1, padding=1, count_include_pad=False)",
    ),
]


@pytest.mark.parametrize(("layer", "keras", "torch"), WRITTEN, ids=lambda case: str(case)[:30])
def test_a_layer_is_written_as_a_person_would(layer, keras, torch):
    assert keras_form(layer).code == keras
    assert torch_form(layer).code == torch


@pytest.mark.parametrize(
    ("layer", "note"),
    [
        (layer_of(stride=(2, 2), dilation=(2, 2)), "Keras takes stride or dilation"),
        (layer_of(TRANSPOSED, dilation=(2, 2)), "Not every CPU runs it dilated"),
        (layer_of(TRANSPOSED, channels=2, filters=2, groups=2), "has no groups"),
        (layer_of(DEPTHWISE, stride=(2, 1)), "needs equal strides"),
        (layer_of(AVERAGE_POOLING, padding=Sides.each(1, 1)), "the padding left out"),
        (layer_of(MAX_POOLING, dilation=(2, 2)), "Keras's pooling has no dilation"),
    ],
)
def test_what_keras_does_otherwise_is_a_comment_above_the_line(layer, note):
    first = keras_form(layer).code.splitlines()[0]
    assert first.startswith("# ")
    assert note in first


def test_averages_with_gaps_are_in_neither_library():
    layer = layer_of(AVERAGE_POOLING, dilation=(2, 2))
    assert keras_form(layer).code == "# Keras's pooling has no dilation"
    assert torch_form(layer).code == "# PyTorch's average pooling has no dilation"


def test_keras_runs_the_code_as_it_is_written():
    import keras

    for seed, layer in enumerate(generated(30, seed=3)):
        form = keras_form(layer)
        if form.calls:
            cells, weights = numbers(layer, seed, least=-9)
            expected = compute(layer, cells, weights).output
            np.testing.assert_allclose(
                pasted_keras(keras, form, layer, cells, weights), expected, rtol=1e-4, atol=1e-4
            )


def test_with_an_import_and_an_input_the_code_runs_by_itself(capsys):
    for layer in generated(20, seed=4):
        form = keras_form(layer)
        if form.calls:
            exec(runnable(form, layer), {})
            size = layer.output[2 - layer.dims :]
            assert capsys.readouterr().out.strip() == str((1, *size, layer.filters))


def test_pytorchs_input_has_its_channels_first():
    layer = layer_of(size=(9, 9), dims=1, channels=3)
    assert runnable(torch_form(layer), layer).splitlines() == [
        "import torch",
        "from torch import nn",
        "",
        "x = torch.rand((1, 3, 9))  # batch, channels, length",
        "layer = nn.Conv1d(3, 1, kernel_size=3)",
        "y = layer(x)",
        "print(y.shape)",
    ]


def pasted_keras(keras, form: Form, layer: WindowSettings, cells, weights) -> np.ndarray:
    batch = np.moveaxis(cells, 0, -1)[None].astype("float32")
    names = {"keras": keras, "x": keras.ops.array(batch[:, 0] if layer.dims == 1 else batch)}
    exec("\n".join(line for line in form.code.splitlines() if not line.startswith("y =")), names)
    names["layer"](names["x"])
    if names["layer"].weights:
        names["layer"].set_weights([keras_weights(layer, weights), np.zeros(layer.filters)])
    exec(form.code.splitlines()[-1] if form.excludes_padding else "y = layer(x)", names)
    output = np.asarray(names["y"])[0]
    return np.moveaxis(output[None] if layer.dims == 1 else output, -1, 0)


def torch_length(axis: Axis | TransposedAxis, pads: tuple[int, int], extra: int) -> int:
    """PyTorch's documented formulas: Conv2d, MaxPool2d with ceil_mode, ConvTranspose2d."""
    padding, reach = sum(pads), axis.dilation * (axis.kernel - 1)
    if isinstance(axis, TransposedAxis):
        return (axis.size - 1) * axis.stride - padding + reach + extra + 1
    over = axis.size + padding - reach - 1
    if not axis.ceil:
        return int(np.floor(over / axis.stride + 1))
    length = int(np.ceil(over / axis.stride + 1))
    # "Sliding windows that would start in the right padded region are ignored."
    return length - ((length - 1) * axis.stride >= axis.size + pads[0])


def test_thousands_of_sizes_follow_the_formulas_that_pytorch_documents():
    layers = [
        one
        for one in generated(4000, seed=4)
        if isinstance(one.padding, Sides) or not one.transposed
    ]
    assert len(layers) > 2000
    for layer in layers:
        lengths = tuple(
            torch_length(layer.axis(side), layer.pads(side), layer.output_padding[side])
            for side in (0, 1)
        )
        assert lengths == layer.output, layer


def test_pytorch_runs_the_code_as_it_is_written():
    torch = pytest.importorskip("torch")
    for seed, layer in enumerate(generated(1000, seed=5)):
        form = torch_form(layer)
        if form.calls:
            cells, weights = numbers(layer, seed, least=-9)
            values = pasted_torch(torch, form, layer, cells, weights)
            expected = compute(layer, cells, weights).output
            np.testing.assert_allclose(values, expected, rtol=1e-4, atol=1e-4, err_msg=form.code)


def pasted_torch(torch, form: Form, layer: WindowSettings, cells, weights) -> np.ndarray:
    row = (slice(None), slice(None), 0) if layer.dims == 1 else ()
    names = {"nn": torch.nn, "torch": torch, "x": torch.tensor(cells).float()[None][row]}
    exec("\n".join(line for line in form.code.splitlines() if not line.startswith("y =")), names)
    for parameter in names["layer"].parameters():
        one = torch.tensor(torch_weights(layer, weights)).float()[row]
        parameter.data = one if parameter.dim() > 1 else torch.zeros(layer.filters)
    exec(form.code.splitlines()[-1] if form.excludes_padding else "y = layer(x)", names)
    output = names["y"].detach().numpy()[0]
    return output[:, None] if layer.dims == 1 else output


def torch_weights(layer: WindowSettings, weights: np.ndarray) -> np.ndarray:
    """Ours, or (C, F / groups, kH, kW) for ConvTranspose."""
    if not layer.transposed:
        return weights
    groups = weights.reshape(layer.groups, -1, *weights.shape[1:])
    return groups.swapaxes(1, 2).reshape(layer.channels, -1, *layer.kernel)


def test_a_convolution_keeps_its_weights_wherever_they_are_written():
    layer = layer_of(stride=(2, 2), dilation=(2, 2))
    weights = np.arange(1, 10).reshape(1, 1, 3, 3)
    spread = keras_weights(layer, weights)
    assert spread.shape == (5, 5, 1, 1)
    assert spread[::2, ::2, 0, 0].tolist() == weights[0, 0].tolist()
    assert spread.sum() == weights.sum()


def test_every_operation_with_weights_has_a_form_in_both_libraries():
    for layer in generated(300, seed=6, operations=(CONVOLUTION, DEPTHWISE, TRANSPOSED)):
        assert keras_form(layer).calls
        assert torch_form(layer).calls
