"""``python -m cnnviz.wrong_answers``: a picture of what the shipped digit model takes for another.

Writes ``docs/wrong-mnist.png``, the surest mistake first. Needs MNIST.
"""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from cnnviz import datasets, images, outside, paths
from cnnviz.activations import ObservedModel
from cnnviz.models import shipped

MODEL = "mnist"
FILE = paths.ROOT / "docs" / f"wrong-{MODEL}.png"
COLUMNS, CELL, GAP, LINE = 10, 64, 10, 18  # pixels
PAPER, INK, DOUBTED = "white", "#1b1f24", "#9a3412"


def sheet(pictures: Sequence[np.ndarray], captions: Sequence[tuple[str, bool]]) -> Image.Image:
    """Pictures in rows, a line below each.

    Parameters
    ----------
    pictures : each (H, W, C) float32 in [0, 1]
    captions : what to write, and whether in the colour of those that the network doubts
    """
    rows = -(-len(pictures) // COLUMNS)
    size = COLUMNS * (CELL + GAP) + GAP, rows * (CELL + LINE + GAP) + GAP
    canvas = Image.new("RGB", size, PAPER)
    draw, font = ImageDraw.Draw(canvas), ImageFont.load_default(13)
    for number, (picture, (caption, doubted)) in enumerate(zip(pictures, captions, strict=True)):
        left = GAP + number % COLUMNS * (CELL + GAP)
        top = GAP + number // COLUMNS * (CELL + LINE + GAP)
        canvas.paste(_thumbnail(picture), (left, top))
        place, colour = (left + CELL / 2, top + CELL + 2), DOUBTED if doubted else INK
        draw.text(place, caption, fill=colour, font=font, anchor="ma")
    return canvas


def _thumbnail(picture: np.ndarray) -> Image.Image:
    pixels = images.to_uint8(images.to_rgb(picture))
    return Image.fromarray(pixels).resize((CELL, CELL), Image.Resampling.NEAREST)


def main() -> None:
    """Ask the model about all test images and draw those it takes for another class."""
    info = next(info for info in shipped() if info.path.stem == MODEL)
    observed, test = ObservedModel(info.path), datasets.load(info.dataset).test
    scaled = test.images.astype(np.float32) / 255
    probabilities = observed.predict(scaled)
    predicted, sure = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(predicted != test.labels)
    wrong = wrong[np.argsort(-sure[wrong])]
    known = outside.load(info.path.with_suffix(".npz"))
    doubted = known.distances(observed.features(scaled[wrong])) > info.card["outside"]["threshold"]
    captions = [
        (f"{info.classes[test.labels[i]]}: {info.classes[predicted[i]]} {sure[i]:.0%}", bool(one))
        for i, one in zip(wrong, doubted, strict=True)
    ]
    sheet(list(scaled[wrong]), captions).save(FILE, optimize=True)
    print(f"{FILE}: {len(wrong)} of {len(test):,} wrong, {doubted.sum()} of them doubted")


if __name__ == "__main__":
    main()
