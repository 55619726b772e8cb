"""MNIST with drawn digits: what is added, and to which images."""

import numpy as np
import pytest

from cnnviz import data
from cnnviz.data import drawn_digits, strokes, synthetic_digits
from cnnviz.data.drawn_digits import STYLES, drawings
from tests.data.test_mnist import bare, save  # noqa: F401  a fixture

COUNT = 8


@pytest.fixture(scope="module")
def drawn():
    return drawings(COUNT, seed=3)


def test_each_digit_is_drawn_as_often_as_asked_and_never_twice_alike(drawn):
    assert drawn.labels.tolist() == [digit for digit in range(10) for _ in range(COUNT)]
    assert len({image.tobytes() for image in drawn.images}) == 10 * COUNT


def test_the_drawings_are_always_the_same(drawn):
    drawings.cache_clear()
    np.testing.assert_array_equal(drawings(COUNT, seed=3).images, drawn.images)


def test_a_drawing_has_the_size_and_place_of_mnist_s_digits(drawn):
    for image in drawn.images[..., 0]:
        rows, cols = np.nonzero(image)
        assert max(np.ptp(rows), np.ptp(cols)) + 1 == strokes.BOX
        mass = image / image.sum()
        assert mass.sum(axis=1) @ np.arange(28) == pytest.approx(strokes.CENTRE, abs=0.51)


def test_half_of_each_digit_is_scanned_coarsely(drawn):
    """Coarsely scanned strokes have soft edges."""
    change = [
        np.abs(np.diff(image[..., 0].astype(float), axis=0)).mean() / image.mean()
        for image in drawn.images
    ]
    coarse, fine = np.reshape(change, (10, 2, COUNT // 2)).mean(axis=(0, 2))
    assert coarse < 0.95 * fine


def test_a_scan_counts_the_ink_of_each_block():
    ink = np.zeros((60, 50, 1), np.float32)
    ink[10:50, 5:15] = 1  # 40 high, 10 wide: two columns of blocks, in the middle of eight
    expected = np.zeros((8, 8))
    expected[:, 3:5] = 16
    np.testing.assert_array_equal(drawn_digits.scan(ink), expected)


def test_no_skeleton_is_one_that_digit_networks_are_evaluated_on():
    for digit, skeletons in STYLES.items():
        assert all(skeleton not in synthetic_digits.STYLES[digit] for skeleton in skeletons)


def test_they_are_added_to_the_training_images_only(bare, monkeypatch):  # noqa: F811
    save(bare / "CNNVIZ_DATA" / "mnist.npz")
    monkeypatch.setattr(drawn_digits, "drawings", lambda: drawings(2))
    monkeypatch.setattr(drawn_digits, "COUNT", 2)
    plain, more = data.load("mnist"), data.load("mnist-drawn")
    assert len(more.train) == len(plain.train) + 20
    assert more.train.files[len(plain.train) :] == tuple(f"drawn/{number}" for number in range(20))
    for name in ("validation", "test"):
        np.testing.assert_array_equal(getattr(more, name).images, getattr(plain, name).images)
    assert more.name == "mnist-drawn"
    assert more.source.endswith("; 20 drawn digits are added to its training images")


def test_who_does_not_train_gets_the_same_test_images_and_nothing_is_drawn(
    bare,  # noqa: F811
    monkeypatch,
):
    save(bare / "CNNVIZ_DATA" / "mnist.npz")
    monkeypatch.setattr(drawn_digits, "drawings", lambda: drawings(2))
    whole = data.load("mnist-drawn", seed=5)
    monkeypatch.setattr(drawn_digits, "drawings", None)
    held_out = data.load_held_out("mnist-drawn", seed=5)
    assert len(held_out.train) == 0
    for name in ("validation", "test"):
        np.testing.assert_array_equal(getattr(held_out, name).images, getattr(whole, name).images)
        assert getattr(held_out, name).files == getattr(whole, name).files
    assert (held_out.name, held_out.input_shape) == (whole.name, whole.input_shape)
