"""The script for NumPy and SciPy: one call slides the kernel over all channels."""

from cnnviz.filters.apply import FilterResult
from cnnviz.filters.export import common
from cnnviz.filters.export.common import Lines


def body(filtered: FilterResult) -> Lines:
    """Lines of the script."""
    layer = filtered.layer
    return [
        *_imports(filtered),
        "",
        *common.load(filtered, *common.pillow(filtered)),
        "",
        *common.kernel(filtered, "np.array", "np.float32"),
        *_channels_last(filtered),
        *common.bias(layer),
        "",
        *common.pad(filtered),
        *_slide(filtered),
        *common.every(layer.stride),
        *common.activate(layer, sigmoid="special.expit(output)"),
        *common.pool(layer),
        "",
        'np.save("output.npy", output)',
    ]


def _imports(filtered: FilterResult) -> Lines:
    special = "signal, special" if filtered.layer.activation == "sigmoid" else "signal"
    return ["import numpy as np", f"from scipy import {special}"]


def _channels_last(filtered: FilterResult) -> Lines:
    """Give the kernel the picture's axes: SciPy slides over all three, and fits in the last."""
    channels = filtered.weights.shape[2]
    if filtered.summed:
        axes = ["kernel = kernel.transpose(1, 2, 0)  # (kH, kW, C)"]
    else:
        axes = ["kernel = kernel[:, :, np.newaxis]  # (kH, kW, 1)"]
    step = filtered.layer.dilation
    return axes + common.spread(
        filtered, f"({{height}}, {{width}}, {channels}), np.float32", f"::{step}, ::{step}"
    )


def _slide(filtered: FilterResult) -> Lines:
    """SciPy's convolve turns the channels about as well, so a sum over channels correlates."""
    name = filtered.layer.operation
    weights = "kernel"
    if filtered.summed and name == "convolve":
        name, weights = "correlate", "kernel[::-1, ::-1]"
    comment = "  # turned: a convolution" if weights != "kernel" else ""
    source = common.padded(filtered)
    return [f'output = signal.{name}({source}, {weights}, mode="valid"){comment}']
