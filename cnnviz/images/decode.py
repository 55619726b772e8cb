"""Decode any picture file: (H, W, C), C = 1 (grey) or 3 (RGB).

``read_pixels`` gives what the file stores, 8 or 16 bits per channel: a quarter or half of the
memory, for whoever keeps a picture. ``read_image`` gives float32 in [0, 1].

Uploaded files are untrusted: size limits are checked on the header, before a pixel is decoded, and
only the formats named in ``FORMATS`` are ever tried. Pillow reads 8-bit files; it clips or cuts
16-bit ones to 8 bits, so those go through OpenCV, which keeps every level. Large files are
converted in bands of rows: one whole copy, never two. Pictures above ``MAX_KEPT`` pixels are halved
in height and width while they are decoded, so that no caller needs more memory for them.
"""

import io
import re
import struct
import warnings
import zlib
from contextlib import suppress
from functools import partial

import cv2
import numpy as np
from PIL import Image

from cnnviz.images import packed_tiff, parts
from cnnviz.images.transforms import bands, to_float
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF", "PPM")
EXTENSIONS = (
    *("png", "jpg", "jpeg", "jfif", "jpe", "jif", "pjpeg", "pjp", "webp", "bmp", "tif", "tiff"),
    *("gif", "pbm", "pgm", "ppm", "pnm"),
)
MAX_BYTES = 30_000_000
MAX_PIXELS = 50_000_000  # as imgproxy; phones give 48 megapixels, cameras up to 45
MAX_KEPT = 25_000_000  # cameras of 24 megapixels give up to 24.5
# Pillow warns of pictures that might be bombs: the warning is an error, wherever one is opened.
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)

# Ink on transparent ground covers at most this part of the picture, is at least this light, and of
# one grey within this mean deviation. So many pixels a side tell.
MOST_INK, LIGHT_INK, ONE_COLOUR = 0.5, 0.7, 0.1
SAMPLED = 512

# Tags of TIFF 6.0, and of EXIF 2.32, which takes them from there.
BITS, PHOTOMETRIC, ORIENTATION, PLANES = 258, 262, 274, 284
WHITE_IS_ZERO, SEPARATE_PLANES = 0, 2
# Header of a binary PGM or PPM: width, height, the value of white. Comments may follow each.
# Source: https://netpbm.sourceforge.net/doc/ppm.html
_GAP = rb"(?:\s|#[^\n]*\n)+"
PORTABLE = re.compile(rb"P[56]" + 2 * (_GAP + rb"(\d{1,9})") + _GAP + rb"(\d{1,5})\s")

# What people bring that is a picture, but of a format that is not read: where its mark begins, the
# mark, and the sentence. Brands of ISO media files: https://mp4ra.org/registered-types/brands
HEIC = N_(
    "a HEIC picture, as iPhones take them, cannot be read here: export it as JPEG, or choose "
    "Settings, Camera, Formats, Most Compatible on the phone"
)
NAMED = (
    *((4, b"ftyp" + brand, HEIC) for brand in (b"hei", b"hev", b"mif1", b"msf1")),
    (4, b"ftypavi", N_("an AVIF picture cannot be read here: save it as JPEG or PNG")),
    (0, b"\0\0\0\x0cjP  ", N_("a JPEG 2000 picture cannot be read here: save it as JPEG or PNG")),
    (0, b"\xff\x4f\xff\x51", N_("a JPEG 2000 picture cannot be read here: save it as JPEG or PNG")),
    (0, b"\0\0\0\x0cJXL ", N_("a JPEG XL picture cannot be read here: save it as JPEG or PNG")),
    (0, b"\xff\x0a", N_("a JPEG XL picture cannot be read here: save it as JPEG or PNG")),
    (0, b"8BPS", N_("a Photoshop document cannot be read here: save it as JPEG or PNG")),
    (0, b"%PDF", N_("a PDF is no picture: export the page as PNG")),
    (0, b"%!PS", N_("an EPS or PostScript file is a program, no picture: export it as PNG")),
    (0, b"\xc5\xd0\xd3\xc6", N_("an EPS file is a program, no picture: export it as PNG")),
    (0, b"gimp xcf", N_("a GIMP file cannot be read here: save it as JPEG or PNG")),
    (0, b"\0\0\1\0", N_("an icon file cannot be read here: save it as JPEG or PNG")),
    (0, b"FUJIFILMCCD-RAW", N_("a camera's raw file cannot be read here: save it as JPEG or PNG")),
)
# Suffixes of these, which a page also takes so that the sentence can be read there.
OTHER_EXTENSIONS = ("heic", "heif", "avif", "jp2", "jxl", "psd", "ico", "svg", "svgz", "eps")
# How files of formats that are read begin, where that is more than two letters.
MARKS = {b"\x89PNG\r\n": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF"}
SVG = re.compile(rb"\s*(<svg|<!DOCTYPE svg|<(\?xml|!--)[^\0]*?<svg)", re.IGNORECASE)
SVG_HEAD = 4096  # bytes in which a drawing's first tag is looked for
NOT_SVG = N_("an SVG is a drawing made of commands, no picture: export it as PNG")

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
    AssertionError,  # of Pillow, for a palette that is not there
    MemoryError,
    struct.error,
    zlib.error,
    cv2.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
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


def check_file_size(size: int) -> None:
    """Refuse a picture's file of too many bytes.

    Parameters
    ----------
    size : int
        Its bytes.

    Raises
    ------
    InputError
        If it has more than 30 MB.
    """
    if size > MAX_BYTES:
        raise InputError(
            "an image file may have at most {most:.0f} MB, got {size:.1f} MB: "
            "save it as JPEG, or make it smaller",
            most=MAX_BYTES / 1e6,
            size=size / 1e6,
        )


def read_pixels(data: bytes) -> np.ndarray:
    """Decode a picture file (its first frame), as finely as it stores.

    PNG, JPEG, WebP, BMP, TIFF, GIF, and the portable PBM, PGM and PPM.

    Palettes and CMYK become RGB; transparency is laid on white, or on black where white would hide
    all that is opaque; the camera's EXIF rotation is applied.

    Parameters
    ----------
    data : bytes
        The whole file, at most 30 MB and 50 megapixels.

    Returns
    -------
    (H, W, C) uint8 or uint16, C = 1 for grey files and 3 for all others
        Half as high and wide, rounded up, where the file has over 25 megapixels. Ten, twelve
        or fourteen bits per channel become sixteen.

    Raises
    ------
    InputError
        If the file is too large, no image, damaged, or has over 16 bits per channel.
    """
    check_file_size(len(data))
    parts.check(data)
    packed = packed_tiff.header(data)
    if packed:
        _check_size(packed.width, packed.height)
        form, read = "TIFF", partial(_read_packed, data, packed)
    else:
        image = _open(data)
        _check_header(image)
        form, read = str(image.format), partial(_read, data, image)
    try:
        return np.ascontiguousarray(read())
    except _UNREADABLE as error:
        raise InputError(
            "this {form} file is damaged or cut short: its pixels cannot be read", form=form
        ) from error


def stored_size(data: bytes) -> tuple[int, int]:
    """Read the size of a picture file from its header; ``read_pixels`` may halve it.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    tuple of int
        Height and width in pixels, after the camera's EXIF rotation.

    Raises
    ------
    InputError
        If it is no image, or consists of too many parts.
    """
    parts.check(data)
    image = _open(data)
    width, height = image.size
    # By a quarter; of a TIFF, Pillow has turned the size itself.
    is_turned = image.format != "TIFF" and _orientation(image) in (5, 6, 7, 8)
    return (width, height) if is_turned else (height, width)


def _read(data: bytes, image: Image.Image) -> np.ndarray:
    """Pixels by the reader that loses nothing of them."""
    portable = PORTABLE.match(data) if image.format == "PPM" else None
    if portable and int(portable[3]) > 255:
        return _read_deep_portable(data, portable)
    return _read_16_bit(data, image) if _has_16_bits(image) else _read_8_bit(image)


def _open(data: bytes) -> Image.Image:
    """Read the header only."""
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InputError(
            "an image may have at most {most:.0f} megapixels, got more than "
            "{limit:.0f}: make it smaller",
            most=MAX_PIXELS / 1e6,
            limit=(Image.MAX_IMAGE_PIXELS or 0) / 1e6,
        ) from error
    except _UNREADABLE as error:
        raise _why_unreadable(data) from error


def _why_unreadable(data: bytes) -> InputError:
    if data.startswith(packed_tiff.MARKS):
        depths = ", ".join(map(str, (8, *packed_tiff.DEPTHS)))
        return InputError(
            "this TIFF is damaged, or stores something else than {depths} or 16 whole bits a "
            "channel: save it as PNG",
            depths=depths,
        )
    for number, (at, mark, *_) in enumerate(NAMED):
        if data[at : at + len(mark)] == mark:
            return InputError(NAMED[number][-1])
    if SVG.match(_as_text(data)):
        return InputError(NOT_SVG)
    if not data:
        return InputError("this file is not a readable image: it is empty")
    for mark, form in MARKS.items():
        if data.startswith(mark):
            return InputError(
                "this file is not a readable image: it begins as a {form}, but is damaged or cut "
                "short",
                form=form,
            )
    return InputError(
        "this file is not a readable image: it must be a PNG, JPEG, WebP, BMP, TIFF, GIF, PGM or "
        "PPM"
    )


def _as_text(data: bytes) -> bytes:
    """The first bytes of a file: of a packed one (.svgz) unpacked, of one in UTF-16 in ASCII."""
    if data.startswith(b"\x1f\x8b"):
        with suppress(zlib.error):
            return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(data[:SVG_HEAD], SVG_HEAD)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[2:SVG_HEAD].replace(b"\0", b"")
    return data[:SVG_HEAD].removeprefix(b"\xef\xbb\xbf")


def _check_header(image: Image.Image) -> None:
    _check_size(*image.size)
    if image.format == "PPM" and image.mode != "F":
        if "plain" in _storage(image) and (image.mode == "I" or "RGB" in _storage(image)):
            raise InputError(
                "a PGM or PPM of over 8 bits, or in colour, must be binary, got text: save it as "
                "PNG"
            )
        return
    if image.mode in ("I", "F"):
        if ";16" in _storage(image):
            raise InputError(
                "an image must have at most 16 bits a channel, without a sign, got 16 with a "
                "sign: save it as PNG"
            )
        raise InputError(
            "an image must have at most 16 bits a channel, without a sign, got 32: save it as PNG"
        )
    if _has_16_bits(image) and image.mode != "I;16" and SEPARATE_PLANES in _tag(image, PLANES):
        raise InputError(
            "a TIFF of 16 bits must store its channels interleaved, got planes: save it as PNG"
        )


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise InputError(
            "an image may have at most {most:.0f} megapixels, got {size:.1f} "
            "({width} × {height} pixels): make it smaller",
            most=MAX_PIXELS / 1e6,
            size=width * height / 1e6,
            width=width,
            height=height,
        )


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


def _read_deep_portable(data: bytes, header: re.Match[bytes]) -> np.ndarray:
    """(H, W, C) uint16 of a binary PGM or PPM whose white is above 255, scaled to 65535."""
    width, height, white = map(int, header.groups())
    channels = 3 if data[:2] == b"P6" else 1
    stored = np.frombuffer(data, ">u2", height * width * channels, header.end())
    pixels = np.empty((height, width, channels), np.uint16)
    rows_of = stored.reshape(pixels.shape)
    for rows in bands(height, width):
        levels = np.minimum(rows_of[rows], white).astype(np.uint32)
        pixels[rows] = (levels * 65535 + white // 2) // white
    return _halved(pixels)


def _read_packed(data: bytes, header: packed_tiff.Header) -> np.ndarray:
    """(H, W, C) uint16 of a TIFF with 10, 12 or 14 bits a channel."""
    pixels = _opaque(packed_tiff.read(data, header))[..., ::-1]  # OpenCV stores B, G, R
    return _halved(pixels)


def _read_16_bit(data: bytes, image: Image.Image) -> np.ndarray:
    """(H, W, C) uint16 of a file with 16 bits a channel, none of them lost."""
    stored = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if stored is None or stored.dtype != np.uint16:
        raise ValueError("not 16 bits per channel")
    if WHITE_IS_ZERO in _tag(image, PHOTOMETRIC):
        stored = 65535 - stored
    if stored.ndim == 2 and "transparency" in image.info:
        stored[stored == image.info["transparency"]] = 65535  # white, which OpenCV leaves to us
    pixels = _opaque(np.atleast_3d(stored))[..., ::-1]  # OpenCV stores B, G, R
    if "RGB" not in _storage(image):
        pixels = pixels[..., :1]  # grey with alpha, which OpenCV gives three equal channels
    pixels = _halved(pixels)
    # Of a TIFF, OpenCV has undone the orientation itself.
    return pixels if image.format == "TIFF" else _turn(pixels, _orientation(image))


def _opaque(pixels: np.ndarray) -> np.ndarray:
    """Lay 16-bit pixels (H, W, 4) on their ground, in place; others are returned as they are."""
    if pixels.shape[2] < 4:
        return pixels
    white = 65535
    step = max(max(pixels.shape) // SAMPLED, 1)
    sample = to_float(pixels[::step, ::step])
    ground = 0 if _needs_black(sample[..., :3].mean(axis=2), sample[..., 3]) else white
    for rows in bands(*pixels.shape[:2]):
        alpha = pixels[rows, :, 3:].astype(np.uint32)
        mixed = pixels[rows, :, :3] * alpha + (white - alpha) * ground
        pixels[rows, :, :3] = (mixed + white // 2) // white
    return pixels[..., :3]


def _halved(pixels: np.ndarray) -> np.ndarray:
    """Means of 2 × 2 pixels (H, W, C) where there are over ``MAX_KEPT``; fewer stay as they are."""
    height, width, channels = pixels.shape
    if height * width <= MAX_KEPT:
        return pixels
    small = np.empty((-(-height // 2), -(-width // 2), channels), pixels.dtype)
    for rows in bands(height, width, multiple=2):
        band = np.ascontiguousarray(pixels[rows])
        # An odd row or column at the end is its own mean.
        band = np.pad(band, ((0, len(band) % 2), (0, width % 2), (0, 0)), mode="edge")
        half = cv2.resize(band, (band.shape[1] // 2, len(band) // 2), interpolation=cv2.INTER_AREA)
        small[rows.start // 2 : -(-rows.stop // 2)] = np.atleast_3d(half)
    return small


def _read_8_bit(image: Image.Image) -> np.ndarray:
    """(H, W, C) uint8 of what Pillow reads without loss."""
    width, height = image.size
    is_large = width * height > MAX_KEPT
    if is_large and image.format == "JPEG":
        image.draft(None, (width // 2, height // 2))  # libjpeg leaves the finest detail out
        width, height = image.size
        is_large = width * height > MAX_KEPT
    image.load()
    mode = "L" if image.mode in ("1", "L", "LA", "La") else "RGB"
    ground = _ground(image) if image.has_transparency_data else ""
    if image.mode == mode and not (is_large or ground):
        return _turn(np.atleast_3d(np.asarray(image)), _orientation(image))
    factor = 2 if is_large else 1
    pixels = np.empty((-(-height // factor), -(-width // factor), len(mode)), np.uint8)
    for rows in bands(height, width, multiple=factor):
        band = image.crop((0, rows.start, width, rows.stop))
        opaque = _laid_on(band, ground) if ground else band
        flat = opaque.convert(mode)
        part = slice(rows.start // factor, -(-rows.stop // factor))
        pixels[part] = np.atleast_3d(np.asarray(flat.reduce(2) if is_large else flat))
    return _turn(pixels, _orientation(image))


def _laid_on(image: Image.Image, ground: str) -> Image.Image:
    overlay = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, ground), overlay)


def _ground(image: Image.Image) -> str:
    """The colour to lay an image with transparency on."""
    size = min(image.width, SAMPLED), min(image.height, SAMPLED)
    sample = image.resize(size, Image.Resampling.NEAREST).convert("RGBA").convert("LA")
    grey, alpha = np.moveaxis(to_float(np.asarray(sample)), 2, 0)
    return "black" if _needs_black(grey, alpha) else "white"


def _needs_black(grey: np.ndarray, alpha: np.ndarray) -> bool:
    """Whether white would hide all that is opaque: little, and all of it in one light grey."""
    weight = float(alpha.sum())
    if not 0 < weight < MOST_INK * alpha.size:
        return False
    mean = float((grey * alpha).sum()) / weight
    spread = float((np.abs(grey - mean) * alpha).sum()) / weight
    return mean > LIGHT_INK and spread < ONE_COLOUR


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
