"""``python -m cnnviz.publish.wrong_answers``: pictures of what the shipped models get wrong.

Writes ``docs/wrong-mnist.png`` and ``docs/wrong-neu.png``, the surest mistake first. Needs MNIST
and NEU.
"""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from cnnviz import data, images
from cnnviz.evaluation import ood
from cnnviz.images import to_float
from cnnviz.models import ModelInfo, shipped
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.utils import paths

FILES = {name: paths.ROOT / "docs" / f"wrong-{name}.png" for name in ("mnist", "neu")}
COLUMNS, CELL, GAP, LINE = 10, 64, 10, 18  # pixels
STEEL_COLUMNS, STEEL_CELL = 6, 114
PAPER, INK, DOUBTED = "white", "#1b1f24", "#9a3412"


def sheet(
    pictures: Sequence[np.ndarray],
    captions: Sequence[tuple[str, bool]],
    columns: int = COLUMNS,
    cell: int = CELL,
) -> Image.Image:
    """Pictures in rows, a caption below each.

    Parameters
    ----------
    pictures : each (H, W, C) float32 in [0, 1]
    captions : what to write, and whether in the colour of those that the network doubts
    columns, cell : pictures a row, and the side of each in pixels
    """
    below = LINE * max(caption.count("\n") + 1 for caption, _ in captions)
    rows = -(-len(pictures) // columns)
    size = columns * (cell + GAP) + GAP, rows * (cell + below + GAP) + GAP
    canvas = Image.new("RGB", size, PAPER)
    draw, font = ImageDraw.Draw(canvas), ImageFont.load_default(13)
    for number, (picture, (caption, doubted)) in enumerate(zip(pictures, captions, strict=True)):
        left = GAP + number % columns * (cell + GAP)
        top = GAP + number // columns * (cell + below + GAP)
        canvas.paste(_thumbnail(picture, cell), (left, top))
        place, colour = (left + cell / 2, top + cell + 2), DOUBTED if doubted else INK
        draw.text(place, caption, fill=colour, font=font, anchor="ma", align="center")
    return canvas


def _thumbnail(picture: np.ndarray, side: int) -> Image.Image:
    pixels = images.to_uint8(images.to_rgb(picture))
    smooth = side < len(pixels)
    method = Image.Resampling.BOX if smooth else Image.Resampling.NEAREST
    return Image.fromarray(pixels).resize((side, side), method)


def main() -> None:
    """Draw both models' wrong answers."""
    infos = {info.path.stem: info for info in shipped()}
    draw_digits(infos["mnist"])
    draw_steel(infos["neu"])


def draw_steel(info: ModelInfo) -> None:
    """Draw the mistakes that the card names; they were made by networks that never saw the image.

    The thumbnails are of NEU: K. Song and Y. Yan, Applied Surface Science 285 (2013) 858-864.
    """
    splits = data.load(info.dataset).splits
    by_file = {
        file: image
        for split in splits
        for file, image in zip(split.files, split.images, strict=True)
    }
    mistakes = info.card["mistakes"]
    pictures = [to_float(by_file[one["file"]]) for one in mistakes]
    captions = [
        (f"{one['class']}:\n{one['taken_for']} {one['probability']:.0%}", False) for one in mistakes
    ]
    sheet(pictures, captions, STEEL_COLUMNS, STEEL_CELL).save(FILES["neu"], optimize=True)
    print(f"{FILES['neu']}: {len(mistakes)} of {info.card['test']['n']:,} wrong")


def draw_digits(info: ModelInfo) -> None:
    """Ask the model about all test images and draw those it takes for another class."""
    observed, test = ObservedModel(info.path), data.load(info.dataset).test
    scaled = test.scaled
    probabilities = observed.predict(scaled)
    predicted, sure = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(predicted != test.labels)
    wrong = wrong[np.argsort(-sure[wrong])]
    known = ood.load(info.path.with_suffix(".npz"))
    doubted = known.distances(observed.features(scaled[wrong])) > info.card["outside"]["threshold"]
    captions = [
        (f"{info.classes[test.labels[i]]}: {info.classes[predicted[i]]} {sure[i]:.0%}", bool(one))
        for i, one in zip(wrong, doubted, strict=True)
    ]
    sheet(list(scaled[wrong]), captions).save(FILES["mnist"], optimize=True)
    print(f"{FILES['mnist']}: {len(wrong)} of {len(test):,} wrong, {doubted.sum()} of them doubted")


if __name__ == "__main__":
    main()
