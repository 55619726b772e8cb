"""Times of three methods of filtering on one picture, measured in turns in one run.

Direct takes every weight at every pixel; separable a column and then a row; the FFT multiplies
each frequency of the picture once, whatever the kernel's size. All three are those of
``ops.fast_correlation``, in strips of rows on all cores.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from statistics import median
from time import perf_counter

import cv2
import numpy as np

from cnnviz.ops import fast_correlation
from cnnviz.ops.convolution import checked_kernel
from cnnviz.ops.fast_correlation import separate
from cnnviz.utils.language import N_

BUDGET = 1.0  # seconds for all turns together; the last one may go over it
MOST_TURNS = 15
OUTSIDE = cv2.BORDER_CONSTANT  # zeros

Way = Callable[[], np.ndarray]
DIRECT, SEPARABLE, FFT = N_("Direct"), N_("Separable"), N_("FFT")


@dataclass(frozen=True)
class Timing:
    """One way of filtering.

    Attributes
    ----------
    way : str
    multiplications : float or None
        For an output pixel; the FFT's are an estimate. None where the way is not open.
    milliseconds : float or None
        The median; None where it was not measured.
    """

    way: str
    multiplications: float | None
    milliseconds: float | None


def measure(plane: np.ndarray, kernel: np.ndarray) -> list[Timing]:
    """Time each method of filtering a plane, with stride 1 and zeros outside.

    Parameters
    ----------
    plane : (H, W) float32
        One channel of a picture.
    kernel : (kH, kW) float
        The kernel.

    Returns
    -------
    list of Timing
        Each method's multiplications, and the median of its times in milliseconds.

    Raises
    ------
    InputError
        If the weights are not finite or over 1e6 in magnitude.
    """
    ways = filters(plane, checked_kernel(kernel))
    taken: dict[str, list[float]] = {name: [] for name in ways}
    end = perf_counter() + BUDGET
    for _ in range(MOST_TURNS):
        for name, way in ways.items():
            taken[name].append(_milliseconds(way))
        if perf_counter() > end:
            break
    return [
        replace(each, milliseconds=median(taken[each.way])) if each.way in taken else each
        for each in counted(plane, kernel)
    ]


def counted(plane: np.ndarray, kernel: np.ndarray) -> list[Timing]:
    """Count the multiplications of each method, before anything is timed.

    Parameters
    ----------
    plane : (H, W) float32
        One channel of a picture.
    kernel : (kH, kW) float64
        The kernel.

    Returns
    -------
    list of Timing
        Without times; the separable method has no count where the kernel is not separable.
    """
    counts, closed = multiplications(plane.shape, kernel.shape), separate(kernel) is None
    return [
        Timing(name, None if closed and name == SEPARABLE else count, None)
        for name, count in counts.items()
    ]


def filters(plane: np.ndarray, kernel: np.ndarray) -> dict[str, Way]:
    """Prepare the methods that can be used for a kernel.

    Parameters
    ----------
    plane : (H, W) float32
        One channel of a picture.
    kernel : (kH, kW) float64
        The kernel.

    Returns
    -------
    dict of str to callable
        Each takes nothing and returns the same (H, W, 1) float32, but for rounding.
    """
    image = np.ascontiguousarray(plane)[..., np.newaxis]
    strips = fast_correlation.strip_count(image.shape, len(kernel))
    ways: dict[str, Way] = {
        DIRECT: partial(fast_correlation.spatial, image, kernel, OUTSIDE, strips)
    }
    factors = separate(kernel)
    if factors is not None:
        ways[SEPARABLE] = partial(fast_correlation.separable, image, *factors, OUTSIDE)
    strips = fast_correlation.strip_count(image.shape, len(kernel), fast_correlation.FOURIER_STRIP)
    return ways | {FFT: partial(fast_correlation.fft, image, kernel, OUTSIDE, strips)}


def multiplications(shape: tuple[int, ...], kernel_shape: tuple[int, ...]) -> dict[str, float]:
    """Count multiplications per output pixel; those of the FFT are the textbook's radix-2 estimate.

    Real numbers of N points take N log2 N real multiplications for a transform, of which a strip
    takes two, there and back; one more is the kernel's. The N/2 complex products take 2 N.

    Parameters
    ----------
    shape : (int, int)
        Height and width of the plane.
    kernel_shape : (int, int)
        Height and width of the kernel.

    Returns
    -------
    dict of str to float
        One count per method.
    """
    height, width = kernel_shape
    strips = fast_correlation.strip_count(shape, height, fast_correlation.FOURIER_STRIP)
    points = strips * (shape[0] / strips + height - 1) * (shape[1] + width - 1)
    transforms = 2 + 1 / strips
    by_fft = (transforms * math.log2(max(points / strips, 2)) + 2) * points / math.prod(shape)
    return {DIRECT: height * width, SEPARABLE: height + width, FFT: by_fft}


def _milliseconds(way: Way) -> float:
    start = perf_counter()
    way()
    return (perf_counter() - start) * 1000
