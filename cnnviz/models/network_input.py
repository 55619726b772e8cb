"""Inputs for a network: a drawing, a sample of its data set, or any image fitted to it."""

from dataclasses import dataclass, replace
from pathlib import PurePath

import numpy as np

from cnnviz import data, images
from cnnviz.data import Dataset
from cnnviz.data import strokes as drawing
from cnnviz.data.digit_photo import Candidate, Stages, find_digits
from cnnviz.data.strokes import AS_MNIST, Preparation, Prepared
from cnnviz.layers import Shape
from cnnviz.models.files import UNKNOWN
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _

DRAWN = (drawing.SIDE, drawing.SIDE, 1)

# Data sets with the same classes, in the order in which they replace one that is absent.
FAMILIES = (("mnist", "mnist-drawn", "digits"), ("neu", "steel-synthetic"))


@dataclass(frozen=True, eq=False)
class NetworkInput:
    """An image ready for a network, with a caption.

    Attributes
    ----------
    picture : ndarray or None
        float32 (height, width, channels) in [0, 1]; None where there is no image yet.
    caption : str
        One line: where the image comes from, or what to do to get one.
    truth : str or None
        Name of its class, where it is labelled.
    doubt : str
        One sentence on why no class can be correct; "" where nothing is wrong.
    stages : Stages or None
        How it was read from a photograph; None where it comes from elsewhere.
    number : int
        Of the drawing, which grows with each change: an answer to an earlier one than the last that
        was answered is not shown. 0 for another image.
    route : str
        Where the pad asks for the answers to the next drawings; "" for another image.
    """

    picture: np.ndarray | None
    caption: str
    truth: str | None = None
    doubt: str = ""
    stages: Stages | None = None
    number: int = 0
    route: str = ""

    @property
    def pixels(self) -> np.ndarray:
        """The image, float32 (height, width, channels) in [0, 1]; InputError if there is none."""
        if self.picture is None:
            raise InputError("a drawing without a stroke has no picture")
        return self.picture


NO_PICTURE = NetworkInput(None, N_("Upload an image: the prediction follows at once."))
EMPTY_PAD = NetworkInput(None, N_("Draw a digit: the prediction follows the pen."))
TWO_SHAPES = N_("Two shapes side by side: the network classifies them as one digit.")


NO_INK = N_("no ink stands out from the paper in this picture")
SEVERAL_SHAPES = N_("Several shapes could be the digit: the likeliest one is classified.")
CUT_OFF = N_("The edge of the picture cuts the shape off: part of the digit may be missing.")
TOO_SMALL = N_("The digit is only a few pixels large: its shape is hardly visible.")
NOT_INK = N_("The shape has no sharp outline: it may be a shadow or an edge, not ink.")

# A second shape is a rival if its score is at least this part of the first one's.
RIVAL = 0.6
# MNIST's digits are 20 pixels large; of fewer than half of that, strokes run together.
LEAST_PIXELS = 10


def takes_drawings(input_shape: Shape) -> bool:
    """Whether a network takes MNIST's 28 × 28 grey pixels, the size of a drawing.

    Parameters
    ----------
    input_shape : tuple of int
        (height, width, channels).

    Returns
    -------
    bool
        True for (28, 28, 1).
    """
    return tuple(input_shape) == DRAWN


def of_drawing(
    strokes: tuple[drawing.Stroke, ...],
    pen: float = drawing.PEN,
    stages: Preparation = AS_MNIST,
) -> NetworkInput:
    """Bring a drawing to MNIST's size and position.

    Parameters
    ----------
    strokes : tuple of Stroke
        The drawing.
    pen : float
        Width of the pen, in sides of the pad.
    stages : Preparation
        Which stages of the preparation are on.

    Returns
    -------
    NetworkInput
        float32 (28, 28, 1) in [0, 1]; without an image where there is no stroke.
    """
    return _of_ink(drawing.draw(strokes, pen=pen), stages) or EMPTY_PAD


def of_picture(image: np.ndarray, input_shape: Shape, as_mnist: bool) -> NetworkInput:
    """Fit any image to a network; with ``as_mnist``, find its ink and centre it first.

    Parameters
    ----------
    image : ndarray
        (height, width, 1 or 3) float32 in [0, 1], uint8 or uint16.
    input_shape : tuple of int
        (height, width, channels) of the network's input.
    as_mnist : bool
        Whether the network takes MNIST's digits. An image of their size whose border is mostly
        black is assumed to be one of them, and kept unchanged.

    Returns
    -------
    NetworkInput
        float32 of ``input_shape`` in [0, 1].

    Raises
    ------
    InputError
        If ink is needed and none is found.
    """
    if not as_mnist or is_like_mnist(image):
        return _seen(fit_to_network(images.to_float(image), input_shape))
    found = find_digits(image)
    if not found:
        raise InputError(NO_INK)
    return of_candidate(found[0], found[1:])


def of_candidate(
    chosen: Candidate, others: tuple[Candidate, ...] = (), stages: Preparation = AS_MNIST
) -> NetworkInput:
    """Bring a shape found in a photograph to MNIST's size and position.

    Parameters
    ----------
    chosen : Candidate
        The shape.
    others : tuple of Candidate, optional
        Shapes that it was preferred to by the computer; none where a visitor chose it.
    stages : Preparation
        Which stages of the preparation are on. Not cropped, the shape is taken with its
        surroundings, as ``chosen.stages`` has them.

    Returns
    -------
    NetworkInput
        float32 (28, 28, 1) in [0, 1], with a doubt where the shape may not be a whole digit.

    Raises
    ------
    InputError
        If it has no ink.
    """
    found = prepared_photograph(replace(chosen.stages, ink=chosen.ink), stages)
    if found is None:
        raise InputError(NO_INK)
    return replace(_seen(found.picture, _doubt(chosen, others)), stages=chosen.stages)


def prepared_photograph(read: Stages, stages: Preparation = AS_MNIST) -> Prepared | None:
    """Bring the ink of a photograph to the style of MNIST, stage by stage.

    Parameters
    ----------
    read : Stages
        How it was read.
    stages : Preparation
        Which stages are on. Not cropped, the ink is taken with its surroundings; not scaled, it
        keeps its share of them.

    Returns
    -------
    Prepared or None
        None where there is no ink.
    """
    if stages.crop and stages.scale and read.ink is not None:
        return drawing.prepared(read.ink, stages)
    return drawing.prepared(read.taken[..., np.newaxis], stages)


def _doubt(chosen: Candidate, others: tuple[Candidate, ...]) -> str:
    if any(other.score > RIVAL * chosen.score for other in others):
        return SEVERAL_SHAPES
    if drawing.is_side_by_side(chosen.ink):
        return TWO_SHAPES
    if chosen.touches_edge:
        return CUT_OFF
    if max(chosen.box.height, chosen.box.width) < LEAST_PIXELS:
        return TOO_SMALL
    return NOT_INK if chosen.is_vague else ""


def _of_ink(ink: np.ndarray, stages: Preparation) -> NetworkInput | None:
    found = drawing.prepared(ink, stages)
    doubt = TWO_SHAPES if drawing.is_side_by_side(ink) else ""
    return None if found is None else _seen(found.picture, doubt)


def is_like_mnist(image: np.ndarray) -> bool:
    """Whether an image is probably one of MNIST's: of their size, its border mostly black.

    Parameters
    ----------
    image : ndarray
        (height, width, 1 or 3) float32 in [0, 1], uint8 or uint16.

    Returns
    -------
    bool
        An empty one is not.
    """
    ink = images.to_grey(image).max(axis=2)
    return ink.shape == DRAWN[:2] and ink.any() and not np.median(drawing.border(ink))


def _seen(picture: np.ndarray, doubt: str = "") -> NetworkInput:
    height, width = picture.shape[:2]
    caption = _("as the network sees it: {height} × {width}", height=height, width=width)
    return NetworkInput(picture, caption, doubt=doubt)


def of_sample(dataset: Dataset, index: int, input_shape: Shape) -> NetworkInput:
    """Take a test image of a data set.

    Parameters
    ----------
    dataset : Dataset
        The data set.
    index : int
        Position in its test split.
    input_shape : tuple of int
        (height, width, channels) of the network's input.

    Returns
    -------
    NetworkInput
        float32 of ``input_shape`` in [0, 1], with its class.
    """
    image = images.to_float(dataset.test.images[index])
    place = f"{_(dataset.title)}: {'/'.join(PurePath(dataset.test.files[index]).parts[-2:])}"
    return NetworkInput(
        fit_to_network(image, input_shape), place, dataset.classes[dataset.test.labels[index]]
    )


def fit_to_network(image: np.ndarray, input_shape: Shape) -> np.ndarray:
    """Crop an image's centre to the network's aspect ratio, resize it, and make it grey or RGB.

    Parameters
    ----------
    image : ndarray
        float32 (height, width, 1 or 3) in [0, 1].
    input_shape : tuple of int
        (height, width, channels) of the result.

    Returns
    -------
    ndarray
        float32 of ``input_shape`` in [0, 1].
    """
    height, width, channels = input_shape
    part = _middle(image, height / width)
    coloured = images.to_grey(part) if channels == 1 else images.to_rgb(part)
    return np.clip(images.averaged(coloured, height, width), 0, 1)


def _middle(image: np.ndarray, proportion: float) -> np.ndarray:
    """Crop the largest central part whose height is ``proportion`` times its width."""
    rows, cols = image.shape[:2]
    height = max(min(rows, round(cols * proportion)), 1)
    width = max(min(cols, round(rows / proportion)), 1)
    top, left = (rows - height) // 2, (cols - width) // 2
    return image[top : top + height, left : left + width]


def sample_set(trained_on: str) -> str:
    """Choose the data set whose samples a network is shown.

    Parameters
    ----------
    trained_on : str
        The data set it was trained on, as ``data.load`` takes it.

    Returns
    -------
    str
        ``trained_on``, or where it is absent, an available data set with the same classes.

    Raises
    ------
    InputError
        If it is not known.
    """
    if trained_on == UNKNOWN:
        raise InputError(
            "it is not known which data this model was trained on: choose a data set under "
            "“About this file”"
        )
    family = next((names for names in FAMILIES if trained_on in names), ())
    here = {offer.name for offer in data.available() if offer.present}
    return next((name for name in (trained_on, *family) if name in here), trained_on)
