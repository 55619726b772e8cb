"""Pictures that are damaged, lie about themselves, or are none."""

import gzip
import io
import struct
import zlib
from collections.abc import Iterator
from functools import partial

import numpy as np
from PIL import Image

from tests.hostile.readers import READ, Bad
from tests.images import test_parts as parts

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF", "PPM")
LARGE = "at most 50 megapixels"
DAMAGED = "damaged|cut short|not a readable image"


def noise(form: str, mode: str = "RGB", side: int = 64, **how: object) -> bytes:
    pixels = np.random.default_rng(1).integers(0, 256, (side, side, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).convert(mode).save(file, form, **how)
    return file.getvalue()


def cut(form: str, share: float) -> bytes:
    content = noise(form)
    return content[: int(len(content) * share)]


def png(width: int, height: int, depth: int = 8, colour: int = 0, data: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", data or zlib.compress(bytes(2))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts.chunk(*each) for each in chunks)


def with_chunk(kind: bytes, content: bytes) -> bytes:
    whole = noise("PNG")
    return whole[:33] + parts.chunk(kind, content) + whole[33:]


def patched(form: str, at: int, new: bytes) -> bytes:
    content = noise(form)
    return content[:at] + new + content[at + len(new) :]


def jpeg_of(height: int, width: int) -> bytes:
    content = noise("JPEG")
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + struct.pack(">HH", height, width) + content[at + 4 :]


def webp_of(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x10\0\0\0" + size
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tiff(tags: dict[int, tuple[int, int, int]], rest: bytes = b"") -> bytes:
    """One directory of tags: type, count and value of each."""
    plain = {256: (4, 1, 4), 257: (4, 1, 4), 258: (3, 1, 8), 259: (3, 1, 1), 262: (3, 1, 1)}
    plain |= {273: (4, 1, 8), 277: (3, 1, 1), 278: (4, 1, 4), 279: (4, 1, 16)} | tags
    body = b"II*\0" + struct.pack("<IH", 8, len(plain))
    for tag in sorted(plain):
        body += struct.pack("<HHII", tag, *plain[tag])
    return body + bytes(4) + rest


def bmp_rle(lines: bytes, side: int = 7000) -> bytes:
    sizes = (40, side, side, 1, 8, 1, 0, 0, 0, 256, 0)
    head = b"BM" + struct.pack("<IHHI", 0, 0, 0, 1078) + struct.pack("<IiiHHIIiiII", *sizes)
    return head + bytes(1024) + lines


def deep(side: int) -> bytes:
    """16 bits, four channels, all zero: a few kB."""
    return png(side, side, 16, 6, zlib.compress(bytes(side * (side * 8 + 1)), 1))


def _parts() -> Iterator[tuple[str, object, str]]:
    yield "a PNG of 2 million chunks", partial(parts.png, 2_000_000), "chunks"
    yield "a JPEG of 5 million segments", partial(parts.jpeg, 5_000_000), "segments"
    yield "a JPEG of 5,000 scans", partial(parts.jpeg, 0, 5_000), "scans"
    yield "a GIF whose comment has 3 million blocks", partial(parts.gif, 3_000_000), "blocks"
    yield "a TIFF of 5 million strips", partial(parts.tiff, 2_500_000), "strips"
    yield "a BigTIFF of strips", partial(parts.tiff, 300_000, big=True), "strips"
    yield (
        "a JPEG with 10 MB between segments",
        (lambda: b"\xff\xd8" + bytes(10**7) + parts.jpeg()[2:]),
        "no segment",
    )
    yield (
        "a PNG whose text unpacks to 256 MB",
        (lambda: with_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(2**28), 1))),
        DAMAGED + "|^$",
    )
    yield "a WebP of 400,000 frames", partial(parts.webp, 400_000), "chunks"
    for name, gap in {"comments": (b"#x\n", 9_900_000), "spaces": (b" ", 29_000_000)}.items():
        for kind in (b"P2", b"P4", b"P5", b"P6"):
            title = f"a {kind.decode()} of one pixel after 29 MB of {name}"
            yield title, partial(parts.portable, kind, *gap), "bytes before its pixels"
    yield "a BMP of empty runs", lambda: bmp_rle(b"\0\2\0\0" * 10**6), DAMAGED
    yield "a BMP of single pixels", lambda: bmp_rle(b"\1\1" * 10**6), DAMAGED


def _sizes() -> Iterator[tuple[str, object, str]]:
    yield "over 30 MB", lambda: bytes(30 * 2**20 + 1), "at most 30 MB"
    for width, height in ((10_000, 5_001), (2**31 - 1, 1), (65_535, 65_535), (2**31 - 1,) * 2):
        yield f"a PNG of {width} × {height}", partial(png, width, height), LARGE
    yield "a PNG without width", partial(png, 0, 5), DAMAGED
    yield "a PNG with a sign", partial(png, 2**32 - 1, 1), LARGE + "|" + DAMAGED
    yield "a JPEG of 65,500 × 65,500", partial(jpeg_of, 65_500, 65_500), LARGE
    yield "a JPEG that is taller than its data", partial(jpeg_of, 5000, 64), READ
    yield "a JPEG without height", partial(jpeg_of, 0, 64), DAMAGED
    yield "a WebP of 16,384 × 16,384", partial(webp_of, 16_384, 16_384), LARGE + "|" + DAMAGED
    for side in (2**31 - 1, 20_000):
        yield f"a BMP of {side}", partial(bmp_rle, b"\0\1", side), LARGE + "|" + DAMAGED
    yield "a GIF of 65,535 × 65,535", partial(patched, "GIF", 6, b"\xff" * 4), LARGE
    yield "a PPM of 99,999 × 99,999", lambda: b"P6 99999 99999 255 ", LARGE
    yield "a PPM of 10^400 pixels", lambda: b"P6 " + b"9" * 400 + b" 1 255 ", DAMAGED
    yield "a PPM without pixels", lambda: b"P6 100 100 255 ", DAMAGED
    yield "a PPM whose white is 0", lambda: b"P6 1 1 0 \0\0\0", DAMAGED
    yield "a PPM of letters", lambda: b"P2 3 3 255 a b c d e f g h i", DAMAGED
    yield "a TIFF of 2^32 pixels", lambda: tiff({256: (4, 1, 65_536), 257: (4, 1, 65_536)}), LARGE
    yield "16 bits in four channels, 49 megapixels in 400 kB", partial(deep, 7000), READ


def _tiffs() -> Iterator[tuple[str, object, str]]:
    rest = bytes(range(16))
    cases = {
        "a strip beyond the file": {273: (4, 1, 10**6)},
        "no bits": {258: (3, 1, 0)},
        "65,535 bits": {258: (3, 1, 65_535)},
        "64 bits": {258: (3, 1, 64)},
        "no channels": {277: (3, 1, 0)},
        "65,535 channels": {277: (3, 1, 65_535)},
        "an unknown compression": {259: (3, 1, 65_000)},
        "JPEG data that is none": {259: (3, 1, 7)},
        "LZW data that is none": {259: (3, 1, 5)},
        "deflate data that is none": {259: (3, 1, 8)},
        "fax data that is none": {259: (3, 1, 4), 258: (3, 1, 1)},
        "a tag of 2^31 values": {258: (3, 2**31, 8)},
        "no width": {256: (4, 1, 0)},
        "an unknown colour": {262: (3, 1, 999)},
        "tiles of 2^31 pixels": {
            322: (4, 1, 2**31 - 16),
            323: (4, 1, 2**31 - 16),
            324: (4, 1, 8),
            325: (4, 1, 16),
            259: (3, 1, 8),
        },
    }
    for name, tags in cases.items():
        yield f"a TIFF with {name}", partial(tiff, tags, rest), "."
    long = partial(tiff, {279: (4, 1, 2**31)}, rest)
    yield "a TIFF with a strip longer than the file", long, READ
    yield "a TIFF whose directory lies beyond it", lambda: b"II*\0\xff\xff\xff\x7f", DAMAGED
    yield "a TIFF whose directory is itself", lambda: b"II*\0\x04\0\0\0", "."
    yield "a TIFF of a mark alone", lambda: b"MM\0*", "."


NAMED = {
    "SVG": (b"<svg onload='alert(1)'/>", "an SVG"),
    "SVG with entities": (b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", "an SVG"),
    "SVG after a mark of UTF-8": (b"\xef\xbb\xbf<svg/>", "an SVG"),
    "SVG in UTF-16": ("<svg xmlns='x'/>".encode("utf-16"), "an SVG"),
    "a packed SVG": (gzip.compress(b"<svg xmlns='x'/>"), "an SVG"),
    "a packed file": (gzip.compress(b"x"), "not a readable image"),
    "a packed file that is none": (b"\x1f\x8b\xff", "not a readable image"),
    "PDF": (b"%PDF-1.7\n%\xe2", "a PDF"),
    "PSD": (b"8BPS\0\1", "Photoshop"),
    "EPS": (b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file", "EPS"),
    "EPS with a preview": (b"\xc5\xd0\xd3\xc6", "EPS"),
    "XCF": (b"gimp xcf v011", "GIMP"),
    "ICO": (b"\0\0\1\0\1\0", "icon"),
    "HEIC": (b"\0\0\0\x18ftypheic", "HEIC"),
    "AVIF": (b"\0\0\0\x1cftypavif", "AVIF"),
    "JPEG 2000": (b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG 2000"),
    "JPEG XL": (b"\xff\x0a", "JPEG XL"),
    "a raw file": (b"FUJIFILMCCD-RAW ", "raw file"),
    "a web page": (b"<html><script>alert(1)</script></html>", "not a readable image"),
    "a program": (b"\x7fELF\2\1\1", "not a readable image"),
    "a program of Windows": (b"MZ\x90\0", "not a readable image"),
    "a zip": (b"PK\3\4", "not a readable image"),
    "a pickle": (b"\x80\4\x95", "not a readable image"),
    "an HDF5 file": (b"\x89HDF\r\n\x1a\n", "not a readable image"),
    "DDS": (b"DDS |", "not a readable image"),
    "a Windows metafile": (b"\xd7\xcd\xc6\x9a", "not a readable image"),
    "a FITS file": (b"SIMPLE  =", "not a readable image"),
    "a PCX": (b"\x0a\5\1\x08", "not a readable image"),
    "an FLI film": (b"\0\0\0\0\x11\xaf", "not a readable image"),
    "text": ("Größe".encode(), "not a readable image"),
    "nothing": (b"", "not a readable image"),
    "zeros": (bytes(1000), "not a readable image"),
}


def _odd() -> Iterator[tuple[str, object, str]]:
    """Files that other programs may be fooled by; here the picture in them is read."""
    yield "a PNG that is a zip as well", lambda: noise("PNG") + b"PK\5\6" + bytes(18), READ
    yield "a JPEG that ends in a program", lambda: noise("JPEG") + b"<?php system('id'); ?>", READ
    yield "a GIF that is a script as well", lambda: noise("GIF") + b"/*alert(1)*/", READ
    yield "a PNG with a script in its text", partial(with_chunk, b"tEXt", b"a\0<script>"), READ
    yield "a PNG with an unknown chunk", partial(with_chunk, b"eVIL", b"x" * 100), READ
    exif = b"Exif\0\0II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\x63\0\0\0\0\0\0\0"
    yield "a JPEG turned by 99", partial(noise, "JPEG", exif=exif), READ
    yield "a JPEG whose EXIF is damaged", partial(noise, "JPEG", exif=b"Exif\0\0II*\0\xff"), READ
    yield "a JPEG with a false colour profile", partial(noise, "JPEG", icc_profile=b"x" * 99), READ
    yield "a palette without colours", partial(noise, "PNG", "P", colors=2), READ
    pixels = zlib.compress(bytes(9 * 8))
    yield "a palette that is not there", partial(png, 8, 8, 8, 3, pixels), DAMAGED
    yield "a CMYK JPEG", partial(noise, "JPEG", "CMYK"), READ


def bad() -> Iterator[Bad]:
    """All of them."""
    for form in FORMATS:
        for share in (0.0, 0.02, 0.1, 0.3, 0.5, 0.8, 0.95):
            name = f"{form} of which {share:.0%} is there"
            yield Bad("picture", name, partial(cut, form, share), DAMAGED)
    for cases in (_parts, _sizes, _tiffs, _odd):
        for name, make, answer in cases():
            yield Bad("picture", name, make, answer)
    for name, (content, answer) in NAMED.items():
        for more in (b"", bytes(4000)):
            title = name + (" with 4 kB of zeros" if more else "")
            yield Bad("picture", title, partial(bytes, content + more), answer)
