"""The lessons on a network's end: answers and slips by hand and by SciPy."""

import pytest
from scipy.special import softmax

from cnnviz.course.lessons import outputs


def values(question):
    return {slip.value for slip in question.slips}


def test_flattening_7_by_7_by_64_gives_3136():
    question = outputs.flatten_and_dense().cards[0].question
    assert question.answer == 7 * 7 * 64
    assert values(question) == {7 * 7, 64, 7 + 7 + 64}


def test_the_dense_unit_gives_5():
    question = outputs.flatten_and_dense().cards[1].question
    assert question.answer == 2 * 3 + 0 * 5 + 1 * -2 + 1
    assert values(question) == {
        2 * 3 + 0 * 5 + 1 * -2,
        2 * 3 + 0 * 5 + 1 * 2 + 1,
        2 * 3 + 5 + 1 * -2 + 1,
        3 + 5 - 2 + 1,
    }


def test_the_first_of_three_scores_gets_84_percent():
    question = outputs.softmax().cards[1].question
    assert question.answer == pytest.approx(softmax([3, 1, 0])[0], abs=0.005)
    assert values(question) == {3 / 4, 20.09, round(20.0855 / 3.7183, 2), 1}


def test_the_rounded_and_the_exact_probability_are_both_right():
    question = outputs.softmax().cards[1].question
    assert question.judge(softmax([3, 1, 0])[0]).right
    assert question.judge(0.84).right


def test_scores_that_grow_alike_keep_their_probabilities():
    assert softmax([13, 11, 10]) == pytest.approx(softmax([3, 1, 0]))
    assert outputs.softmax().cards[2].question.solution == "They stay as they are"
