"""The kernel bench: picture, kernel to edit and result side by side, and why a pixel is its value.

The browser gets the real numbers once and reads any pixel by itself; it sends back only an edited
kernel, and for pictures above the working size the pixel that was clicked.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import streamlit as st

from cnnviz.components import load
from cnnviz.components.packing import pack
from cnnviz.filtering import Filtered, Pixel
from cnnviz.images import to_uint8

# How outputs may become colours, by the names that a visitor reads.
DISPLAYS = {
    "signed": "Signed",
    "clip": "Clip to 0–1",
    "absolute": "Absolute",
    "min-max": "Min to max",
}

_component = load("kernel_bench")


@dataclass(frozen=True)
class Caption:
    """The words on the bench: names, what the kernel does, and what is wrong with an edit."""

    picture: str
    kernel: str
    summary: str
    source: str
    complaint: str = ""


def kernel_bench(
    filtered: Filtered, caption: Caption, display: str, *, key: str, on_edit: Callable[[], None]
) -> None:
    """Show the bench.

    Parameters
    ----------
    filtered : Filtered
        Picture, kernel and output.
    caption : Caption
        ``complaint`` stands at the kernel's grid.
    display : str
        How outputs become colours, one of ``DISPLAYS``.
    key : str
        Session key; ``edited_rows(key)`` gives the change inside ``on_edit``.
    on_edit : callable
        Called before the next run when the visitor changed a weight.
    """
    state = st.session_state.get(key) or {}
    message = payload(filtered, caption, display, state)
    _component(key=key, data=message, on_kernel_change=on_edit, on_pixel_change=lambda: None)


def edited_rows(key: str) -> list[list[float]]:
    """The weights that the visitor just entered in the bench ``key``, row by row."""
    return st.session_state[key]["kernel"]["weights"]


def payload(filtered: Filtered, caption: Caption, display: str, state: dict[str, Any]) -> bytes:
    """All that the browser draws, as one message; ``state`` is what it reported last."""
    edit, chosen = state.get("kernel") or {}, state.get("pixel") or {}
    here = chosen.get("picture") == caption.picture
    pixel = filtered.nearest(*chosen["at"]) if here else filtered.strongest
    header = asdict(caption) | {
        "display": display,
        "serial": edit.get("serial", 0),
        "weights": filtered.weights.tolist(),
        "size": filtered.image.shape[:2],
        "outputSize": filtered.output.shape[:2],
        "margin": filtered.margin,
        "low": filtered.low,
        "high": filtered.high,
        "pixel": pixel,
    }
    corner, arrays = _arrays(filtered, pixel)
    return _message(header | {"corner": corner}, arrays)


def _arrays(filtered: Filtered, pixel: Pixel) -> tuple[Pixel, dict[str, np.ndarray]]:
    """What is shown, and where it is scaled down the full-size patch beside it."""
    image, output = filtered.view()
    if filtered.scale == 1:
        return (0, 0), {"image": _lean(image), "output": output}
    corner, patch, answers = filtered.patch(pixel)
    view = {"image": to_uint8(image), "output": output}
    return corner, view | {"patchImage": patch, "patchOutput": answers}


def _lean(image: np.ndarray) -> np.ndarray:
    """The image in uint8 if that says the same, as for every 8-bit file; else as it is."""
    levels = to_uint8(image)
    return levels if np.array_equal(levels.astype(np.float32) / np.float32(255), image) else image


def _message(header: dict[str, Any], arrays: dict[str, np.ndarray]) -> bytes:
    """Header and arrays (H, W, C), float32 or uint8, in one piece."""
    kinds = [{"name": name, "type": array.dtype.name, "shape": array.shape}
             for name, array in arrays.items()]  # fmt: skip
    return pack(header | {"arrays": kinds}, map(_words, arrays.values()))


def _words(array: np.ndarray) -> np.ndarray:
    """The array's bytes as float32 words, filled up to a whole number of them."""
    flat = array.ravel().view(np.uint8)
    return np.pad(flat, (0, -flat.size % 4)).view(np.float32)
