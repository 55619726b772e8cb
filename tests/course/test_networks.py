"""The lessons on receptive fields, blocks and features: fields found by changing pixels."""

import numpy as np
from scipy.ndimage import maximum_filter

from cnnviz.course.lessons import fields, networks


def conv(picture):
    """A convolution of 3 × 3 ones: what it adds is never cancelled."""
    padded = np.pad(picture, 1)
    return sum(
        padded[i : i + len(picture), j : j + len(picture)] for i in range(3) for j in range(3)
    )


def pool(picture):
    return maximum_filter(picture, 2, origin=-1)[::2, ::2]


def width(*layers):
    """How many columns change the value of a unit in the middle."""
    changed = []
    for col in range(32):
        picture = np.zeros((32, 32))
        picture[:, col] = 1
        for layer in layers:
            picture = layer(picture)
        middle = len(picture) // 2
        changed.append(picture[middle, middle] != 0)
    return sum(changed)


def test_three_convolutions_see_7_pixels():
    question = fields.receptive_field().cards[1].question
    assert question.answer == width(conv, conv, conv) == 7
    assert {slip.value for slip in question.slips} == {
        3 * 3,
        width(conv),
        width(conv, conv),
        7 * 7,
        3 * 3 * 3,
    }


def test_a_convolution_behind_a_pooling_sees_8_pixels():
    question = fields.receptive_field().cards[2].question
    assert question.answer == width(conv, pool, conv) == 8
    assert {slip.value for slip in question.slips} == {
        width(conv, pool) + 2,
        width(conv, conv),
        3 * width(conv, pool),
    }


def test_a_block_leaves_6272_values():
    question = networks.layer_block().cards[1].question
    assert question.answer == 14 * 14 * 32
    assert {slip.value for slip in question.slips} == {
        28 * 28 * 32,
        14 * 28 * 32,
        14 * 14,
        28 * 28,
    }


def test_only_the_convolution_learns():
    assert networks.layer_block().cards[0].question.solution == "The convolution"


def test_the_first_convolution_has_larger_maps_than_the_last():
    text = networks.stacked_features().cards[1].text
    assert "32 maps of 24 × 24" in text
    assert "128 of 5 × 5" in text
