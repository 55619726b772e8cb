"""A run's history and predictions as CSV, for spreadsheets and pandas."""

from collections.abc import Sequence

import numpy as np

from cnnviz.data import Split
from cnnviz.training.config import RunConfig
from cnnviz.training.events import History
from cnnviz.utils.csv_text import csv_text, plain_text

HISTORY, PREDICTIONS = "history.csv", "predictions.csv"
HISTORY_COLUMNS = (
    "epoch",
    "loss",
    "accuracy",
    "validation_loss",
    "validation_accuracy",
    "learning_rate",
    "seconds",
)


def history_csv(history: History, config: RunConfig) -> str:
    """Write one row per epoch; the learning rate is that of its last recorded step."""
    rows = (
        (
            each.epoch,
            each.loss,
            each.accuracy,
            each.validation_loss,
            each.validation_accuracy,
            _rate_in(history, config, each.epoch),
            each.seconds,
        )
        for each in history.epochs
    )
    return csv_text(HISTORY_COLUMNS, rows)


def _rate_in(history: History, config: RunConfig, epoch: int) -> float | str:
    """The learning rate at an epoch's end; "" where an earlier version did not record it."""
    rates = [batch.rate for batch in history.batches if batch.epoch == epoch]
    if rates and rates[-1] is not None:
        return rates[-1]
    acts = [act.value for act in history.acts if act.what == "rate" and act.at < epoch]
    if acts and acts[-1] is not None:
        return acts[-1]
    return config.learning_rate if config.schedule == "constant" else ""


def predictions_csv(split: Split, classes: Sequence[str], probabilities: np.ndarray) -> str:
    """Write one row per image: file, true class, predicted class, probability of each class.

    Parameters
    ----------
    split : Split
        The images.
    classes : sequence of str
        Their names, in the order of labels and probabilities.
    probabilities : ndarray
        float (N, classes).

    Returns
    -------
    str
        A text that a spreadsheet would run as a formula is preceded by an apostrophe.
    """
    names = [plain_text(name) for name in classes]
    header = ("file", "true", "predicted", *(f"probability of {name}" for name in classes))
    chosen = probabilities.argmax(axis=1)
    rows = (
        (plain_text(file), names[label], names[best], *map(float, row))
        for file, label, best, row in zip(
            split.files, split.labels, chosen, probabilities, strict=True
        )
    )
    return csv_text(header, rows)
