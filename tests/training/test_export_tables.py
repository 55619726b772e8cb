import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.data import Split
from cnnviz.training.config import RunConfig
from cnnviz.training.events import EpochEvent, History
from cnnviz.training.export.tables import history_csv, predictions_csv

HISTORY = History(epochs=(EpochEvent(1, 0.5, 0.75, 0.625, 0.5, 2.5, 2.5),))


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def split(files, labels) -> Split:
    return Split(np.zeros((len(files), 2, 2, 1), np.uint8), np.array(labels), tuple(files))


def test_the_history_has_one_row_per_epoch():
    assert rows(history_csv(HISTORY, RunConfig(learning_rate=0.01))) == [
        [
            "epoch",
            "loss",
            "accuracy",
            "validation_loss",
            "validation_accuracy",
            "learning_rate",
            "seconds",
        ],
        ["1", "0.5", "0.75", "0.625", "0.5", "0.01", "2.5"],
    ]


def test_a_learning_rate_that_changes_in_every_step_is_left_empty():
    assert rows(history_csv(HISTORY, RunConfig(schedule="one-cycle")))[1][5] == ""


def test_predictions_have_one_row_per_image_and_one_column_per_class():
    probabilities = np.array([[0.25, 0.75], [0.875, 0.125]])
    text = predictions_csv(split(["a/1.png", "b,2.png"], [0, 0]), ("cat", "dog"), probabilities)
    assert rows(text) == [
        ["file", "true", "predicted", "probability of cat", "probability of dog"],
        ["a/1.png", "cat", "dog", "0.25", "0.75"],
        ["b,2.png", "cat", "cat", "0.875", "0.125"],
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_name_is_never_a_formula(start):
    text = predictions_csv(
        split([f"{start}1.png"], [0]), (f"{start}x", "y"), np.array([[0.9, 0.1]])
    )
    _, cells = rows(text)
    assert cells[:3] == [f"'{start}1.png", f"'{start}x", f"'{start}x"]


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=5))
def test_any_file_name_is_read_back(files):
    probabilities = np.tile([0.5, 0.5], (len(files), 1))
    _, *cells = rows(predictions_csv(split(files, [0] * len(files)), ("a", "b"), probabilities))
    assert [row[0].removeprefix("'") for row in cells] == [file.removeprefix("'") for file in files]
