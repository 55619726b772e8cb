"""A picture of an inspection on the page."""

import base64
from html import escape

import numpy as np

from cnnviz import images

LARGE = 320  # pixels of the longer side that are sent


def shown(pixels: np.ndarray, detail: str, width: int = LARGE) -> str:
    """A picture, uint8 (H, W, C), with all its pixels, at most ``width`` CSS pixels wide."""
    how = "pixelated" if pixels.shape[1] < width else "auto"
    source = base64.b64encode(images.png_bytes(pixels)).decode()
    style = f"width:100%;max-width:{width}px;display:block;border-radius:0.35rem"
    text = escape(detail)
    return (
        f'<img style="{style};image-rendering:{how}" alt="{text}" title="{text}" '
        f'src="data:image/png;base64,{source}">'
    )
