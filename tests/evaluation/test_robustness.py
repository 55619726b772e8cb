"""Changed pictures are what their names say, and agreement is counted rightly."""

import re

import numpy as np
import pytest

from cnnviz import images
from cnnviz.data import Split
from cnnviz.evaluation import robustness
from cnnviz.evaluation.robustness import CHANGES, UNCHANGED

LOSSLESS = ("BMP", "RGB", UNCHANGED)


@pytest.fixture
def pixels() -> np.ndarray:
    rng = np.random.default_rng(0)
    smooth = images.resize(rng.random((12, 12, 1), np.float32), 200, 200)
    return images.to_uint8(0.3 + 0.4 * smooth)


def read(what: str, pixels: np.ndarray) -> np.ndarray:
    return images.read_image(CHANGES[what](pixels))


@pytest.mark.parametrize("what", LOSSLESS)
def test_a_lossless_file_keeps_every_value(what, pixels):
    whole = read(what, pixels)
    assert whole.shape[2] == (3 if what == "RGB" else 1)
    assert (images.to_uint8(whole) == pixels).all()


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("20 % brighter", lambda x: x * 1.2),
        ("20 % darker", lambda x: x * 0.8),
        ("lighter by 20 % of white", lambda x: x + 0.2),
        ("darker by 20 % of white", lambda x: x - 0.2),
        ("mirrored left to right", lambda x: x[:, ::-1]),
        ("mirrored top to bottom", lambda x: x[::-1]),
        ("turned by 180 degrees", lambda x: np.rot90(x, 2)),
    ],
)
def test_a_change_is_what_its_name_says(what, expected, pixels):
    np.testing.assert_allclose(read(what, pixels), expected(pixels / 255).clip(0, 1), atol=1 / 255)


def test_light_never_leaves_the_range_of_a_picture():
    white = np.full((4, 4, 1), 250, np.uint8)
    assert read("20 % brighter", white).max() == 1


def test_jpeg_loses_a_little_and_enlarging_almost_nothing(pixels):
    compressed = read("JPEG of quality 60", pixels)
    assert 0 < np.abs(compressed - pixels / 255).max() < 0.1
    enlarged = read("at 400 × 400", pixels)
    assert enlarged.shape == (400, 400, 1)
    np.testing.assert_allclose(images.resize(enlarged, 200, 200), pixels / 255, atol=0.03)


def test_a_network_that_decides_by_brightness_fails_where_light_changes_alone():
    """Class 1 is a mean above one half; the pictures' means are 0.45 and 0.55."""
    pictures = np.stack([np.full((20, 20, 1), level, np.uint8) for level in (115, 140)])
    split = Split(pictures, np.array([0, 1]), ("dark", "light"))

    def predict(batch: np.ndarray) -> np.ndarray:
        assert batch.shape[1:] == (10, 10, 1)
        bright = (batch.mean(axis=(1, 2, 3)) > 0.5).astype(float)
        return np.stack([1 - bright, bright], axis=1)

    answers = robustness.predict_changed(predict, split, (10, 10, 1))
    found = robustness.compare(answers, split.labels)
    figures_of = {one.what: (one.n, one.accuracy, one.same) for one in found}
    wrong = {what for what, figures in figures_of.items() if figures != (2, 1, 1)}
    assert wrong == {name for name in CHANGES if re.search("bright|dark|light", name)}
    assert figures_of["20 % brighter"] == (2, 0.5, 0.5)
