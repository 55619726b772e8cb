"""A layer's steps one by one: partial sums, their sum, bias, activation; pooling comes last.

Also what an activation does to the sums that reach it, in numbers and in one sentence.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from cnnviz.filters.apply import partial_sums, sums
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.filters.pooled import pool
from cnnviz.images import resize_pixels
from cnnviz.ops.activations import ACTIVATIONS, LEAK
from cnnviz.utils.language import _
from cnnviz.utils.text import capital, minus, percent, times

MOST_VALUES = 1_000_000  # of a picture whose steps are all computed again at every edit
BINS = 64
FLAT = 0.1  # share of the steepest slope, below which a curve counts as flat


@dataclass(frozen=True, eq=False)
class Step:
    """What is there after a step.

    Attributes
    ----------
    title : str
    sign : str
        What leads from the step before to this one.
    values : (H, W, C) float32
    """

    title: str
    sign: str
    values: np.ndarray


@dataclass(frozen=True, eq=False)
class Histogram:
    """How many values lie in each of ``BINS`` equal bins from ``low`` to ``high``."""

    low: float
    high: float
    counts: np.ndarray  # (BINS,) int64


def small_enough(image: np.ndarray, most: int = MOST_VALUES, white: float = 1.0) -> np.ndarray:
    """Scale an image down by area where it has too many values to compute every step at every edit.

    Parameters
    ----------
    image : (H, W, C) uint8, uint16 or float32
        Floats, or pixels as a file stores them.
    most : int
        Values that may remain.
    white : float
        As in ``images.to_float``.

    Returns
    -------
    (h, w, C) ndarray
        ``image`` itself where it is small enough, else float32.
    """
    if image.size <= most:
        return image
    scale = (most / image.size) ** 0.5
    height, width = (max(int(side * scale), 1) for side in image.shape[:2])
    return resize_pixels(image, height, width, white)


def sum_steps(image: np.ndarray, weights: np.ndarray, layer: FilterLayer) -> list[Step]:
    """Compute the sums of products, where planes differ with each channel's share before them.

    Parameters
    ----------
    image : (H, W, C) float32, or uint8 or uint16
        Floats, or pixels as a file stores them.
    weights : (kH, kW, P) float
        P = 1 or C, see ``FilterResult``.
    layer : FilterLayer
        Operation, stride, dilation and border.

    Returns
    -------
    list of Step
        One, or one per channel and their sum.

    Raises
    ------
    InputError
        If the kernel does not fit the image.
    """
    if weights.shape[2] == 1:
        return [Step(_("Sum of products"), "→", sums(image, weights, layer))]
    parts = partial_sums(image, weights, layer)
    shares = [
        Step(_("{letter} × its kernel", letter=letter), sign, part)
        for letter, sign, part in zip("RGB", "→++", parts, strict=True)
    ]
    return [*shares, Step(_("Sum of the three"), "=", np.sum(parts, axis=0))]


def later_steps(values: np.ndarray, layer: FilterLayer) -> list[Step]:
    """Add the bias and apply the activation, each as a step of its own.

    Parameters
    ----------
    values : (H, W, D) float32
        The sums; they stay as they are.
    layer : FilterLayer
        Bias and activation.

    Returns
    -------
    list of Step
        None to two.
    """
    steps = []
    if layer.bias:
        values = values + np.float32(layer.bias)
        steps.append(Step(minus(_("Bias {bias:+g}", bias=layer.bias)), "→", values))
    if layer.activation != "none":
        activation = ACTIVATIONS[layer.activation]
        steps.append(Step(capital(_(activation.name)), "→", activation(values)))
    return steps


def pooling_step(values: np.ndarray, layer: FilterLayer) -> Step:
    """Pool an output as a step.

    Parameters
    ----------
    values : (H, W, D) float32
        What the activation gave.
    layer : FilterLayer
        One that pools.

    Returns
    -------
    Step
        Its values are (H // pool, W // pool, D).

    Raises
    ------
    InputError
        If the pooling window does not fit.
    """
    size = times((layer.pool, layer.pool))
    if layer.pooling == "max":
        title = _("Max pooling {size}", size=size)
    else:
        title = _("Average pooling {size}", size=size)
    return Step(title, "→", pool(values, layer))


def histogram(values: np.ndarray, low: float, high: float) -> Histogram:
    """Count values in ``BINS`` equal bins.

    Parameters
    ----------
    values : (...) float32
        Any shape.
    low, high : float
        Ends of the first and of the last bin, both included.

    Returns
    -------
    Histogram
        Values outside are not counted.
    """
    above = float(np.nextafter(np.float32(high), np.float32(np.inf)))  # OpenCV leaves the end out
    flat = np.ascontiguousarray(values, np.float32).reshape(-1, 1)
    counts = cv2.calcHist([flat], [0], None, [BINS], [low, above])
    return Histogram(low, high, counts.ravel().astype(np.int64))


def histograms(values: np.ndarray, activation: str) -> tuple[Histogram, Histogram]:
    """Count what reaches an activation and what leaves it.

    Parameters
    ----------
    values : (...) float32
        The sums, bias included.
    activation : str
        A key of ``ACTIVATIONS``.

    Returns
    -------
    sums, outputs : Histogram
        The sums' axis shows -1 to 1 at least, that of the outputs what becomes of these, and 0.
    """
    apply = ACTIVATIONS[activation]
    low, high = min(float(values.min()), -1.0), max(float(values.max()), 1.0)
    least, most = (float(end) for end in apply(np.array([low, high])))  # none of them ever falls
    return histogram(values, low, high), histogram(apply(values), min(least, 0.0), most)


def effect(values: np.ndarray, activation: str) -> str:
    """Describe what an activation does to the sums.

    Parameters
    ----------
    values : (...) float32
        The sums, bias included.
    activation : str
        A key of ``ACTIVATIONS``.

    Returns
    -------
    str
        One sentence, with the share of the sums that change most.
    """
    negative = percent(float(np.mean(values < 0)))
    if activation == "ReLU":
        return _("{share} of the sums lie below 0 and become 0.", share=negative)
    if activation == "leaky ReLU":
        return _(
            "{share} of the sums lie below 0 and keep {leak} of their size.",
            share=negative,
            leak=percent(LEAK, 0),
        )
    if activation in ("sigmoid", "tanh"):
        flat = percent(float(np.mean(np.abs(values) > _flat_from(activation))))
        return _(
            "{share} of the sums lie where the curve is nearly flat, with less than a tenth of "
            "its steepest slope: differences between them are all but lost.",
            share=flat,
        )
    return _("No activation: what comes out is the sum itself.")


def _flat_from(activation: str) -> float:
    """Magnitude from which a sigmoid's or tanh's slope is below ``FLAT`` of the one at 0.

    The slope of tanh is 1 - tanh(x)²; sigmoid is tanh at half the scale.
    """
    at = float(np.arctanh(np.sqrt(1 - FLAT)))
    return at if activation == "tanh" else 2 * at
