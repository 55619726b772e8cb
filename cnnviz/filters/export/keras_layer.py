"""The script for Keras: the layer as layers of a network, with these weights."""

from cnnviz.filters.export import common
from cnnviz.filters.export.common import Lines
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.filters.result import FilterResult
from cnnviz.ops.activations import ACTIVATIONS


def body(filtered: FilterResult) -> Lines:
    """Write the script for Keras, from its imports on.

    Parameters
    ----------
    filtered : FilterResult
        What it computes.

    Returns
    -------
    list of str
        Its lines.
    """
    layer = filtered.layer
    return common.body(
        filtered,
        imports=["import keras", "import numpy as np"],
        any_picture=[_any_picture(filtered)],
        kernel=[
            *common.kernel(filtered, "np.array", '"float32"'),
            *common.flipped(layer),
            _axes(filtered),
        ],
        output=[*common.pad(filtered), *_layer(filtered), *_stride(layer), *_pool(layer)],
        save='np.save("output.npy", output[0])',
    )


def _any_picture(filtered: FilterResult) -> str:
    grey = ', color_mode="grayscale"' if filtered.image.shape[2] == 1 else ""
    scaled = common.scaled(filtered)
    return f'image = keras.utils.img_to_array(keras.utils.load_img("mine.jpg"{grey})){scaled}'


def _is_depthwise(filtered: FilterResult) -> bool:
    """Whether each channel has a map of its own."""
    return filtered.output.shape[2] > 1


def _axes(filtered: FilterResult) -> str:
    """Give the kernel the axes that a Keras layer's weights have."""
    if filtered.summed:
        axes, meaning = "kernel.transpose(1, 2, 0)[..., np.newaxis]", "(kH, kW, C_in, C_out)"
    elif _is_depthwise(filtered):
        axes, meaning = "np.stack([kernel] * 3, axis=2)[..., np.newaxis]", "(kH, kW, C, 1)"
    else:
        axes, meaning = "kernel[..., np.newaxis, np.newaxis]", "(kH, kW, C_in, C_out)"
    return f"kernel = {axes}  # {meaning}"


def _layer(filtered: FilterResult) -> Lines:
    """A layer with these weights, called on a batch of one picture."""
    layer, source = filtered.layer, common.padded(filtered)
    kind, maps = ("DepthwiseConv2D(", 3) if _is_depthwise(filtered) else ("Conv2D(1, ", 1)
    weights = f"[kernel, np.full({maps}, bias)]" if layer.bias else "[kernel]"
    return [
        f"layer = keras.layers.{kind}{filtered.weights.shape[:2]}{_options(layer)})",
        f"layer.build((1, *{source}.shape))",
        f"layer.set_weights({weights})",
        f"output = layer({source}[np.newaxis])",
    ]


def _options(layer: FilterLayer) -> str:
    activation = ACTIVATIONS[layer.activation].keras
    return common.options(
        f"strides={layer.stride}" if layer.stride > 1 and layer.dilation == 1 else "",
        f"dilation_rate={layer.dilation}" if layer.dilation > 1 else "",
        "" if layer.bias else "use_bias=False",
        f'activation="{activation}"' if layer.activation != "none" else "",
    )


def _stride(layer: FilterLayer) -> Lines:
    """Stride by slicing where there is a dilation too, which a Keras layer refuses."""
    if layer.stride == 1 or layer.dilation == 1:
        return []
    step = f"::{layer.stride}"
    return [f"output = output[:, {step}, {step}]  # no Keras layer both strides and dilates"]


def _pool(layer: FilterLayer) -> Lines:
    if layer.pooling == "none":
        return []
    kind = "MaxPooling2D" if layer.pooling == "max" else "AveragePooling2D"
    return [f"output = keras.layers.{kind}({layer.pool})(output)"]
