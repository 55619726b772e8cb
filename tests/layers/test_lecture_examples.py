"""The lectures' examples give what the lectures print, worked by hand, and what SciPy computes."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from cnnviz.layers.lecture_examples import EXAMPLES, IMAGE_6, LectureExample
from cnnviz.layers.window import MAX_POOLING, checked, slide
from cnnviz.utils.number_text import read_numbers

PRINTED = {
    "2 × 2 kernel on 3 × 3": [[19, 25], [37, 43]],
    "Diagonal filter on 6 × 6": [
        [3, -1, -3, -1],
        [-3, 1, 0, -3],
        [-3, -3, 0, 1],
        [3, -2, -2, -1],
    ],
    "Diagonal filter, stride 2": [[3, -3], [-3, 0]],
    "Filter 2 on 6 × 6": [
        [-1, -1, -1, -1],
        [-1, -1, -2, 1],
        [-1, -1, -2, 1],
        [-1, 0, -4, 3],
    ],
    "Filter 2, stride 2": [[-1, -1], [-1, -2]],
    "Sharpening, zero padding": [
        [114, 328, -26, 470, 158],
        [53, 266, -61, -30, 344],
        [403, 116, -47, 295, 244],
        [108, -135, 256, -128, 344],
        [314, 346, 279, 153, 421],
    ],
    "X-shaped kernel on 5 × 5": [[4, 3, 4], [2, 4, 3], [2, 3, 4]],
    "Padding 1, stride 2 on 5 × 5": [[6, 17, 3], [8, 17, 13], [6, 4, 4]],
    "One dimension, kernel 1, 3, 0, −1": [[4, 1, 5, 4]],
    "Max pooling of 4 × 4": [[7, 3], [9, 3]],
    "Average pooling of 4 × 4": [[3, 1.5], [5, 1.5]],
    "Lecture 003: max pooling": [[3, 0], [3, 1]],
    "Lecture 003: average pooling": [[0, -1.75], [-1.25, -0.5]],
}


def output(example: LectureExample) -> np.ndarray:
    return slide(example.settings, example.cells, example.weights).output[0]


def by_scipy(example: LectureExample) -> np.ndarray:
    settings, plane = example.settings, example.cells[0]
    padded = np.pad(plane, [settings.pads(0), settings.pads(1)])
    stride = settings.stride
    if settings.weighted:
        return correlate2d(padded, example.weights[0, 0], "valid")[:: stride[0], :: stride[1]]
    blocks = padded.reshape(2, 2, 2, 2).swapaxes(1, 2)
    return (np.max if settings.operation == MAX_POOLING else np.mean)(blocks, axis=(2, 3))


def test_every_example_is_worked_by_hand():
    assert set(PRINTED) == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_gives_what_the_lecture_prints(name):
    assert output(EXAMPLES[name]).tolist() == PRINTED[name]


@pytest.mark.parametrize("name", EXAMPLES)
def test_scipy_computes_the_same(name):
    np.testing.assert_allclose(output(EXAMPLES[name]), by_scipy(EXAMPLES[name]))


def test_the_pooled_map_of_lecture_003_is_the_diagonal_filters_output():
    made = output(EXAMPLES["Diagonal filter on 6 × 6"])
    assert EXAMPLES["Lecture 003: max pooling"].cells[0].tolist() == made.tolist()


def test_the_image_is_the_one_of_the_lecture():
    lines = "100001/010010/001100/100010/010010/001010"
    assert read_numbers(IMAGE_6).tolist() == read_numbers(lines).tolist()


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=lambda example: example.name)
def test_the_settings_are_valid_and_have_the_numbers_sizes(example):
    assert checked(example.settings) == example.settings
    assert example.cells.shape == (1, *example.settings.size)
    assert example.weights.shape == example.settings.weight_shape
    assert example.note.endswith(".")
