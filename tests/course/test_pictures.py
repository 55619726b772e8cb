"""The lessons on pictures: each answer and slip, worked out in another way."""

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_sample_image

from cnnviz.course.lessons import pictures

CELLS = [[int(cell) for cell in row.split()] for row in pictures.DIGIT.split("/")]


def test_python_finds_the_value_that_is_told():
    question = pictures.pixels().cards[1].question
    row, col = question.solution
    assert f"image[{row}, {col}]" in question.ask
    assert f"value is {CELLS[row][col]}." in question.reason


def test_the_slips_on_a_pixel_exchange_the_axes_and_count_from_1():
    question = pictures.pixels().cards[1].question
    row, col = question.solution
    places = [slip.places for slip in question.slips]
    assert places == [((col, row),), ((row - 1, col - 1),), ((col - 1, row - 1),)]


def test_the_value_in_0_to_1_is_a_share_of_255():
    question = pictures.pixels().cards[2].question
    assert question.answer == pytest.approx(153 / 255)
    assert [slip.value for slip in question.slips] == pytest.approx([1.53, 153, 1 - 153 / 255])


def test_the_temple_has_three_numbers_per_pixel():
    height, width, _ = load_sample_image("china.jpg").shape
    question = pictures.colour().cards[1].question
    assert question.answer == height * width * 3
    assert [slip.value for slip in question.slips] == [
        height * width,
        height * width + 3,
        height + width + 3,
    ]


def test_the_shares_of_the_colours_are_pillows():
    grey = np.asarray(Image.fromarray(np.eye(3, dtype=np.uint8)[None] * 255).convert("L"))
    assert list(pictures.weights().values()) == pytest.approx(grey[0] / 255, abs=0.005)


def test_green_becomes_the_brightest_grey():
    assert pictures.colour().cards[2].question.solution == "Green"
