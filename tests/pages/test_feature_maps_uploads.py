"""Uploads on the feature maps page: fitted to the network, refused with the reason, kept."""

import cv2
import numpy as np
import pytest

from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from tests.pages.feature_maps_page import INK, answered, checked, open_page, png, upload


def test_an_uploaded_photograph_of_a_digit_is_read_as_mnist_s_digits_are(engine, digit_run):
    page = open_page(digit_run, **{Key.INPUT: "Upload"})
    paper = np.full((300, 200), 230, np.uint8)
    paper[60:240, 90:110] = 20
    page = upload(page, "one.png", png(paper))
    seen = answered(page)[1].reshape(28, 28)
    assert seen[14, 14] > 0.9
    assert seen[0].max() == seen[:, 0].max() == 0
    page.toggle(Key.AS_MNIST).set_value(False).run()
    assert answered(checked(page))[1].reshape(28, 28)[0].min() > 0.8


def test_an_uploaded_picture_is_fitted_to_a_steel_network(engine, steel_run):
    page = open_page(steel_run, **{Key.PICTURE_INPUT: "Upload"})
    colours = np.random.default_rng(0).integers(0, 255, (50, 80, 3), np.uint8)
    header, _, probabilities = answered(upload(page, "plate.png", png(colours)))
    assert header["shape"] == [200, 200, 1]
    assert probabilities.sum() == pytest.approx(1, abs=1e-5)
    assert header["truth"] is None


def test_until_something_is_uploaded_there_is_no_answer(engine, digit_run):
    page = open_page(digit_run)
    checked(page.segmented_control(Key.INPUT).set_value("Upload").run())
    header, picture, probabilities = answered(page)
    assert header["note"] == "Upload an image: the prediction follows at once."
    assert picture.size == probabilities.size == 0


BROKEN = {
    "no image": b"no image at all",
    "cut short": png(np.zeros((9, 9), np.uint8))[:40],
    "too large": png(np.zeros((8000, 8000), bool)),
}


def test_a_broken_upload_is_one_sentence(engine, digit_run):
    page = open_page(digit_run, **{Key.INPUT: "Upload"})
    for data in BROKEN.values():
        (warning,) = upload(page, "broken.png", data).warning
        assert warning.value.startswith("broken.png: ")
        assert "kept" not in warning.value
        assert answered(page)[1].size == 0


def test_after_a_broken_upload_the_picture_before_it_stays_and_is_named(engine, digit_run):
    page = open_page(digit_run, **{Key.INPUT: "Upload"})
    before = answered(upload(page, "ink.png", INK))[1]
    page = upload(page, "broken.png", BROKEN["no image"])
    (warning,) = page.warning
    assert warning.value.endswith(" The previous picture is kept.")
    np.testing.assert_array_equal(answered(page)[1], before)


def test_a_picture_without_ink_has_no_answer_whatever_was_there(engine, digit_run):
    page = upload(open_page(digit_run, **{Key.INPUT: "Upload"}), "ink.png", INK)
    page = upload(page, "blank.png", png(np.full((90, 90), 255, np.uint8)))
    header, picture, probabilities = answered(page)
    assert "no ink stands out" in header["note"]
    assert picture.size == probabilities.size == len(page.warning) == 0


def test_an_uploaded_picture_has_a_border(engine, digit_run):
    page = open_page(digit_run, **{Key.INPUT: "Upload"})
    page.session_state[Key.AS_MNIST] = False
    upload(page, "ink.png", INK)
    boxes = page.get("flex_container")
    (frame,) = (box for box in boxes if [part.type for part in box.children.values()] == ["image"])
    assert frame.proto.flex_container.border


def sixteen_bit_png(largest: int) -> bytes:
    pixels = np.linspace(0, largest, 28 * 28).reshape(28, 28).astype(np.uint16)
    return cv2.imencode(".png", pixels)[1].tobytes()


def test_twelve_bits_in_sixteen_are_reported_and_can_be_stretched(engine, digit_run):
    page = open_page(digit_run, **{Key.INPUT: "Upload"})
    page.session_state[Key.AS_MNIST] = False
    upload(page, "camera.png", sixteen_bit_png(4095))
    assert any("uses 12 of its 16 bits: values from 0 to 4,095" in c.value for c in page.caption)
    assert answered(page)[1].max() == pytest.approx(4095 / 65535, rel=1e-3)
    checked(page.button(Key.STRETCH).click().run())
    assert answered(page)[1].max() == 1
    assert not any("of its 16 bits" in caption.value for caption in page.caption)


def test_a_heic_picture_is_answered_with_the_way_out(engine, digit_run):
    page = open_page(digit_run, **{Key.INPUT: "Upload"})
    upload(page, "IMG_1.HEIC", b"\0\0\0\x18ftypheic" + bytes(100))
    assert page.warning[0].value.startswith("IMG_1.HEIC: a HEIC picture, as iPhones take them")


def test_a_picture_above_25_megapixels_is_said_to_be_read_at_half_its_size(engine, digit_run):
    page = open_page(digit_run, **{Key.INPUT: "Upload"})
    large = np.full((4000, 6400), 230, np.uint8)
    large[1000:3000, 2000:2300] = 20
    upload(page, "large.png", png(large))
    assert any("half its size, 3,200 × 2,000 of 6,400 × 4,000" in c.value for c in page.caption)
    upload(page, "ink.png", INK)
    assert not any("half its size" in caption.value for caption in page.caption)


def test_another_model_keeps_the_uploaded_picture(engine, digit_run, steel_run):
    page = open_page(digit_run)
    checked(page.segmented_control(Key.INPUT).set_value("Upload").run())
    upload(page, "ink.png", INK)
    page.session_state[Key.MODEL] = steel_run.id
    checked(page.run())
    assert page.segmented_control(Key.PICTURE_INPUT).value == "Upload"
    header, _, probabilities = answered(checked(page))
    assert (header["shape"], probabilities.size) == ([200, 200, 1], 6)
