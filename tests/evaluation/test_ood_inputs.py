"""Out-of-distribution inputs have the network's input format, and are of the kinds named."""

import numpy as np
import pytest

from cnnviz.evaluation.ood_inputs import ood_inputs


@pytest.mark.parametrize("shape", [(28, 28, 1), (64, 64, 1), (20, 30, 3)])
def test_every_kind_is_a_batch_of_the_network_s_inputs(shape):
    for kind, images in ood_inputs(shape).items():
        assert images.shape[1:] == shape, kind
        assert images.dtype == np.float32, kind
        assert 0 <= images.min() <= images.max() <= 1, kind
        assert len(images) > 20, kind


def test_a_network_that_reads_drawings_is_shown_doodles_and_another_one_digits():
    assert "letters and doodles" in ood_inputs((28, 28, 1))
    assert "drawn digits" in ood_inputs((64, 64, 1))


def test_the_same_seed_makes_the_same_inputs():
    first, second = ood_inputs((28, 28, 1)), ood_inputs((28, 28, 1))
    for kind in first:
        np.testing.assert_array_equal(first[kind], second[kind])


def test_blank_sheets_have_one_level_each_from_black_to_white():
    blank = ood_inputs((28, 28, 1))["blank sheets"].reshape(-1, 28 * 28)
    assert (blank.min(axis=1) == blank.max(axis=1)).all()
    assert (blank[0, 0], blank[-1, 0]) == (0, 1)


@pytest.mark.parametrize("shape", [(28, 28, 1), (64, 64, 1)])
def test_all_other_inputs_have_contrast_and_no_two_are_alike(shape):
    kinds = ood_inputs(shape)
    del kinds["blank sheets"]
    for kind, images in kinds.items():
        assert images.std(axis=(1, 2, 3)).min() > 0.005, kind
        assert len({image.tobytes() for image in images}) == len(images), kind
