"""The script for NumPy and SciPy: one call slides the kernel over all channels."""

from cnnviz.filters.apply import Filtered
from cnnviz.filters.export import common
from cnnviz.filters.export.common import Lines


def body(filtered: Filtered) -> Lines:
    """Lines of the script."""
    block = filtered.block
    return [
        *_imports(filtered),
        "",
        *common.load(filtered, *common.pillow(filtered)),
        "",
        *common.kernel(filtered, "np.array", "np.float32"),
        *_channels_last(filtered),
        *common.bias(block),
        "",
        *common.pad(filtered),
        *_slide(filtered),
        *common.every(block.stride),
        *common.activate(block, "special.expit(output)"),
        *common.pool(block),
        "",
        'np.save("output.npy", output)',
    ]


def _imports(filtered: Filtered) -> Lines:
    special = "signal, special" if filtered.block.activation == "sigmoid" else "signal"
    return ["import numpy as np", f"from scipy import {special}"]


def _channels_last(filtered: Filtered) -> Lines:
    """Give the kernel the picture's axes: SciPy slides over all three, and fits in the last."""
    channels = filtered.weights.shape[2]
    if filtered.summed:
        axes = ["kernel = kernel.transpose(1, 2, 0)  # (kH, kW, C)"]
    else:
        axes = ["kernel = kernel[:, :, np.newaxis]  # (kH, kW, 1)"]
    step = filtered.block.dilation
    return axes + common.spread(
        filtered, f"({{height}}, {{width}}, {channels}), np.float32", f"::{step}, ::{step}"
    )


def _slide(filtered: Filtered) -> Lines:
    """SciPy's convolve turns the channels about as well, so a sum over channels correlates."""
    name = filtered.block.operation
    weights = "kernel"
    if filtered.summed and name == "convolve":
        name, weights = "correlate", "kernel[::-1, ::-1]"
    comment = "  # turned: a convolution" if weights != "kernel" else ""
    source = common.padded(filtered)
    return [f'output = signal.{name}({source}, {weights}, mode="valid"){comment}']
