"""The script for NumPy and SciPy: one call slides the kernel over all channels."""

from cnnviz.filters.export import common
from cnnviz.filters.export.common import Lines
from cnnviz.filters.result import FilterResult


def body(filtered: FilterResult) -> Lines:
    """Write the script for SciPy, from its imports on.

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
    special = "signal, special" if layer.activation == "sigmoid" else "signal"
    return common.body(
        filtered,
        imports=["import numpy as np", f"from scipy import {special}"],
        any_picture=common.pillow(filtered),
        kernel=[
            *common.kernel(filtered, "np.array", "np.float32"),
            *common.spread(filtered),
            _channels_last(filtered),
        ],
        output=[
            *common.pad(filtered),
            _slide(filtered),
            *common.every(layer.stride),
            *common.activate(layer, sigmoid="special.expit(output)"),
            *common.pool(layer),
        ],
        save='np.save("output.npy", output)',
    )


def _channels_last(filtered: FilterResult) -> str:
    """Give the kernel the picture's axes: SciPy slides over all three, and fits in the last."""
    if filtered.summed:
        return "kernel = kernel.transpose(1, 2, 0)  # (kH, kW, C)"
    return "kernel = kernel[:, :, np.newaxis]  # (kH, kW, 1)"


def _slide(filtered: FilterResult) -> str:
    """SciPy's convolve flips the channels' axis too, so a sum over channels correlates."""
    name = filtered.layer.operation
    weights, comment = "kernel", ""
    if filtered.summed and name == "convolve":
        name, weights = "correlate", "kernel[::-1, ::-1]"
        comment = "  # convolution: rotated by 180 degrees"
    source = common.padded(filtered)
    return f'output = signal.{name}({source}, {weights}, mode="valid"){comment}'
