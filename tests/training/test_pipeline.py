"""Images on their way into the network: each once an epoch, in the seed's order, scaled."""

import numpy as np
import pytest

from cnnviz.data import Split
from cnnviz.training.augmentation import PRESETS
from cnnviz.training.config import RunConfig
from cnnviz.training.pipeline import ITERATORS, training_batches, validation_batches

COUNT = 23


@pytest.fixture
def split() -> Split:
    images = np.arange(COUNT, dtype=np.uint8).reshape(COUNT, 1, 1, 1).repeat(3, axis=1)
    return Split(images, np.arange(COUNT), tuple(map(str, range(COUNT))))


def labels_of(batches) -> list[int]:
    return np.concatenate([labels for _, labels in batches]).tolist()


def epochs_of(split: Split, config: RunConfig, count: int, done: int = 0) -> list[list]:
    """The batches of some epochs as Keras's ``fit`` takes them."""
    batches = training_batches(split, config, done)
    each = [[batches.as_numpy_iterator() for _ in range(ITERATORS)] for _ in range(count)]
    return [list(iterators[-1]) for iterators in each]


def test_every_image_comes_once_an_epoch_with_its_label_scaled_to_1(split):
    for epoch in epochs_of(split, RunConfig(batch_size=5), 2):
        images, labels = map(np.concatenate, zip(*epoch, strict=True))
        assert [len(each) for _, each in epoch] == [5, 5, 5, 5, 3]
        assert sorted(labels) == list(range(COUNT))
        assert images.dtype == np.float32
        np.testing.assert_array_equal(images[:, 0, 0, 0], labels.astype(np.float32) / 255)


def test_each_epoch_has_another_order_and_the_seed_repeats_them_all(split):
    first, again, other = (
        [labels_of(epoch) for epoch in epochs_of(split, RunConfig(seed=seed), 2)]
        for seed in (1, 1, 2)
    )
    assert first[0] != first[1]
    assert again == first
    assert other[0] != first[0]


@pytest.mark.parametrize("name", PRESETS)
def test_batches_after_some_epochs_are_those_of_a_training_that_was_never_interrupted(name):
    images = np.random.default_rng(0).integers(0, 256, (8, 16, 16, 1), np.uint8)
    split = Split(images, np.arange(8), tuple(map(str, range(8))))
    config = RunConfig(augmentation=PRESETS[name], batch_size=3)
    *_, expected = epochs_of(split, config, 3)
    (continued,) = epochs_of(split, config, 1, done=2)
    for (ours, ours_labels), (theirs, theirs_labels) in zip(continued, expected, strict=True):
        np.testing.assert_array_equal(ours, theirs)
        np.testing.assert_array_equal(ours_labels, theirs_labels)


def test_validation_keeps_the_order_and_changes_no_image(split):
    batches = validation_batches(split, RunConfig(augmentation=PRESETS["steel"], batch_size=4))
    assert labels_of(batches.as_numpy_iterator()) == list(range(COUNT))


def test_augmentation_is_new_in_every_epoch():
    images = np.random.default_rng(0).integers(0, 256, (8, 16, 16, 1), np.uint8)
    split = Split(images, np.arange(8), tuple(map(str, range(8))))
    epochs = epochs_of(split, RunConfig(augmentation=PRESETS["digits"]), 2)
    first, second = (dict(zip(labels, images, strict=True)) for ((images, labels),) in epochs)
    assert not any(np.allclose(first[n], second[n]) for n in range(8))
