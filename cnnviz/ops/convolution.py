"""Cross-correlation and convolution of one image, as a layer slides a kernel.

``cross_correlate2d`` is what a CNN layer calls convolution: the kernel is laid on the window as
it stands. ``convolve2d`` turns it by 180 degrees first, as mathematics and SciPy do. Every
channel is treated alike and on its own. ``correlation`` does the work, in float32.

Where windows lie is ``geometry``'s: with a border, an output has ceil(size / stride) cells and
the even-sized kernel's extra cell lies after the pixel, as in Keras (``padding="same"``).
"""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import ArrayLike

from cnnviz.ops.fast_correlation import anchor, correlate
from cnnviz.ops.geometry import Axis, effective_kernel_size, same_padding
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _

# What is read beyond the picture's edge; "reflect" does not repeat the edge itself, as in
# np.pad(mode="reflect") and PyTorch's padding_mode="reflect".
EDGES = {
    "zero": cv2.BORDER_CONSTANT,
    "reflect": cv2.BORDER_REFLECT_101,
    "replicate": cv2.BORDER_REPLICATE,
    "wrap": cv2.BORDER_WRAP,
}
BORDERS = ("valid", *EDGES)

# Largest magnitude of a weight: sums over an image in [0, 1] stay far inside float32.
MAX_MAGNITUDE = 1e6


def cross_correlate2d(
    image: np.ndarray,
    kernel: ArrayLike,
    *,
    stride: int = 1,
    dilation: int = 1,
    border: str = "valid",
) -> np.ndarray:
    """Slide a kernel over every channel of an image; each output is the sum of the products.

    ``output[r, c] = sum(window * kernel)``, where the window's cells are ``dilation`` apart and
    its first cell is the padded image's ``[r * stride, c * stride]``. The pixel under the
    kernel's anchor, its cell ``[(kH - 1) // 2, (kW - 1) // 2]``, gives the output its place.

    Parameters
    ----------
    image : (H, W, C) float
    kernel : (kH, kW) float
        Any size, odd or even; magnitudes up to 1e6.
    stride, dilation : int
        At least 1, the same for rows and columns.
    border : {"valid", "zero", "reflect", "replicate", "wrap"}
        "valid" uses only windows inside the image; the others pad it.

    Returns
    -------
    (H_out, W_out, C) float32

    Raises
    ------
    InputError
        If a number breaks its bound or the window does not fit.

    References
    ----------
    https://keras.io/api/layers/convolution_layers/convolution2d/,
    https://docs.opencv.org/4.x/d4/d86/group__imgproc__filter.html
    """
    image, weights = _checked_image(image), checked_kernel(kernel)
    rows, cols = axes(image.shape, weights.shape, stride, dilation, border)
    everywhere = _filter(image, dilate_kernel(weights, dilation), border)
    return everywhere[_kept(rows), _kept(cols)]


def convolve2d(
    image: np.ndarray,
    kernel: ArrayLike,
    *,
    stride: int = 1,
    dilation: int = 1,
    border: str = "valid",
) -> np.ndarray:
    """Slide a kernel that is flipped in both axes over every channel of an image.

    The convolution of mathematics and SciPy: ``cross_correlate2d`` with the kernel rotated by
    180 degrees.

    Parameters
    ----------
    image : (H, W, C) float
    kernel : (kH, kW) float
    stride, dilation : int
    border : {"valid", "zero", "reflect", "replicate", "wrap"}
        All as in ``cross_correlate2d``.

    Returns
    -------
    (H_out, W_out, C) float32

    Raises
    ------
    InputError
        As ``cross_correlate2d``.

    Examples
    --------
    A single bright pixel shows the kernel as it is:

    >>> spike = np.zeros((3, 3, 1))
    >>> spike[1, 1] = 1
    >>> convolve2d(spike, [[1, 2]])[1, :, 0]
    array([1., 2.], dtype=float32)
    """
    flipped = np.asarray(kernel)[::-1, ::-1]
    return cross_correlate2d(image, flipped, stride=stride, dilation=dilation, border=border)


def dilate_kernel(kernel: np.ndarray, dilation: int) -> np.ndarray:
    """Put ``dilation - 1`` zeros between the cells of a kernel.

    Parameters
    ----------
    kernel : (kH, kW) array
    dilation : int
        At least 1.

    Returns
    -------
    (dilation (kH - 1) + 1, dilation (kW - 1) + 1) array
        Of the kernel's dtype; the kernel itself where ``dilation`` is 1.

    Examples
    --------
    >>> dilate_kernel(np.array([[1, 2, 3]]), 2)
    array([[1, 0, 2, 0, 3]])
    """
    if dilation == 1:
        return kernel
    height, width = (effective_kernel_size(size, dilation) for size in kernel.shape)
    spread = np.zeros((height, width), kernel.dtype)
    spread[::dilation, ::dilation] = kernel
    return spread


def checked_kernel(kernel: ArrayLike) -> np.ndarray:
    """Check a kernel and return it as an array.

    Parameters
    ----------
    kernel : array_like
        Weights from outside, in rows.

    Returns
    -------
    (kH, kW) float64

    Raises
    ------
    InputError
        If it has no two axes, is empty, or a weight is not finite or over 1e6 in magnitude.
    """
    kernel = np.asarray(kernel, dtype=np.float64)
    if kernel.ndim != 2 or kernel.size == 0:
        raise InputError(
            "a kernel must have the axes (kH, kW), got the shape {shape}", shape=kernel.shape
        )
    # NaN compares false. A list is faster than two NumPy calls while kernels are small.
    wrong = [weight for weight in kernel.ravel().tolist() if not abs(weight) <= MAX_MAGNITUDE]
    if wrong:
        raise InputError(
            "a weight must be a number up to ±{most:,.0f}, got {weight:g}",
            most=MAX_MAGNITUDE,
            weight=wrong[0],
        )
    return kernel


def axes(
    image_shape: tuple[int, ...],
    kernel_shape: tuple[int, ...],
    stride: int = 1,
    dilation: int = 1,
    border: str = "valid",
) -> tuple[Axis, Axis]:
    """Lay the windows of a layer on an image's height and width.

    Parameters
    ----------
    image_shape : (int, int, ...)
        Height and width, in pixels; further axes are ignored.
    kernel_shape : (int, int, ...)
        Height and width, in cells; further axes are ignored.
    stride, dilation : int
        At least 1, the same for rows and columns.
    border : {"valid", "zero", "reflect", "replicate", "wrap"}
        "valid" adds no padding, the others as much as Keras's ``padding="same"``.

    Returns
    -------
    rows, cols : Axis

    Raises
    ------
    InputError
        If a number is below 1, the border is unknown or the window does not fit.

    Examples
    --------
    >>> rows, cols = axes((28, 20), (3, 3), stride=2, border="zero")
    >>> rows.output, cols.output
    (14, 10)
    """
    if border not in BORDERS:
        raise InputError(
            "border must be one of {borders}, got {border!r}",
            borders=", ".join(BORDERS),
            border=border,
        )
    for name, value in ((N_("stride"), stride), (N_("dilation"), dilation)):
        if value < 1:
            raise InputError("{name} must be at least 1, got {value}", name=_(name), value=value)
    pairs = zip(image_shape[:2], kernel_shape[:2], strict=True)
    rows, cols = (_axis(size, kernel, stride, dilation, border) for size, kernel in pairs)
    return rows, cols


@lru_cache(maxsize=256)  # of its time for one megapixel, a small kernel spent 5 % here
def _axis(size: int, kernel: int, stride: int, dilation: int, border: str) -> Axis:
    pads = (0, 0) if border == "valid" else same_padding(size, kernel, stride, dilation)
    return Axis(size, kernel, stride, *pads, dilation)


def surroundings(image: np.ndarray, rows: range, cols: range, border: str) -> np.ndarray:
    """Cut a rectangle out of an image that may extend beyond it.

    Parameters
    ----------
    image : (H, W, C) array
    rows, cols : range
        Rows and columns of the rectangle, in steps of 1; the image has 0..H - 1 and 0..W - 1.
    border : {"valid", "zero", "reflect", "replicate", "wrap"}
        What lies outside the image; 0 for "valid" and "zero".

    Returns
    -------
    (len(rows), len(cols), C), of the image's dtype
        A copy.

    Examples
    --------
    >>> image = np.array([[1, 2, 3]])[..., np.newaxis]
    >>> surroundings(image, range(0, 1), range(-2, 4), "reflect")[..., 0]
    array([[3, 2, 1, 2, 3, 2]])
    """
    height, width = image.shape[:2]
    down, across = _sources(rows, height, border), _sources(cols, width, border)
    taken = image[np.ix_(down, across)]
    taken[down < 0] = 0
    taken[:, across < 0] = 0
    return taken


def _sources(positions: range, size: int, border: str) -> np.ndarray:
    """Which pixel of an axis stands at each position; -1 where there is none."""
    at = np.arange(positions.start, positions.stop)
    if border == "replicate":
        return at.clip(0, size - 1)
    if border == "wrap":
        return at % size
    if border == "reflect":
        period = max(2 * (size - 1), 1)
        return np.minimum(at % period, -at % period)
    return np.where((at >= 0) & (at < size), at, -1)


def _checked_image(image: np.ndarray) -> np.ndarray:
    """A contiguous float32 image."""
    if image.ndim != 3:
        raise InputError("an image must have the axes (H, W, C), got {ndim} axes", ndim=image.ndim)
    return np.ascontiguousarray(image, dtype=np.float32)


def _filter(image: np.ndarray, kernel: np.ndarray, border: str) -> np.ndarray:
    """Correlate at every pixel, stride 1. OpenCV cannot wrap, so there the image is padded."""
    if border != "wrap":  # under "valid" any edge will do, and this one is the fastest
        return correlate(image, kernel, EDGES.get(border, cv2.BORDER_REFLECT_101))
    (row, col), (height, width) = anchor(kernel), image.shape[:2]
    rows = range(-row, height + kernel.shape[0] - 1 - row)
    cols = range(-col, width + kernel.shape[1] - 1 - col)
    padded = surroundings(image, rows, cols, "wrap")
    return _filter(padded, kernel, "zero")[row : row + height, col : col + width]


@lru_cache(maxsize=256)
def _kept(axis: Axis) -> slice:
    """Which pixels' results an axis keeps: those whose windows it has."""
    first = (axis.effective_kernel - 1) // 2 - axis.before
    return slice(first, first + (axis.output - 1) * axis.stride + 1, axis.stride)
