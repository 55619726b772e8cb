"""cnnviz.images on every format it promises, depth, colour and compression, against NumPy.

Pillow and OpenCV write the files; what neither writes (big-endian and oriented TIFFs, 16-bit
greys with transparency, a BMP of 16 bits a pixel) is put together here by hand.
"""

import io
import struct
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image

from cnnviz.images import read_pixels
from cnnviz.utils.errors import InputError

RANDOM = np.random.default_rng(0)
RGB = RANDOM.integers(0, 256, (8, 12, 3), np.uint8)
GREY = RGB[..., :1]
RGB_16 = RANDOM.integers(0, 65536, (8, 12, 3), np.uint16)
GREY_16 = RGB_16[..., :1]
PALETTE = Image.fromarray(RGB).quantize(16)
OF_PALETTE = np.asarray(PALETTE.convert("RGB"))
BLACK_OR_WHITE = np.where(GREY > 127, 255, 0).astype(np.uint8)

# Rows and columns as a camera held that way stores them: the inverse of EXIF's orientation.
STORED = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.transpose(1, 0, 2),
    6: lambda a: a.transpose(1, 0, 2)[::-1],
    7: lambda a: a.transpose(1, 0, 2)[::-1, ::-1],
    8: lambda a: a.transpose(1, 0, 2)[:, ::-1],
}


def encode(picture: Image.Image, form: str, **options) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return buffer.getvalue()


def pillow(pixels: np.ndarray, form: str, mode: str | None = None, **options) -> bytes:
    flat = np.ascontiguousarray(pixels.squeeze())
    height, width = flat.shape[:2]
    if mode is None:
        return encode(Image.fromarray(flat), form, **options)
    return encode(Image.frombytes(mode, (width, height), flat.tobytes()), form, **options)


def opencv(pixels: np.ndarray, suffix: str, *options: int) -> bytes:
    order = {1: [0], 3: [2, 1, 0], 4: [2, 1, 0, 3]}[pixels.shape[2]]
    return cv2.imencode(suffix, np.ascontiguousarray(pixels[..., order]), options)[1].tobytes()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, bits: int, row: bytes, *more: tuple[bytes, bytes], colour: int = 0) -> bytes:
    """One row; ``colour`` is PNG's colour type: 0 grey, 2 RGB, 4 grey with alpha."""
    header = struct.pack(">IIBBBBB", width, 1, bits, colour, 0, 0, 0)
    parts = [(b"IHDR", header), *more, (b"IDAT", zlib.compress(b"\0" + row)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def tiff(
    pixels: np.ndarray,
    end: str = "<",
    *,
    deflate: bool = False,
    planes: bool = False,
    photometric: int | None = None,
    orientation: int = 1,
    extra: int | None = None,
    sample_format: int = 1,
    bits: int = 0,
) -> bytes:
    """A TIFF 6.0 file of one strip, or a strip per channel; ``end`` is "<" or ">" (big-endian).

    ``bits`` is the number per channel where they are packed, other than the array's own.
    """
    height, width, channels = pixels.shape
    raw = pixels.astype(pixels.dtype.newbyteorder(end))
    strips = [np.ascontiguousarray(raw[..., at]) for at in range(channels)] if planes else [raw]
    stored = [packed(strip, bits) if bits else strip.tobytes() for strip in strips]
    blobs = [zlib.compress(strip) if deflate else strip for strip in stored]
    if photometric is None:
        photometric = 1 if channels < 3 else 2
    body, starts = b"", []
    for blob in blobs:
        starts.append(8 + len(body))
        body += blob
    bits_of_each = [bits or 8 * pixels.dtype.itemsize] * channels
    fields = {
        256: [width],
        257: [height],
        258: bits_of_each,
        259: [8 if deflate else 1],
        262: [photometric],
        273: starts,
        274: [orientation],
        277: [channels],
        278: [height],
        279: [len(blob) for blob in blobs],
        284: [2 if planes else 1],
        338: [] if extra is None else [extra],
        339: [sample_format] * channels,
    }
    entries = b""
    for tag, values in fields.items():
        if not values:
            continue
        content = struct.pack(f"{end}{len(values)}I", *values)
        if len(values) > 1:
            body, content = body + content, struct.pack(f"{end}I", 8 + len(body))
        entries += struct.pack(f"{end}HHI", tag, 4, len(values)) + content
    count = len(entries) // 12
    start = (b"II*\0" if end == "<" else b"MM\0*") + struct.pack(f"{end}I", 8 + len(body))
    return start + body + struct.pack(f"{end}H", count) + entries + bytes(4)


def packed(levels: np.ndarray, bits: int) -> bytes:
    """Rows of values of so many bits, one after the other; each row begins at a byte."""
    rows = []
    for row in levels:
        digits = "".join(f"{value:0{bits}b}" for value in row.ravel().tolist())
        digits += "0" * (-len(digits) % 8)
        rows.append(int(digits, 2).to_bytes(len(digits) // 8, "big"))
    return b"".join(rows)


def bmp_565(*values: int) -> bytes:
    """One row of 16-bit pixels: 5 bits red, 6 green, 5 blue."""
    row = struct.pack(f"<{len(values)}H", *values)
    masks = struct.pack("<III", 0xF800, 0x07E0, 0x001F)
    info = struct.pack("<IiiHHIIiiII", 40, len(values), 1, 1, 16, 3, len(row), 0, 0, 0, 0)
    start = 14 + len(info) + len(masks)
    return b"BM" + struct.pack("<IHHI", start + len(row), 0, 0, start) + info + masks + row


def exif(orientation: int) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags


LZW, DEFLATE = (cv2.IMWRITE_TIFF_COMPRESSION, 5), (cv2.IMWRITE_TIFF_COMPRESSION, 8)
OPAQUE = np.full((8, 12, 1), 255, np.uint8)
OPAQUE_16 = np.full((8, 12, 1), 65535, np.uint16)
RGBA, RGBA_16 = np.dstack([RGB, OPAQUE]), np.dstack([RGB_16, OPAQUE_16])
INK = RANDOM.integers(0, 256, (8, 12, 4), np.uint8)
OF_INK = np.asarray(Image.fromarray(INK, "CMYK").convert("RGB"))
KEYED = np.where(np.asarray(PALETTE)[..., None] == 0, 255, OF_PALETTE)  # entry 0 is transparent

EXACT = {
    **{f"{form} grey": (pillow(GREY, form), GREY) for form in ("PNG", "BMP", "TIFF")},
    **{f"{form} RGB": (pillow(RGB, form), RGB) for form in ("PNG", "BMP", "TIFF")},
    **{
        f"TIFF {name}, {packed}": (pillow(pixels, "TIFF", compression=packed), pixels)
        for packed in ("tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "packbits")
        for name, pixels in (("grey", GREY), ("RGB", RGB), ("16-bit grey", GREY_16))
    },
    "WebP RGB": (pillow(RGB, "WEBP", lossless=True), RGB),
    "WebP RGBA": (pillow(RGBA, "WEBP", lossless=True), RGB),
    "PNG RGBA": (pillow(RGBA, "PNG"), RGB),
    "BMP RGBA": (pillow(RGBA, "BMP"), RGB),
    "TIFF RGBA, LZW": (pillow(RGBA, "TIFF", compression="tiff_lzw"), RGB),
    "PNG grey with alpha": (pillow(np.dstack([GREY, OPAQUE]), "PNG", "LA"), GREY),
    "TIFF grey with alpha": (pillow(np.dstack([GREY, OPAQUE]), "TIFF", "LA"), GREY),
    **{
        f"{form} 1 bit": (
            encode(Image.fromarray(BLACK_OR_WHITE[..., 0]).convert("1"), form),
            BLACK_OR_WHITE,
        )
        for form in ("PNG", "BMP", "TIFF")
    },
    "TIFF 1 bit, fax": (
        encode(Image.fromarray(BLACK_OR_WHITE[..., 0]).convert("1"), "TIFF", compression="group4"),
        BLACK_OR_WHITE,
    ),
    "PNG 2 bits": (png(4, 2, bytes([0b00011011])), np.uint8([[[0], [85], [170], [255]]])),
    "PNG 4 bits": (png(4, 4, bytes([0x05, 0xAF])), np.uint8([[[0], [85], [170], [255]]])),
    "BMP 16 bits a pixel": (bmp_565(0xF800, 0x001F), np.uint8([[[255, 0, 0], [0, 0, 255]]])),
    **{
        f"{form} palette": (encode(PALETTE, form), OF_PALETTE)
        for form in ("PNG", "GIF", "BMP", "TIFF")
    },
    **{
        f"{form} palette with transparency": (encode(PALETTE, form, transparency=0), KEYED)
        for form in ("PNG", "GIF")
    },
    "PNG grey with a transparent grey": (
        png(2, 8, bytes([10, 20]), (b"tRNS", struct.pack(">H", 10))),
        np.uint8([[[255], [20]]]),
    ),
    "TIFF CMYK": (pillow(INK, "TIFF", "CMYK"), OF_INK),
    "TIFF CMYK, LZW": (pillow(INK, "TIFF", "CMYK", compression="tiff_lzw"), OF_INK),
    "TIFF CMYK, 16 bits": (tiff(INK.astype(np.uint16) * 257, photometric=5), OF_INK),
    **{
        f"{name}-endian TIFF {kind}": (tiff(pixels, end, deflate=deflate), pixels)
        for name, end in (("little", "<"), ("big", ">"))
        for deflate in (False, True)
        for kind, pixels in (
            (f"grey, deflate {deflate}", GREY),
            (f"RGB, deflate {deflate}", RGB),
            (f"16-bit grey, deflate {deflate}", GREY_16),
            (f"16-bit RGB, deflate {deflate}", RGB_16),
        )
    },
    "TIFF in planes": (tiff(RGB, planes=True), RGB),
    "TIFF grey, white is 0": (tiff(255 - GREY, photometric=0), GREY),
    "TIFF 16-bit grey, white is 0": (tiff(65535 - GREY_16, photometric=0), GREY_16),
    "PNG 16-bit grey": (opencv(GREY_16, ".png"), GREY_16),
    "PNG 16-bit RGB": (opencv(RGB_16, ".png"), RGB_16),
    "PNG 16-bit RGBA": (opencv(RGBA_16, ".png"), RGB_16),
    "TIFF 16-bit RGB, LZW": (opencv(RGB_16, ".tiff", *LZW), RGB_16),
    "TIFF 16-bit RGB, deflate": (opencv(RGB_16, ".tiff", *DEFLATE), RGB_16),
    "TIFF 16-bit RGBA": (tiff(RGBA_16, extra=2), RGB_16),
    "PNG 16-bit grey with alpha": (
        png(2, 16, struct.pack(">4H", 0, 65535, 65535, 0), colour=4),
        np.uint16([[[0], [65535]]]),
    ),
    "PNG 16-bit grey with a transparent grey": (
        png(2, 16, struct.pack(">2H", 1, 300), (b"tRNS", struct.pack(">H", 1))),
        np.uint16([[[65535], [300]]]),
    ),
    "PNG 16-bit RGB with a transparent colour": (
        png(
            2,
            16,
            struct.pack(">6H", 1, 2, 3, 100, 200, 300),
            (b"tRNS", struct.pack(">3H", 1, 2, 3)),
            colour=2,
        ),
        np.uint16([[[65535] * 3, [100, 200, 300]]]),
    ),
}


@pytest.mark.parametrize("name", EXACT)
def test_a_file_gives_the_pixels_that_it_stores(name):
    data, expected = EXACT[name]
    pixels = read_pixels(data)
    assert pixels.dtype == expected.dtype
    np.testing.assert_array_equal(pixels, expected)


FLAT = np.full((16, 16, 3), (200, 50, 100), np.uint8)
CYAN = pillow(np.full((16, 16, 4), (255, 0, 0, 0), np.uint8), "JPEG", "CMYK", quality=95)


def as_ycck(colour: tuple[int, int, int]) -> bytes:
    """An Adobe JPEG whose inverted CMY is stored as luma and chroma (its transform is 2)."""
    planes = cv2.cvtColor(255 - np.uint8([[colour]]), cv2.COLOR_RGB2YCrCb)[0, 0, [0, 2, 1]]
    ink = [*(255 - planes.astype(int)), 0]  # Pillow inverts what it stores
    data = encode(Image.new("CMYK", (16, 16), tuple(map(int, ink))), "JPEG", quality=100)
    at = data.index(b"Adobe") + 11
    return data[:at] + b"\x02" + data[at + 1 :]


@pytest.mark.parametrize(
    ("data", "colour"),
    [
        pytest.param(pillow(FLAT, "JPEG", quality=95), FLAT[0, 0], id="JPEG"),
        pytest.param(
            pillow(FLAT, "JPEG", quality=95, progressive=True), FLAT[0, 0], id="progressive"
        ),
        pytest.param(pillow(FLAT, "MPO", quality=95), FLAT[0, 0], id="phone's several pictures"),
        pytest.param(pillow(FLAT[..., :1], "JPEG", quality=95), [200], id="JPEG, grey"),
        pytest.param(CYAN, [0, 255, 255], id="CMYK, Adobe's inverted"),
        pytest.param(as_ycck((200, 50, 100)), FLAT[0, 0], id="YCCK, Adobe's inverted"),
        pytest.param(pillow(FLAT, "WEBP", quality=95), FLAT[0, 0], id="WebP, lossy"),
        pytest.param(
            pillow(FLAT, "TIFF", compression="jpeg", quality=95), FLAT[0, 0], id="TIFF, JPEG"
        ),
    ],
)
def test_a_lossy_file_gives_nearly_its_colour(data, colour):
    pixels = read_pixels(data)
    assert pixels.shape == (16, 16, len(colour))
    np.testing.assert_allclose(pixels[8, 8], colour, atol=5)


@pytest.mark.parametrize(
    ("form", "options"),
    [("GIF", {}), ("WEBP", {"lossless": True}), ("PNG", {}), ("TIFF", {})],
)
def test_of_several_frames_the_first_is_read(form, options):
    first, *others = [Image.new("RGB", (4, 4), colour) for colour in ("red", "blue", "lime")]
    data = encode(first, form, save_all=True, append_images=others, **options)
    np.testing.assert_array_equal(read_pixels(data), np.asarray(first))


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("form", ["PNG", "WEBP", "TIFF", "PNG 16", "TIFF 16", "TIFF 16 big-endian"])
def test_a_picture_is_turned_upright(form, orientation):
    upright = RGB_16 if "16" in form else RGB
    stored = np.ascontiguousarray(STORED[orientation](upright))
    if "TIFF" in form:
        data = tiff(stored, ">" if "big" in form else "<", orientation=orientation)
    elif form == "PNG 16":
        data = _with_exif(opencv(stored, ".png"), orientation)
    else:
        data = pillow(stored, form, exif=exif(orientation), lossless=True)
    np.testing.assert_array_equal(read_pixels(data), upright)


def _with_exif(data: bytes, orientation: int) -> bytes:
    """A PNG with an eXIf chunk after its header, which is 33 bytes long."""
    return data[:33] + chunk(b"eXIf", exif(orientation).tobytes()[6:]) + data[33:]


@pytest.mark.parametrize("deep", [False, True])
def test_transparency_is_laid_on_white_in_every_band(deep):
    top, dtype = (65535, np.uint16) if deep else (255, np.uint8)
    pixels = RANDOM.integers(0, top + 1, (1500, 1500, 4), dtype)  # more than one band
    colour, alpha = pixels[..., :3].astype(float), pixels[..., 3:] / top
    expected = colour * alpha + top * (1 - alpha)
    np.testing.assert_allclose(read_pixels(opencv(pixels, ".png")), expected, atol=1)


REFUSED = {
    "32-bit float": (
        tiff(GREY.astype(np.float32), sample_format=3),
        "at most 16 bits.*, got 32: save it as PNG$",
    ),
    "32-bit whole": (tiff(GREY.astype(np.uint32)), "at most 16 bits.*, got 32: save it as PNG$"),
    "16 bits with a sign": (tiff(GREY_16, sample_format=2), "got 16 with a sign: save"),
    "16-bit planes": (tiff(RGB_16, planes=True), "must store its channels interleaved"),
    "16-bit float": (tiff(GREY.astype(np.float16), sample_format=3), "stores something else"),
    "64-bit float": (tiff(GREY.astype(np.float64), sample_format=3), "stores something else"),
    "float RGB": (tiff(RGB.astype(np.float32), sample_format=3), "stores something else"),
    "16-bit grey with alpha": (
        tiff(np.dstack([GREY_16, OPAQUE_16]), extra=2),
        "stores something else",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_tiff_that_cannot_be_read_in_full_is_refused_in_one_sentence(name):
    data, sentence = REFUSED[name]
    with pytest.raises(InputError, match=sentence):
        read_pixels(data)
