"""The kernel playground's page, run without a browser: what reaches the bench for what is set."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz import images, kernels, pictures
from cnnviz.images import png_bytes
from cnnviz.kernels import KERNELS
from cnnviz.ops import cross_correlate2d
from cnnviz.session import Playground as Key

NOISE = np.random.default_rng(0).integers(0, 256, (40, 50, 3), np.uint8)


def opened(**link: str) -> AppTest:
    page = AppTest.from_file("../app.py", default_timeout=30)
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


def size_control(page: AppTest):
    return next(group for group in page.get("button_group") if group.key == Key.SIZE)


def upload(page: AppTest, name: str, data: bytes) -> AppTest:
    page.get("file_uploader")[0].set_value((name, data, "image/png")).run()
    return page


def test_it_opens_with_a_picture_and_sobel_at_work(page):
    header = bench(page)
    assert (header["picture"], header["kernel"]) == ("Temple", "Sobel x")
    grey = images.to_grey(pictures.load("Temple"))
    expected = cross_correlate2d(grey, KERNELS["Sobel x"].weights)
    assert (header["low"], header["high"]) == (expected.min(), expected.max())


def test_every_built_in_picture_can_be_chosen(page):
    for name in pictures.PICTURES:
        page.selectbox(Key.PICTURE).set_value(name).run()
        assert bench(page)["size"] == list(pictures.load(name).shape[:2])


def test_every_named_kernel_can_be_chosen_and_comes_in_its_own_size(page):
    page.selectbox(Key.PICTURE).set_value("Digit").run()
    for name, kernel in KERNELS.items():
        page.selectbox(Key.KERNEL).set_value(name).run()
        header = bench(page)
        assert (header["kernel"], header["summary"]) == (name, kernel.summary)
        assert header["weights"] == kernel.weights.tolist()
        assert size_control(page).value == kernel.size


def test_a_larger_grid_keeps_the_filter_and_its_name(page):
    size_control(page).set_value(5).run()
    header = bench(page)
    assert header["kernel"] == "Sobel x"
    expected = kernels.recentre(KERNELS["Sobel x"].weights, 5)
    assert header["weights"] == expected.tolist()


def test_a_smaller_grid_cuts_around_the_centre_and_makes_the_kernel_custom(page):
    page.selectbox(Key.KERNEL).set_value("Gaussian 5 × 5").run()
    size_control(page).set_value(3).run()
    header = bench(page)
    assert header["kernel"] == "Custom"
    assert header["weights"] == kernels.binomial(5)[1:4, 1:4].tolist()


def test_custom_keeps_the_numbers_that_are_there(page):
    page.selectbox(Key.KERNEL).set_value("Sharpen").run()
    page.selectbox(Key.KERNEL).set_value("Custom").run()
    assert bench(page)["weights"] == KERNELS["Sharpen"].weights.tolist()


def test_a_custom_kernel_stands_in_the_address_and_a_named_one_does_not(page):
    page.selectbox(Key.KERNEL).set_value("Custom").run()
    assert page.query_params[Key.WEIGHTS] == "-1,0,1;-2,0,2;-1,0,1"
    page.selectbox(Key.KERNEL).set_value("Sharpen").run()
    assert Key.WEIGHTS not in page.query_params


def test_rgb_filters_three_channels_and_grey_one(page):
    grey = dict(bench(page)["arrays"])["output"]
    colour = next(group for group in page.get("button_group") if group.key == Key.COLOUR)
    colour.set_value("RGB").run()
    assert (grey, dict(bench(page)["arrays"])["output"]) == ([425, 638, 1], [425, 638, 3])


def test_the_display_is_a_matter_of_colours_only(page):
    before = bench(page)
    page.selectbox(Key.DISPLAY).set_value("absolute").run()
    changed = {name for name, value in bench(page).items() if value != before[name]}
    assert changed == {"display"}


def test_a_link_shows_another_person_the_same_thing():
    header = bench(
        opened(k_picture="Cat", k_kernel="Sharpen", k_size="5 × 5", k_display="Absolute")
    )
    assert (header["picture"], header["kernel"], header["display"]) == (
        "Cat",
        "Sharpen",
        "absolute",
    )
    assert header["weights"] == kernels.recentre(KERNELS["Sharpen"].weights, 5).tolist()


def test_a_link_carries_a_custom_kernel():
    header = bench(opened(k_kernel="Custom", k_weights="0,0,0;0,0.1,0;0,0,-7"))
    assert header["kernel"] == "Custom"
    assert header["weights"] == [[0, 0, 0], [0, 0.1, 0], [0, 0, -7]]


def test_a_link_without_a_size_shows_a_kernel_in_its_own():
    assert len(bench(opened(k_kernel="Mean 5 × 5"))["weights"]) == 5


@pytest.mark.parametrize(
    "weights", ["", "1,2", "1,2,3;4,nan,6;7,8,9", "x", "1e308,0,0;0,0,0;0,0,0"]
)
def test_a_links_unreadable_kernel_is_named_and_another_is_at_work(weights):
    header = bench(opened(k_kernel="Custom", k_weights=weights))
    assert header["complaint"].startswith("This link's kernel cannot be read: ")
    assert header["weights"] == KERNELS["Sobel x"].weights.tolist()


def test_nonsense_in_a_link_means_the_start():
    header = bench(opened(k_picture="Mona Lisa", k_kernel="?", k_size="4 × 4", k_colour="pink"))
    assert (header["picture"], header["kernel"]) == ("Temple", "Sobel x")


def test_an_upload_becomes_the_picture(page):
    header = bench(upload(page, "mine.png", png_bytes(NOISE)))
    assert (header["picture"], header["size"]) == ("mine.png", [40, 50])
    assert page.selectbox(Key.PICTURE).value == "Your picture"


def test_after_an_upload_a_built_in_picture_and_back(page):
    upload(page, "mine.png", png_bytes(NOISE))
    page.selectbox(Key.PICTURE).set_value("Cat").run()
    assert bench(page)["picture"] == "Cat"
    page.selectbox(Key.PICTURE).set_value("Your picture").run()
    assert bench(page)["picture"] == "mine.png"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"no image", "broken.png: this file is not a readable image"),
        (png_bytes(NOISE)[:900], "broken.png: this PNG file is damaged or cut short"),
        (png_bytes(NOISE[:6]), "broken.png: an image must have at least 7 × 7 pixels here"),
        (png_bytes(np.zeros((4900, 4901), np.uint8)), "broken.png: an image may have at most 24"),
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
