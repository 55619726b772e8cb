"""What the scripts share: reading the picture, the kernel as a literal, padding, steps in NumPy."""

import textwrap

import numpy as np

from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.filters.result import FilterResult
from cnnviz.ops.activations import ACTIVATIONS
from cnnviz.utils.number_text import exact_text

WIDTH = 96  # characters of a line
INDENT = " " * 4

# np.pad's names for what lies beyond the edge; without a mode it pads with zeros.
PAD_MODES = {"reflect": "reflect", "replicate": "edge", "wrap": "wrap"}

Lines = list[str]


def body(
    filtered: FilterResult,
    *,
    imports: Lines,
    any_picture: Lines,
    kernel: Lines,
    output: Lines,
    save: str,
) -> Lines:
    """Put a library's parts together in the order that all scripts have.

    Parameters
    ----------
    filtered : FilterResult
        What the script computes.
    imports : list of str
        The modules that it needs.
    any_picture : list of str
        How another picture is read; these lines become a comment.
    kernel : list of str
        Assign the weights as the library takes them to ``kernel``.
    output : list of str
        From ``image``, ``kernel`` and ``bias`` to ``output``.
    save : str
        Writes ``output.npy``.

    Returns
    -------
    list of str
        The script below its docstring.
    """
    height, width, channels = filtered.image.shape
    bias, white = filtered.layer.bias, filtered.layer.white
    shape = f"({height}, {width}, {channels})"
    return [
        *imports,
        "",
        f'image = np.load("picture.npy")  # {shape}, black is 0, white is {white:g}',
        "# Any other picture:",
        *(f"# {line}" for line in any_picture),
        "",
        *kernel,
        *([f"bias = {bias!r}"] if bias else []),
        "",
        *output,
        "",
        save,
    ]


def pillow(filtered: FilterResult) -> Lines:
    """Read any picture with Pillow, in the picture's unit.

    Parameters
    ----------
    filtered : FilterResult
        Its image decides whether the picture is read in grey.

    Returns
    -------
    list of str
        Assign the picture to ``image``.
    """
    grey = filtered.image.shape[2] == 1
    mode, axes = ("L", "[..., np.newaxis]") if grey else ("RGB", "")
    pixels = f'np.asarray(Image.open("mine.jpg").convert("{mode}"), np.float32){axes}'
    return ["from PIL import Image", f"image = {pixels}{scaled(filtered)}"]


def scaled(filtered: FilterResult) -> str:
    """Write the division that turns values in 0..255 into the picture's unit.

    Parameters
    ----------
    filtered : FilterResult
        Its layer knows the value of a white pixel.

    Returns
    -------
    str
        To be appended to an expression; empty where 255 is white.
    """
    return "" if filtered.layer.white == 255 else " / 255"


def kernel(filtered: FilterResult, make: str, dtype: str) -> Lines:
    """Assign the exact weights to ``kernel``: (kH, kW), or (C, kH, kW) where channels are summed.

    Parameters
    ----------
    filtered : FilterResult
        Whose weights.
    make : str
        Function that makes an array of lists.
    dtype : str
        Its argument ``dtype``.

    Returns
    -------
    list of str
        One line per row of weights, and those around them.
    """
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
    texts = [[exact_text(weight) for weight in row] for row in matrix]
    width = max(len(text) for row in texts for text in row)
    lines = []
    for row in texts:
        line = f"[{', '.join(text.rjust(width) for text in row)}],"
        lines += textwrap.wrap(line, WIDTH, initial_indent=indent, subsequent_indent=f"{indent} ")
    return lines


def flipped(layer: FilterLayer, expression: str = "np.flip(kernel, (-2, -1))") -> Lines:
    """Rotate the kernel where the operation is a convolution.

    Parameters
    ----------
    layer : FilterLayer
        Its operation decides.
    expression : str
        The rotated kernel in the script's library.

    Returns
    -------
    list of str
        One line or none.
    """
    if layer.operation == "correlate":
        return []
    return [f"kernel = {expression}  # convolution: rotated by 180 degrees"]


def pads(filtered: FilterResult) -> tuple[tuple[int, int], tuple[int, int]]:
    """Count the cells beyond the picture that the windows read.

    Parameters
    ----------
    filtered : FilterResult
        Whose windows.

    Returns
    -------
    (int, int), (int, int)
        Above and below, left and right.
    """
    rows, cols = filtered.rows, filtered.cols
    return (rows.before, rows.after), (cols.before, cols.after)


def pad(filtered: FilterResult) -> Lines:
    """Pad with NumPy, where windows read beyond the picture.

    Parameters
    ----------
    filtered : FilterResult
        Whose windows.

    Returns
    -------
    list of str
        Assign the padded image to ``padded``, or none.
    """
    if padded(filtered) == "image":
        return []
    border = filtered.layer.border
    mode = f', mode="{PAD_MODES[border]}"' if border in PAD_MODES else ""
    down, across = pads(filtered)
    return [f"padded = np.pad(image, [{down}, {across}, (0, 0)]{mode})  # border: {border}"]


def padded(filtered: FilterResult) -> str:
    """Name of what the kernel slides over.

    Parameters
    ----------
    filtered : FilterResult
        Whose windows.

    Returns
    -------
    str
        "padded" where ``pad`` writes a line, else "image".
    """
    return "padded" if np.any(pads(filtered)) else "image"


def every(stride: int) -> Lines:
    """Keep every ``stride``-th window; rows and columns are the first two axes.

    Parameters
    ----------
    stride : int
        At least 1.

    Returns
    -------
    list of str
        One line, or none where the stride is 1.
    """
    return [f"output = output[::{stride}, ::{stride}]  # stride {stride}"] if stride > 1 else []


def spread(filtered: FilterResult) -> Lines:
    """Put zeros between the weights where there is a dilation: for libraries that have none.

    Parameters
    ----------
    filtered : FilterResult
        Its weights are in ``kernel``, as the function ``kernel`` writes them.

    Returns
    -------
    list of str
        Three lines or none.
    """
    dilation, size = filtered.layer.dilation, effective(filtered)
    if size == filtered.weights.shape[:2]:
        return []
    shape: tuple[int, ...] = size
    places = f"::{dilation}, ::{dilation}"
    if filtered.summed:
        shape, places = (3, *size), f":, {places}"
    return [
        f"spread = np.zeros({shape}, np.float32)",
        f"spread[{places}] = kernel  # dilation {dilation}",
        "kernel = spread",
    ]


def effective(filtered: FilterResult) -> tuple[int, int]:
    """Height and width of the window, gaps included.

    Parameters
    ----------
    filtered : FilterResult
        Whose window.

    Returns
    -------
    (int, int)
        Cells.
    """
    return filtered.rows.effective_kernel, filtered.cols.effective_kernel


def options(*given: str) -> str:
    """Write optional arguments of a call.

    Parameters
    ----------
    *given : str
        One argument each; empty ones are left out.

    Returns
    -------
    str
        Each after a comma.

    Examples
    --------
    >>> options("stride=2", "", "groups=3")
    ', stride=2, groups=3'
    """
    return "".join(f", {option}" for option in given if option)


def activate(layer: FilterLayer, **better: str) -> Lines:
    """Add the bias and apply the activation in NumPy.

    Parameters
    ----------
    layer : FilterLayer
        Bias and activation.
    **better : str
        Expressions of ``output`` that the library has for some activations, by name.

    Returns
    -------
    list of str
        Up to two lines.
    """
    added = ["output = output + bias"] if layer.bias else []
    if layer.activation == "none":
        return added
    expression = better.get(layer.activation, ACTIVATIONS[layer.activation].numpy)
    return [*added, f"output = {expression}  # {layer.activation}"]


def pool(layer: FilterLayer) -> Lines:
    """Pool in NumPy: each window gets axes of its own, over which it is reduced.

    Parameters
    ----------
    layer : FilterLayer
        Kind of pooling and side of its window.

    Returns
    -------
    list of str
        Three lines, or none without pooling.
    """
    if layer.pooling == "none":
        return []
    size, method = layer.pool, "max" if layer.pooling == "max" else "mean"
    return [
        f"rows, cols = output.shape[0] // {size}, output.shape[1] // {size}",
        f"windows = output[: {size} * rows, : {size} * cols]"
        f".reshape(rows, {size}, cols, {size}, -1)",
        f"output = windows.{method}(axis=(1, 3))  # {layer.pooling} pooling",
    ]
