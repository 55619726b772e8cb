"""Any picture file -> a safe image: (H, W, C) float32 in [0, 1], C = 1 (grey) or 3 (RGB).

Files come from strangers: size limits are checked on the header, before a pixel is decoded, and
only the formats named in ``FORMATS`` are ever tried. Pillow reads 8-bit files; it clips or cuts
16-bit ones to 8 bits, so those go through OpenCV, which keeps every level.
"""

import io
import struct
import zlib

import cv2
import numpy as np
from PIL import Image, ImageOps

from cnnviz.errors import InputError

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF")
EXTENSIONS = ("png", "jpg", "jpeg", "webp", "bmp", "tif", "tiff", "gif")
MAX_BYTES = 64 * 2**20
MAX_PIXELS = 24_000_000

# Grey value as a weighted sum of R, G and B. Source: ITU-R BT.601, as in Pillow and OpenCV.
LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)

# What Pillow's readers raise on files that break their format's rules.
_UNREADABLE = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, ArithmeticError,
    AttributeError, MemoryError, struct.error, zlib.error, cv2.error,
)  # fmt: skip


def read_image(data: bytes, least: int = 1) -> np.ndarray:
    """Decode a PNG, JPEG, WebP, BMP, TIFF or GIF file (its first frame).

    8 and 16 bits a channel are scaled to [0, 1] by 255 and 65535; palettes and CMYK become RGB;
    transparency is laid on white; the camera's EXIF rotation is applied.

    Parameters
    ----------
    data : bytes
        The whole file, at most 64 MB and 24 megapixels.
    least : int
        Pixels that the shorter side must have.

    Returns
    -------
    (H, W, C) float32 in [0, 1], C = 1 for grey files and 3 for all others

    Raises
    ------
    InputError
        If the file is too large or small, no image, damaged, or has over 16 bits a channel.
    """
    if len(data) > MAX_BYTES:
        raise InputError(
            f"an image file may have at most {MAX_BYTES / 2**20:.0f} MB, "
            f"got {len(data) / 2**20:.1f} MB"
        )
    image = _open(data)
    _check_header(image, least)
    storage = str(getattr(image, "tile", ""))  # e.g. "RGB;16B"; Pillow's mode hides the bits
    try:
        if ";16" in storage:
            pixels = _read_16_bit(data, image, grey="RGB" not in storage)
        else:
            pixels = _read_8_bit(image)
    except _UNREADABLE as error:
        raise InputError(
            f"this {image.format} file is damaged or cut short: its pixels cannot be read"
        ) from error
    return np.ascontiguousarray(pixels)


def to_grey(image: np.ndarray) -> np.ndarray:
    """(H, W, 1) of an image, by the luma weights of ITU-R BT.601."""
    return image if image.shape[2] == 1 else (image @ LUMA)[..., None]


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


def fit_within(image: np.ndarray, longest: int) -> np.ndarray:
    """Shrink an image so that its longer side has at most ``longest`` pixels; never enlarge."""
    height, width = image.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return image
    return resize(image, max(round(height * scale), 1), max(round(width * scale), 1))


def to_uint8(image: np.ndarray) -> np.ndarray:
    """Image values in [0, 1] -> uint8 in 0..255, rounded; values outside are clipped."""
    return np.clip(image * 255 + 0.5, 0, 255).astype(np.uint8)


def png_bytes(pixels: np.ndarray) -> bytes:
    """Encode (H, W), (H, W, 1) or (H, W, 3) uint8 as PNG, fast rather than small."""
    flat = pixels[..., 0] if pixels.ndim == 3 and pixels.shape[2] == 1 else pixels
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(flat)).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _open(data: bytes) -> Image.Image:
    """Read the header only."""
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise InputError(
            f"an image may have at most {MAX_PIXELS / 1e6:.0f} megapixels, got more than "
            f"{2 * (Image.MAX_IMAGE_PIXELS or 0) / 1e6:.0f}"
        ) from error
    except _UNREADABLE as error:
        raise InputError(
            "this file is not a readable image: it must be a PNG, JPEG, WebP, BMP, TIFF or GIF"
        ) from error


def _check_header(image: Image.Image, least: int) -> None:
    width, height = image.size
    if min(width, height) < least:
        raise InputError(
            f"an image must have at least {least} × {least} pixels here, got {width} × {height}"
        )
    if width * height > MAX_PIXELS:
        raise InputError(
            f"an image may have at most {MAX_PIXELS / 1e6:.0f} megapixels, "
            f"got {width * height / 1e6:.1f} ({width} × {height} pixels)"
        )
    if image.mode in ("I", "F"):
        raise InputError("an image must have 8 or 16 bits a channel, got 32")


def _read_16_bit(data: bytes, image: Image.Image, grey: bool) -> np.ndarray:
    """(H, W, C) float32 of a file with 16 bits a channel, none of them lost."""
    stored = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if stored is None or stored.dtype != np.uint16:
        raise ValueError("not 16 bits a channel")
    pixels = np.atleast_3d(stored).astype(np.float32)
    pixels /= 65535
    if pixels.shape[2] == 4:
        alpha = pixels[..., 3:]
        pixels = pixels[..., :3] * alpha + (1 - alpha)
    upright = _turn(pixels, image.getexif().get(0x0112, 1))
    colour = upright[..., ::-1]  # OpenCV stores B, G, R
    return to_grey(colour) if grey and colour.shape[2] == 3 else colour


def _turn(pixels: np.ndarray, orientation: int) -> np.ndarray:
    """Undo an EXIF orientation (1 to 8). Source: EXIF 2.32, tag 0x0112."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return pixels


def _read_8_bit(image: Image.Image) -> np.ndarray:
    """(H, W, C) float32 of what Pillow reads without loss."""
    ImageOps.exif_transpose(image, in_place=True)
    mode = "L" if image.mode in ("1", "L", "LA", "La") else "RGB"
    opaque = _on_white(image) if image.has_transparency_data else image
    pixels = np.array(opaque.convert(mode), dtype=np.float32)
    pixels /= 255
    return np.atleast_3d(pixels)


def _on_white(image: Image.Image) -> Image.Image:
    overlay = image.convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, overlay)
