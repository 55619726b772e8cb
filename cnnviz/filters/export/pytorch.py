"""The script for PyTorch: ``torch.nn.functional``, channels before rows and columns."""

from cnnviz.filters.apply import Filtered
from cnnviz.filters.export import common
from cnnviz.filters.export.common import Lines
from cnnviz.filters.filter_layer import Block
from cnnviz.ops.activations import LEAK

ACTIVATIONS = {
    "ReLU": "F.relu(output)",
    "leaky ReLU": f"F.leaky_relu(output, {LEAK})",
    "sigmoid": "torch.sigmoid(output)",
    "tanh": "torch.tanh(output)",
}


def body(filtered: Filtered) -> Lines:
    """Lines of the script."""
    block = filtered.block
    return [
        "import numpy as np",
        "import torch",
        "import torch.nn.functional as F",
        "",
        *common.load(filtered, *common.pillow(filtered)),
        "",
        *common.kernel(filtered, "torch.tensor", "torch.float32"),
        *_turned(block),
        *_axes(filtered),
        *common.bias(block),
        "",
        *common.pad(filtered),
        f"batch = torch.from_numpy({common.padded(filtered)}).permute(2, 0, 1)[None]"
        "  # (1, C, H, W)",
        f"output = F.conv2d(batch, kernel{_options(filtered)})",
        *_activate(block),
        *_pool(block),
        "",
        'np.save("output.npy", output[0].permute(1, 2, 0).numpy())',
    ]


def _turned(block: Block) -> Lines:
    if block.operation == "correlate":
        return []
    return ["kernel = kernel.flip(-2, -1)  # convolution: turned by 180 degrees"]


def _axes(filtered: Filtered) -> Lines:
    """Give the kernel PyTorch's axes: (C_out, C_in / groups, kH, kW)."""
    if filtered.summed:
        return ["kernel = kernel[None]  # (C_out, C_in, kH, kW)"]
    if filtered.output.shape[2] == 1:
        return ["kernel = kernel[None, None]  # (C_out, C_in, kH, kW)"]
    return ["kernel = kernel.expand(3, 1, -1, -1)  # the same on each channel"]


def _options(filtered: Filtered) -> str:
    block, maps = filtered.block, filtered.output.shape[2]
    options = [
        f"bias=torch.full(({maps},), bias)" if block.bias else "",
        f"stride={block.stride}" if block.stride > 1 else "",
        f"dilation={block.dilation}" if block.dilation > 1 else "",
        f"groups={maps}" if maps > 1 else "",
    ]
    return "".join(f", {option}" for option in options if option)


def _activate(block: Block) -> Lines:
    return [] if block.activation == "none" else [f"output = {ACTIVATIONS[block.activation]}"]


def _pool(block: Block) -> Lines:
    if block.pooling == "none":
        return []
    name = "max_pool2d" if block.pooling == "max" else "avg_pool2d"
    return [f"output = F.{name}(output, {block.pool})"]
