"""What the kernel bench sends to the browser, read back as the browser reads it."""

import json
from typing import Any

import numpy as np
import pytest

from cnnviz.filters.apply import filter_image
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.filters.kernels import KERNELS
from cnnviz.filters.result import FilterResult
from cnnviz.images.display import display_scale
from cnnviz.ui.components.kernel_bench import DISPLAYS, BenchView, Slider
from cnnviz.ui.components.kernel_bench import payload as packed

SOBEL = KERNELS["Sobel x"].weights[..., None]


def view(filtered: FilterResult, **more: Any) -> BenchView:
    words = ("noise", "Sobel x", "what it does", "where it comes from")
    return BenchView(filtered, *words, **{"display": "signed"} | more)


def payload(filtered: FilterResult, reported: dict | None = None, **more: Any) -> bytes:
    return packed(view(filtered, **more), reported or {}, {})[0]


def sent_again(filtered: FilterResult, before: FilterResult) -> list[str]:
    """Names of the arrays in a message to a browser that has another one."""
    _, client_has = packed(view(before), {}, {})
    message, _ = packed(view(filtered), {}, client_has)
    return list(unpack(message)[1])


def noise(height: int, width: int, channels: int = 1) -> np.ndarray:
    return np.random.default_rng(0).random((height, width, channels)).astype(np.float32)


def unpack(message: bytes) -> tuple[dict, dict[str, np.ndarray]]:
    length = int.from_bytes(message[:4], "little")
    header = json.loads(message[4 : 4 + length])
    values, arrays, at = np.frombuffer(message[4 + length :], "<f4"), {}, 0
    for name, shape, _, sent in header["arrays"]:
        if not sent:
            continue
        size = int(np.prod(shape))
        arrays[name] = values[at : at + size].reshape(shape)
        at += size
    assert at == values.size
    return header, arrays


@pytest.mark.parametrize("channels", [1, 3])
def test_the_browser_gets_every_value_as_python_has_it(channels):
    filtered = filter_image(noise(20, 31, channels), SOBEL)
    _, arrays = unpack(payload(filtered))
    np.testing.assert_array_equal(arrays["image"], filtered.image)
    np.testing.assert_array_equal(arrays["output"], filtered.output)


def test_the_header_says_what_is_drawn_and_where():
    filtered = filter_image(noise(20, 31), SOBEL)
    header, _ = unpack(payload(filtered))
    assert header["planes"] == [SOBEL.ravel().tolist()]
    assert header["shape"] == [3, 3]
    assert header["size"] == [20, 31]
    assert header["outputSize"] == [18, 29]
    assert (header["low"], header["high"]) == (filtered.low, filtered.high)
    assert tuple(header["pixel"]) == filtered.strongest
    assert header["picture"] == "noise"


def test_an_image_that_the_browser_holds_is_not_sent_again():
    image = noise(20, 31)
    assert sent_again(filter_image(image, SOBEL), filter_image(image, -SOBEL)) == ["output"]


def test_a_browser_that_holds_all_gets_no_numbers():
    filtered = filter_image(noise(20, 31), SOBEL)
    assert sent_again(filtered, filtered) == []


def test_another_image_is_sent_though_its_size_and_name_are_the_same():
    before, after = filter_image(noise(20, 31), SOBEL), filter_image(1 - noise(20, 31), SOBEL)
    assert sent_again(after, before) == ["image", "output"]


def test_the_last_edits_serial_comes_back():
    filtered = filter_image(noise(20, 31), SOBEL)
    header, _ = unpack(payload(filtered, {"edit": {"serial": 7}}))
    assert header["serial"] == 7


def test_a_large_picture_comes_scaled_with_a_full_size_patch_around_the_pixel_asked_for():
    filtered = filter_image(noise(1500, 2000), SOBEL)
    asked = {"pixel": {"picture": "noise", "at": [1000, 1500]}}
    header, arrays = unpack(payload(filtered, asked))
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
    header, _ = unpack(payload(filtered, asked))
    assert tuple(header["pixel"]) == filtered.strongest


def test_with_a_border_the_image_comes_with_it_and_the_header_says_how_wide_it_is():
    filtered = filter_image(noise(20, 31), np.ones((4, 7, 1)), FilterLayer(border="reflect"))
    header, arrays = unpack(payload(filtered))
    expected = np.pad(filtered.image, ((1, 2), (3, 3), (0, 0)), mode="reflect")
    np.testing.assert_array_equal(arrays["image"], expected)
    assert (header["before"], header["margin"]) == ([1, 3], [1, 3])
    assert header["outputSize"] == [20, 31]


def test_a_window_of_the_image_sent_times_the_weights_is_the_output():
    layer = FilterLayer(stride=2, dilation=3, border="wrap")
    filtered = filter_image(noise(20, 31), SOBEL, layer)
    _, arrays = unpack(payload(filtered))
    window = arrays["image"][2 * 4 : 2 * 4 + 7 : 3, 2 * 5 : 2 * 5 + 7 : 3]
    assert (window * SOBEL).sum() == pytest.approx(arrays["output"][4, 5, 0], abs=1e-5)


def test_a_large_pictures_patch_brings_its_border_along():
    layer = FilterLayer(border="replicate")
    filtered = filter_image(noise(1500, 2000), SOBEL, layer)
    _, arrays = unpack(payload(filtered, {"pixel": {"picture": "noise", "at": [0, 0]}}))
    window = arrays["patchImage"][:3, :3]
    np.testing.assert_array_equal(window[0], window[1])
    assert (window * SOBEL).sum() == pytest.approx(filtered.output[0, 0, 0], abs=1e-5)


def test_a_refusal_comes_with_the_image_and_without_an_output():
    filtered = filter_image(noise(2, 2), SOBEL, FilterLayer(border="zero"))
    header, arrays = unpack(payload(filtered, refusal="It does not fit."))
    assert header["refusal"] == "It does not fit."
    assert list(arrays) == ["image"]


def test_a_kernel_a_channel_is_three_planes():
    weights = np.arange(27.0).reshape(3, 3, 3)
    header, _ = unpack(payload(filter_image(noise(9, 9, 3), weights)))
    assert header["planes"] == [weights[..., c].ravel().tolist() for c in range(3)]
    assert header["sum"] == weights.sum()


def test_a_slider_brings_the_kernel_at_each_of_its_places():
    table = np.random.default_rng(0).random((5, 3, 3)).astype(np.float32)
    slider = Slider("sigma", "Sigma", "pixels", 0.5, np.linspace(0.3, 0.7, 5), table)
    header, arrays = unpack(payload(filter_image(noise(9, 9), SOBEL), sliders=(slider,)))
    np.testing.assert_array_equal(arrays["travel0"], table)
    assert header["sliders"][0]["positions"] == [0.3, 0.4, 0.5, 0.6, 0.7]


@pytest.mark.parametrize("display", DISPLAYS)
def test_the_scale_of_the_output_comes_with_it(display):
    filtered = filter_image(noise(9, 9), SOBEL)
    header, _ = unpack(packed(view(filtered, display=display), {}, {})[0])
    expected = display_scale(display, filtered.low, filtered.high, 1)
    assert header["displayScale"] == vars(expected)


@pytest.mark.parametrize("pooling", ["max", "average"])
def test_with_pooling_the_pooled_map_is_shown_and_the_values_before_it_come_too(pooling):
    filtered = filter_image(noise(20, 31), SOBEL, FilterLayer(pooling=pooling, pool=3))
    header, arrays = unpack(payload(filtered))
    assert (header["outputSize"], header["pooledSize"]) == ([18, 29], [6, 9])
    np.testing.assert_array_equal(arrays["unpooled"], filtered.output)
    windows = filtered.output[:, :27].reshape(6, 3, 9, 3, 1)
    expected = windows.max((1, 3)) if pooling == "max" else windows.mean((1, 3))
    np.testing.assert_allclose(arrays["output"], expected, atol=1e-6)
    ends = (float(arrays["output"].min()), float(arrays["output"].max()))
    assert (header["low"], header["high"]) == ends


def test_without_pooling_nothing_is_sent_twice():
    header, arrays = unpack(payload(filter_image(noise(20, 31), SOBEL)))
    assert (header["pooling"], header["pool"]) == ("none", 1)
    assert list(arrays) == ["image", "output"]


def test_a_large_pictures_patch_comes_before_and_after_pooling():
    layer = FilterLayer(pooling="max", pool=4)
    filtered = filter_image(noise(1500, 2000), SOBEL, layer)
    asked = {"pixel": {"picture": "noise", "at": [1001, 1502]}}
    header, arrays = unpack(payload(filtered, asked))
    row, col = 1001 - header["corner"][0], 1502 - header["corner"][1]
    assert arrays["patchUnpooled"][row, col, 0] == filtered.output[1001, 1502, 0]
    assert arrays["patchOutput"][row // 4, col // 4, 0] == filtered.pooled[250, 375, 0]


def test_a_pinned_pixel_comes_before_one_that_was_asked_for():
    asked = {"pixel": {"picture": "noise", "at": [1, 2], "pinned": False}}
    header, _ = unpack(payload(filter_image(noise(20, 31), SOBEL), asked, pin=(17, 3)))
    assert (header["pixel"], header["pinned"]) == ([17, 3], True)


def test_a_pin_outside_of_the_output_is_moved_to_its_edge():
    header, _ = unpack(payload(filter_image(noise(20, 31), SOBEL), pin=(400, 5)))
    assert header["pixel"] == [17, 5]


@pytest.mark.parametrize("white", [1.0, 255.0])
def test_the_pictures_scale_ends_at_white_and_at_typed_numbers_beyond_it(white):
    image = white * noise(9, 9)
    scale = unpack(payload(filter_image(image, SOBEL, FilterLayer(white=white))))[0]["imageScale"]
    assert (scale["low"], scale["high"]) == (0, white)
    image[0, 0], image[0, 1] = -2 * white, 3 * white
    scale = unpack(payload(filter_image(image, SOBEL, FilterLayer(white=white))))[0]["imageScale"]
    assert (scale["low"], scale["high"]) == (-2 * white, 3 * white)
