"""Images on their way into the network: each once an epoch, in the seed's order, scaled."""

import numpy as np
import pytest

from cnnviz.data import Split
from cnnviz.training.augmentation import PRESETS
from cnnviz.training.config import RunConfig
from cnnviz.training.pipeline import training_batches, validation_batches

COUNT = 23


@pytest.fixture
def split() -> Split:
    images = np.arange(COUNT, dtype=np.uint8).reshape(COUNT, 1, 1, 1).repeat(3, axis=1)
    return Split(images, np.arange(COUNT), tuple(map(str, range(COUNT))))


def labels_of(batches) -> list[int]:
    return np.concatenate([labels for _, labels in batches.as_numpy_iterator()]).tolist()


def test_every_image_comes_once_an_epoch_with_its_label_scaled_to_1(split):
    batches = training_batches(split, RunConfig(batch_size=5))
    images, labels = map(np.concatenate, zip(*batches.as_numpy_iterator(), strict=True))
    assert sorted(labels) == list(range(COUNT))
    assert images.dtype == np.float32
    np.testing.assert_array_equal(images[:, 0, 0, 0], labels.astype(np.float32) / 255)


def test_each_epoch_has_another_order_and_the_seed_repeats_them_all(split):
    first, again, other = (training_batches(split, RunConfig(seed=seed)) for seed in (1, 1, 2))
    epochs = [labels_of(first) for _ in range(2)]
    assert epochs[0] != epochs[1]
    assert [labels_of(again) for _ in range(2)] == epochs
    assert labels_of(other) != epochs[0]


@pytest.mark.parametrize("name", [name for name in PRESETS if name != "none"])
def test_the_seed_repeats_augmented_images(name):
    images = np.random.default_rng(0).integers(0, 256, (8, 16, 16, 1), np.uint8)
    split = Split(images, np.arange(8), tuple(map(str, range(8))))
    config = RunConfig(augmentation=PRESETS[name])
    first, again = (next(training_batches(split, config).as_numpy_iterator())[0] for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_validation_keeps_the_order_and_changes_no_image(split):
    batches = validation_batches(split, RunConfig(augmentation=PRESETS["steel"], batch_size=4))
    assert labels_of(batches) == list(range(COUNT))


def test_augmentation_is_new_in_every_epoch():
    images = np.random.default_rng(0).integers(0, 256, (8, 16, 16, 1), np.uint8)
    split = Split(images, np.arange(8), tuple(map(str, range(8))))
    batches = training_batches(split, RunConfig(augmentation=PRESETS["digits"]))
    first, second = (next(batches.as_numpy_iterator()) for _ in range(2))
    by_label = [dict(zip(labels, images, strict=True)) for images, labels in (first, second)]
    assert not any(np.allclose(by_label[0][n], by_label[1][n]) for n in range(8))
