"""The kernel bench: picture, kernel to edit and result side by side, and why a pixel is its value.

The browser gets the real numbers once and reads any pixel by itself; it sends back only an edited
kernel, and for pictures above the working size the pixel that was clicked.
"""

from collections.abc import Callable
from typing import Any
from zlib import crc32

import streamlit as st

from cnnviz.components import load
from cnnviz.components.packing import pack
from cnnviz.filtering import Filtered
from cnnviz.kernels import Kernel

# How outputs may become colours, by the names that a visitor reads.
DISPLAYS = {
    "signed": "Signed",
    "clip": "Clip to 0–1",
    "absolute": "Absolute",
    "min-max": "Min to max",
}

_component = load("kernel_bench")


def kernel_bench(
    filtered: Filtered,
    kernel: Kernel,
    picture: str,
    display: str,
    *,
    complaint: str,
    key: str,
    on_edit: Callable[[], None],
) -> None:
    """Show the bench.

    Parameters
    ----------
    filtered : Filtered
        The picture's image, the weights, the output.
    kernel : Kernel
        What the weights are called and do.
    picture : str
        What the picture is called.
    display : str
        How outputs become colours, a key of ``DISPLAYS``.
    complaint : str
        What is wrong with the last edit, shown at the grid; "" if nothing is.
    key : str
        Session key; ``edited_rows(key)`` gives the change inside ``on_edit``.
    on_edit : callable
        Called before the next run when the visitor changed a weight.
    """
    words = {
        "picture": picture,
        "kernel": kernel.name,
        "summary": kernel.summary,
        "source": kernel.source,
        "complaint": complaint,
        "display": display,
    }
    message = payload(filtered, words, st.session_state.get(key) or {})
    _component(key=key, data=message, on_kernel_change=on_edit, on_pixel_change=lambda: None)


def edited_rows(key: str) -> list[list[float]]:
    """The weights that the visitor just entered in the bench ``key``, row by row."""
    return st.session_state[key]["kernel"]["weights"]


def payload(filtered: Filtered, words: dict[str, str], state: dict[str, Any]) -> bytes:
    """All that the browser draws, as one message; ``state`` is what it reported last.

    The image is left out where the browser has it already: it is half of what an edit would send.
    """
    edit, chosen = state.get("kernel") or {}, state.get("pixel") or {}
    here = chosen.get("picture") == words["picture"]
    pixel = filtered.nearest(*chosen["at"]) if here else filtered.strongest
    image, output = filtered.view()
    arrays = {"output": output}
    corner = (0, 0)
    if filtered.scale < 1:
        corner, arrays["patchImage"], arrays["patchOutput"] = filtered.patch(pixel)
    print_of_image = crc32(image.tobytes())
    if edit.get("holds") != print_of_image:
        arrays["image"] = image
    header = {
        "holds": print_of_image,
        "serial": edit.get("serial", 0),
        "weights": filtered.weights.tolist(),
        "sum": round(float(filtered.weights.sum()), 9),
        "size": filtered.image.shape[:2],
        "outputSize": filtered.output.shape[:2],
        "margin": filtered.margin,
        "low": filtered.low,
        "high": filtered.high,
        "pixel": pixel,
        "corner": corner,
        "arrays": [(name, array.shape) for name, array in arrays.items()],
    }
    return pack(words | header, arrays.values())
