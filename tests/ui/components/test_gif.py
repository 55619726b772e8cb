"""The GIF encoder against Pillow's decoder."""

import base64
import io
from functools import cache

import numpy as np
import pytest
from PIL import Image, ImageSequence

from tests import javascript

IMPORTS = 'import { Gif, paletteOf } from "./_js/gif.js";'
ENCODE = """
const pictures = given.frames.map((frame) => Uint32Array.from(frame));
const gif = new Gif(given.width, given.height, paletteOf(pictures));
pictures.forEach((picture, at) => gif.add(picture, given.delays[at]));
return Buffer.from(gif.bytes()).toString("base64");
"""


def encoded(frames: np.ndarray, delays: list[int]) -> bytes:
    """Frames (N, H, W, 3) uint8 as a file."""
    _, height, width, _ = frames.shape
    words = frames.astype(np.int64) @ [1, 1 << 8, 1 << 16]
    given = {"width": width, "height": height, "delays": delays}
    given["frames"] = words.reshape(len(frames), -1).tolist()
    return base64.b64decode(javascript.evaluate(IMPORTS, ENCODE, given))


def decoded(file: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(file)) as picture:
        assert picture.format == "GIF"
        return np.stack([np.asarray(f.convert("RGB")) for f in ImageSequence.Iterator(picture)])


@cache
def noise(count: int, height: int, width: int, colours: int) -> np.ndarray:
    """Frames that repeat nothing, so that the table of codes overflows."""
    random = np.random.default_rng(count + width)
    table = random.integers(0, 256, (colours, 3), np.uint8)
    return table[random.integers(0, colours, (count, height, width))]


def moving_square() -> np.ndarray:
    frames = np.full((6, 20, 30, 3), 240, np.uint8)
    for at, frame in enumerate(frames):
        frame[4 + at : 9 + at, 3 * at : 3 * at + 5] = (15, 118, 110)
    return frames


@pytest.mark.parametrize(
    "frames",
    [
        noise(2, 120, 150, 255),
        noise(3, 40, 41, 2),
        noise(3, 1, 1, 3),
        noise(4, 7, 1, 5),
        np.zeros((1, 300, 200, 3), np.uint8),
        moving_square(),
        moving_square()[[0, 0, 1, 1]],
    ],
    ids=lambda frames: "×".join(map(str, frames.shape[:3])),
)
def test_a_decoder_reads_what_was_written(frames):
    assert (decoded(encoded(frames, [100] * len(frames))) == frames).all()


def test_many_colours_become_near_ones():
    rows, cols = np.mgrid[0:64, 0:64].astype(np.uint8) * 4
    frames = np.stack([rows, cols, (rows + cols) // 2], axis=-1)[np.newaxis]
    found = decoded(encoded(frames, [100])).astype(int)
    assert np.abs(found - frames).max() <= 24


def test_each_frame_stands_as_long_as_it_should_and_all_repeat():
    frames = noise(3, 4, 5, 9)
    with Image.open(io.BytesIO(encoded(frames, [800, 200, 2300]))) as picture:
        assert picture.info["loop"] == 0
        lengths = [frame.info["duration"] for frame in ImageSequence.Iterator(picture)]
    assert lengths == [800, 200, 2300]
