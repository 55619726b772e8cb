"""What a network is shown: a drawing, a sample of its data set, or any picture fitted to it."""

from dataclasses import dataclass
from pathlib import PurePath

import numpy as np

from cnnviz import data, images
from cnnviz.data import Dataset
from cnnviz.data import strokes as drawing
from cnnviz.layers import Shape
from cnnviz.utils.errors import InputError

DRAWN = (drawing.SIDE, drawing.SIDE, 1)

# Data sets of the same classes, in the order in which they stand in for one that is absent.
FAMILIES = (("mnist", "digits"), ("neu", "steel-synthetic"))


@dataclass(frozen=True, eq=False)
class NetworkInput:
    """An image ready for a network, and what people are told about it.

    Attributes
    ----------
    picture : (height, width, channels) float32 in [0, 1]; None where there is nothing to see
    caption : one line: where it comes from, or why there is nothing
    truth : the name of its class, where a label tells
    doubt : one sentence on why no class can be right
    """

    picture: np.ndarray | None
    caption: str
    truth: str | None = None
    doubt: str = ""

    @property
    def pixels(self) -> np.ndarray:
        """The picture.

        Raises
        ------
        InputError
            If there is nothing to see.
        """
        if self.picture is None:
            raise InputError("a drawing without a stroke has no picture")
        return self.picture


NO_PICTURE = NetworkInput(None, "Upload a picture: the network answers at once.")
EMPTY_PAD = NetworkInput(None, "Draw a digit: the network answers after every stroke.")
TWO_SHAPES = "Two shapes side by side: the network reads them as one digit."


def takes_drawings(input_shape: Shape) -> bool:
    """Whether a network reads what a drawing becomes: MNIST's 28 × 28 grey pixels."""
    return tuple(input_shape) == DRAWN


def of_drawing(strokes: tuple[drawing.Stroke, ...]) -> NetworkInput:
    """Bring a drawing to MNIST's size and place."""
    return _of_ink(drawing.draw(strokes)) or EMPTY_PAD


def of_picture(image: np.ndarray, input_shape: Shape, as_mnist: bool) -> NetworkInput:
    """Fit any picture to a network; with ``as_mnist``, find its ink and centre it first.

    A picture that has MNIST's size and a black border is taken for one of its digits, and left as
    it is.

    Raises
    ------
    InputError
        If ink is wanted and none stands out.
    """
    if not as_mnist or _is_like_mnist(image):
        return _seen(fit(image, input_shape))
    given = _of_ink(drawing.ink_of_photo(image))
    if given is None:
        raise InputError("no ink stands out from the paper in this picture")
    return given


def _of_ink(ink: np.ndarray) -> NetworkInput | None:
    picture = drawing.as_mnist(ink)
    doubt = TWO_SHAPES if drawing.is_side_by_side(ink) else ""
    return None if picture is None else _seen(picture, doubt)


def _is_like_mnist(image: np.ndarray) -> bool:
    ink = images.to_grey(image).max(axis=2)
    return ink.shape == DRAWN[:2] and ink.any() and not drawing.border(ink).any()


def _seen(picture: np.ndarray, doubt: str = "") -> NetworkInput:
    height, width = picture.shape[:2]
    caption = f"as the network sees it: {height} × {width}"
    return NetworkInput(picture, caption, doubt=doubt)


def of_sample(dataset: Dataset, index: int, input_shape: Shape) -> NetworkInput:
    """Take a test image of a data set."""
    image = images.to_float(dataset.test.images[index])
    place = f"{dataset.title}: {'/'.join(PurePath(dataset.test.files[index]).parts[-2:])}"
    return NetworkInput(fit(image, input_shape), place, dataset.classes[dataset.test.labels[index]])


def fit(image: np.ndarray, input_shape: Shape) -> np.ndarray:
    """Cut an image's middle to the network's proportions, scale it, and make it grey or RGB."""
    height, width, channels = input_shape
    part = _middle(image, height / width)
    coloured = images.to_grey(part) if channels == 1 else images.to_rgb(part)
    return np.clip(images.resize(coloured, height, width), 0, 1)


def _middle(image: np.ndarray, proportion: float) -> np.ndarray:
    """The largest part in the middle whose height is ``proportion`` times its width."""
    rows, cols = image.shape[:2]
    height = max(min(rows, round(cols * proportion)), 1)
    width = max(min(cols, round(rows / proportion)), 1)
    top, left = (rows - height) // 2, (cols - width) // 2
    return image[top : top + height, left : left + width]


def sample_set(trained_on: str) -> str:
    """The name of the data set to show a network: its own, or a present one of the same classes.

    Parameters
    ----------
    trained_on : str
        What ``data.load`` takes for the data it was trained on.
    """
    family = next((names for names in FAMILIES if trained_on in names), ())
    here = {offer.name for offer in data.available() if offer.present}
    return next((name for name in (trained_on, *family) if name in here), trained_on)
