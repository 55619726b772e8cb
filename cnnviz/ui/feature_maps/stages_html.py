"""A stage in which a drawing or a photograph becomes what a network reads, as a picture."""

import base64
from html import escape

import numpy as np

from cnnviz import images

LONGEST = 240  # pixels that are sent of a picture's longer side
SCREEN = (
    "position:relative;aspect-ratio:1;border-radius:0.35rem;overflow:hidden;"
    "background:{ground};border:1px solid color-mix(in srgb, currentColor 14%, transparent)"
)
PICTURE = "position:absolute;width:100%;height:100%;object-fit:contain;image-rendering:{how}"
CAPTION = "font-size:0.8rem;line-height:1.3;margin-top:0.3rem"
INK_GROUND = "#000"
PAPER = "color-mix(in srgb, currentColor 8%, transparent)"


def stage_html(number: int, name: str, detail: str, picture: np.ndarray, ground: str) -> str:
    """Show a stage: float32 (H, W) or (H, W, 1) in [0, 1], its number, its name, and a tooltip."""
    how = "pixelated" if max(picture.shape) < LONGEST / 4 else "auto"
    small = images.fit_within(np.atleast_3d(picture), LONGEST)
    source = base64.b64encode(images.png_bytes(images.to_uint8(small))).decode()
    return (
        f'<figure style="margin:0" title="{escape(detail)}">'
        f'<div style="{SCREEN.format(ground=ground)}">'
        f'<img style="{PICTURE.format(how=how)}" alt="{escape(detail)}" '
        f'src="data:image/png;base64,{source}"></div>'
        f'<figcaption style="{CAPTION}"><span style="opacity:0.6">{number}</span> '
        f"{escape(name)}</figcaption></figure>"
    )
