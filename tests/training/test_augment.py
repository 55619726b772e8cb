"""Augmentation against SciPy, and that it leaves images images."""

import numpy as np
import pytest
import tensorflow as tf
from scipy import ndimage

from cnnviz.training import augment
from cnnviz.training.augment import AUGMENTATIONS


def noise(count: int = 64, side: int = 20, channels: int = 1) -> np.ndarray:
    return np.random.default_rng(0).random((count, side, side, channels), np.float32)


def warp(images: np.ndarray, turn=0.0, zoom=(1.0, 1.0), shear=0.0, shift=(0.0, 0.0)) -> np.ndarray:
    count = len(images)
    return augment._warp(
        tf.constant(images),
        turn=tf.fill([count], turn),
        zoom=tf.tile([list(zoom)], [count, 1]),
        shear=tf.fill([count], shear),
        shift=tf.tile([list(shift)], [count, 1]),
    ).numpy()


@pytest.mark.parametrize(
    "settings",
    [
        {"turn": 0.3},
        {"zoom": (1.2, 0.8)},
        {"shear": 0.2},
        {"shift": (2.5, -1.0)},
        {"turn": -0.2, "zoom": (0.9, 1.1), "shear": -0.15, "shift": (1.0, 2.0)},
    ],
)
def test_a_warp_is_scipys_affine_transform_inside_the_image(settings):
    image = ndimage.gaussian_filter(noise(1)[0, ..., 0], 2)
    turn, shear = settings.get("turn", 0), settings.get("shear", 0)
    zoom = np.array(settings.get("zoom", (1, 1)))
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = (rotation @ [[1, shear], [0, 1]]) / zoom[:, None]  # on (x, y)
    centre = np.array([9.5, 9.5])
    offset = centre + settings.get("shift", (0, 0)) - matrix @ centre
    expected = ndimage.affine_transform(image, matrix[::-1, ::-1], offset[::-1], order=1)
    inside = slice(5, 15)
    np.testing.assert_allclose(
        warp(image[None, ..., None], **settings)[0, inside, inside, 0],
        expected[inside, inside],
        atol=1e-4,
    )


def test_a_warp_that_does_nothing_changes_nothing():
    np.testing.assert_allclose(warp(noise()), noise(), atol=1e-6)


@pytest.mark.parametrize(
    ("change", "grey"), [(1.0, ndimage.grey_dilation), (-1.0, ndimage.grey_erosion)]
)
def test_a_pen_a_pixel_wider_is_a_grey_dilation_and_a_thinner_one_an_erosion(change, grey):
    images = noise(3)
    drawn = augment._pen_width(tf.constant(images), tf.fill([3, 1, 1, 1], change)).numpy()
    expected = np.stack([grey(image[..., 0], (3, 3), mode="nearest") for image in images])
    np.testing.assert_allclose(drawn[..., 0], expected, atol=1e-6)


def test_mirrors_turn_up_in_all_four_combinations():
    images = np.repeat(noise(1), 200, axis=0)
    mirrored = augment._mirrored(tf.constant(images), tf.random.Generator.from_seed(1)).numpy()
    one = images[0]
    kinds = [one, one[::-1], one[:, ::-1], one[::-1, ::-1]]
    shares = [np.mean([np.array_equal(kind, image) for image in mirrored]) for kind in kinds]
    assert sum(shares) == 1
    assert all(0.15 < share < 0.35 for share in shares)


@pytest.mark.parametrize("name", AUGMENTATIONS)
@pytest.mark.parametrize("channels", [1, 3])
def test_augmented_images_are_images_of_the_same_shape(name, channels):
    images = noise(channels=channels)
    changed = AUGMENTATIONS[name](tf.constant(images), tf.random.Generator.from_seed(0)).numpy()
    assert changed.shape == images.shape
    assert changed.dtype == np.float32
    assert 0 <= changed.min() <= changed.max() <= 1
    assert not np.allclose(changed, images)


@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_the_seed_decides_the_changes(name):
    def once(seed: int) -> np.ndarray:
        random = tf.random.Generator.from_seed(seed)
        return AUGMENTATIONS[name](tf.constant(noise()), random).numpy()

    np.testing.assert_array_equal(once(3), once(3))
    assert not np.array_equal(once(3), once(4))


def test_steel_keeps_every_pixel_of_an_image_and_changes_its_light_alike_everywhere():
    images = noise() * 0.2 + 0.4  # far enough from black and white that nothing is cut
    changed = augment.steel(tf.constant(images), tf.random.Generator.from_seed(0)).numpy()
    for image, other in zip(images, changed, strict=True):
        kinds = [image, image[::-1], image[:, ::-1], image[::-1, ::-1]]
        fits = [np.polyfit(kind.ravel(), other.ravel(), 1, full=True)[:2] for kind in kinds]
        (contrast, _), _ = min(fits, key=lambda fit: float(fit[1][0]))
        assert min(float(residual[0]) for _, residual in fits) < 1e-6
        assert 0.7 <= contrast <= 1.3
