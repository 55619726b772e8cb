"""Splits of a data set: joined, scaled, and protected."""

import numpy as np

from cnnviz.data import Split


def split(first: int, count: int) -> Split:
    numbers = np.arange(first, first + count)
    images = np.broadcast_to(numbers[:, None, None, None], (count, 2, 2, 1)).astype(np.uint8)
    return Split(images, numbers, tuple(map(str, numbers)))


def test_joined_splits_keep_images_labels_and_files_together():
    joined = Split.concatenate([split(3, 2), split(0, 3)])
    assert joined.labels.tolist() == [3, 4, 0, 1, 2]
    assert joined.images[:, 0, 0, 0].tolist() == [3, 4, 0, 1, 2]
    assert joined.files == ("3", "4", "0", "1", "2")


def test_scaled_images_are_float32_from_0_to_1():
    scaled = split(0, 256).scaled
    assert scaled.dtype == np.float32
    np.testing.assert_array_equal(scaled[:, 0, 0, 0], np.arange(256, dtype=np.float32) / 255)
