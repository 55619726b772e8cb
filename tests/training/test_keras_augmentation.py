"""The written augmentation does what the training does, and nothing that was not chosen."""

import re

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from cnnviz.training.augment import augmented
from cnnviz.training.augmentation import FILLS, PRESETS, Augmentation, parse
from cnnviz.training.image_changes import CHANGES
from cnnviz.training.keras_augmentation import augmentation_code

COUNT = 6
ARITHMETIC = [c for c in CHANGES if c.name not in ("rotate", "zoom", "shear", "shift", "crop")]


def images(channels: int = 1) -> np.ndarray:
    return np.random.default_rng(0).random((COUNT, 16, 12, channels), np.float32)


def run(augmentation: Augmentation, batch: np.ndarray) -> np.ndarray:
    names = {"keras": keras, "layers": layers, "np": np, "tf": tf}
    exec("\n".join(augmentation_code(augmentation)), names)
    data = tf.data.Dataset.from_tensor_slices(batch).batch(len(batch)).map(names["augment"])
    return next(data.as_numpy_iterator())


class SameDraws:
    """Draws for the training and for the script: the same share of every range."""

    def uniform(self, shape, minval=0.0, maxval=1.0):
        share = tf.reshape(tf.linspace(0.1, 0.9, COUNT), [COUNT] + [1] * (len(shape) - 1))
        return minval + (maxval - minval) * tf.broadcast_to(share, shape)

    def normal(self, shape, stddev=1.0):
        values = np.random.default_rng(5).normal(0, 1, [int(n) for n in shape])
        return tf.constant(stddev * values, tf.float32)


@pytest.fixture
def same_draws(monkeypatch) -> SameDraws:
    draws = SameDraws()
    monkeypatch.setattr(tf.random, "uniform", draws.uniform)
    monkeypatch.setattr(tf.random, "normal", draws.normal)
    return draws


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize("change", ARITHMETIC, ids=lambda change: change.name)
def test_a_written_change_equals_the_training_s(change, fill, same_draws):
    chosen = Augmentation(**{change.name: 0.6 * change.most}, fill=fill)
    names = {"keras": keras, "layers": layers, "np": np, "tf": tf}
    exec("\n".join(augmentation_code(chosen)), names)
    batch = tf.constant(images(3))
    expected = augmented(batch, chosen, same_draws).numpy()
    np.testing.assert_allclose(names["augment"](batch).numpy(), expected, atol=1e-5)
    assert not np.allclose(expected, batch)


def test_a_written_crop_shows_a_part_of_the_image():
    ramp = np.tile(np.linspace(0, 1, 33, dtype=np.float32), (33, 1))
    cut = run(Augmentation(crop=0.5), np.repeat(ramp[None, ..., None], 200, axis=0))
    widths = cut[:, 0, -1, 0] - cut[:, 0, 0, 0]
    assert 0.49 <= widths.min() < 0.55
    assert 0.95 < widths.max() <= 1.0001


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("rotate=10", 'layers.RandomRotation(10 / 360, fill_mode="constant")'),
        ("zoom=0.1,fill=mirror", 'layers.RandomZoom(0.1, 0.1, fill_mode="reflect")'),
        ("shear=0.2", 'layers.RandomShear(0.2, 0.0, fill_mode="constant")'),
        ("shift=0.15", 'layers.RandomTranslation(0.15, 0.15, fill_mode="constant")'),
    ],
)
def test_a_move_is_one_layer_of_keras_s(text, call):
    code = "\n".join(augmentation_code(parse(text)))
    assert re.findall(r"layers\.\w+\(.*\)", code) == [call]


@pytest.mark.parametrize("name", [name for name in PRESETS if name != "none"])
def test_a_preset_s_code_makes_other_images_of_the_same_kind(name):
    changed = run(PRESETS[name], images())
    assert changed.shape == images().shape
    assert -0.01 <= changed.min() <= changed.max() <= 1.01
    assert not np.allclose(changed, images())


def test_without_changes_nothing_is_written():
    assert augmentation_code(PRESETS["none"]) == []


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_each_change_is_explained_and_no_other_is_written(change):
    code = "\n".join(augmentation_code(Augmentation(**{change.name: change.most / 2})))
    comments = [line.strip() for line in code.splitlines() if line.strip().startswith("#")]
    described = change.described(change.most / 2)
    assert comments == [f"# {described[0].upper()}{described[1:]}."]


def test_lines_are_short_with_every_change_on():
    everything = Augmentation(**{change.name: change.most / 3 for change in CHANGES})
    assert max(map(len, augmentation_code(everything))) <= 100
