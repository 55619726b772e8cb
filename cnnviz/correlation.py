"""Correlation at every pixel of an image, by the way that is fastest for the kernel (`make bench`).

A kernel that is a column times a row is slid as one and then the other; another is slid as it
stands while it is small, and goes through the Fourier transform when it is large. Where there is
much to do, strips of rows are shared out among the cores: OpenCV filters on one, and a strip
stays in the processor's cache.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial

import cv2
import numpy as np

FOURIER_FROM = 130  # cells of a kernel; there OpenCV takes a Fourier transform of its own
SHARED_FROM = 5e7  # products in all
STRIP = 128  # rows of a strip, at least
CORES = os.cpu_count() or 1

Slide = Callable[[np.ndarray], np.ndarray]


def correlate(image: np.ndarray, kernel: np.ndarray, edge: int) -> np.ndarray:
    """Sum of the products under the kernel at every pixel.

    Parameters
    ----------
    image : (H, W, C) float32
    kernel : (kH, kW) float64
        Its cell ``anchor(kernel)`` lies on the pixel.
    edge : int
        What lies beyond the image: a border of OpenCV's other than ``cv2.BORDER_WRAP``.

    Returns
    -------
    (H, W, C) float32
    """
    factors = separate(kernel)
    if factors is not None:
        slide, cells = partial(apart, *factors, edge), sum(kernel.shape)
    else:
        slide, cells = partial(directly, kernel, edge), kernel.size
        if cells >= FOURIER_FROM:
            slide = partial(by_fourier, kernel, edge)
    if cells * image.size < SHARED_FROM:
        return slide(image)
    return in_strips(slide, image, kernel)


def anchor(kernel: np.ndarray) -> tuple[int, ...]:
    """Row and column of the cell on the pixel: the middle, or the one before it."""
    return tuple((size - 1) // 2 for size in kernel.shape)


def separate(kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Column (kH,) and row (kW,) whose outer product is the kernel; None if it has no such pair.

    The row and the column through the largest weight are such a pair, or there is none.
    """
    down, across = np.unravel_index(np.abs(kernel).argmax(), kernel.shape)
    largest = kernel[down, across]
    if largest == 0:
        return None
    column, row = kernel[:, across], kernel[down] / largest
    error = np.abs(column[:, np.newaxis] * row - kernel).max()
    return (column, row) if error <= 1e-9 * abs(largest) else None


def directly(kernel: np.ndarray, edge: int, image: np.ndarray) -> np.ndarray:
    """Multiply all of the kernel's weights at every pixel; parameters as ``correlate``."""
    weights = kernel.astype(np.float32)
    place = anchor(kernel)[::-1]
    return _like(image, cv2.filter2D(image, cv2.CV_32F, weights, anchor=place, borderType=edge))


def apart(column: np.ndarray, row: np.ndarray, edge: int, image: np.ndarray) -> np.ndarray:
    """Slide a column (kH,) and then a row (kW,), as ``separate`` finds them."""
    place = *anchor(row), *anchor(column)
    return _like(
        image, cv2.sepFilter2D(image, cv2.CV_32F, row, column, anchor=place, borderType=edge)
    )


def by_fourier(kernel: np.ndarray, edge: int, image: np.ndarray) -> np.ndarray:
    """Multiply the waves of the padded image by those of the kernel, conjugated."""
    from scipy import fft  # takes 0.1 s, and most kernels are small

    (above, left), (height, width) = anchor(kernel), kernel.shape
    pads = above, height - 1 - above, left, width - 1 - left
    padded = _like(image, cv2.copyMakeBorder(image, *pads, edge))
    size = [fft.next_fast_len(length, real=True) for length in padded.shape[:2]]
    waves = fft.rfft2(padded, size, axes=(0, 1))
    waves *= fft.rfft2(kernel.astype(np.float32), size).conj()[..., np.newaxis]
    sums = fft.irfft2(waves, size, axes=(0, 1), overwrite_x=True)
    return sums[: image.shape[0], : image.shape[1]]


def _like(image: np.ndarray, answer: np.ndarray) -> np.ndarray:
    """Give OpenCV's answer its last axis back, which it drops where there is one channel."""
    return answer.reshape(*answer.shape[:2], image.shape[2])


def in_strips(slide: Slide, image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Slide over strips of rows, each read with the rows that its windows reach."""
    height, above = kernel.shape[0], anchor(kernel)[0]
    bounds = np.linspace(0, len(image), strip_count(len(image), height) + 1).astype(int)
    output = np.empty(image.shape, np.float32)

    def fill(start: int, stop: int) -> None:
        first = max(start - above, 0)
        sums = slide(image[first : stop + height - 1 - above])
        output[start:stop] = sums[start - first : stop - first]

    list(_threads().map(fill, bounds, bounds[1:]))
    return output


def strip_count(rows: int, height: int) -> int:
    """Into how many strips an image's rows are cut for a kernel's height."""
    return max(rows // max(STRIP, 8 * height), 1)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(CORES, "correlate")
