"""What the scripts share: reading the picture, the kernel as a literal, padding, steps in NumPy."""

import textwrap

import numpy as np

from cnnviz.filters.apply import FilterResult
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.ops.activations import ACTIVATIONS

WIDTH = 96  # characters of a line
INDENT = " " * 4

# np.pad's names for what lies beyond the edge; without a mode it pads with zeros.
PAD_MODES = {"reflect": "reflect", "replicate": "edge", "wrap": "wrap"}

Lines = list[str]


def load(filtered: FilterResult, *any_picture: str) -> Lines:
    """Read the picture; ``any_picture`` are the lines that read another one instead."""
    height, width, channels = filtered.image.shape
    return [
        f'image = np.load("picture.npy")  # ({height}, {width}, {channels}), values in 0..1',
        "# Any other picture:",
        *(f"# {line}" for line in any_picture),
    ]


def pillow(filtered: FilterResult) -> Lines:
    """Read any picture with Pillow, values in 0..1."""
    grey = filtered.image.shape[2] == 1
    mode, axes = ("L", "[..., np.newaxis]") if grey else ("RGB", "")
    pixels = f'np.asarray(Image.open("mine.jpg").convert("{mode}"), np.float32){axes}'
    return ["from PIL import Image", f"image = {pixels} / 255"]


def kernel(filtered: FilterResult, make: str, dtype: str) -> Lines:
    """Assign the exact weights to ``kernel``: (kH, kW), or (C, kH, kW) where it has channels."""
    planes = np.moveaxis(filtered.weights, 2, 0).tolist()
    if not filtered.summed:
        rows = _rows(planes[0], INDENT)
        return [f"kernel = {make}([", *rows, f"], dtype={dtype})"]
    lines = []
    for plane, letter in zip(planes, "RGB", strict=True):
        lines += [f"{INDENT}[  # {letter}", *_rows(plane, 2 * INDENT), f"{INDENT}],"]
    return [f"kernel = {make}([", *lines, f"], dtype={dtype})"]


def _rows(matrix: list[list[float]], indent: str) -> Lines:
    """A matrix's rows, their numbers below one another."""
    texts = [[number(weight) for weight in row] for row in matrix]
    width = max(len(text) for row in texts for text in row)
    lines = []
    for row in texts:
        line = f"[{', '.join(text.rjust(width) for text in row)}],"
        lines += textwrap.wrap(line, WIDTH, initial_indent=indent, subsequent_indent=f"{indent} ")
    return lines


def number(value: float) -> str:
    """The shortest text that is exactly this number."""
    return repr(float(value)).removesuffix(".0")


def turned(filtered: FilterResult) -> Lines:
    """Turn the kernel where the operation is a convolution."""
    if filtered.layer.operation == "correlate":
        return []
    places = "[:, ::-1, ::-1]" if filtered.summed else "[::-1, ::-1]"
    return [f"kernel = kernel{places}  # convolution: turned by 180 degrees"]


def bias(layer: FilterLayer) -> Lines:
    """Assign the bias, where there is one."""
    return [f"bias = {layer.bias!r}"] if layer.bias else []


def pads(filtered: FilterResult) -> tuple[tuple[int, int], tuple[int, int]]:
    """Cells above and below, left and right, that the windows read beyond the picture."""
    rows, cols = filtered.rows, filtered.cols
    return (rows.before, rows.after), (cols.before, cols.after)


def pad(filtered: FilterResult) -> Lines:
    """Pad with NumPy, where windows read beyond the picture."""
    if padded(filtered) == "image":
        return []
    border = filtered.layer.border
    mode = f', mode="{PAD_MODES[border]}"' if border in PAD_MODES else ""
    down, across = pads(filtered)
    return [f"padded = np.pad(image, [{down}, {across}, (0, 0)]{mode})  # border: {border}"]


def padded(filtered: FilterResult) -> str:
    """Name of what the kernel slides over."""
    return "padded" if np.any(pads(filtered)) else "image"


def every(stride: int) -> Lines:
    """Keep every ``stride``-th window, rows and columns first."""
    return [f"output = output[::{stride}, ::{stride}]  # stride {stride}"] if stride > 1 else []


def spread(filtered: FilterResult, like: str, places: str) -> Lines:
    """Put zeros between the weights where there is a dilation: for libraries that have none.

    Parameters
    ----------
    like : str
        What follows the spread kernel's height and width in ``np.zeros``.
    places : str
        Where the weights go.
    """
    dilation, height, width = filtered.layer.dilation, *effective(filtered)
    if (height, width) == filtered.weights.shape[:2]:
        return []
    return [
        f"spread = np.zeros({like.format(height=height, width=width)})",
        f"spread[{places}] = kernel  # dilation {dilation}",
        "kernel = spread",
    ]


def effective(filtered: FilterResult) -> tuple[int, int]:
    """Height and width of the window, gaps included."""
    return filtered.rows.effective_kernel, filtered.cols.effective_kernel


def activate(layer: FilterLayer, **better: str) -> Lines:
    """Bias and activation in NumPy; a library may have a better expression for some of them."""
    added = ["output = output + bias"] if layer.bias else []
    if layer.activation == "none":
        return added
    expression = better.get(layer.activation, ACTIVATIONS[layer.activation].numpy)
    return [*added, f"output = {expression}  # {layer.activation}"]


def pool(layer: FilterLayer) -> Lines:
    """Pool in NumPy: each window gets axes of its own, over which it is reduced."""
    if layer.pooling == "none":
        return []
    size, method = layer.pool, "max" if layer.pooling == "max" else "mean"
    return [
        f"rows, cols = output.shape[0] // {size}, output.shape[1] // {size}",
        f"windows = output[: {size} * rows, : {size} * cols]"
        f".reshape(rows, {size}, cols, {size}, -1)",
        f"output = windows.{method}(axis=(1, 3))  # {layer.pooling} pooling",
    ]
