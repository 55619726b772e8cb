"""Scale, convert and encode images: (H, W, C) float32 in [0, 1], or pixels as files store them."""

import io
from collections.abc import Iterator

import cv2
import numpy as np
from PIL import Image

from cnnviz.utils.errors import InputError

BAND = 2**20  # pixels that are converted at a time

# Grey value as a weighted sum of R, G and B. Source: ITU-R BT.601, as in Pillow and OpenCV.
LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)


def to_float(pixels: np.ndarray, white: float = 1.0) -> np.ndarray:
    """Scale stored pixels to [0, white]; takes 0.5 ms per megapixel.

    Parameters
    ----------
    pixels : (...) uint8, uint16 or float32
        As ``read_pixels`` returns them. Floats are returned unchanged.
    white : float
        What the largest value that can be stored becomes.

    Returns
    -------
    (...) float32 in [0, white]
    """
    if pixels.dtype.kind == "f":
        return pixels
    largest = np.float32(np.iinfo(pixels.dtype).max / white)
    return np.divide(pixels, largest, dtype=np.float32)


def to_grey(image: np.ndarray, white: float = 1.0) -> np.ndarray:
    """Convert to grey.

    Parameters
    ----------
    image : (H, W, C) float32, uint8 or uint16
        C = 1 or 3.
    white : float
        As in ``to_float``.

    Returns
    -------
    (H, W, 1) float32
        In [0, white], or in the range of the floats that were given.

    References
    ----------
    ITU-R BT.601, the luma weights ``LUMA``.
    """
    if image.shape[2] == 1:
        return to_float(image, white)
    grey = np.empty((*image.shape[:2], 1), np.float32)
    for rows in bands(*image.shape[:2]):
        grey[rows, :, 0] = to_float(image[rows], white) @ LUMA
    return grey


def to_rgb(image: np.ndarray) -> np.ndarray:
    """Give a grey image three equal channels.

    Parameters
    ----------
    image : (H, W, C) ndarray
        C = 1 or 3.

    Returns
    -------
    (H, W, 3) ndarray
        Of the same dtype.
    """
    return image if image.shape[2] == 3 else np.repeat(image, 3, axis=2)


def resize(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """Scale an image: by area where it shrinks, else bilinearly.

    Parameters
    ----------
    image : (H, W, C) float32 in [0, 1]
    height, width : int
        Size of the result in pixels.

    Returns
    -------
    (height, width, C) float32 in [0, 1]

    Raises
    ------
    InputError
        If ``height`` or ``width`` is below 1.
    """
    if min(height, width) < 1:
        raise InputError(
            "an image must be at least 1 × 1 pixels, got {height} × {width}",
            height=height,
            width=width,
        )
    shrinks = height <= image.shape[0] and width <= image.shape[1]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    scaled = cv2.resize(image, (width, height), interpolation=method)
    return scaled.reshape(height, width, image.shape[2])


def resize_pixels(pixels: np.ndarray, height: int, width: int, white: float = 1.0) -> np.ndarray:
    """Scale stored pixels to an image, one channel at a time.

    Of a large picture only one channel is held in float32.

    Parameters
    ----------
    pixels : (H, W, C) uint8, uint16 or float32
    height, width : int
        Size of the result in pixels.
    white : float
        As in ``to_float``.

    Returns
    -------
    (height, width, C) float32
        In [0, white], or in the range of the floats that were given.

    Raises
    ------
    InputError
        If ``height`` or ``width`` is below 1.
    """
    image = np.empty((height, width, pixels.shape[2]), np.float32)
    for channel in range(pixels.shape[2]):
        plane = to_float(pixels[..., channel : channel + 1], white)
        image[..., channel : channel + 1] = resize(plane, height, width)
    return image


def fit_within(image: np.ndarray, longest: int) -> np.ndarray:
    """Shrink an image so that its longer side has at most ``longest`` pixels; never enlarge.

    Parameters
    ----------
    image : (H, W, C) uint8, uint16 or float32
    longest : int
        Pixels, at least 1.

    Returns
    -------
    (h, w, C) ndarray
        ``image`` itself where it is small enough, else float32 in [0, 1].
    """
    height, width = image.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return image
    return resize_pixels(image, max(round(height * scale), 1), max(round(width * scale), 1))


def shrink(pixels: np.ndarray, longest: int) -> np.ndarray:
    """Shrink 8-bit pixels nearly as ``fit_within`` does, with 8 bits: up to ten times as fast.

    Parameters
    ----------
    pixels : (H, W, C) uint8
    longest : int
        Pixels of the longer side, at least 1.

    Returns
    -------
    (h, w, C) uint8
        ``pixels`` themselves where they are small enough.
    """
    height, width, channels = pixels.shape
    scale = longest / max(height, width)
    if scale >= 1:
        return pixels
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    small = np.ascontiguousarray(pixels)
    whole = int(1 / scale)
    if whole > 1 and height % whole == width % whole == 0:  # for which OpenCV has a faster way
        small = cv2.resize(small, (width // whole, height // whole), interpolation=cv2.INTER_AREA)
        small = cv2.resize(small, size, interpolation=cv2.INTER_LINEAR)  # by less than 2
    else:
        small = cv2.resize(small, size, interpolation=cv2.INTER_AREA)
    return small.reshape(size[1], size[0], channels)


def to_uint8(image: np.ndarray) -> np.ndarray:
    """Quantise an image to 8 bits.

    Parameters
    ----------
    image : (...) float
        Values in [0, 1]; others are clipped.

    Returns
    -------
    (...) uint8
        Rounded, 0 to 255.
    """
    return np.clip(image * 255 + 0.5, 0, 255).astype(np.uint8)


def png_bytes(pixels: np.ndarray) -> bytes:
    """Encode pixels as PNG, fast rather than small.

    Parameters
    ----------
    pixels : (H, W), (H, W, 1) or (H, W, 3) uint8

    Returns
    -------
    bytes
        The file.
    """
    flat = pixels[..., 0] if pixels.ndim == 3 and pixels.shape[2] == 1 else pixels
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(flat)).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def jpeg_bytes(pixels: np.ndarray, quality: int = 80) -> bytes:
    """Encode pixels as JPEG, for a picture that is looked at and not computed with.

    Parameters
    ----------
    pixels : (H, W), (H, W, 1) or (H, W, 3) uint8
    quality : int
        1 to 95.

    Returns
    -------
    bytes
        The file.
    """
    channels = pixels[..., ::-1] if pixels.ndim == 3 and pixels.shape[2] == 3 else pixels
    options = [cv2.IMWRITE_JPEG_QUALITY, quality]
    encoded: np.ndarray = cv2.imencode(".jpg", np.ascontiguousarray(channels), options)[1]
    return encoded.tobytes()


def used_bits(pixels: np.ndarray) -> int:
    """Count the bits per channel that a picture's values need.

    Parameters
    ----------
    pixels : (...) uint8, uint16 or float32
        As ``read_pixels`` returns them.

    Returns
    -------
    int
        1 to 16 for uint16; 8 for uint8 and 16 for floats, whose range is always used as it is.

    Examples
    --------
    >>> used_bits(np.array([[0, 4095]], np.uint16))
    12
    """
    if pixels.dtype != np.uint16:
        return 8 * min(pixels.dtype.itemsize, 2)
    return max(int(pixels.max(initial=0)).bit_length(), 1)


def used_range(pixels: np.ndarray) -> tuple[int, int]:
    """Find the part of its 16 bits that a picture uses.

    Parameters
    ----------
    pixels : (...) uint16

    Returns
    -------
    low, high : int
        0 and the largest number of ``used_bits`` where they are fewer than sixteen; of sixteen
        bits, the smallest and the largest value if they are less than half of the range apart,
        else 0 and 65535.

    Examples
    --------
    >>> used_range(np.array([0, 4095], np.uint16))
    (0, 4095)
    >>> used_range(np.array([40_000, 43_000], np.uint16))
    (40000, 43000)
    """
    bits = used_bits(pixels)
    if bits < 16:
        return 0, 2**bits - 1
    low, high = int(pixels.min()), int(pixels.max())
    return (low, high) if 0 < high - low < 2**15 else (0, 2**16 - 1)


def stretch(pixels: np.ndarray) -> np.ndarray:
    """Stretch the range that a picture uses to all sixteen bits.

    Parameters
    ----------
    pixels : (...) uint16

    Returns
    -------
    (...) uint16
        The ends of ``used_range`` become 0 and 65535: 4095 becomes 65535 where twelve bits are
        used.

    Examples
    --------
    >>> stretch(np.array([0, 2000, 4095], np.uint16)).tolist()
    [0, 32007, 65535]
    """
    low, high = used_range(pixels)
    span = high - low
    levels = np.zeros(high + 1, np.uint16)
    levels[low:] = (np.arange(span + 1, dtype=np.uint32) * 65535 + span // 2) // span
    return levels[pixels]


def bands(height: int, width: int, multiple: int = 1) -> Iterator[slice]:
    """Split the rows of an image into slices of about ``BAND`` pixels each.

    Parameters
    ----------
    height, width : int
        The image's size in pixels, at least 1.
    multiple : int
        Of which the number of rows of each slice is one, the last excepted.

    Returns
    -------
    iterator of slice
        Slices that together cover all rows, from the top.
    """
    step = max(BAND // width // multiple, 1) * multiple
    return (slice(top, min(top + step, height)) for top in range(0, height, step))
