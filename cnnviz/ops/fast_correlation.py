"""Correlation at every pixel of an image, by the method that is fastest for the kernel.

A kernel that is a column times a row is slid as one and then the other, for which OpenCV uses all
cores. Another is slid as it stands while it is small, and goes through the Fourier transform when
it is large; where there is much to do, strips of rows are then shared out among the cores: OpenCV
would filter on one, and a strip stays in the processor's cache.

Medians in ms on two shared cores, 1 megapixel of float32 (``make bench`` repeats them):

=================  =====  ========  ===========  ==================
kernel              here  filter2D  sepFilter2D  SciPy FFT, 2 cores
=================  =====  ========  ===========  ==================
3 × 3, full         1.23      1.14
15 × 15, full       39.7      67.5                             66.7
3 × 3, Gaussian     1.22      1.06         1.08
15 × 15, Gaussian   9.44      51.9         9.88                71.0
=================  =====  ========  ===========  ==================
"""

import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache

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
    factors = separate(kernel)
    if factors is not None:
        return separable(image, *factors, edge)
    if kernel.size < FOURIER_FROM:
        slide, rows = spatial(kernel, edge), None
    else:
        slide, rows = fft(kernel, edge), FOURIER_STRIP
    if kernel.size * image.size < SHARED_FROM:
        return slide(image, slice(0, len(image))).reshape(image.shape)
    return in_strips(slide, image, kernel, rows)


def anchor(kernel: np.ndarray) -> tuple[int, ...]:
    """Find the cell of a kernel that lies on the output's pixel.

    Parameters
    ----------
    kernel : (k, ...) array
        With any number of axes.

    Returns
    -------
    tuple of int
        One index per axis: the middle, or the one before it where the size is even.

    Examples
    --------
    >>> anchor(np.ones((3, 4)))
    (1, 1)
    """
    return tuple((size - 1) // 2 for size in kernel.shape)


def separate(kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Factors of a kernel of rank 1.

    The row and the column through the largest weight are such a pair, or there is none.

    Parameters
    ----------
    kernel : (kH, kW) float64

    Returns
    -------
    tuple of (kH,) and (kW,) float64, or None
        Column and row whose outer product is the kernel to 1e-9 of its largest weight,
        read-only; None if it has no such factors.
    """
    return _separate(kernel.tobytes(), kernel.shape)


# Of five NumPy calls, which take a tenth of a 5 × 5 Gaussian's time on one megapixel; a kernel is
# mostly the one before: on the next channel, the next picture, the next run of the page.
@lru_cache(maxsize=64)
def _separate(cells: bytes, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray] | None:
    kernel = np.frombuffer(cells).reshape(shape)
    row, col = divmod(int(np.abs(kernel).argmax()), shape[1])
    largest = kernel[row, col]
    if largest == 0:
        return None
    factors = kernel[:, col].copy(), kernel[row] / largest
    error = np.abs(np.outer(*factors) - kernel).max()
    for factor in factors:
        factor.flags.writeable = False
    return factors if error <= 1e-9 * abs(largest) else None


def spatial(kernel: np.ndarray, edge: int) -> Slide:
    """Prepare sums over all of the kernel's weights, by OpenCV's ``filter2D``.

    Parameters
    ----------
    kernel : (kH, kW) float64
    edge : int
        As in ``correlate``.

    Returns
    -------
    callable
        Takes an image (H, W, C) float32 and a slice of its rows; returns the sums of these rows,
        (rows, W, C) or, where C = 1, (rows, W), float32.
    """
    weights, place = kernel.astype(np.float32), anchor(kernel)[::-1]

    def slide(image: np.ndarray, rows: slice) -> np.ndarray:
        sums = cv2.filter2D(image, cv2.CV_32F, weights, anchor=place, borderType=edge)
        return sums[rows]

    return slide


def separable(image: np.ndarray, column: np.ndarray, row: np.ndarray, edge: int) -> np.ndarray:
    """Slide a column over an image, and then a row over the result.

    Parameters
    ----------
    image : (H, W, C) float32
    column : (kH,) float64
    row : (kW,) float64
        As ``separate`` finds them.
    edge : int
        As in ``correlate``.

    Returns
    -------
    (H, W, C) float32
    """
    place = *anchor(row), *anchor(column)
    sums = cv2.sepFilter2D(image, cv2.CV_32F, row, column, anchor=place, borderType=edge)
    return sums.reshape(image.shape)


def fft(kernel: np.ndarray, edge: int) -> Slide:
    """Prepare products of Fourier transforms: that of the padded image by the kernel's, conjugated.

    Parameters
    ----------
    kernel : (kH, kW) float64
    edge : int
        As in ``correlate``.

    Returns
    -------
    callable
        As ``spatial`` returns it. The kernel's transform is computed once per image size.
    """
    from scipy import fft as transforms  # takes 0.1 s, and most kernels are small

    (above, left), weights = anchor(kernel), kernel.astype(np.float32)
    below, right = kernel.shape[0] - 1 - above, kernel.shape[1] - 1 - left

    @cache  # strips of one size share it
    def waves_of_kernel(height: int, width: int) -> np.ndarray:
        return transforms.rfft2(weights, (height, width)).conj()[..., np.newaxis]

    def slide(image: np.ndarray, rows: slice) -> np.ndarray:
        top, bottom = max(above - rows.start, 0), max(rows.stop + below - len(image), 0)
        padded = cv2.copyMakeBorder(image, top, bottom, left, right, edge)
        size = [transforms.next_fast_len(length, real=True) for length in padded.shape[:2]]
        waves = transforms.rfft2(padded.reshape(*padded.shape[:2], -1), size, axes=(0, 1))
        waves *= waves_of_kernel(*size)
        sums = transforms.irfft2(waves, size, axes=(0, 1), overwrite_x=True)
        first = rows.start + top - above
        return sums[first : first + rows.stop - rows.start, : image.shape[1]]

    return slide


def in_strips(
    slide: Slide, image: np.ndarray, kernel: np.ndarray, rows: int | None = None
) -> np.ndarray:
    """Slide a kernel over strips of rows, shared out among the processor's cores.

    Parameters
    ----------
    slide : callable
        What ``spatial`` or ``fft`` return. It is given each strip with the rows around it that its
        windows reach.
    image : (H, W, C) float32
    kernel : (kH, kW) float64
    rows : int, optional
        About how many rows a strip has; by default as ``strip_count`` chooses.

    Returns
    -------
    (H, W, C) float32
    """
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
    """Choose into how many strips of rows an image is cut.

    Parameters
    ----------
    shape : (int, int, int)
        Of the image, (H, W, C).
    height : int
        Rows of the kernel; a strip has at least four times as many.
    rows : int, optional
        Rows wanted per strip. By default there is at least one strip per core, and none holds more
        than a million numbers.

    Returns
    -------
    int
        At least 1.
    """
    wanted = shape[0] // rows if rows else max(CORES, math.prod(shape) // STRIP)
    return max(min(wanted, shape[0] // (4 * height)), 1)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(CORES, "correlate")
