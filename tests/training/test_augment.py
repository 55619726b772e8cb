"""Augmentation against SciPy and NumPy, and that it leaves images images."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf
from scipy import ndimage

from cnnviz.training import augment
from cnnviz.training.augment import augmented
from cnnviz.training.augmentation import FILLS, PRESETS, Augmentation, parse
from cnnviz.training.image_changes import CHANGES

SIDE = 20
INSIDE = (slice(5, 15), slice(5, 15))  # what no change of these tests brings in from outside
SCIPY_MODE = {"black": "grid-constant", "mirror": "reflect"}
CHANGED = [name for name in PRESETS if name != "none"]


def noise(count: int = 64, side: int = SIDE, channels: int = 1) -> np.ndarray:
    return np.random.default_rng(0).random((count, side, side, channels), np.float32)


def smooth(height: int = SIDE, width: int = SIDE) -> np.ndarray:
    picture = np.random.default_rng(1).random((height, width))
    return ndimage.gaussian_filter(picture, 2).astype(np.float32)


def most(augmentation: Augmentation, images: np.ndarray) -> np.ndarray:
    """The images where every random number is the largest that may be drawn."""
    random = SimpleNamespace(
        uniform=lambda shape, least, most: tf.fill(shape, tf.constant(most, tf.float32)),
        normal=lambda shape, stddev: tf.fill(shape, tf.constant(stddev, tf.float32)),
    )
    return augmented(tf.constant(images), augmentation, random).numpy()


def one(augmentation: Augmentation, picture: np.ndarray) -> np.ndarray:
    return most(augmentation, picture[None, ..., None])[0, ..., 0]


def drawn(augmentation: Augmentation, images: np.ndarray, seed: int = 0) -> np.ndarray:
    random = tf.random.Generator.from_seed(seed)
    return augmented(tf.constant(images), augmentation, random).numpy()


def affine(picture: np.ndarray, matrix, shift=(0.0, 0.0), fill="black") -> np.ndarray:
    """SciPy's inverse map on (row, col), about the centre."""
    centre = (np.array(picture.shape) - 1) / 2
    offset = centre + shift - np.array(matrix) @ centre
    return ndimage.affine_transform(picture, matrix, offset, order=1, mode=SCIPY_MODE[fill])


# Each change by itself, by the largest amount.


@pytest.mark.parametrize("fill", FILLS)
def test_rotation_is_scipys(fill):
    angle = np.radians(20)
    matrix = [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    picture = smooth()
    expected = affine(picture, matrix, fill=fill)
    np.testing.assert_allclose(
        one(Augmentation(rotate=20, fill=fill), picture), expected, atol=1e-4
    )


def test_a_quarter_turn_moves_every_pixel_to_its_place():
    picture = smooth()
    turned = one(Augmentation(rotate=90), picture)
    assert min(np.abs(turned - np.rot90(picture, k)).max() for k in (1, 3)) < 1e-4


@pytest.mark.parametrize("fill", FILLS)
def test_zoom_enlarges_both_sides_about_the_centre(fill):
    expected = affine(smooth(), np.eye(2) / 1.25, fill=fill)
    np.testing.assert_allclose(
        one(Augmentation(zoom=0.25, fill=fill), smooth()), expected, atol=1e-4
    )


@pytest.mark.parametrize("fill", FILLS)
def test_shift_is_a_share_of_each_side(fill):
    picture = smooth(20, 30)  # 0.2 of them are 4 rows and 6 columns
    expected = affine(picture, np.eye(2), (4, 6), fill)
    np.testing.assert_allclose(
        one(Augmentation(shift=0.2, fill=fill), picture), expected, atol=1e-4
    )


def test_what_is_outside_after_a_shift_is_black_or_mirrored():
    picture = smooth()
    black, mirror = (one(Augmentation(shift=0.2, fill=fill), picture) for fill in FILLS)
    assert not black[-4:].any()
    np.testing.assert_allclose(mirror[-4:, :-4], picture[-1:-5:-1, 4:], atol=1e-5)


@pytest.mark.parametrize("fill", FILLS)
def test_shear_moves_columns_by_row(fill):
    expected = affine(smooth(), [[1, 0], [0.3, 1]], fill=fill)
    np.testing.assert_allclose(
        one(Augmentation(shear=0.3, fill=fill), smooth()), expected, atol=1e-4
    )


def test_crop_enlarges_a_part_of_the_image_to_its_size():
    picture = smooth(20, 30)
    random = tf.random.Generator.from_seed(4)
    share, place = random.uniform([1, 1], 0.6, 1.0), random.uniform([1, 2], -1.0, 1.0)
    cut = drawn(Augmentation(crop=0.4), picture[None, ..., None], 4)[0, ..., 0]
    (x, y), share = place.numpy()[0], share.numpy().item()
    rows = (1 - share) * (y + 1) / 2 * 19 + share * np.arange(20)
    cols = (1 - share) * (x + 1) / 2 * 29 + share * np.arange(30)
    expected = ndimage.map_coordinates(picture, np.meshgrid(rows, cols, indexing="ij"), order=1)
    np.testing.assert_allclose(cut, expected, atol=1e-4)


def test_a_crop_shows_nothing_from_outside():
    assert drawn(Augmentation(crop=0.8), np.ones((200, 9, 9, 1), np.float32)).min() > 0.999


def test_rotation_zoom_shear_shift_and_crop_are_one_interpolation():
    """A crop of a rotated image needs the same map as both together."""
    picture = smooth()
    settings = parse("rotate=20,zoom=0.1,shear=0.1,shift=0.05,crop=0.4")
    turn = np.radians(20)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    matrix = (rotation @ [[1, 0.1], [0, 1]]) / 1.1  # on (x, y)
    expected = affine(picture, matrix[::-1, ::-1], (1, 1))  # the largest "crop" is no crop
    np.testing.assert_allclose(one(settings, picture)[INSIDE], expected[INSIDE], atol=1e-4)


@pytest.mark.parametrize(
    ("settings", "flipped"),
    [({"mirror_horizontal": 1.0}, np.fliplr), ({"mirror_vertical": 1.0}, np.flipud)],
)
def test_mirroring_of_all_images_is_numpys_flip(settings, flipped):
    images = noise(8)
    expected = np.stack([flipped(image) for image in images])
    np.testing.assert_array_equal(drawn(Augmentation(**settings), images), expected)


def test_mirrors_turn_up_in_all_four_combinations():
    images = np.repeat(noise(1), 400, axis=0)
    mirrored = drawn(Augmentation(mirror_horizontal=0.5, mirror_vertical=0.25), images)
    image = images[0]
    kinds = [image, image[::-1], image[:, ::-1], image[::-1, ::-1]]
    shares = [np.mean([np.array_equal(kind, other) for other in mirrored]) for kind in kinds]
    assert sum(shares) == 1
    np.testing.assert_allclose(shares, [0.375, 0.125, 0.375, 0.125], atol=0.08)


@pytest.mark.parametrize("fill", FILLS)
def test_an_elastic_deformation_is_scipys_interpolation_at_displaced_points(fill):
    picture = smooth()
    displacement = np.random.default_rng(2).normal(0, 2, (1, 5, 5, 2)).astype(np.float32)
    moved = augment.deformed(tf.constant(picture[None, ..., None]), displacement, fill)
    fine = tf.image.resize(displacement, picture.shape, "bicubic")[0].numpy()
    at = np.indices(picture.shape) + np.moveaxis(fine, -1, 0)
    expected = ndimage.map_coordinates(picture, at, order=1, mode=SCIPY_MODE[fill])
    np.testing.assert_allclose(moved[0, ..., 0], expected, atol=1e-4)


def test_elastic_is_the_standard_deviation_of_the_displacements_in_pixels():
    ramp = np.tile(np.linspace(0.2, 0.8, 61, dtype=np.float32), (61, 1))  # 0.01 per column
    moved = drawn(Augmentation(elastic=2.0), np.repeat(ramp[None, ..., None], 200, axis=0))
    points = moved[:, 30, 30, 0]  # the middle control point
    assert np.std(points) == pytest.approx(0.02, rel=0.15)


def test_brightness_is_added():
    image = noise(1)[0, ..., 0] * 0.5
    np.testing.assert_allclose(one(Augmentation(brightness=0.3), image), image + 0.3, atol=1e-6)


def test_contrast_scales_about_the_mean_of_the_image():
    images = noise(2, channels=3) * 0.2 + 0.4
    mean = images.mean(axis=(1, 2, 3), keepdims=True)
    expected = mean + 1.5 * (images - mean)
    np.testing.assert_allclose(most(Augmentation(contrast=0.5), images), expected, atol=1e-5)


def test_shading_falls_linearly_to_the_side_it_is_turned_to():
    grey = np.full((2, 3), 0.8, np.float32)
    expected = [[0.8, 0.6, 0.4]] * 2  # times 1, 3/4 and 1/2; the largest turn is a whole one
    np.testing.assert_allclose(one(Augmentation(shading=0.5), grey), expected, atol=1e-6)


@pytest.mark.parametrize(
    ("turn", "factors"),
    [
        (0, [[1, 0.6], [1, 0.6]]),
        (np.pi / 2, [[1, 1], [0.6, 0.6]]),
        (np.pi, [[0.6, 1], [0.6, 1]]),
        (np.pi / 4, [[1, 0.8], [0.8, 0.6]]),
        (-3 * np.pi / 4, [[0.6, 0.8], [0.8, 1]]),
        # 60 degrees: cos to sin is 1 to sqrt(3)
        (np.pi / 3, [[1, 1 - 0.4 / (1 + 3**0.5)], [1 - 0.4 / (1 + 3**-0.5), 0.6]]),
    ],
)
def test_shading_is_a_factor_of_1_at_one_corner_and_of_1_minus_the_fall_at_the_opposite(
    turn, factors
):
    picture = np.float32([[0.5, 0.9], [0.25, 1.0]])
    fall, direction = tf.constant([0.4]), tf.constant([turn], tf.float32)
    shaded = augment.shaded(picture[None, ..., None], fall, direction)
    np.testing.assert_allclose(shaded[0, ..., 0], picture * factors, atol=1e-6)


def test_shading_of_every_strength_and_direction_is_drawn():
    white = np.ones((600, 9, 9, 1), np.float32)
    shaded = drawn(Augmentation(shading=0.6), white)[..., 0]
    falls = 1 - shaded.min(axis=(1, 2))
    assert 0 <= falls.min() < 0.02
    assert 0.58 < falls.max() <= 0.6 + 1e-6
    quarters = np.bincount(shaded.reshape(600, -1).argmin(axis=1) // 4, minlength=21)
    corners = quarters[[0, 2, 18, 20]]  # pixels 0, 8, 72 and 80, each darkest in a quarter
    assert corners.sum() == 600
    assert corners.min() > 110


def test_noise_has_mean_0_and_the_standard_deviation_that_is_set():
    grey = np.full((20, 64, 64, 1), 0.5, np.float32)
    added = drawn(Augmentation(noise=0.05), grey) - grey
    assert added.mean() == pytest.approx(0, abs=0.001)
    assert added.std() == pytest.approx(0.05, rel=0.02)
    neighbours = np.corrcoef(added[:, :, :-1].ravel(), added[:, :, 1:].ravel())[0, 1]
    assert abs(neighbours) < 0.02


def test_a_pen_a_pixel_thicker_is_a_grey_dilation():
    images = noise(3)
    expected = np.stack([ndimage.grey_dilation(image[..., 0], (3, 3)) for image in images])
    thicker = most(Augmentation(pen_thicker=1.0), images)
    np.testing.assert_allclose(thicker[..., 0], expected, atol=1e-6)


def test_a_pen_a_pixel_thinner_is_a_grey_erosion():
    images = noise(3)
    thinner = augment.pen_width(tf.constant(images), tf.fill([3, 1, 1, 1], -1.0)).numpy()
    expected = np.stack([ndimage.grey_erosion(image[..., 0], (3, 3)) for image in images])
    np.testing.assert_allclose(thinner[..., 0], expected, atol=1e-6)


def test_ink_is_multiplied_and_clipped_at_white():
    image = noise(1)[0, ..., 0]
    expected = np.minimum(1.4 * image, 1)
    np.testing.assert_allclose(one(Augmentation(ink_stronger=0.4), image), expected, atol=1e-6)


@pytest.mark.parametrize(
    ("settings", "least", "most"),
    [
        ({"ink_weaker": 0.3}, 0.7, 1.0),
        ({"ink_stronger": 0.3}, 1.0, 1.3),
        ({"ink_weaker": 0.2, "ink_stronger": 0.4}, 0.8, 1.4),
    ],
)
def test_ink_lies_between_its_two_numbers(settings, least, most):
    grey = np.full((500, 2, 2, 1), 0.5, np.float32)
    factors = drawn(Augmentation(**settings), grey)[:, 0, 0, 0] / 0.5
    assert least <= factors.min() < least + 0.02
    assert most - 0.02 < factors.max() <= most + 1e-6


# Images stay images.


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_change_of_nearly_0_is_the_identity(change):
    nearly = replace(PRESETS["none"], **{change.name: 1e-7})
    np.testing.assert_allclose(drawn(nearly, noise()), noise(), atol=1e-5)


def test_no_change_returns_the_images():
    np.testing.assert_array_equal(drawn(PRESETS["none"], noise()), noise())


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_the_strongest_change_leaves_images_in_range_and_shape(change, fill, channels):
    images = noise(channels=channels)
    changed = drawn(Augmentation(**{change.name: change.most}, fill=fill), images)
    assert changed.shape == images.shape
    assert changed.dtype == np.float32
    assert -1e-6 <= changed.min() <= changed.max() <= 1 + 1e-6
    assert not np.allclose(changed, images)


@pytest.mark.parametrize("fill", FILLS)
def test_all_changes_together_leave_images_images(fill):
    everything = Augmentation(**{change.name: change.most for change in CHANGES}, fill=fill)
    images = noise(channels=3)[:, :, :13]
    changed = drawn(everything, images)
    assert changed.shape == images.shape
    assert 0 <= changed.min() <= changed.max() <= 1


@pytest.mark.parametrize("name", CHANGED)
def test_the_seed_decides_the_changes(name):
    np.testing.assert_array_equal(
        drawn(PRESETS[name], noise(), 3), drawn(PRESETS[name], noise(), 3)
    )
    assert not np.array_equal(drawn(PRESETS[name], noise(), 3), drawn(PRESETS[name], noise(), 4))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_images_of_a_batch_are_changed_differently(change):
    images = np.repeat(noise(1), 8, axis=0)
    changed = drawn(Augmentation(**{change.name: change.most / 2}), images)
    assert len(np.unique(changed.round(5), axis=0)) > 1


# Presets: the very draws and operations of the versions before.


def earlier_warp(images, random, *, degrees, zoom, shear, shift):
    count, side = len(images), float(images.shape[1])
    return augment.warp(
        images,
        turn=random.uniform([count], -np.pi * degrees / 180, np.pi * degrees / 180),
        zoom=random.uniform([count, 2], 1 - zoom, 1 + zoom),
        shear=random.uniform([count], -shear, shear),
        shift=side * random.uniform([count, 2], -shift, shift),
    )


def earlier_nudge(images, random):
    return earlier_warp(images, random, degrees=7.5, zoom=0.08, shear=0.1, shift=0.05)


def earlier_digits(images, random):
    images = augment.pen_width(images, random.uniform([len(images), 1, 1, 1], -0.5, 0.75))
    return earlier_warp(images, random, degrees=12, zoom=0.15, shear=0.2, shift=0.1)


def earlier_digits_elastic(images, random):
    ink = random.uniform([len(images), 1, 1, 1], 0.8, 1.4)
    images = earlier_digits(images, random)
    images = augment.deformed(images, random.normal([len(images), 5, 5, 2], stddev=0.4))
    return tf.clip_by_value(ink * images, 0.0, 1.0)


def earlier_steel(images, random):
    count = len(images)
    for axis in (1, 2):
        chosen = random.uniform([count, 1, 1, 1]) < 0.5
        images = tf.where(chosen, tf.reverse(images, [axis]), images)
    mean = tf.reduce_mean(images, [1, 2, 3], keepdims=True)
    contrast = random.uniform([count, 1, 1, 1], 0.7, 1.3)
    brightness = random.uniform([count, 1, 1, 1], -0.25, 0.25)
    return tf.clip_by_value(mean + contrast * (images - mean) + brightness, 0.0, 1.0)


@pytest.mark.parametrize(
    ("name", "earlier"),
    [
        ("nudge", earlier_nudge),
        ("digits", earlier_digits),
        ("digits-elastic", earlier_digits_elastic),
        ("steel", earlier_steel),
    ],
)
def test_a_preset_draws_what_it_drew_in_earlier_versions(name, earlier):
    expected = earlier(tf.constant(noise()), tf.random.Generator.from_seed(7)).numpy()
    np.testing.assert_array_equal(drawn(PRESETS[name], noise(), 7), expected)
