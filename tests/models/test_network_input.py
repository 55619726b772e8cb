"""What a network is shown fits it, and says where it comes from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz import data, images
from cnnviz.data import strokes
from cnnviz.models import network_input
from cnnviz.utils.errors import InputError

sizes = st.integers(1, 60)


@given(sizes, sizes, st.sampled_from([1, 3]), sizes, sizes, st.sampled_from([1, 3]))
def test_any_picture_fits_any_network(rows, cols, colours, height, width, channels):
    image = np.random.default_rng(0).random((rows, cols, colours), np.float32)
    fitted = network_input.fit_to_network(image, (height, width, channels))
    assert fitted.shape == (height, width, channels)
    assert fitted.dtype == np.float32
    assert 0 <= fitted.min() <= fitted.max() <= 1


def test_a_picture_of_the_network_s_size_is_left_as_it_is():
    image = np.random.default_rng(0).random((20, 30, 3), np.float32)
    np.testing.assert_allclose(network_input.fit_to_network(image, (20, 30, 3)), image, atol=1e-6)


def test_a_picture_is_cut_to_the_network_s_proportions_not_squeezed():
    wide = np.zeros((10, 30, 1), np.float32)
    wide[:, 10:20] = 1  # the middle third
    assert network_input.fit_to_network(wide, (5, 5, 1)).min() == 1


def test_colours_become_grey_as_for_any_picture():
    image = np.random.default_rng(0).random((8, 8, 3), np.float32)
    np.testing.assert_allclose(
        network_input.fit_to_network(image, (8, 8, 1)), images.to_grey(image), atol=1e-6
    )


def test_a_drawing_is_shown_as_mnist_s_digits_are():
    given = network_input.of_drawing(strokes.EXAMPLE)
    assert given.picture.shape == network_input.DRAWN
    assert given.caption == "as the network sees it: 28 × 28"


def test_an_empty_drawing_invites_to_draw():
    given = network_input.of_drawing(())
    assert given.picture is None
    assert "Draw a digit" in given.caption


def test_two_digits_on_the_pad_are_doubted_and_one_is_not():
    one, two = strokes.EXAMPLE, (((0.1, 0.2), (0.1, 0.8)), *strokes.EXAMPLE)
    assert network_input.of_drawing(one).doubt == ""
    assert network_input.of_drawing(two).doubt == network_input.TWO_SHAPES


def test_a_photograph_of_a_digit_is_centred_only_where_that_is_wanted():
    corner = np.ones((100, 100, 1), np.float32)
    corner[60:95, 80:90] = 0
    ready = network_input.of_picture(corner, network_input.DRAWN, as_mnist=True).picture
    plain = network_input.of_picture(corner, network_input.DRAWN, as_mnist=False).picture
    assert ready[14, 14, 0] > 0.9
    np.testing.assert_array_equal(plain, network_input.fit_to_network(corner, network_input.DRAWN))


def test_a_picture_that_looks_like_mnist_s_already_is_left_as_it_is():
    digit = (
        network_input.of_drawing(strokes.EXAMPLE).picture * 0.9
    )  # fainter than the ink search makes it
    given = network_input.of_picture(images.to_rgb(digit), network_input.DRAWN, as_mnist=True)
    np.testing.assert_allclose(given.picture, digit, atol=1e-6)


def test_a_picture_without_ink_is_refused():
    with pytest.raises(InputError, match="no ink"):
        network_input.of_picture(
            np.ones((50, 50, 1), np.float32), network_input.DRAWN, as_mnist=True
        )


def photograph(*places: tuple[int, int], height: int = 200, side: int = 600) -> np.ndarray:
    """Dark upright strokes on grey paper, each with its top left corner at a place."""
    sheet = np.full((side, side, 1), 0.9, np.float32)
    for top, left in places:
        sheet[max(top, 0) : top + height, left : left + height // 8] = 0.1
    return sheet


@pytest.mark.parametrize(
    ("sheet", "doubt"),
    [
        (photograph((200, 300)), ""),
        (photograph((200, 200), (200, 400)), network_input.SEVERAL_SHAPES),
        (photograph((-50, 300)), network_input.CUT_OFF),
        (photograph((20, 25), height=9, side=60), network_input.TOO_SMALL),
    ],
)
def test_a_photograph_is_doubted_for_what_is_wrong_with_it(sheet, doubt):
    assert network_input.of_picture(sheet, network_input.DRAWN, as_mnist=True).doubt == doubt


def test_a_soft_shadow_is_doubted_to_be_ink():
    rows, cols = np.mgrid[:600, :600] - 300
    shadow = 0.9 - 0.6 * np.exp(-((rows / 90) ** 2) - (cols / 25) ** 2)
    given = network_input.of_picture(
        shadow[..., None].astype(np.float32), network_input.DRAWN, as_mnist=True
    )
    assert given.doubt == network_input.NOT_INK


def test_a_sample_is_the_data_set_s_test_image_with_its_label():
    digits = data.load("digits")
    given = network_input.of_sample(digits, 3, network_input.DRAWN)
    np.testing.assert_array_equal(images.to_uint8(given.picture), digits.test.images[3])
    assert given.truth == digits.classes[digits.test.labels[3]]
    assert given.caption.startswith("Built-in digits: ")


def test_where_mnist_is_absent_the_built_in_digits_stand_in(monkeypatch, tmp_path):
    monkeypatch.setenv("CNNVIZ_DATA", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    assert network_input.sample_set("mnist") == "digits"


def test_where_mnist_is_present_a_network_that_learned_it_is_shown_it(real_mnist):
    assert network_input.sample_set("mnist") == "mnist"


def test_a_network_is_shown_the_data_it_learned_from():
    assert network_input.sample_set("digits") == "digits"
    assert network_input.sample_set("steel-synthetic") == "steel-synthetic"
    assert network_input.sample_set("/some/folder") == "/some/folder"
