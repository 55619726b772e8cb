"""Sheets of the shipped models' wrong predictions, the most confident first.

Publishing a model draws its sheet, ``docs/wrong-mnist.png`` or ``docs/wrong-neu.png``;
``python -m cnnviz.publish.wrong_answers`` draws both anew. Needs MNIST and NEU.
"""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from cnnviz import data, images
from cnnviz.evaluation.virtual_logit import load_detector
from cnnviz.models import ModelInfo, open_model, shipped
from cnnviz.models.card import ModelCard
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.utils import paths
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import percent

FILES = {name: paths.ROOT / "docs" / f"wrong-{name}.png" for name in ("mnist", "neu")}
COLUMNS, CELL, GAP, LINE = 10, 64, 10, 18  # pixels
STEEL_COLUMNS, STEEL_CELL = 6, 114
PAPER, INK, OOD = "white", "#1b1f24", "#9a3412"


def sheet(
    pictures: Sequence[np.ndarray],
    captions: Sequence[tuple[str, bool]],
    columns: int = COLUMNS,
    cell: int = CELL,
) -> Image.Image:
    """Lay out images in rows with a caption below each.

    Parameters
    ----------
    pictures : sequence of ndarray
        float32 (H, W, C) in [0, 1] each.
    captions : sequence of (str, bool)
        The text, and whether it is written in the colour of out-of-distribution inputs.
    columns, cell : int
        Images per row, and the side of each in pixels.

    Returns
    -------
    Image
        RGB.
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
        place, colour = (left + cell / 2, top + cell + 2), OOD if doubted else INK
        draw.text(place, caption, fill=colour, font=font, anchor="ma", align="center")
    return canvas


def _thumbnail(picture: np.ndarray, side: int) -> Image.Image:
    pixels = images.to_uint8(images.to_rgb(picture))
    smooth = side < len(pixels)
    method = Image.Resampling.BOX if smooth else Image.Resampling.NEAREST
    return Image.fromarray(pixels).resize((side, side), method)


def draw(name: str) -> None:
    """Draw the wrong predictions of a shipped model."""
    info = next(info for info in shipped() if info.path.stem == name)
    (draw_digits if name == "mnist" else draw_steel)(info)


def _save(drawn: Image.Image, name: str) -> None:
    with replacing(FILES[name]) as part:
        drawn.save(part, "PNG", optimize=True)


def _card_of(info: ModelInfo) -> ModelCard:
    if info.card is None:
        raise InputError(f"{info.path.name} has no readable card")
    return info.card


def draw_steel(info: ModelInfo) -> None:
    """Draw the errors on the card, made by networks trained on neither the image nor its group.

    The thumbnails are of NEU: K. Song and Y. Yan, Applied Surface Science 285 (2013) 858-864.
    """
    splits = data.load(info.dataset).splits
    by_file = {
        file: image
        for split in splits
        for file, image in zip(split.files, split.images, strict=True)
    }
    card = _card_of(info)
    pictures = [images.to_float(by_file[one.file]) for one in card.errors]
    captions = [
        (f"{one.true_class}:\n{one.predicted} {percent(one.probability, 0)}", False)
        for one in card.errors
    ]
    _save(sheet(pictures, captions, STEEL_COLUMNS, STEEL_CELL), "neu")
    print(f"{FILES['neu']}: {len(card.errors)} of {card.test.n:,} wrong")


def draw_digits(info: ModelInfo) -> None:
    """Classify all test images and draw the misclassified ones."""
    observed, test = ObservedModel(open_model(info)), data.load(info.dataset).test
    scaled = test.scaled
    probabilities = observed.predict(scaled)
    predicted, sure = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(predicted != test.labels)
    wrong = wrong[np.argsort(-sure[wrong])]
    detector = load_detector(info.path.with_suffix(".npz"))
    distances = detector.distances(observed.features(scaled[wrong]))
    ood = _card_of(info).ood
    doubted = distances > (ood.threshold if ood else np.inf)
    captions = []
    for i, is_doubted in zip(wrong, doubted, strict=True):
        true, taken_for = info.classes[test.labels[i]], info.classes[predicted[i]]
        captions.append((f"{true}: {taken_for} {percent(sure[i], 0)}", bool(is_doubted)))
    _save(sheet(list(scaled[wrong]), captions), "mnist")
    count = f"{len(wrong)} of {len(test):,} wrong"
    print(f"{FILES['mnist']}: {count}, {doubted.sum()} of them out of distribution")


if __name__ == "__main__":
    for model in FILES:
        draw(model)
