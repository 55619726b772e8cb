"""Small pictures in files of very many parts: refused before a decoder sees them."""

import io
import struct
import warnings
import zlib

import pytest
from PIL import Image

from cnnviz.images import decode, parts, read_pixels
from cnnviz.utils.errors import InputError
from tests.images.test_formats import encode


def chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def png(chunks: int) -> bytes:
    """One pixel, with further chunks; three others are always there."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    end = chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"tIME", b"") * (chunks - 3) + end


def jpeg(segments: int = 0, scans: int = 0) -> bytes:
    """A progressive picture with further segments and repeated scans."""
    content = encode(Image.linear_gradient("L").resize((16, 16)), "JPEG", progressive=True)
    scan = content[content.rindex(b"\xff\xda") : -2]
    return content[:2] + b"\xff\xe5\0\2" * segments + content[2:-2] + scan * scans + b"\xff\xd9"


def gif(blocks: int) -> bytes:
    comment = b"!\xfe" + b"\1a" * (blocks - 1) + b"\0"
    return b"GIF89a\1\0\1\0\0\0\0" + comment + b",\0\0\0\0\1\0\1\0\0\2\2D\1\0;"


def webp(frames: int) -> bytes:
    """A film of as many frames of one pixel, on a ground of 100 × 100."""
    packed = encode(Image.new("RGB", (1, 1)), "WEBP", lossless=True)[12:]
    frame = bytes(12) + b"\1\0\0\0" + packed
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\2\0\0\0" + b"\x63\0\0" * 2
    body += b"ANIM" + struct.pack("<I", 6) + bytes(6)
    body += (b"ANMF" + struct.pack("<I", len(frame)) + frame) * frames
    return b"RIFF" + struct.pack("<I", len(body)) + body


def portable(kind: bytes, gap: bytes, count: int) -> bytes:
    """One pixel, with white space or comments before its width."""
    white = b"" if kind == b"P4" else b" 255"
    return kind + b"\n" + gap * count + b"1 1" + white + b"\n\0\0\0"


def tiff(strips: int, big: bool = False, order: str = "<") -> bytes:
    """A column of as many pixels as strips, all of which are the file's first byte."""
    tags = [(256, 1, 1), (257, 1, strips), (258, 1, 8), (259, 1, 1), (262, 1, 1)]
    tags += [(273, strips, 0), (277, 1, 1), (278, 1, 1), (279, strips, 0)]
    start, entry, count = (16, "HHQQ", "Q") if big else (8, "HHII", "H")
    mark = {"<": b"II", ">": b"MM"}[order]
    head = mark + struct.pack(
        order + ("HHHQ" if big else "HI"), *((43, 8, 0, 16) if big else (42, 8))
    )
    after = (
        start + struct.calcsize("<" + count) + len(tags) * (20 if big else 12) + (8 if big else 4)
    )
    body = struct.pack(order + count, len(tags))
    places = {273: after, 279: after + 4 * strips}
    for tag, values, value in tags:
        single = strips == 1 and tag in places
        at = places.get(tag, value) if not single else {273: 0, 279: 1}[tag]
        body += struct.pack(order + entry, tag, 4, values, at)
    lists = struct.pack(order + "I", 0) * strips + struct.pack(order + "I", 1) * strips
    return head + body + bytes(8 if big else 4) + lists


@pytest.mark.parametrize(
    ("make", "most", "says"),
    [
        (png, parts.MAX_CHUNKS, "PNG may have at most 20,000 chunks"),
        (lambda count: jpeg(segments=count), parts.MAX_SEGMENTS, "JPEG may have at most 4,000 seg"),
        (gif, parts.MAX_BLOCKS, "GIF may have at most 20,000 blocks"),
        (webp, parts.MAX_WEBP, "WebP may have at most 20,000 chunks"),
        (tiff, parts.MAX_VALUES, "TIFF may have at most 200,000 strips"),
        (lambda count: tiff(count, big=True), parts.MAX_VALUES, "TIFF may have at most"),
        (lambda count: tiff(count, order=">"), parts.MAX_VALUES, "TIFF may have at most"),
    ],
)
def test_too_many_parts_are_refused(make, most, says):
    with pytest.raises(InputError, match=says):
        read_pixels(make(most + 1))


@pytest.mark.parametrize("content", [png(1000), jpeg(1000), gif(1000), webp(1000), tiff(1000)])
def test_a_thousand_parts_are_read(content):
    assert read_pixels(content).size >= 1


@pytest.mark.parametrize("form", ["big", ">"])
def test_files_of_strips_are_read_in_every_order(form):
    content = tiff(3, big=form == "big", order="<" if form == "big" else ">")
    assert read_pixels(content).shape == (3, 1, 1)


@pytest.mark.parametrize("kind", [b"P4", b"P5", b"P6"])
@pytest.mark.parametrize("gap", [b" ", b"#a#b\n"])
def test_what_comes_before_a_ppm_s_pixels_is_bounded(kind, gap):
    longest = (parts.MAX_HEADER - 16) // len(gap)
    assert read_pixels(portable(kind, gap, longest)).shape[:2] == (1, 1)
    with pytest.raises(InputError, match="PPM may have at most 65,536 bytes before its pixels"):
        read_pixels(portable(kind, gap, longest + 20))


@pytest.mark.parametrize("value", [9, 10, 32, 35, 48])
def test_pixels_of_a_ppm_that_look_like_its_header_are_read(value):
    """A dark picture is all white space, signs of comments or digits."""
    content = b"P5 300 300 255\n" + bytes([value]) * 90_000
    assert (read_pixels(content) == value).all()


def test_a_scan_more_than_a_jpeg_may_have_is_refused():
    own = jpeg().count(b"\xff\xda")
    assert read_pixels(jpeg(scans=parts.MAX_SCANS - own)).shape == (16, 16, 1)
    with pytest.raises(InputError, match="at most 64 scans"):
        read_pixels(jpeg(scans=parts.MAX_SCANS - own + 1))


def test_what_lies_between_a_jpeg_s_segments_is_bounded():
    content = jpeg()
    with pytest.raises(InputError, match="no segment where one must be"):
        read_pixels(content[:2] + bytes(2**16 + 1) + content[2:])


def test_what_follows_a_jpeg_is_not_counted():
    """Phones put a film behind a photograph, in which any bytes may occur."""
    assert read_pixels(jpeg() + b"\xff\xda\0\2" * 100_000).shape == (16, 16, 1)


def test_an_embedded_picture_is_a_segment_and_its_scans_are_not_counted():
    content, small = jpeg(), b"\xff\xda\0\2" * 1000
    exif = b"\xff\xe1" + struct.pack(">H", len(small) + 2) + small
    assert read_pixels(content[:2] + exif + content[2:]).shape == (16, 16, 1)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "an SVG is a drawing"),
        (b"<?xml version='1.0'?>\n<!-- made by hand -->\n<svg/>", "an SVG is a drawing"),
        (b"%PDF-1.7\n", "a PDF is no picture"),
        (b"8BPS\0\1", "a Photoshop document"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "EPS or PostScript"),
        (b"\xc5\xd0\xd3\xc6", "an EPS file"),
        (b"gimp xcf v011", "a GIMP file"),
    ],
)
@pytest.mark.parametrize("more", [b"", bytes(5000)])
def test_documents_are_refused_by_name(content, says, more):
    with pytest.raises(InputError, match=says):
        read_pixels(content + more)


@pytest.mark.parametrize("text", [b"", b"<", b"<?xml?>", b"<html></html>", b"<svg" * 0 + b"svg"])
def test_other_text_is_no_drawing(text):
    with pytest.raises(InputError, match="not a readable image"):
        read_pixels(text)


def test_content_decides_not_the_name_of_a_format():
    assert read_pixels(encode(Image.new("L", (3, 2)), "BMP")).shape == (2, 3, 1)


def test_the_first_frame_is_read():
    frames = [Image.new("L", (4, 4), level) for level in (10, 200)]
    for form in ("GIF", "TIFF", "WEBP"):
        file = io.BytesIO()
        more = {"lossless": True} if form == "WEBP" else {}
        frames[0].save(file, form, save_all=True, append_images=frames[1:], **more)
        assert read_pixels(file.getvalue()).max() == 10


def test_a_warning_of_a_bomb_is_an_error(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    monkeypatch.setattr(decode, "MAX_PIXELS", 10**9)
    content = encode(Image.new("L", (15, 10)), "PNG")
    with warnings.catch_warnings():
        warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
        with pytest.raises(InputError, match="megapixels, got more"):
            read_pixels(content)


def test_importing_the_decoder_makes_the_warning_an_error():
    import subprocess
    import sys

    program = (
        "import warnings, cnnviz.images.decode; from PIL import Image;"
        "warnings.warn('x', Image.DecompressionBombWarning)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "DecompressionBombWarning: x" in done.stderr
    assert done.returncode == 1
