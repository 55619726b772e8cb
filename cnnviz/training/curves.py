"""Learning curves from a run's events."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from cnnviz.training.events import BatchEvent, EpochEvent, History

MAX_POINTS = 300  # per curve; more could not be told apart on screen


@dataclass(frozen=True)
class Curve:
    """Loss and accuracy over a training.

    Attributes
    ----------
    epoch : tuple of float
        Epochs done at each point, including the fraction of the current one; increasing.
    loss, accuracy : tuple of float
        The values at each point.
    """

    epoch: tuple[float, ...]
    loss: tuple[float, ...]
    accuracy: tuple[float, ...]


@dataclass(frozen=True)
class Curves:
    """The training curve, and the validation curve with one point per epoch.

    Attributes
    ----------
    training, validation : Curve
        Both curves.
    epochs : int
        Length of the horizontal axis.
    """

    training: Curve
    validation: Curve
    epochs: int


def curves(history: History, epochs: int, ended: bool = False) -> Curves:
    """Make the curves of a run of ``epochs`` epochs; an ended run may have taken fewer."""
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
    """Average neighbouring rows, so that at most ``MAX_POINTS`` are left."""
    if len(rows) <= MAX_POINTS:
        return rows
    return np.array([part.mean(axis=0) for part in np.array_split(rows, MAX_POINTS)])


def _curve(rows: np.ndarray) -> Curve:
    epoch, loss, accuracy = (tuple(column.tolist()) for column in rows.T)
    return Curve(epoch, loss, accuracy)
