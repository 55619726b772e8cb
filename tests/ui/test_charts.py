"""Plotly figures show the numbers they were given."""

import numpy as np
import pytest

from cnnviz.evaluation.metrics import Evaluation
from cnnviz.ui.charts import MOST_NUMBERED, confusion_matrix


def evaluation(counts: np.ndarray) -> Evaluation:
    classes = tuple(f"class {n}" for n in range(len(counts)))
    return Evaluation("test", int(counts.sum()), 0.1, 0.9, classes, tuple(map(tuple, counts)))


def test_a_cell_shows_its_count_and_its_colour_the_share_of_its_row():
    heatmap = confusion_matrix(evaluation(np.array([[3, 1], [0, 5]]))).data[0]
    assert heatmap.text.tolist() == [["3", "1"], ["", "5"]]
    np.testing.assert_array_equal(heatmap.z, [[0.75, 0.25], [np.nan, 1]])


def test_each_cell_says_in_words_what_it_counts():
    heatmap = confusion_matrix(evaluation(np.array([[1200, 1], [0, 5]]))).data[0]
    assert heatmap.customdata[0][0] == "1,200 of 1,201 images of class 0 recognised"
    assert heatmap.customdata[0][1] == "1 of 1,201 images of class 0 taken for class 1"


@pytest.mark.parametrize("height", [300, 400])
def test_the_longest_number_fits_its_cell(height):
    figure = confusion_matrix(evaluation(1135 * np.eye(10, dtype=int)), height)
    cell = (height - 50) / 10
    assert 0.6 * figure.data[0].textfont.size * len("1135") <= cell


def test_a_class_without_test_images_leaves_its_row_empty():
    heatmap = confusion_matrix(evaluation(np.array([[0, 0], [0, 5]]))).data[0]
    assert np.isnan(heatmap.z[0]).all()


def test_many_classes_are_drawn_without_numbers():
    size = MOST_NUMBERED + 1
    assert confusion_matrix(evaluation(np.eye(size, dtype=int))).data[0].texttemplate is None
