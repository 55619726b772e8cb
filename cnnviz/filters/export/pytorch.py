"""The script for PyTorch: ``torch.nn.functional``, channels before rows and columns."""

from cnnviz.filters.export import common
from cnnviz.filters.export.common import Lines
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.filters.result import FilterResult
from cnnviz.ops.activations import ACTIVATIONS


def body(filtered: FilterResult) -> Lines:
    """Write the script for PyTorch, from its imports on.

    Parameters
    ----------
    filtered : FilterResult
        What it computes.

    Returns
    -------
    list of str
        Its lines.
    """
    layer, source = filtered.layer, common.padded(filtered)
    return common.body(
        filtered,
        imports=["import numpy as np", "import torch", "import torch.nn.functional as F"],
        any_picture=common.pillow(filtered),
        kernel=[
            *common.kernel(filtered, "torch.tensor", "torch.float32"),
            *common.flipped(layer, "kernel.flip(-2, -1)"),
            _axes(filtered),
        ],
        output=[
            *common.pad(filtered),
            f"batch = torch.from_numpy({source}).permute(2, 0, 1)[None]  # (1, C, H, W)",
            f"output = F.conv2d(batch, kernel{_options(filtered)})",
            *_activate(layer),
            *_pool(layer),
        ],
        save='np.save("output.npy", output[0].permute(1, 2, 0).numpy())',
    )


def _axes(filtered: FilterResult) -> str:
    """Give the kernel PyTorch's axes: (C_out, C_in / groups, kH, kW)."""
    if filtered.summed:
        return "kernel = kernel[None]  # (C_out, C_in, kH, kW)"
    if filtered.output.shape[2] == 1:
        return "kernel = kernel[None, None]  # (C_out, C_in, kH, kW)"
    return "kernel = kernel.expand(3, 1, -1, -1)  # the same on each channel"


def _options(filtered: FilterResult) -> str:
    layer, maps = filtered.layer, filtered.output.shape[2]
    return common.options(
        f"bias=torch.full(({maps},), bias)" if layer.bias else "",
        f"stride={layer.stride}" if layer.stride > 1 else "",
        f"dilation={layer.dilation}" if layer.dilation > 1 else "",
        f"groups={maps}" if maps > 1 else "",
    )


def _activate(layer: FilterLayer) -> Lines:
    if layer.activation == "none":
        return []
    return [f"output = {ACTIVATIONS[layer.activation].torch}"]


def _pool(layer: FilterLayer) -> Lines:
    if layer.pooling == "none":
        return []
    name = "max_pool2d" if layer.pooling == "max" else "avg_pool2d"
    return [f"output = F.{name}(output, {layer.pool})"]
