"""The script for Keras: the block as layers of a network, their weights set by hand."""

from cnnviz.filters.apply import Filtered
from cnnviz.filters.export import common
from cnnviz.filters.export.common import Lines
from cnnviz.filters.filter_layer import Block

ACTIVATIONS = {
    "ReLU": "relu",
    "leaky ReLU": "leaky_relu",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
}


def body(filtered: Filtered) -> Lines:
    """Lines of the script."""
    block = filtered.block
    return [
        "import keras",
        "import numpy as np",
        "",
        *common.load(filtered, _any_picture(filtered)),
        "",
        *common.kernel(filtered, "np.array", '"float32"'),
        *common.turned(filtered),
        *_axes(filtered),
        *common.bias(block),
        "",
        *common.pad(filtered),
        *_layer(filtered),
        *_stride(block),
        *_pool(block),
        "",
        'np.save("output.npy", output[0])',
    ]


def _any_picture(filtered: Filtered) -> str:
    grey = ', color_mode="grayscale"' if filtered.image.shape[2] == 1 else ""
    return f'image = keras.utils.img_to_array(keras.utils.load_img("mine.jpg"{grey})) / 255'


def _is_depthwise(filtered: Filtered) -> bool:
    """Whether each channel has a map of its own."""
    return filtered.output.shape[2] > 1


def _axes(filtered: Filtered) -> Lines:
    """Give the kernel the axes that a Keras layer's weights have."""
    if filtered.summed:
        axes, meaning = "kernel.transpose(1, 2, 0)[..., np.newaxis]", "(kH, kW, C_in, C_out)"
    elif _is_depthwise(filtered):
        axes, meaning = "np.stack([kernel] * 3, axis=2)[..., np.newaxis]", "(kH, kW, C, 1)"
    else:
        axes, meaning = "kernel[..., np.newaxis, np.newaxis]", "(kH, kW, C_in, C_out)"
    return [f"kernel = {axes}  # {meaning}"]


def _layer(filtered: Filtered) -> Lines:
    """A layer with these weights, called on a batch of one picture."""
    block, source = filtered.block, common.padded(filtered)
    kind, maps = ("DepthwiseConv2D(", 3) if _is_depthwise(filtered) else ("Conv2D(1, ", 1)
    weights = f"[kernel, np.full({maps}, bias)]" if block.bias else "[kernel]"
    return [
        f"layer = keras.layers.{kind}{filtered.weights.shape[:2]}{_options(block)})",
        f"layer.build((1, *{source}.shape))",
        f"layer.set_weights({weights})",
        f"output = layer({source}[np.newaxis])",
    ]


def _options(block: Block) -> str:
    options = [
        f"strides={block.stride}" if block.stride > 1 and block.dilation == 1 else "",
        f"dilation_rate={block.dilation}" if block.dilation > 1 else "",
        "" if block.bias else "use_bias=False",
        f'activation="{ACTIVATIONS[block.activation]}"' if block.activation != "none" else "",
    ]
    return "".join(f", {option}" for option in options if option)


def _stride(block: Block) -> Lines:
    """Stride by hand where there is a dilation too, which a Keras layer refuses."""
    if block.stride == 1 or block.dilation == 1:
        return []
    step = f"::{block.stride}"
    return [f"output = output[:, {step}, {step}]  # no Keras layer both strides and dilates"]


def _pool(block: Block) -> Lines:
    if block.pooling == "none":
        return []
    kind = "MaxPooling2D" if block.pooling == "max" else "AveragePooling2D"
    return [f"output = keras.layers.{kind}({block.pool})(output)"]
