"""Inputs that belong to no class are inputs all the same."""

import numpy as np
import pytest

from cnnviz.evaluation.ood_inputs import strangers


@pytest.mark.parametrize("shape", [(28, 28, 1), (64, 64, 1), (20, 30, 3)])
def test_every_kind_is_a_batch_of_the_network_s_inputs(shape):
    for kind, images in strangers(shape).items():
        assert images.shape[1:] == shape, kind
        assert images.dtype == np.float32, kind
        assert 0 <= images.min() <= images.max() <= 1, kind
        assert len(images) > 20, kind


def test_a_network_that_reads_drawings_is_shown_doodles_and_another_one_digits():
    assert "letters and doodles" in strangers((28, 28, 1))
    assert "drawn digits" in strangers((64, 64, 1))


def test_the_same_seed_makes_the_same_inputs():
    first, second = strangers((28, 28, 1)), strangers((28, 28, 1))
    for kind in first:
        np.testing.assert_array_equal(first[kind], second[kind])
