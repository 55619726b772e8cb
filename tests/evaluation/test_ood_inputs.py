"""Out-of-distribution inputs have the network's input format, and are of the kinds named."""

from functools import cache

import numpy as np
import pytest

from cnnviz.evaluation import ood_inputs

DRAWING, STEEL = (28, 28, 1), (64, 64, 1)
kinds_of = cache(ood_inputs.ood_inputs)  # takes one to two seconds


@pytest.mark.parametrize("shape", [DRAWING, STEEL, (20, 30, 3)])
def test_every_kind_is_a_batch_of_the_network_s_inputs(shape):
    for kind, images in kinds_of(shape).items():
        assert images.shape[1:] == shape, kind
        assert images.dtype == np.float32, kind
        assert 0 <= images.min() <= images.max() <= 1, kind
        assert len(images) > 20, kind


def test_a_network_that_reads_drawings_is_shown_doodles_and_another_one_digits():
    assert "letters and doodles" in kinds_of(DRAWING)
    assert "drawn digits" in kinds_of(STEEL)


def test_the_same_seed_makes_the_same_inputs():
    again = ood_inputs.ood_inputs(DRAWING)
    for kind, images in kinds_of(DRAWING).items():
        np.testing.assert_array_equal(again[kind], images)


def test_blank_sheets_have_one_level_each_from_black_to_white():
    blank = kinds_of(DRAWING)["blank sheets"].reshape(-1, 28 * 28)
    assert (blank.min(axis=1) == blank.max(axis=1)).all()
    assert (blank[0, 0], blank[-1, 0]) == (0, 1)


@pytest.mark.parametrize("shape", [DRAWING, STEEL])
def test_all_other_inputs_have_contrast_and_no_two_are_alike(shape):
    for kind, images in kinds_of(shape).items():
        if kind == "blank sheets":
            continue
        assert images.std(axis=(1, 2, 3)).min() > 0.005, kind
        assert len({image.tobytes() for image in images}) == len(images), kind
