"""Layers as the layer calculator's link has them, and pictures as the playground's has them."""

from collections.abc import Sequence

from cnnviz.layers import Layer, Shape
from cnnviz.layers.lecture_examples import LectureExample
from cnnviz.layers.window import GLOBALS, Sides, WindowSettings
from cnnviz.layers.window.own_numbers import write_cells, write_weights
from cnnviz.layers.window.patterns import OWN
from cnnviz.networks.text import write_image, write_stack
from cnnviz.utils.text import capital

ABOVE_TABS = "l_above_tabs"  # what a card on a tab leaves out
SHIFT_SUMMARY = "l_shift_summary"  # the shares that stay, an answer
STACK, SHIFTS = "Stack of layers", "Pooling and shifts"


def of_layer(layer: WindowSettings, cells: str = "", kernel: str = "") -> dict[str, str]:
    """Return the link of a square layer.

    Parameters
    ----------
    layer : WindowSettings
        Of square sizes; padding by name, or in numbers for each side.
    cells, kernel : str
        Its numbers, as ``own_numbers`` writes them; "" for the calculator's own.
    """
    link = {"l_operation": capital(layer.operation)}
    link |= {"l_height": str(layer.size[1]), "l_channels": str(layer.channels)}
    if layer.dims == 1:
        link["l_one_dimension"] = "true"
    if layer.weighted:
        link["l_filters"] = str(layer.filters)
    if layer.operation not in GLOBALS:
        link |= {"l_kernel": str(layer.kernel[1]), "l_stride": str(layer.stride[0])}
        link |= _padding(layer.padding)
    if cells:
        link |= {"l_input": OWN, "l_cells": cells}
    if kernel:
        link |= {"l_kernel_kind": OWN, "l_weights": kernel}
    return link


def of_example(example: LectureExample) -> dict[str, str]:
    """Return the link of a lecture's example with its numbers."""
    kernel = write_weights(example.weights) if example.kernel else ""
    return of_layer(example.settings, write_cells(example.cells), kernel)


def of_numbers(numbers: str, kernel: str, *, white: int = 255) -> dict[str, str]:
    """Return the playground's link of a picture in numbers under a named kernel.

    Parameters
    ----------
    numbers : str
        The picture's rows, separated by " / ".
    kernel : str
        A key of ``kernels.KERNELS``.
    white : {255, 1}
        The value of a white pixel.
    """
    rows = "\n".join(row.strip() for row in numbers.split("/"))
    return {
        "k_picture": "Numbers",
        "k_numbers": f"{white}:{rows}" if white == 255 else rows,
        "k_unit": f"0 to {white}",
        "k_kernel": kernel,
    }


def of_stack(layers: Sequence[Layer], image: Shape) -> dict[str, str]:
    """Return the link of a stack, on its tab."""
    drafts = [layer.to_json() for layer in layers]
    return {
        "l_tab": STACK,
        "l_network": "Own layers",
        "l_layers": write_stack(drafts),
        "l_image": write_image(image),
    }


def of_network(name: str) -> dict[str, str]:
    """Return the link of a known network's stack."""
    return {"l_tab": STACK, "l_network": name}


def _padding(padding: str | Sides) -> dict[str, str]:
    if not isinstance(padding, Sides):
        return {"l_padding": padding}
    sides = {"top": padding.top, "bottom": padding.bottom}
    sides |= {"left": padding.left, "right": padding.right}
    if len(set(sides.values())) == 1:
        return {"l_padding": "number", "l_pad": str(padding.top)}
    return {"l_padding": "number", "l_sides": "true"} | {
        f"l_{name}": str(cells) for name, cells in sides.items()
    }
