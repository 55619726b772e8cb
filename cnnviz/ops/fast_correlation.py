"""Correlation at every pixel of an image, by the method that is fastest for the kernel.

A kernel that is a column times a row is slid as one and then the other, for which OpenCV uses all
cores. Another is slid as it stands by ``filter2D``, which multiplies Fourier transforms where the
kernel is large; on smaller images SciPy's transforms of strips do that in less time. Where there
is much to do, strips of rows are shared out among the cores: OpenCV would filter on one, and a
strip stays in the processor's cache.

Medians of the processor's time in ms, that of both cores together, and of elapsed time where both
share the work; float32.

========================  ============  ========  ===========  =========  ==========
image, kernel                     here  filter2D  sepFilter2D  SciPy FFT  oaconvolve
========================  ============  ========  ===========  =========  ==========
1 MP, 3 × 3, full          0.8              0.7
1 MP, 9 × 9, full          5.7 (3.2)        5.2                       47          45
1 MP, 15 × 15, full         15 (8.0)         19                       28          57
1 MP, 15 × 15, Gaussian    4.7               21          4.2
12 MP, 3 × 3, full          24 (13)     40 (20)
12 MP, 9 × 9, full          63 (36)     76 (38)                455 (266)         531
12 MP, 31 × 31, full       241 (127)        155                380 (225)         377
12 MP, 31 × 31, Gaussian   100 (50)         162      87 (44)
========================  ============  ========  ===========  =========  ==========
"""

import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache, partial

import cv2
import numpy as np

FOURIER_FROM = 130  # cells of a kernel; there OpenCV takes a Fourier transform of its own
FOURIER_TO = 2_000_000  # pixels of an image; in larger ones, OpenCV's transform is faster
SHARED_FROM = 5e7  # products in all
FOURIER_STRIP = 128  # rows that are transformed together
STRIP = 1_000_000  # numbers that are filtered together in another way
CORES = os.cpu_count() or 1


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
    large = kernel.size >= FOURIER_FROM
    way = fft if large and len(image) * image.shape[1] <= FOURIER_TO else spatial
    if kernel.size * image.size < SHARED_FROM:
        return way(image, kernel, edge)
    strips = strip_count(image.shape, len(kernel), FOURIER_STRIP if way is fft else None)
    # OpenCV's own Fourier transform is the slower the smaller the strips.
    return way(image, kernel, edge, min(strips, CORES) if large and way is spatial else strips)


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


def spatial(image: np.ndarray, kernel: np.ndarray, edge: int, strips: int = 1) -> np.ndarray:
    """Sum over all of the kernel's weights, by OpenCV's ``filter2D``.

    Each strip is filtered alone, straight into its rows of the output; the few rows whose windows
    reach into the next strip are then filtered again. Strips with all that their windows reach
    would have to be copied into the output, which takes 25 % more time at 9 × 9.

    Parameters
    ----------
    image : (H, W, C) float32
    kernel : (kH, kW) float64
    edge : int
        As in ``correlate``.
    strips : int
        How many strips of rows are shared out among the cores, as ``strip_count`` chooses.

    Returns
    -------
    (H, W, C) float32
    """
    weights, place = kernel.astype(np.float32), anchor(kernel)[::-1]
    slide = partial(cv2.filter2D, ddepth=cv2.CV_32F, kernel=weights, anchor=place, borderType=edge)
    if strips == 1:
        return slide(image).reshape(image.shape)
    output = np.empty(image.shape, np.float32)
    inner = _share(lambda rows: slide(image[rows], dst=output[rows]), len(image), strips)
    reach, above = len(kernel) - 1, anchor(kernel)[0]
    for bound in inner if reach else []:
        sums = slide(image[bound - reach : bound + reach]).reshape(-1, *image.shape[1:])
        output[bound - reach + above : bound + above] = sums[above : above + reach]
    return output


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


def fft(image: np.ndarray, kernel: np.ndarray, edge: int, strips: int = 1) -> np.ndarray:
    """Multiply the Fourier transform of the padded image by the kernel's, conjugated.

    Parameters
    ----------
    image : (H, W, C) float32
    kernel : (kH, kW) float64
    edge : int
        As in ``correlate``.
    strips : int
        How many strips of rows are transformed, each with the rows around it that its windows
        reach, and shared out among the cores.

    Returns
    -------
    (H, W, C) float32
    """
    from scipy import fft as transforms  # takes 0.1 s, and most kernels are small

    (above, left), weights = anchor(kernel), kernel.astype(np.float32)
    below, right = kernel.shape[0] - 1 - above, kernel.shape[1] - 1 - left
    output = np.empty(image.shape, np.float32)

    @cache  # strips of one size share it
    def waves_of_kernel(height: int, width: int) -> np.ndarray:
        return transforms.rfft2(weights, (height, width)).conj()[..., np.newaxis]

    def fill(rows: slice) -> None:
        first, last = rows.start - above, rows.stop + below
        inside = image[max(first, 0) : last]
        beyond = max(-first, 0), max(last - len(image), 0), left, right
        padded = cv2.copyMakeBorder(inside, *beyond, edge)
        size = [transforms.next_fast_len(length, real=True) for length in padded.shape[:2]]
        waves = transforms.rfft2(padded.reshape(*padded.shape[:2], -1), size, axes=(0, 1))
        waves *= waves_of_kernel(*size)
        sums = transforms.irfft2(waves, size, axes=(0, 1), overwrite_x=True)
        output[rows] = sums[: rows.stop - rows.start, : image.shape[1]]

    _share(fill, len(image), strips)
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


def _share(fill: Callable[[slice], object], height: int, strips: int) -> list[int]:
    """Call a function with each strip of rows, on all cores; return the bounds between them."""
    bounds = np.linspace(0, height, strips + 1).astype(int).tolist()
    rows = map(slice, bounds, bounds[1:])
    list(map(fill, rows) if strips == 1 else _threads().map(fill, rows))
    return bounds[1:-1]


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(CORES, "correlate")
