"""The built-in pictures: photographs, and patterns that show what a filter does.

Each is an image as ``images.read_image`` returns it. Patterns are drawn here; photographs come
from ``assets/pictures`` and from scikit-learn.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from cnnviz.images import textures
from cnnviz.images.decode import read_image
from cnnviz.images.transforms import resize, to_float
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import sentence


@dataclass(frozen=True)
class Picture:
    """A built-in picture: its name, what it is good for, whose it is, and what makes its pixels.

    The texts are in English, to be translated where they are shown.
    """

    name: str
    shows: str
    source: str
    make: Callable[[], np.ndarray]

    @property
    def credit(self) -> str:
        """Source and rights in one sentence."""
        return sentence(_(self.source))


def load(name: str) -> np.ndarray:
    """Load a built-in picture.

    Parameters
    ----------
    name : str
        A key of ``PICTURES``.

    Returns
    -------
    (H, W, C) float32 in [0, 1]

    Raises
    ------
    InputError
        If there is no picture of that name.
    """
    if name not in PICTURES:
        raise InputError(
            "a picture must be one of {names}, got {name!r}", names=", ".join(PICTURES), name=name
        )
    return PICTURES[name].make()


def _asset(file: str) -> np.ndarray:
    return read_image((paths.ASSETS / "pictures" / file).read_bytes())


def _scikit_learn(file: str) -> np.ndarray:
    return read_image(paths.scikit_learn(f"images/{file}").read_bytes())


def _edges() -> np.ndarray:
    """Four quadrants: an upright and a level bar, a slanted step, a disc. 256 × 256."""
    canvas = Image.new("L", (1024, 1024), 40)
    draw = ImageDraw.Draw(canvas)
    draw.rectangle((192, 96, 319, 415), fill=215)
    draw.rectangle((608, 192, 927, 319), fill=215)
    draw.polygon([(0, 1023), (0, 512), (511, 1023)], fill=215)
    draw.ellipse((612, 612, 924, 924), fill=215)
    return _shrunk(canvas, 256)


def _checkerboard() -> np.ndarray:
    """8 × 8 fields of 24 pixels, black and white. 192 × 192."""
    rows, cols = np.indices((192, 192)) // 24
    return ((rows + cols) % 2).astype(np.float32)[..., None]


def _zone_plate(size: int = 280) -> np.ndarray:
    """Draw rings that get finer outwards, to one cycle in two pixels at the middle of each side.

    Source: the circular zone plate, cos(pi r² / size), as test charts use it.
    """
    at = np.arange(size) - (size - 1) / 2
    squared = at[:, None] ** 2 + at[None, :] ** 2
    return (0.5 + 0.5 * np.cos(np.pi * squared / size)).astype(np.float32)[..., None]


def _text() -> np.ndarray:
    """Black letters on white, large to small. 240 × 400."""
    canvas = Image.new("L", (400, 240), 255)
    draw = ImageDraw.Draw(canvas)
    lines = [
        ("Edges", 72, 4),
        ("corners and strokes", 34, 92),
        ("are all that a small", 24, 142),
        ("kernel can see, one window at a time.", 20, 178),
        ("A network builds letters and words from them.", 15, 208),
    ]
    for line, size, top in lines:
        draw.text((14, top), line, fill=0, font=ImageFont.load_default(size))
    return to_float(np.asarray(canvas))[..., None]


def _digit() -> np.ndarray:
    """Draw a white three on black, with a round pen, the size of an MNIST digit. 28 × 28."""
    canvas = Image.new("L", (448, 448), 0)
    draw = ImageDraw.Draw(canvas)
    draw.arc((132, 66, 312, 236), 200, 90, fill=255, width=40)
    draw.arc((120, 196, 324, 384), 270, 155, fill=255, width=40)
    for x, y in ((139, 124), (222, 216), (137, 330)):
        draw.ellipse((x - 4, y - 20, x + 36, y + 20), fill=255)
    return _shrunk(canvas, 28)


def _shrunk(canvas: Image.Image, size: int) -> np.ndarray:
    """Average a large drawing down to ``size`` pixels, which makes its edges smooth."""
    drawn = to_float(np.asarray(canvas))[..., None]
    return resize(drawn, size, size)


def _steel() -> np.ndarray:
    return to_float(textures.draw("scratches", 3))[..., None]


OWN = N_("drawn by cnnviz")
ALL = (
    Picture(
        N_("Temple"),
        N_("Roofs, beams and trees: edges in every direction, coarse and fine."),
        N_("photograph by danielbuechele, CC BY 2.0"),
        partial(_scikit_learn, "china.jpg"),
    ),
    Picture(
        N_("Flower"),
        N_("A sharp flower before a blurred ground, in strong colours."),
        N_("photograph by vultilion, CC BY 2.0"),
        partial(_scikit_learn, "flower.jpg"),
    ),
    Picture(
        N_("Astronaut"),
        N_("A face, cloth and machines: skin stays smooth, edges stand out."),
        N_("photograph by NASA, public domain"),
        partial(_asset, "astronaut.jpg"),
    ),
    Picture(
        N_("Cameraman"),
        N_("Dark coat, bright sky, fine grass: grey, as in the textbooks."),
        N_("photograph by Lav Varshney, CC0"),
        partial(_asset, "cameraman.jpg"),
    ),
    Picture(
        N_("Cat"),
        N_("Fur and whiskers: fine lines that blur takes away and sharpening brings out."),
        N_("photograph by Stefan van der Walt, CC0"),
        partial(_asset, "cat.jpg"),
    ),
    Picture(
        N_("Edges"),
        N_("An upright, a level, a slanted and a round edge: which does a kernel see?"),
        OWN,
        _edges,
    ),
    Picture(
        N_("Checkerboard"),
        N_("Corners, and edges of either sign, again and again."),
        OWN,
        _checkerboard,
    ),
    Picture(
        N_("Zone plate"),
        N_(
            "Rings ever finer outwards: what a kernel lets pass, at each frequency "
            "and in each direction."
        ),
        OWN,
        _zone_plate,
    ),
    Picture(N_("Text"), N_("Strokes from thick to thin: what a network reads with."), OWN, _text),
    Picture(
        N_("Digit"),
        N_("The size of MNIST's digits, 28 × 28: count the pixels yourself."),
        OWN,
        _digit,
    ),
    Picture(
        N_("Steel, synthetic"),
        N_("Scratches on rolled steel, as inspection looks for them."),
        OWN,
        _steel,
    ),
)

PICTURES: dict[str, Picture] = {each.name: each for each in ALL}
