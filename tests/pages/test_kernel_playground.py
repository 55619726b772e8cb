"""The kernel playground's page, run without a browser: what reaches the bench for what is set."""

import json

import cv2
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz import images
from cnnviz.filters import kernels
from cnnviz.filters.kernels import KERNELS
from cnnviz.images import gallery, png_bytes
from cnnviz.ops.convolution import convolve2d, cross_correlate2d
from cnnviz.ui.playground.state import PlaygroundState as Key
from cnnviz.utils import paths

NOISE = np.random.default_rng(0).integers(0, 256, (40, 50, 3), np.uint8)


def opened(**link: str) -> AppTest:
    page = AppTest.from_file(paths.ROOT / "app.py", default_timeout=120)
    page.switch_page("pages/kernel_playground.py")
    page.query_params.update(link)
    return page.run()


@pytest.fixture
def page() -> AppTest:
    return opened()


def bench(page: AppTest) -> dict:
    """The header that the bench received; the page has no error that a visitor must not see."""
    assert not page.exception
    message = page.get("bidi_component")[0].proto.bytes
    return json.loads(message[4 : 4 + int.from_bytes(message[:4], "little")])


def weights(header: dict) -> np.ndarray:
    """(kH, kW, P) of a bench."""
    return np.array(header["planes"]).T.reshape(*header["shape"], -1)


def same(header: dict, kernel: np.ndarray) -> bool:
    return np.array_equal(weights(header)[..., 0], kernel)


def upload(page: AppTest, name: str, data: bytes) -> AppTest:
    page.get("file_uploader")[0].set_value((name, data, "image/png")).run()
    return page


def test_it_opens_with_a_picture_and_sobel_at_work(page):
    header = bench(page)
    assert (header["picture"], header["kernel"]) == ("Temple", "Sobel x")
    grey = images.to_grey(gallery.load("Temple"))
    expected = cross_correlate2d(grey, KERNELS["Sobel x"].weights)
    assert (header["low"], header["high"]) == (expected.min(), expected.max())


def test_every_built_in_picture_can_be_chosen(page):
    assert page.selectbox(Key.PICTURE).options[: len(gallery.PICTURES)] == list(gallery.PICTURES)
    for name in ("Text", "Digit"):
        page.selectbox(Key.PICTURE).set_value(name).run()
        assert bench(page)["size"] == list(gallery.load(name).shape[:2])


def test_every_named_kernel_can_be_chosen_and_comes_in_its_own_size():
    page = opened(k_picture="Digit")
    assert set(KERNELS) <= set(page.selectbox(Key.KERNEL).options)
    for kernel in {kernel.shape: kernel for kernel in KERNELS.values()}.values():
        name = kernel.name
        page.selectbox(Key.KERNEL).set_value(name).run()
        header = bench(page)
        assert (header["kernel"], header["summary"]) == (name, kernel.summary)
        assert same(header, kernel.weights)
        assert (page.selectbox(Key.ROWS).value, page.selectbox(Key.COLS).value) == kernel.shape


def test_a_larger_grid_keeps_the_filter_and_its_name(page):
    page.selectbox(Key.COLS).set_value(6).run()
    header = bench(page)
    assert header["kernel"] == "Sobel x"
    assert same(header, kernels.recentre(KERNELS["Sobel x"].weights, 3, 6))


def test_a_smaller_grid_cuts_around_the_anchor_and_makes_the_kernel_custom(page):
    page.selectbox(Key.KERNEL).set_value("Sharpen").run()
    page.selectbox(Key.ROWS).set_value(1).run()
    header = bench(page)
    assert header["kernel"] == "Custom"
    assert weights(header)[..., 0].tolist() == [[-1, 5, -1]]


def test_a_family_is_computed_anew_for_another_shape(page):
    page.selectbox(Key.KERNEL).set_value("Gaussian").run()
    page.selectbox(Key.ROWS).set_value(15).run()
    header = bench(page)
    assert header["kernel"] == "Gaussian"
    assert same(header, KERNELS["Gaussian"].build((15, 7)))


def test_custom_keeps_the_numbers_that_are_there(page):
    page.selectbox(Key.KERNEL).set_value("Sharpen").run()
    page.selectbox(Key.KERNEL).set_value("Custom").run()
    assert same(bench(page), KERNELS["Sharpen"].weights)


def test_a_custom_kernel_stands_in_the_address_and_a_named_one_does_not(page):
    page.selectbox(Key.KERNEL).set_value("Custom").run()
    assert page.query_params[Key.CELLS] == "-1,0,1;-2,0,2;-1,0,1"
    page.selectbox(Key.KERNEL).set_value("Sharpen").run()
    assert Key.CELLS not in page.query_params


def output_shape(page: AppTest) -> list[int]:
    return next(shape for name, shape, *_ in bench(page)["arrays"] if name == "output")


def test_grey_has_one_channel_each_has_three_and_summed_has_one_map_of_three_planes(page):
    assert output_shape(page) == [425, 638, 1]
    page.selectbox(Key.COLOUR).set_value("each").run()
    assert output_shape(page) == [425, 638, 3]
    page.selectbox(Key.COLOUR).set_value("summed").run()
    assert output_shape(page) == [425, 638, 1]
    assert len(bench(page)["planes"]) == 3


def test_the_layers_controls_reach_the_bench(page):
    page.selectbox(Key.PICTURE).set_value("Digit")
    page.selectbox(Key.OPERATION).set_value("convolve")
    page.selectbox(Key.BORDER).set_value("wrap")
    page.selectbox(Key.ACTIVATION).set_value("tanh")
    page.number_input(Key.STRIDE).set_value(2)
    page.number_input(Key.DILATION).set_value(3)
    page.number_input(Key.BIAS).set_value(-0.5).run()
    header = bench(page)
    digit, sobel = gallery.load("Digit"), KERNELS["Sobel x"].weights
    sums = convolve2d(digit, sobel, stride=2, dilation=3, border="wrap")
    assert header["flipped"]
    assert header["outputSize"] == [14, 14]
    expected = np.tanh(sums - 0.5)
    ends = (expected.min(), expected.max())
    assert (header["low"], header["high"]) == pytest.approx(ends, abs=1e-6)


def test_a_window_that_does_not_fit_is_refused_in_one_sentence_and_nothing_is_lost():
    page = opened(k_picture="Digit")
    page.number_input(Key.DILATION).set_value(16).run()
    header = bench(page)
    assert header["refusal"].startswith("A window of 33 × 33 does not fit a picture of 28 × 28")
    assert same(header, KERNELS["Sobel x"].weights)
    page.selectbox(Key.BORDER).set_value("zero").run()
    assert bench(page)["refusal"] == ""


def test_the_display_is_a_matter_of_colours_only(page):
    before = bench(page)
    page.selectbox(Key.DISPLAY).set_value("absolute").run()
    after = bench(page)
    assert {name for name in after if after[name] != before[name]} == {
        "display",
        "displayScale",
        "arrays",
    }
    assert not any(sent for *_, sent in after["arrays"])


def test_a_link_shows_another_person_the_same_thing():
    header = bench(
        opened(
            k_picture="Cat",
            k_kernel="Gaussian",
            k_size="5x9",
            k_values="2.5",
            k_stride="2",
            k_display="Absolute",
            k_colour="Each channel",
        )
    )
    words = (header["picture"], header["kernel"], header["display"], header["stride"])
    assert words == ("Cat", "Gaussian", "absolute", 2)
    assert same(header, KERNELS["Gaussian"].build((5, 9), [2.5]))


def test_a_link_carries_a_custom_kernel_of_any_shape():
    header = bench(opened(k_kernel="Custom", k_weights="0,0,0,4;0,0.1,0,-7"))
    assert header["kernel"] == "Custom"
    assert weights(header)[..., 0].tolist() == [[0, 0, 0, 4], [0, 0.1, 0, -7]]


def test_a_link_carries_a_kernel_for_each_channel():
    header = bench(opened(k_kernel="Custom", k_weights="1|2|3.5", k_colour="Summed"))
    assert header["planes"] == [[1], [2], [3.5]]


def test_a_kernel_for_each_channel_waits_while_the_picture_is_grey():
    page = opened(k_weights="1,2|3,4|5,6", k_colour="summed")
    for key, other, back in (
        (Key.COLOUR, "grey", "summed"),
        (Key.COLOUR, "each", "summed"),
        (Key.PICTURE, "Digit", "Temple"),
    ):
        page.selectbox(key).set_value(other).run()
        assert weights(bench(page)).tolist() == [[[1], [2]]]
        page.selectbox(key).set_value(back).run()
        assert weights(bench(page)).tolist() == [[[1, 3, 5], [2, 4, 6]]]


@pytest.mark.parametrize(
    "text", ["", "1,2;3", "1,2,3;4,nan,6;7,8,9", "x", "1e308", ",".join("1" * 16), "1|2"]
)
def test_a_links_unreadable_kernel_is_named_and_another_is_at_work(text):
    header = bench(opened(k_kernel="Custom", k_weights=text))
    assert header["complaint"].startswith("The kernel in this link is invalid: ")
    assert same(header, KERNELS["Sobel x"].weights)


@pytest.mark.parametrize(
    ("key", "text"), [("k_size", "16x3"), ("k_size", "3"), ("k_values", "x"), ("k_values", "99")]
)
def test_a_links_impossible_shape_or_value_is_named(key, text):
    header = bench(opened(k_kernel="Gaussian", **{key: text}))
    assert header["complaint"].startswith("The kernel in this link is invalid: ")
    assert same(header, KERNELS["Gaussian"].weights)


def test_nonsense_in_a_link_means_the_start():
    header = bench(opened(k_picture="Mona Lisa", k_kernel="?", k_colour="pink"))
    assert (header["picture"], header["kernel"]) == ("Temple", "Sobel x")


def test_an_upload_becomes_the_picture(page):
    header = bench(upload(page, "mine.png", png_bytes(NOISE)))
    assert (header["picture"], header["size"]) == ("mine.png", [40, 50])
    assert page.selectbox(Key.PICTURE).value == "mine.png"


def test_after_an_upload_a_built_in_picture_and_back(page):
    upload(page, "mine.png", png_bytes(NOISE))
    page.selectbox(Key.PICTURE).set_value("Cat").run()
    assert bench(page)["picture"] == "Cat"
    page.selectbox(Key.PICTURE).set_value("mine.png").run()
    assert bench(page)["picture"] == "mine.png"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"no image", "broken.png: this file is not a readable image"),
        (png_bytes(NOISE)[:900], "broken.png: this PNG file is damaged or cut short"),
        (png_bytes(np.zeros((7000, 7200), np.uint8)), "broken.png: an image may have at most 50"),
    ],
)
def test_an_upload_that_cannot_be_used_leaves_the_picture_and_says_why(page, data, sentence):
    upload(page, "good.png", png_bytes(NOISE))
    upload(page, "broken.png", data)
    assert bench(page)["picture"] == "good.png"
    assert [error.value.startswith(sentence) for error in page.error] == [True]


def test_a_good_upload_takes_the_complaint_away(page):
    upload(page, "broken.png", b"no image")
    upload(page, "good.png", png_bytes(NOISE))
    assert not page.error


def test_a_large_upload_is_filtered_in_full_and_says_that_it_is_shown_smaller(page):
    large = png_bytes(np.zeros((1200, 2000), np.uint8))
    header = bench(upload(page, "large.png", large))
    assert header["outputSize"] == [1198, 1998]
    assert any("2.4 megapixels" in caption.value for caption in page.caption)


# Typed numbers, the unit, pooling, the pin.


def typed(page: AppTest, text: str) -> AppTest:
    if not page.text_area:
        page.segmented_control(Key.SOURCE).set_value("Numbers").run()
    return page.text_area(Key.TYPED).set_value(text).run()


def test_typed_numbers_become_the_picture_and_stand_in_the_address(page):
    header = bench(typed(page, "[[0, 1, 0.5],\n [1, 0, -2]]"))
    assert (header["picture"], header["size"]) == ("Numbers", [2, 3])
    assert (header["imageScale"]["low"], header["imageScale"]["high"]) == (-2, 1)
    assert page.query_params[Key.NUMBERS] == "0 1 0.5\n1 0 -2"
    page.selectbox(Key.PICTURE).set_value("Digit").run()
    assert bench(page)["picture"] == "Digit"
    assert Key.NUMBERS not in page.query_params
    page.selectbox(Key.PICTURE).set_value("Numbers").run()
    assert bench(page)["size"] == [2, 3]


def test_unreadable_numbers_are_answered_where_they_stand_and_the_picture_stays(page):
    typed(page, "1 2 3\n4 5 6")
    typed(page, "1 2 3\n4 x 6")
    assert bench(page)["size"] == [2, 3]
    [error] = page.error
    assert error.value == '"x" in row 2 is not a number. The picture is unchanged.'
    assert page.text_area(Key.TYPED).value == "1 2 3\n4 x 6"
    typed(page, "1 2\n3 4")
    assert not page.error
    assert bench(page)["size"] == [2, 2]


def test_a_link_opens_typed_numbers_in_their_unit():
    link = {"k_picture": "Numbers", "k_numbers": "255:60 113\n73 121", "k_unit": "0 to 255"}
    page = opened(**link, k_kernel="Identity", k_border="zero")
    header = bench(page)
    assert (header["size"], header["white"]) == ([2, 2], 255)
    assert (header["low"], header["high"]) == (60, 121)
    page.segmented_control(Key.UNIT).set_value("0 to 1").run()
    header = bench(page)
    assert (header["low"], header["high"]) == pytest.approx((60 / 255, 121 / 255))


@pytest.mark.parametrize("text", ["1 2\n3", "x", "255:", "1 1/2 3\n" * 300])
def test_a_links_unreadable_numbers_are_named_and_another_picture_is_shown(text):
    page = opened(k_picture="Numbers", k_numbers=text)
    assert bench(page)["picture"] == "Temple"
    assert any("The typed picture in this link is invalid" in each.value for each in page.toast)


def test_the_unit_changes_the_outputs_numbers_and_keeps_what_the_bias_is(page):
    page.number_input(Key.BIAS).set_value(0.5).run()
    by_one = bench(page)
    page.segmented_control(Key.UNIT).set_value("0 to 255").run()
    by_255 = bench(page)
    assert (by_255["white"], by_255["bias"]) == (255, 127.5)
    ends = [255 * by_one[end] for end in ("low", "high")]
    assert [by_255["low"], by_255["high"]] == pytest.approx(ends, abs=1e-2)
    page.segmented_control(Key.UNIT).set_value("0 to 1").run()
    assert bench(page)["bias"] == 0.5


def test_pooling_shows_in_the_output(page):
    page.selectbox(Key.PICTURE).set_value("Digit")
    page.selectbox(Key.POOLING).set_value("max").run()
    header = bench(page)
    assert (header["outputSize"], header["pooledSize"]) == ([26, 26], [13, 13])
    assert output_shape(page) == [13, 13, 1]


def test_a_pooling_window_that_does_not_fit_is_refused_in_one_sentence(page):
    typed(page, "1 2 3 4\n5 6 7 8\n9 0 1 2")
    page.selectbox(Key.POOLING).set_value("max").run()
    refusal = "A pooling window of 2 × 2 does not fit an output of 1 × 2."
    assert bench(page)["refusal"] == refusal


def test_a_link_opens_with_its_pinned_pixel_and_another_picture_drops_it():
    page = opened(k_picture="Digit", k_pin="13,8")  # counted from 1, as on screen
    header = bench(page)
    assert (header["pixel"], header["pinned"]) == ([12, 7], True)
    page.selectbox(Key.KERNEL).set_value("Sharpen").run()
    assert bench(page)["pixel"] == [12, 7]
    page.selectbox(Key.PICTURE).set_value("Text").run()
    assert not bench(page)["pinned"]
    assert Key.PIN not in page.query_params


@pytest.mark.parametrize("text", ["x", "1", "1,2,3", "-1,2", "0,1", "1,999999999"])
def test_a_links_unreadable_pin_is_named_and_nothing_is_pinned(text):
    page = opened(k_picture="Digit", k_pin=text)
    assert not bench(page)["pinned"]
    assert any("The pinned pixel in this link is invalid" in each.value for each in page.toast)


def test_a_scan_of_sixteen_bits_in_a_narrow_range_can_be_stretched(page):
    levels = np.linspace(40_000, 43_000, 30 * 20).astype(np.uint16).reshape(30, 20)
    upload(page, "scan.png", cv2.imencode(".png", levels)[1].tobytes())
    page.selectbox(Key.KERNEL).set_value("Identity").run()
    assert any("a narrow part of its range" in caption.value for caption in page.caption)
    assert bench(page)["high"] - bench(page)["low"] < 0.05
    page.button(Key.STRETCH).click().run()
    assert bench(page)["high"] - bench(page)["low"] > 0.85
    assert not any("of its range" in caption.value for caption in page.caption)
