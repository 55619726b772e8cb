"""Decode any picture file: (H, W, C), C = 1 (grey) or 3 (RGB).

``read_pixels`` gives what the file stores, 8 or 16 bits per channel: a quarter or half of the
memory, for whoever keeps a picture. ``read_image`` gives float32 in [0, 1].

Uploaded files are untrusted: size limits are checked on the header, before a pixel is decoded, and
only the formats named in ``FORMATS`` are ever tried. Pillow reads 8-bit files; it clips or cuts
16-bit ones to 8 bits, so those go through OpenCV, which keeps every level. Large files are
converted in bands of rows: one whole copy, never two.
"""

import io
import struct
import zlib

import cv2
import numpy as np
from PIL import Image

from cnnviz.images.transforms import bands, to_float
from cnnviz.utils.errors import InputError

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF")
EXTENSIONS = ("png", "jpg", "jpeg", "webp", "bmp", "tif", "tiff", "gif")
MAX_BYTES = 64 * 2**20
MAX_PIXELS = 24_000_000

# Tags of TIFF 6.0, and of EXIF 2.32, which takes them from there.
BITS, PHOTOMETRIC, ORIENTATION, PLANES = 258, 262, 274, 284
WHITE_IS_ZERO, SEPARATE_PLANES = 0, 2
TIFF_MARKS = (b"II*\0", b"MM\0*")  # little- and big-endian

# What Pillow's readers raise on files that break their format's rules.
_UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    ArithmeticError,
    AttributeError,
    MemoryError,
    struct.error,
    zlib.error,
    cv2.error,
)


def read_image(data: bytes) -> np.ndarray:
    """Decode a picture file and scale it: 8 and 16 bits per channel by 1/255 and 1/65535.

    Parameters
    ----------
    data : bytes
        The whole file, as for ``read_pixels``.

    Returns
    -------
    (H, W, C) float32 in [0, 1]
        C = 1 for grey files and 3 for all others.

    Raises
    ------
    InputError
        As ``read_pixels``.
    """
    return to_float(read_pixels(data))


def read_pixels(data: bytes) -> np.ndarray:
    """Decode a PNG, JPEG, WebP, BMP, TIFF or GIF file (its first frame), as finely as it stores.

    Palettes and CMYK become RGB; transparency is laid on white; the camera's EXIF rotation is
    applied.

    Parameters
    ----------
    data : bytes
        The whole file, at most 64 MB and 24 megapixels.

    Returns
    -------
    (H, W, C) uint8 or uint16, C = 1 for grey files and 3 for all others

    Raises
    ------
    InputError
        If the file is too large, no image, damaged, or has over 16 bits per channel.
    """
    if len(data) > MAX_BYTES:
        raise InputError(
            f"an image file may have at most {MAX_BYTES / 2**20:.0f} MB, "
            f"got {len(data) / 2**20:.1f} MB"
        )
    image = _open(data)
    _check_header(image)
    try:
        pixels = _read_16_bit(data, image) if _has_16_bits(image) else _read_8_bit(image)
    except _UNREADABLE as error:
        raise InputError(
            f"this {image.format} file is damaged or cut short: its pixels cannot be read"
        ) from error
    return np.ascontiguousarray(pixels)


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
        raise InputError(_why_unreadable(data)) from error


def _why_unreadable(data: bytes) -> str:
    if data.startswith(TIFF_MARKS):
        return "this TIFF is damaged, or stores something else than 8 or 16 whole bits a channel"
    return "this file is not a readable image: it must be a PNG, JPEG, WebP, BMP, TIFF or GIF"


def _check_header(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise InputError(
            f"an image may have at most {MAX_PIXELS / 1e6:.0f} megapixels, "
            f"got {width * height / 1e6:.1f} ({width} × {height} pixels)"
        )
    if image.mode in ("I", "F"):
        found = "16 with a sign" if ";16" in _storage(image) else "32"
        raise InputError(f"an image must have 8 or 16 bits a channel, got {found}")
    if _has_16_bits(image) and image.mode != "I;16" and SEPARATE_PLANES in _tag(image, PLANES):
        raise InputError("a TIFF of 16 bits must store its channels interleaved, got planes")


def _storage(image: Image.Image) -> str:
    """How Pillow found the pixels stored, "RGB;16B" for instance; its mode hides the bits."""
    return str(getattr(image, "tile", ""))


def _tag(image: Image.Image, tag: int) -> tuple[int, ...]:
    """The values of a TIFF's tag; none where it is missing, and in all other formats."""
    values = getattr(image, "tag_v2", {}).get(tag, ())
    return values if isinstance(values, tuple) else (values,)


def _has_16_bits(image: Image.Image) -> bool:
    """Whether OpenCV must read it; CMYK only Pillow can."""
    deep = 16 in _tag(image, BITS) or ";16B" in _storage(image)
    return deep and image.mode != "CMYK"


def _read_16_bit(data: bytes, image: Image.Image) -> np.ndarray:
    """(H, W, C) uint16 of a file with 16 bits a channel, none of them lost."""
    stored = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if stored is None or stored.dtype != np.uint16:
        raise ValueError("not 16 bits a channel")
    if WHITE_IS_ZERO in _tag(image, PHOTOMETRIC):
        stored = 65535 - stored
    if stored.ndim == 2 and "transparency" in image.info:
        stored[stored == image.info["transparency"]] = 65535  # white, which OpenCV leaves to us
    pixels = _opaque(np.atleast_3d(stored))[..., ::-1]  # OpenCV stores B, G, R
    if "RGB" not in _storage(image):
        pixels = pixels[..., :1]  # grey with alpha, which OpenCV gives three equal channels
    # Of a TIFF, OpenCV has undone the orientation itself.
    return pixels if image.format == "TIFF" else _turn(pixels, _orientation(image))


def _opaque(pixels: np.ndarray) -> np.ndarray:
    """Lay 16-bit pixels (H, W, 4) on white, in place; others are returned as they are."""
    if pixels.shape[2] < 4:
        return pixels
    white = 65535
    for rows in bands(*pixels.shape[:2]):
        alpha = pixels[rows, :, 3:].astype(np.uint32)
        mixed = pixels[rows, :, :3] * alpha + (white - alpha) * white
        pixels[rows, :, :3] = (mixed + white // 2) // white
    return pixels[..., :3]


def _read_8_bit(image: Image.Image) -> np.ndarray:
    """(H, W, C) uint8 of what Pillow reads without loss."""
    image.load()
    mode = "L" if image.mode in ("1", "L", "LA", "La") else "RGB"
    width, height = image.size
    pixels = np.empty((height, width, len(mode)), np.uint8)
    for rows in bands(height, width):
        band = image.crop((0, rows.start, width, rows.stop))
        opaque = _on_white(band) if band.has_transparency_data else band
        pixels[rows] = np.atleast_3d(np.asarray(opaque.convert(mode)))
    return _turn(pixels, _orientation(image))


def _on_white(image: Image.Image) -> Image.Image:
    overlay = image.convert("RGBA")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, overlay)


def _orientation(image: Image.Image) -> int:
    return image.getexif().get(ORIENTATION, 1)


def _turn(pixels: np.ndarray, orientation: int) -> np.ndarray:
    """Undo an EXIF orientation (1 to 8)."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return pixels
