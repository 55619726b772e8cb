"""Correlation at every pixel of an image, by the way that is fastest for the kernel (`make bench`).

A kernel that is a column times a row is slid as one and then the other, for which OpenCV uses all
cores. Another is slid as it stands while it is small, and goes through the Fourier transform when
it is large; where there is much to do, strips of rows are then shared out among the cores: OpenCV
would filter on one, and a strip stays in the processor's cache.
"""

import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import cv2
import numpy as np

FOURIER_FROM = 130  # cells of a kernel; there OpenCV takes a Fourier transform of its own
SHARED_FROM = 5e7  # products in all
FOURIER_STRIP = 128  # rows that are transformed together
STRIP = 1_000_000  # numbers that are filtered together in another way
CORES = os.cpu_count() or 1

# (H, W, C), and which of its rows to answer -> (rows, W, C), or (rows, W) where C = 1
Slide = Callable[[np.ndarray, slice], np.ndarray]


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
    factors, rows = separate(kernel), None
    if factors is not None:
        return apart(image, *factors, edge)
    if kernel.size < FOURIER_FROM:
        slide = directly(kernel, edge)
    else:
        slide, rows = by_fourier(kernel, edge), FOURIER_STRIP
    if kernel.size * image.size < SHARED_FROM:
        return slide(image, slice(0, len(image))).reshape(image.shape)
    return in_strips(slide, image, kernel, rows)


def anchor(kernel: np.ndarray) -> tuple[int, ...]:
    """Row and column of the cell on the pixel: the middle, or the one before it."""
    return tuple((size - 1) // 2 for size in kernel.shape)


def separate(kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Column (kH,) and row (kW,) whose outer product is the kernel; None if it has no such pair.

    The row and the column through the largest weight are such a pair, or there is none.
    """
    down, across = divmod(int(np.abs(kernel).argmax()), kernel.shape[1])
    largest = kernel[down, across]
    if largest == 0:
        return None
    column, row = kernel[:, across], kernel[down] / largest
    error = np.abs(column[:, np.newaxis] * row - kernel).max()
    return (column, row) if error <= 1e-9 * abs(largest) else None


def directly(kernel: np.ndarray, edge: int) -> Slide:
    """Multiply all of the kernel's weights at every pixel; parameters as ``correlate``."""
    weights, place = kernel.astype(np.float32), anchor(kernel)[::-1]

    def slide(image: np.ndarray, rows: slice) -> np.ndarray:
        sums = cv2.filter2D(image, cv2.CV_32F, weights, anchor=place, borderType=edge)
        return sums[rows]

    return slide


def apart(image: np.ndarray, column: np.ndarray, row: np.ndarray, edge: int) -> np.ndarray:
    """Slide a column (kH,) and then a row (kW,), as ``separate`` finds them, over an image."""
    place = *anchor(row), *anchor(column)
    sums = cv2.sepFilter2D(image, cv2.CV_32F, row, column, anchor=place, borderType=edge)
    return sums.reshape(image.shape)


def by_fourier(kernel: np.ndarray, edge: int) -> Slide:
    """Multiply the waves of the padded image by those of the kernel, conjugated."""
    from scipy import fft  # takes 0.1 s, and most kernels are small

    (above, left), weights = anchor(kernel), kernel.astype(np.float32)
    below, right = kernel.shape[0] - 1 - above, kernel.shape[1] - 1 - left

    @cache  # strips of one size share it
    def waves_of_kernel(height: int, width: int) -> np.ndarray:
        return fft.rfft2(weights, (height, width)).conj()[..., np.newaxis]

    def slide(image: np.ndarray, rows: slice) -> np.ndarray:
        top, bottom = max(above - rows.start, 0), max(rows.stop + below - len(image), 0)
        padded = cv2.copyMakeBorder(image, top, bottom, left, right, edge)
        size = [fft.next_fast_len(length, real=True) for length in padded.shape[:2]]
        waves = fft.rfft2(padded.reshape(*padded.shape[:2], -1), size, axes=(0, 1))
        waves *= waves_of_kernel(*size)
        sums = fft.irfft2(waves, size, axes=(0, 1), overwrite_x=True)
        first = rows.start + top - above
        return sums[first : first + rows.stop - rows.start, : image.shape[1]]

    return slide


def in_strips(
    slide: Slide, image: np.ndarray, kernel: np.ndarray, rows: int | None = None
) -> np.ndarray:
    """Slide over strips of ``rows`` rows, each read with the rows that its windows reach."""
    height, above = kernel.shape[0], anchor(kernel)[0]
    bounds = np.linspace(0, len(image), strip_count(image.shape, height, rows) + 1).astype(int)
    output = np.empty(image.shape, np.float32)

    def fill(start: int, stop: int) -> None:
        first = max(start - above, 0)
        strip = image[first : stop + height - 1 - above]
        sums = slide(strip, slice(start - first, stop - first))
        output[start:stop] = sums.reshape(-1, *image.shape[1:])

    list(_threads().map(fill, bounds, bounds[1:]))
    return output


def strip_count(shape: tuple[int, ...], height: int, rows: int | None = None) -> int:
    """Into how many strips an image is cut: never so many that windows span more than a few.

    Without ``rows`` at least one a core.
    """
    wanted = shape[0] // rows if rows else max(CORES, math.prod(shape) // STRIP)
    return max(min(wanted, shape[0] // (4 * height)), 1)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(CORES, "correlate")
