"""What the kernel bench sends to the browser, read back as the browser reads it."""

import json

import numpy as np
import pytest

from cnnviz.components.kernel_bench import payload
from cnnviz.filtering import filter_image
from cnnviz.kernels import KERNELS

SOBEL = KERNELS["Sobel x"].weights
WORDS = {"picture": "noise", "display": "signed"}


def noise(height: int, width: int, channels: int = 1) -> np.ndarray:
    return np.random.default_rng(0).random((height, width, channels)).astype(np.float32)


def unpack(message: bytes) -> tuple[dict, dict[str, np.ndarray]]:
    length = int.from_bytes(message[:4], "little")
    header = json.loads(message[4 : 4 + length])
    values, arrays, at = np.frombuffer(message[4 + length :], "<f4"), {}, 0
    for name, shape in header["arrays"]:
        size = int(np.prod(shape))
        arrays[name] = values[at : at + size].reshape(shape)
        at += size
    assert at == values.size
    return header, arrays


@pytest.mark.parametrize("channels", [1, 3])
def test_the_browser_gets_every_value_as_python_has_it(channels):
    filtered = filter_image(noise(20, 31, channels), SOBEL)
    _, arrays = unpack(payload(filtered, WORDS, {}))
    np.testing.assert_array_equal(arrays["image"], filtered.image)
    np.testing.assert_array_equal(arrays["output"], filtered.output)


def test_the_header_says_what_is_drawn_and_where():
    filtered = filter_image(noise(20, 31), SOBEL)
    header, _ = unpack(payload(filtered, WORDS, {}))
    assert header["weights"] == SOBEL.tolist()
    assert header["size"] == [20, 31]
    assert header["outputSize"] == [18, 29]
    assert header["margin"] == [1, 1]
    assert (header["low"], header["high"]) == (filtered.low, filtered.high)
    assert tuple(header["pixel"]) == filtered.strongest
    assert header["picture"] == "noise"


def test_an_image_that_the_browser_holds_is_not_sent_again():
    filtered = filter_image(noise(20, 31), SOBEL)
    holds = unpack(payload(filtered, WORDS, {}))[0]["holds"]
    _, arrays = unpack(payload(filtered, WORDS, {"kernel": {"serial": 7, "holds": holds}}))
    assert list(arrays) == ["output"]


def test_another_image_is_sent_though_its_size_and_name_are_the_same():
    holds = unpack(payload(filter_image(noise(20, 31), SOBEL), WORDS, {}))[0]["holds"]
    other = filter_image(1 - noise(20, 31), SOBEL)
    _, arrays = unpack(payload(other, WORDS, {"kernel": {"serial": 7, "holds": holds}}))
    np.testing.assert_array_equal(arrays["image"], other.image)


def test_the_last_edits_serial_comes_back():
    filtered = filter_image(noise(20, 31), SOBEL)
    header, _ = unpack(payload(filtered, WORDS, {"kernel": {"serial": 7, "holds": None}}))
    assert header["serial"] == 7


def test_a_large_picture_comes_scaled_with_a_full_size_patch_around_the_pixel_asked_for():
    filtered = filter_image(noise(1500, 2000), SOBEL)
    asked = {"pixel": {"picture": "noise", "at": [1000, 1500]}}
    header, arrays = unpack(payload(filtered, WORDS, asked))
    assert header["pixel"] == [1000, 1500]
    assert arrays["image"].shape == (866, 1155, 1)
    row, col = 1000 - header["corner"][0], 1500 - header["corner"][1]
    assert arrays["patchOutput"][row, col, 0] == filtered.output[1000, 1500, 0]
    np.testing.assert_array_equal(
        arrays["patchImage"][row : row + 3, col : col + 3], filtered.image[1000:1003, 1500:1503]
    )


def test_a_pixel_asked_for_on_another_picture_is_forgotten():
    filtered = filter_image(noise(20, 31), SOBEL)
    asked = {"pixel": {"picture": "Temple", "at": [1, 2]}}
    header, _ = unpack(payload(filtered, WORDS, asked))
    assert tuple(header["pixel"]) == filtered.strongest
