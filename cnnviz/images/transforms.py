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


def to_float(pixels: np.ndarray) -> np.ndarray:
    """Pixels as ``read_pixels`` gives them -> an image in [0, 1]; 0.5 ms a megapixel.

    An image is returned as it is.
    """
    if pixels.dtype.kind == "f":
        return pixels
    largest = np.float32(np.iinfo(pixels.dtype).max)
    return np.divide(pixels, largest, dtype=np.float32)


def to_grey(image: np.ndarray) -> np.ndarray:
    """(H, W, 1) float32 of an image or of stored pixels, by the luma weights of ITU-R BT.601."""
    if image.shape[2] == 1:
        return to_float(image)
    grey = np.empty((*image.shape[:2], 1), np.float32)
    for rows in bands(*image.shape[:2]):
        grey[rows, :, 0] = to_float(image[rows]) @ LUMA
    return grey


def to_rgb(image: np.ndarray) -> np.ndarray:
    """(H, W, 3) of an image; a grey one gets three equal channels."""
    return image if image.shape[2] == 3 else np.repeat(image, 3, axis=2)


def resize(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """Scale an image to (height, width, C): by area where it shrinks, else bilinear."""
    if min(height, width) < 1:
        raise InputError(f"an image must be at least 1 × 1 pixels, got {height} × {width}")
    shrinks = height <= image.shape[0] and width <= image.shape[1]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    scaled = cv2.resize(image, (width, height), interpolation=method)
    return scaled.reshape(height, width, image.shape[2])


def resize_pixels(pixels: np.ndarray, height: int, width: int) -> np.ndarray:
    """Scale an image or stored pixels to an image (height, width, C), a channel at a time.

    Of a large picture only one channel is held in float32.
    """
    image = np.empty((height, width, pixels.shape[2]), np.float32)
    for channel in range(pixels.shape[2]):
        plane = to_float(pixels[..., channel : channel + 1])
        image[..., channel : channel + 1] = resize(plane, height, width)
    return image


def fit_within(image: np.ndarray, longest: int) -> np.ndarray:
    """Shrink an image so that its longer side has at most ``longest`` pixels; never enlarge."""
    height, width = image.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return image
    return resize_pixels(image, max(round(height * scale), 1), max(round(width * scale), 1))


def to_uint8(image: np.ndarray) -> np.ndarray:
    """Image values in [0, 1] -> uint8 in 0..255, rounded; values outside are clipped."""
    return np.clip(image * 255 + 0.5, 0, 255).astype(np.uint8)


def png_bytes(pixels: np.ndarray) -> bytes:
    """Encode (H, W), (H, W, 1) or (H, W, 3) uint8 as PNG, fast rather than small."""
    flat = pixels[..., 0] if pixels.ndim == 3 and pixels.shape[2] == 1 else pixels
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(flat)).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def bands(height: int, width: int) -> Iterator[slice]:
    """Slices of rows, about ``BAND`` pixels each."""
    step = max(BAND // width, 1)
    return (slice(top, min(top + step, height)) for top in range(0, height, step))
