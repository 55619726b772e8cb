"""Synthetic steel: repeatable, varied, and each flaw as its name says."""

import numpy as np
import pytest
from scipy import ndimage

from cnnviz.data.class_names import NEU_CLASSES
from cnnviz.images import textures


@pytest.fixture(scope="module")
def drawn():
    """Twenty textures of every kind, (20, 200, 200) float64."""
    return {
        kind: np.stack([textures.draw(kind, seed) for seed in range(20)]).astype(float)
        for kind in textures.KINDS
    }


def high_pass(images: np.ndarray) -> np.ndarray:
    """Images less their uneven light."""
    return images - ndimage.gaussian_filter(images, (0, 15, 15))


def direction(images: np.ndarray) -> float:
    """How much more brightness changes from column to column than from row to row."""
    smooth = ndimage.gaussian_filter(images, (0, 1.5, 1.5))
    return float(np.abs(np.diff(smooth, axis=2)).mean() / np.abs(np.diff(smooth, axis=1)).mean())


def test_there_is_one_texture_for_every_class_of_neu_in_its_order():
    assert tuple(textures.KINDS) == NEU_CLASSES


@pytest.mark.parametrize("kind", textures.KINDS)
def test_a_texture_is_a_grey_image_of_neus_size(kind):
    image = textures.draw(kind, 0)
    assert image.dtype == np.uint8
    assert image.shape == (200, 200)


@pytest.mark.parametrize("kind", textures.KINDS)
def test_the_same_seed_draws_the_same_texture(kind):
    assert (textures.draw(kind, 7) == textures.draw(kind, 7)).all()


@pytest.mark.parametrize("kind", textures.KINDS)
def test_another_seed_draws_another_texture(kind):
    assert np.abs(textures.draw(kind, 7).astype(float) - textures.draw(kind, 8)).mean() > 3


@pytest.mark.parametrize("kind", textures.KINDS)
def test_textures_are_neither_flat_nor_burnt_out(drawn, kind):
    assert drawn[kind].std(axis=(1, 2)).min() > 3
    assert ((drawn[kind] == 0) | (drawn[kind] == 255)).mean() < 0.25


def test_brightness_alone_does_not_tell_the_kinds_apart(drawn):
    ranges = [np.percentile(images.mean(axis=(1, 2)), [0, 100]) for images in drawn.values()]
    for low, high in ranges:
        assert sum(low < other[1] and other[0] < high for other in ranges) >= 4  # itself included


def test_inclusions_run_along_the_rolling_direction(drawn):
    assert direction(drawn["inclusion"]) > 1.3


def test_flakes_of_scale_lie_across_the_rolling_direction(drawn):
    assert direction(drawn["rolled-in scale"]) < 0.8


def test_scratches_are_brighter_than_their_surface(drawn):
    assert np.median(drawn["scratches"], axis=(1, 2)).max() < 160
    assert np.percentile(high_pass(drawn["scratches"]), 99.5) > 40


@pytest.mark.parametrize("kind", ["inclusion", "pitted surface", "crazing", "rolled-in scale"])
def test_other_flaws_are_darker_than_their_surface(drawn, kind):
    smooth = high_pass(ndimage.gaussian_filter(drawn[kind], (0, 1, 1)))
    assert np.mean(smooth**3) < 0  # a tail towards black


def test_patches_are_large(drawn):
    dark = ndimage.gaussian_filter(drawn["patches"], (0, 3, 3)) < 80
    share = dark.mean(axis=(1, 2))
    assert np.median(share) > 0.08


def test_pits_are_small_and_many(drawn):
    smooth = high_pass(ndimage.gaussian_filter(drawn["pitted surface"], (0, 1, 1)))
    pits = [ndimage.label(image < -12)[1] for image in smooth]
    assert np.median(pits) > 40


@pytest.mark.parametrize(("rows", "cols"), [(1.0, 1.0), (0.6, 3.0), (20.0, 5.0)])
def test_noise_has_mean_0_and_deviation_1(rows, cols):
    field = textures.noise(np.random.default_rng(0), rows, cols)
    assert field.mean() == pytest.approx(0, abs=1e-4)
    assert field.std() == pytest.approx(1, abs=1e-4)


def test_noise_is_as_smooth_as_scipys_gaussian_filter_makes_it():
    rng = np.random.default_rng(0)
    ours = textures.noise(rng, 4, 2)
    theirs = ndimage.gaussian_filter(rng.standard_normal((200, 200)), (4, 2), mode="wrap")

    def neighbours(field, axis):
        return np.corrcoef(field.ravel(), np.roll(field, 1, axis).ravel())[0, 1]

    for axis in (0, 1):
        assert neighbours(ours, axis) == pytest.approx(neighbours(theirs, axis), abs=0.01)


def test_lines_measures_the_distance_from_a_straight_line():
    distance = textures.lines(textures.COLS - 50)
    assert np.allclose(distance, np.abs(textures.COLS - 50))
