"""A run's events -> the curves that people watch."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from cnnviz.training.events import BatchEvent, EpochEvent, History

MAX_POINTS = 300  # of a curve: more than a chart is wide can tell apart


@dataclass(frozen=True)
class Curve:
    """Loss and accuracy over a training.

    Attributes
    ----------
    epoch : epochs done at each point, in parts; rising
    loss, accuracy : at each point
    """

    epoch: tuple[float, ...]
    loss: tuple[float, ...]
    accuracy: tuple[float, ...]


@dataclass(frozen=True)
class Curves:
    """What is drawn: training as it goes, validation after each epoch, over ``epochs`` epochs."""

    training: Curve
    validation: Curve
    epochs: int


def curves(history: History, epochs: int, ended: bool = False) -> Curves:
    """Make the curves of a run that is to take ``epochs`` epochs, or of what an ended one took."""
    training, validation = _training(history.batches), _validation(history.epochs)
    if ended:
        epochs = ceil(max((*training.epoch, *validation.epoch), default=epochs))
    return Curves(training, validation, epochs)


def _training(batches: Sequence[BatchEvent]) -> Curve:
    rows = np.array([(event.at, event.loss, event.accuracy) for event in batches])
    return _curve(_thinned(rows.reshape(-1, 3)))


def _validation(epochs: Sequence[EpochEvent]) -> Curve:
    rows = [(event.epoch, event.validation_loss, event.validation_accuracy) for event in epochs]
    return _curve(np.array(rows, float).reshape(-1, 3))


def _thinned(rows: np.ndarray) -> np.ndarray:
    """At most ``MAX_POINTS`` rows: each the mean of its neighbours, so that no dip is invented."""
    if len(rows) <= MAX_POINTS:
        return rows
    return np.array([part.mean(axis=0) for part in np.array_split(rows, MAX_POINTS)])


def _curve(rows: np.ndarray) -> Curve:
    epoch, loss, accuracy = (tuple(column.tolist()) for column in rows.T)
    return Curve(epoch, loss, accuracy)
