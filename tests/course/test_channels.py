"""The lessons on depth and on dense layers: answers and slips counted from Keras's weights."""

import keras
import numpy as np

from cnnviz.course.lessons import channels


def values(question):
    return {slip.value for slip in question.slips}


def parameters(shape, *layers):
    return keras.Sequential([keras.Input(shape), *layers]).count_params()


def test_8_filters_over_3_channels_have_224_numbers():
    question = channels.depth().cards[1].question
    assert question.answer == parameters((5, 5, 3), keras.layers.Conv2D(8, 3)) == 224


def test_the_slips_on_depth_forget_biases_channels_filters_or_have_too_many_biases():
    conv = keras.layers.Conv2D
    assert values(channels.depth().cards[1].question) == {
        parameters((5, 5, 3), conv(8, 3, use_bias=False)),
        parameters((5, 5, 1), conv(8, 3)),
        3 * parameters((5, 5, 1), conv(8, 3)),
        parameters((5, 5, 3), conv(1, 3)),
    }


def test_a_dense_unit_over_a_digit_has_785_numbers():
    question = channels.against_dense().cards[0].question
    flat = (keras.layers.Flatten(), keras.layers.Dense(1))
    assert question.answer == parameters((28, 28, 1), *flat)
    assert values(question) == {
        28 * 28,
        28 + 28 + 1,
        parameters((5, 5, 1), keras.layers.Conv2D(1, 3)),
    }


def test_a_dense_unit_over_the_lectures_photograph_has_51909024_weights():
    assert np.prod(channels.PHOTOGRAPH) == 51_909_024
    assert "51,909,024" in channels.against_dense().cards[1].text


def test_a_filter_over_the_same_photograph_has_27():
    question = channels.against_dense().cards[1].question
    conv = keras.layers.Conv2D(1, 3, use_bias=False)
    assert question.solution == str(parameters((5, 5, 3), conv))
    assert [option.text for option in question.options[1:]] == ["9", "17,286,280", "51,909,024"]


def test_the_room_beside_that_question_has_the_photographs_height_and_width():
    link = channels.against_dense().cards[1].link
    assert (int(link["l_height"]), int(link["l_width"])) == channels.PHOTOGRAPH[:2]
