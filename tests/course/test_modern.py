"""The lessons on normalisation, dropout, residuals and transposed convolution, against Keras."""

import keras
import numpy as np
import pytest

from cnnviz.course.lessons import connections, regularisation


def values(question):
    return {slip.value for slip in question.slips}


def test_batch_normalisation_makes_2_of_the_9():
    question = regularisation.batch_norm().cards[1].question
    batch = np.array([2, 4, 4, 4, 5, 5, 7, 9], "float32")[:, None]
    layer = keras.layers.BatchNormalization(epsilon=0)
    assert question.answer == pytest.approx(float(layer(batch, training=True)[-1, 0]))
    assert values(question) == {9 - 5, 9 / 2, (9 - 5) / 2**2, (5 - 9) / 2}


def test_dropout_passes_on_5_of_a_kept_4():
    question = regularisation.dropout().cards[0].question
    dropped = np.asarray(keras.layers.Dropout(0.2, seed=0)(np.full(100, 4.0), training=True))
    assert dropped[dropped != 0] == pytest.approx(question.answer)
    assert sorted(values(question)) == pytest.approx(sorted([4.0, 4 * 0.8, 4 / 0.2, 0.0]))


def test_a_trained_network_drops_nothing():
    kept = keras.layers.Dropout(0.2)(np.ones(100))
    assert (np.asarray(kept) == 1).all()
    question = regularisation.dropout().cards[1].question
    assert question.solution == "Nothing: it passes it on"


def test_a_residual_connection_makes_2_of_3_and_minus_1():
    question = connections.residual().cards[0].question
    assert question.answer == float(keras.layers.add([np.array([3.0]), np.array([-1.0])])[0])
    assert values(question) == {-1, 3 + 1, 3 * -1, 3}


@pytest.mark.parametrize(
    ("number", "settings"),
    [
        (0, {"filters": 8, "padding": "same"}),
        (1, {"filters": 16, "padding": "same"}),
        (2, {"filters": 8, "padding": "valid"}),
        (3, {"filters": 8, "padding": "same", "strides": 2}),
    ],
)
def test_only_the_branch_that_keeps_the_shape_can_be_added(number, settings):
    branch = keras.Sequential(
        [keras.Input((28, 28, 8)), *(keras.layers.Conv2D(kernel_size=3, **settings) for _ in "12")]
    )
    option = connections.residual().cards[1].question.options[number]
    assert option.right == (branch.output_shape == (None, 28, 28, 8))


def stamped():
    """How many stamps lie on each cell: a transposed convolution of ones by ones."""
    ones = np.ones((1, 2, 2, 1), "float32")
    kernel = np.ones((3, 3, 1, 1), "float32")
    return np.asarray(keras.ops.conv_transpose(ones, kernel, 2))[0, :, :, 0]


def test_a_transposed_convolution_makes_5_of_2():
    question = connections.transposed().cards[0].question
    assert question.answer == len(stamped())
    assert values(question) == {2 * 2, 2 * 3}


def test_four_stamps_lie_on_the_centre():
    question = connections.transposed().cards[1].question
    assert question.right == tuple(map(tuple, np.argwhere(stamped() == 4).tolist()))
    two, one = (slip.places for slip in question.slips)
    assert set(two) == set(map(tuple, np.argwhere(stamped() == 2).tolist()))
    assert set(one) == set(map(tuple, np.argwhere(stamped() == 1).tolist()))
