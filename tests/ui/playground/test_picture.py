"""cnnviz.ui.playground.picture, run without a browser: what is chosen, kept, refused."""

import re

import cv2
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz import images
from cnnviz.images import gallery, png_bytes
from cnnviz.ui.playground import picture as view
from cnnviz.ui.playground.state import PlaygroundState as Key

SCRIPT = """
import streamlit as st
from cnnviz.ui.playground.picture import choose_picture, load_picture
from cnnviz.ui.playground.state import PlaygroundState
state = PlaygroundState()
st.session_state["name"] = choose_picture(state)
st.session_state["image"] = load_picture(state, st.session_state["name"], 1)
"""
NOISE = np.random.default_rng(0).integers(0, 256, (40, 50, 3), np.uint8)
DEEP = np.random.default_rng(0).integers(0, 65536, (30, 20, 1), np.uint16)


def opened(**link: str) -> AppTest:
    page = AppTest.from_string(SCRIPT, default_timeout=120)
    page.query_params.update(link)
    return page.run()


def upload(page: AppTest, name: str, data: bytes) -> AppTest:
    return page.get("file_uploader")[0].set_value((name, data, "image/png")).run()


def chosen(page: AppTest) -> tuple[str, np.ndarray]:
    assert not page.exception
    return page.session_state["name"], page.session_state["image"]


def own(page: AppTest) -> list[str]:
    return list(Key(page.session_state).own_pictures)


def encoded(pixels: np.ndarray) -> bytes:
    return cv2.imencode(".png", pixels)[1].tobytes()


def test_it_opens_with_the_first_built_in_picture():
    name, image = chosen(opened())
    assert name == "Temple"
    np.testing.assert_array_equal(image, gallery.load("Temple"))


@pytest.mark.parametrize("name", gallery.PICTURES)
def test_a_link_opens_a_built_in_picture_and_says_what_it_shows(name):
    page = opened(k_picture=name)
    assert chosen(page)[0] == name
    about = page.selectbox(Key.PICTURE).help
    assert gallery.PICTURES[name].shows in about
    assert gallery.PICTURES[name].source[1:] in about


def test_an_upload_is_chosen_under_its_name():
    name, image = chosen(upload(opened(), "mine.png", png_bytes(NOISE)))
    assert name == "mine.png"
    np.testing.assert_array_equal(image, images.to_float(NOISE))


def test_an_upload_is_kept_as_finely_as_its_file_stores_it_and_no_finer():
    page = upload(opened(), "deep.png", encoded(DEEP))
    kept = Key(page.session_state).own_pictures["deep.png"]
    assert (kept.dtype, kept.nbytes) == (np.uint16, DEEP.nbytes)
    np.testing.assert_array_equal(chosen(page)[1], DEEP.astype(np.float32) / 65535)


def test_a_picture_of_one_pixel_is_taken():
    assert chosen(upload(opened(), "dot.png", png_bytes(NOISE[:1, :1])))[1].shape == (1, 1, 3)


def test_the_last_three_uploads_can_be_chosen_again():
    page = opened()
    for at in range(4):
        upload(page, f"{at}.png", png_bytes(NOISE + np.uint8(at)))
    assert own(page) == ["1.png", "2.png", "3.png"]
    page.selectbox(Key.PICTURE).set_value("2.png").run()
    np.testing.assert_array_equal(chosen(page)[1], images.to_float(NOISE + np.uint8(2)))


def test_uploads_that_are_too_large_together_make_room_for_the_newest():
    page, large = opened(), png_bytes(np.zeros((4100, 3100), np.uint8))
    for name in ("small.png", "first.png", "second.png"):
        upload(page, name, png_bytes(NOISE) if name == "small.png" else large)
    assert own(page) == ["second.png"]


def test_a_file_of_the_same_name_takes_the_place_of_the_last():
    page = upload(opened(), "mine.png", png_bytes(NOISE))
    upload(page, "mine.png", png_bytes(NOISE[:10]))
    assert own(page) == ["mine.png"]
    assert chosen(page)[1].shape == (10, 50, 3)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "this file is not a readable image"),
        (b"no image", "this file is not a readable image"),
        (png_bytes(NOISE)[:900], "this PNG file is damaged or cut short"),
        (
            png_bytes(np.zeros((7000, 7200), np.uint8)),
            "an image may have at most 50 megapixels",
        ),
        (bytes(images.MAX_BYTES + 1), "an image file may have at most 30 MB"),
    ],
    ids=["empty", "text", "cut short", "too many pixels", "too many bytes"],
)
def test_a_file_that_cannot_be_used_leaves_the_last_picture_and_says_why(data, sentence):
    page = upload(opened(), "good.png", png_bytes(NOISE))
    upload(page, "broken.png", data)
    assert chosen(page)[0] == "good.png"
    [error] = page.error
    assert error.value.startswith(f"broken.png: {sentence}")


def test_a_good_file_takes_the_complaint_away():
    page = upload(opened(), "broken.png", b"no image")
    assert len(page.error) == 1
    upload(page, "good.png", png_bytes(NOISE))
    assert not page.error


def test_a_name_is_shown_as_it_is_and_never_formatted():
    page = upload(opened(), "[a](b) $x$ :red[c].png", b"no image")
    shown = re.sub(r"\\(.)", r"\1", page.error[0].value)
    assert shown.startswith("[a](b) $x$ :red[c].png: ")
    assert not re.search(r"(?<!\\)[\[$:*]", page.error[0].value.split(".png")[0])


def test_a_link_to_another_visitors_upload_falls_back_and_says_so_once():
    page = opened(k_picture="mine.png")
    assert chosen(page)[0] == "Temple"
    assert [toast.value for toast in page.toast] == [
        "Uploaded pictures are not shared: “mine.png” is replaced by Temple."
    ]
    page.run()
    assert not page.toast


def test_a_link_to_a_built_in_picture_says_nothing():
    assert not opened(k_picture="Cat").toast


@pytest.mark.parametrize(
    ("url", "lent"),
    [
        ("https://lab.example.org/", True),
        ("http://localhost:8501/", True),
        ("http://127.0.0.1:8501/", True),
        ("http://192.168.0.7:8501/", False),
        ("http://lab.example.org/", False),
    ],
)
def test_a_camera_is_offered_only_where_browsers_lend_it(url, lent):
    assert view._allows_camera(url) is lent
