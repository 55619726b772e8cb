"""The lessons with real pictures: answers counted from the shipped cards' own files."""

import json

import keras
import pytest

from cnnviz.course.lessons import projects, steel
from cnnviz.utils import paths


def card_of(name):
    return json.loads((paths.ROOT / f"models/{name}.json").read_text("utf-8"))


def values(question):
    return {slip.value for slip in question.slips}


def wrong_digits():
    matrix = card_of("mnist")["test"]["confusion"]
    return sum(count for r, row in enumerate(matrix) for c, count in enumerate(row) if r != c)


def test_the_wrong_digits_are_those_beside_the_diagonal():
    question = projects.mnist().cards[0].question
    assert question.answer == wrong_digits()


def test_the_slips_on_digits_are_percent_a_place_too_many_and_the_right_ones():
    question = projects.mnist().cards[0].question
    wrong = wrong_digits()
    assert sorted(values(question)) == pytest.approx(
        sorted([wrong / 100, wrong * 10, 10_000 - wrong])
    )


def test_a_seven_is_wanted():
    question = projects.mnist().cards[1].question
    assert question.judge("7").right
    assert "The network saw a 1." in question.judge("1").reason


def test_always_shirt_is_right_in_10_percent():
    question = projects.clothing().cards[0].question
    assert question.answer == 100 * (1000 / 10_000)
    assert values(question) == {0, 50, 100}


def test_the_network_without_convolution_has_the_fewest_parameters():
    layers = keras.layers
    flat, pool = layers.Flatten, layers.MaxPool2D
    stacks = (
        [flat(), layers.Dense(128)],
        [layers.Conv2D(32, 3), pool(), flat(), layers.Dense(32)],
        [
            layers.Conv2D(32, 3, padding="same"),
            pool(),
            layers.Conv2D(64, 3, padding="same"),
            pool(),
            flat(),
            layers.Dense(128),
        ],
    )
    counts = [
        keras.Sequential([keras.Input((28, 28, 1)), *stack, layers.Dense(10)]).count_params()
        for stack in stacks
    ]
    options = projects.clothing().cards[1].question.options
    assert all(f"{count:,}" in each.reason for count, each in zip(counts, options, strict=True))
    assert [each.right for each in options] == [count == min(counts) for count in counts]


def test_the_most_frequent_mistake_on_steel_is_found_in_the_matrix():
    matrix = card_of("neu")["test"]["confusion"]
    mistakes = {
        (r, c): count for r, row in enumerate(matrix) for c, count in enumerate(row) if r != c
    }
    question = steel.steel().cards[1].question
    (place,) = question.right
    assert mistakes[place] == max(mistakes.values())
    assert list(mistakes.values()).count(mistakes[place]) == 1
    diagonal, mirrored = question.slips
    assert set(diagonal.places) == {(at, at) for at in range(6)}
    assert mirrored.places == (place[::-1],)


def test_18_right_of_24_reports_are_a_precision_of_75_percent():
    question = steel.steel().cards[2].question
    assert question.answer == pytest.approx(75)
    assert sorted(values(question)) == pytest.approx(
        sorted([18 / 20 * 100, 6 / 24 * 100, 20 / 24 * 100])
    )
