"""What if the input were another one? Changes by a number each, and where the answer tips over."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from cnnviz.explain.variants import blank
from cnnviz.utils.language import N_

STEPS = 41  # of a change's whole range; odd, so that an even range has its middle
SEED = 0  # of the noise: its pattern stays, only its strength changes


@dataclass(frozen=True)
class Change:
    """One way to change an image.

    Attributes
    ----------
    name : str
        In links and calls.
    label : str
        On screen.
    unit : str
        Of its number, as it is written behind it.
    low, high : float
        Its whole range.
    neutral : float
        The number that changes nothing.
    factor : float
        What the number on screen is multiplied with.
    """

    name: str
    label: str
    unit: str
    low: float
    high: float
    neutral: float = 0.0
    factor: float = 1.0

    @property
    def grid(self) -> np.ndarray:
        """The numbers of its curve, float (``STEPS``,), increasing."""
        return np.linspace(self.low, self.high, STEPS)


CHANGES = (
    Change("right", N_("Shift right"), N_("% of the width"), -0.4, 0.4, factor=100),
    Change("down", N_("Shift down"), N_("% of the height"), -0.4, 0.4, factor=100),
    Change("turn", N_("Turn"), "°", -180, 180),
    Change("scale", N_("Scale"), "×", 0.4, 1.6, neutral=1.0),
    Change("brighten", N_("Brighten"), N_("% of the range"), -0.8, 0.8, factor=100),
    Change("blur", N_("Blur"), N_("% of the width"), 0, 0.12, factor=100),
    Change("noise", N_("Noise"), N_("% of the range"), 0, 0.8, factor=100),
)
BY_NAME = {change.name: change for change in CHANGES}
NEUTRAL = {change.name: change.neutral for change in CHANGES}


def changed(image: np.ndarray, values: Mapping[str, float]) -> np.ndarray:
    """Turn, scale and shift an image, then blur, brighten and roughen it.

    Parameters
    ----------
    image : ndarray
        float32 (H, W, C) in [0, 1].
    values : mapping of str to float
        By name of a change; one that is absent is neutral.

    Returns
    -------
    ndarray
        float32 (H, W, C) in [0, 1]. What comes in at an edge is the background, the image's
        median; an image that nothing changes is returned as it is.
    """
    return _changed(image, NEUTRAL | dict(values), _background(image))


def _changed(image: np.ndarray, given: Mapping[str, float], background: list[float]) -> np.ndarray:
    found = _moved(image, given, background)
    if given["blur"] > 0:
        sigma = given["blur"] * image.shape[1]
        found = cv2.GaussianBlur(found, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    if given["brighten"]:
        found = found + np.float32(given["brighten"])
    if given["noise"] > 0:
        found = found.reshape(image.shape) + _noise(image.shape) * np.float32(given["noise"])
    return np.clip(found.reshape(image.shape), 0, 1).astype(np.float32)


@lru_cache(maxsize=4)
def _noise(shape: tuple[int, ...]) -> np.ndarray:
    """Draw the noise of a strength of 1; a sweep asks for the same again and again."""
    noise = np.random.default_rng(SEED).standard_normal(shape, np.float32)
    noise.flags.writeable = False
    return noise


def _background(image: np.ndarray) -> list[float]:
    return [float(value) for value in blank(image)[0, 0]]


def sweep(
    image: np.ndarray,
    values: Mapping[str, float],
    change: Change,
    part: tuple[int, int] = (0, STEPS),
) -> np.ndarray:
    """Make the images of a change's whole range, or a part of it; the others are as they are.

    Parameters
    ----------
    image : ndarray
        float32 (H, W, C) in [0, 1].
    values : mapping of str to float
        As of ``changed``.
    change : Change
    part : (int, int)
        Numbers of the first image, and of the one after the last.

    Returns
    -------
    ndarray
        float32 (N, H, W, C), N = ``STEPS`` for all.
    """
    given, background = NEUTRAL | dict(values), _background(image)
    numbers = change.grid[slice(*part)]
    return np.stack(
        [_changed(image, {**given, change.name: float(at)}, background) for at in numbers]
    )


@dataclass(frozen=True)
class Tipping:
    """A place where the answer becomes another one.

    Attributes
    ----------
    at : float
        The change's number.
    before, after : int
        The classes nearer to, and farther from, the number that is set.
    """

    at: float
    before: int
    after: int


def tipping_points(grid: np.ndarray, probabilities: np.ndarray, value: float) -> list[Tipping]:
    """Find the nearest place on either side of a number where the answer tips over.

    Parameters
    ----------
    grid : ndarray
        float (N,), increasing.
    probabilities : ndarray
        float (N, classes).
    value : float
        The number that is set.

    Returns
    -------
    list of Tipping
        At most one below and one above; between two numbers of the grid, the probabilities are
        taken to be straight lines.
    """
    answers = probabilities.argmax(axis=1)
    start = int(np.abs(grid - value).argmin())
    found = []
    for step in (-1, 1):
        at = start
        while 0 <= at + step < len(grid) and answers[at + step] == answers[start]:
            at += step
        if 0 <= at + step < len(grid):
            before, after = int(answers[start]), int(answers[at + step])
            here, there = (
                probabilities[i, before] - probabilities[i, after] for i in (at, at + step)
            )
            share = float(here / (here - there)) if here > there else 0.5
            found.append(
                Tipping(float(grid[at] + share * (grid[at + step] - grid[at])), before, after)
            )
    return found


def _moved(image: np.ndarray, values: Mapping[str, float], background: list[float]) -> np.ndarray:
    """Turn counter-clockwise and scale about the centre, then shift."""
    if all(values[name] == NEUTRAL[name] for name in ("right", "down", "turn", "scale")):
        return image
    height, width, channels = image.shape
    centre = ((width - 1) / 2, (height - 1) / 2)
    matrix = cv2.getRotationMatrix2D(centre, values["turn"], values["scale"])
    matrix[:, 2] += values["right"] * width, values["down"] * height
    warped = cv2.warpAffine(
        *(np.ascontiguousarray(image), matrix, (width, height)),
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=background,
    )
    moved: np.ndarray = warped.reshape(height, width, channels)
    return moved
