"""The stages in which a digit was read from a photograph, as pictures side by side."""

import base64
from html import escape

import numpy as np

from cnnviz import images
from cnnviz.data.digit_photo import Stages
from cnnviz.data.strokes import Preparation, Prepared

LONGEST = 240  # pixels that are sent of a picture's longer side
DIMMED = 0.45  # how bright that is shown which stands out but was not taken for the digit
GRID = (
    "display:grid;grid-template-columns:repeat(auto-fill,minmax(100px,1fr));gap:0.75rem;"
    "max-width:800px;margin-top:0.25rem"
)
SCREEN = (
    "position:relative;aspect-ratio:1;border-radius:0.35rem;overflow:hidden;"
    "background:{ground};border:1px solid color-mix(in srgb, currentColor 14%, transparent)"
)
PICTURE = "position:absolute;width:100%;height:100%;object-fit:contain;image-rendering:{how}"
CAPTION = "font-size:0.8rem;line-height:1.3;margin-top:0.3rem"
PAPER = "color-mix(in srgb, currentColor 8%, transparent)"

AROUND = "Photograph", "The part of the photograph that is read, in grey"
GROUND = "Background", "Paper and light as they would be without ink, estimated"
STANDS_OUT = "What stands out", "Difference from the background, without ruled lines"
TAKEN = (
    "Taken for ink",
    "Difference from the background, without ruled lines; what was not taken is dimmed",
)
CROPPED = "Cropped", "The ink alone; the strokes of a fine pen are widened as MNIST has them"
CENTRED = "Centred", "28 × 28: 20 pixels large, its centre of mass in the middle, as MNIST's digits"


def stages_html(stages: Stages, read: np.ndarray | None) -> str:
    """Show the stages, and what the network reads in the end: float32 (28, 28, 1), if anything."""
    parts = [(AROUND, stages.picture, PAPER), (GROUND, stages.ground, PAPER)]
    if stages.ink is None or read is None:
        parts.append((STANDS_OUT, stages.relief, "#000"))
    else:
        shown = np.maximum(stages.taken, DIMMED * stages.relief)
        parts += [(TAKEN, shown, "#000"), (CROPPED, stages.ink, "#000"), (CENTRED, read, "#000")]
    figures = [
        _figure(number, *text, picture, ground)
        for number, (text, picture, ground) in enumerate(parts, 1)
    ]
    return f'<div style="{GRID}">{"".join(figures)}</div>'


INK = "Ink", "What was drawn, on the whole pad"
BOX = "Cropped", "The smallest part that holds all ink"
NO_BOX = "Not cropped", "The whole pad"
SCALED = "Scaled", "The longer side is 20 pixels"
OWN_SCALE = "Not scaled", "As large as on the pad, which has 28 × 28 pixels"
PLACED = "Centred", "28 × 28, its centre of mass in the middle"
LEFT = "Not centred", "28 × 28, what was taken in the middle"


def drawing_stages_html(ink: np.ndarray, found: Prepared, stages: Preparation) -> str:
    """Show the stages of a drawing's preparation: ink (H, W, 1) and what was made of it."""
    parts = [
        (INK, ink),
        (BOX if stages.crop else NO_BOX, found.taken),
        (SCALED if stages.scale else OWN_SCALE, found.scaled),
        (PLACED if stages.centre else LEFT, found.picture),
    ]
    figures = [
        _figure(number, *text, picture, "#000") for number, (text, picture) in enumerate(parts, 1)
    ]
    return f'<div style="{GRID}">{"".join(figures)}</div>'


def _figure(number: int, name: str, detail: str, picture: np.ndarray, ground: str) -> str:
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
