"""The confusion matrix shows the counts it was given."""

import re

import numpy as np
import pytest

from cnnviz.evaluation.metrics import Evaluation
from cnnviz.ui.confusion_matrix import MOST_NUMBERED, confusion_matrix, matrix_of_differences


def evaluation(counts: np.ndarray, name: str = "class") -> Evaluation:
    classes = tuple(f"{name} {n}" for n in range(len(counts)))
    return Evaluation("test", int(counts.sum()), 0.1, 0.9, classes, tuple(map(tuple, counts)))


def rows(html: str) -> list[list[str]]:
    """The table's cells of counts as shown, row by row."""
    lines = re.findall(r"<tr>(.*?)</tr>", html)[:-2]  # the last two name the predicted classes
    cells = (re.findall(r"<td [^>]*>(.*?)</td>", line) for line in lines)
    return [[re.sub("<.*?>", "", cell) for cell in line] for line in cells]


def test_rows_are_true_classes_and_cells_without_images_stay_empty():
    html = confusion_matrix(evaluation(np.array([[3, 1], [0, 5]])))
    assert rows(html) == [["3", "1"], ["", "5"]]
    assert html.count("background") == 3


def test_a_cells_colour_is_its_share_of_the_row():
    html = confusion_matrix(evaluation(np.array([[30, 10], [1, 3]])))
    colours = re.findall(r"background:(rgb\(.*?\))", html)
    assert colours[0] == colours[3] != colours[1] == colours[2]


def test_each_cell_says_in_words_what_it_counts():
    html = confusion_matrix(evaluation(np.array([[1200, 1], [0, 5]])))
    assert re.findall('title="(.*?)"', html) == [
        "1,200 of 1,201 images of class 0 classified correctly",
        "1 of 1,201 images of class 0 classified as class 1",
        "5 of 5 images of class 1 classified correctly",
    ]


@pytest.mark.parametrize("height", [300, 400])
def test_the_longest_number_fits_its_cell(height):
    html = confusion_matrix(evaluation(1135 * np.eye(10, dtype=int)), height)
    cell = float(re.search(r"--cell:min\(([\d.]+)px", html)[1])
    least, share = re.search(r"--number:min\((\d+)px,calc\(var\(--cell\)/([\d.]+)\)", html).groups()
    assert 0.6 * min(float(least), cell / float(share)) * len("1135") <= cell


def test_many_classes_are_drawn_without_numbers():
    size = MOST_NUMBERED + 1
    shown = rows(confusion_matrix(evaluation(np.eye(size, dtype=int))))
    assert shown == [[""] * size] * size


def test_class_names_are_escaped():
    assert "<b>" not in confusion_matrix(evaluation(np.eye(2, dtype=int), "<b>x</b>"))


def test_a_difference_has_whole_points_in_its_cell_and_tenths_in_its_tooltip():
    first, second = np.array([[9, 0], [0, 9]]), np.array([[6, 3], [0, 9]])
    html = matrix_of_differences(evaluation(first), evaluation(second), ("a", "b"))
    assert rows(html) == [["\u221233", "+33"], ["", ""]]
    assert "class 0 classified as class 1: +33.3 percentage points in b against a" in html
