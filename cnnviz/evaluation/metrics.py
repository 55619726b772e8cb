"""Metrics of a model on labelled images: loss, accuracy, confusion, calibration."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from cnnviz.evaluation.baselines import Baselines
from cnnviz.evaluation.calibration import expected_calibration_error
from cnnviz.utils.errors import InputError

LEAST_PROBABILITY = 1e-7  # as in Keras: the loss of a class given probability 0 stays finite


@dataclass(frozen=True)
class Wrong:
    """One misclassified image.

    Attributes
    ----------
    index : int
        Position of the image in its split.
    label, predicted : int
        Indices of the true and of the predicted class.
    probability : float
        Probability of the predicted class, in [0, 1].
    """

    index: int
    label: int
    predicted: int
    probability: float


@dataclass(frozen=True)
class Evaluation:
    """The result of an evaluation.

    Attributes
    ----------
    split : str
        Which images: "test", "validation", "train" or "all".
    n : int
        Number of images.
    loss : float
        Mean cross-entropy, in nats.
    accuracy : float
        Share of images whose most probable class is the true one, in [0, 1].
    classes : tuple of str
        Class names in the order of the matrix.
    confusion : tuple of tuple of int
        (classes, classes): one row per true class, one column per predicted class.
    wrong : tuple of Wrong
        The misclassified images, the most confident first.
    calibration_error : float or None
        Expected calibration error, in [0, 1]; None in runs of older versions.
    baselines : Baselines or None
        Accuracies on the same images without a network; None in runs of older versions.
    trained_on : int or None
        Number of training images; None in runs of older versions.
    tested_on : str
        Fingerprint of the images evaluated on; empty in runs of older versions.
    """

    split: str
    n: int
    loss: float
    accuracy: float
    classes: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    wrong: tuple[Wrong, ...] = ()
    calibration_error: float | None = None
    baselines: Baselines | None = None
    trained_on: int | None = None
    tested_on: str = ""

    def to_json(self) -> str:
        """Write the evaluation as one line of JSON, read back by ``from_json``."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Evaluation":
        """Read what ``to_json`` wrote.

        Raises
        ------
        InputError
            If it is anything else.
        """
        try:
            data = json.loads(text)
            evaluation = cls(
                **data
                | {
                    "classes": tuple(data["classes"]),
                    "confusion": tuple(map(tuple, data["confusion"])),
                    "wrong": tuple(Wrong(**wrong) for wrong in data["wrong"]),
                    "baselines": Baselines(**data["baselines"]) if data.get("baselines") else None,
                }
            )
            valid = evaluation._is_valid()
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            valid = False
        if not valid:
            raise InputError("an evaluation must be the JSON that cnnviz writes")
        return evaluation

    def _is_valid(self) -> bool:
        """Whether all values have their types and ranges, and the matrix has a row per class."""
        size = len(self.classes)
        return (
            isinstance(self.split, str)
            and _is_count(self.n)
            and _is_number(self.loss)
            and _is_share(self.accuracy)
            and size > 0
            and all(isinstance(name, str) for name in self.classes)
            and len(self.confusion) == size
            and all(len(row) == size and all(map(_is_count, row)) for row in self.confusion)
            and all(
                _is_count(wrong.index)
                and _is_count(wrong.label)
                and _is_count(wrong.predicted)
                and max(wrong.label, wrong.predicted) < size
                and _is_share(wrong.probability)
                for wrong in self.wrong
            )
            and (self.calibration_error is None or _is_share(self.calibration_error))
            and isinstance(self.tested_on, str)
            and (self.trained_on is None or _is_count(self.trained_on))
            and (self.baselines is None or all(map(_is_share, asdict(self.baselines).values())))
        )


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**63


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) < 2**63 and isfinite(value)


def _is_share(value: Any) -> bool:
    return _is_number(value) and 0 <= value <= 1


def evaluate(
    probabilities: np.ndarray, labels: np.ndarray, classes: tuple[str, ...], split: str
) -> Evaluation:
    """Compare predicted probabilities with the true labels.

    Parameters
    ----------
    probabilities : ndarray
        float (N, classes) in [0, 1], N at least 1; each row sums to 1.
    labels : ndarray
        int (N,), the true classes, 0 to ``len(classes) - 1``.
    classes : tuple of str
        Class names.
    split : str
        Which images they are, for the record.

    Returns
    -------
    Evaluation
        All metrics.

    Examples
    --------
    >>> result = evaluate(np.array([[0.9, 0.1], [0.6, 0.4]]), np.array([0, 1]), ("a", "b"), "test")
    >>> result.accuracy, result.confusion
    (0.5, ((1, 0), (1, 0)))
    """
    from sklearn.metrics import confusion_matrix  # not needed to read an evaluation

    predicted = probabilities.argmax(axis=1)
    confusion = confusion_matrix(labels, predicted, labels=range(len(classes)))
    # Not sklearn's log_loss, which cuts probabilities at the type's smallest step.
    true = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return Evaluation(
        split,
        len(labels),
        loss=float(-np.log(np.maximum(true, LEAST_PROBABILITY)).mean()),
        accuracy=float((predicted == labels).mean()),
        classes=classes,
        confusion=tuple(map(tuple, confusion.tolist())),
        wrong=_errors(probabilities, predicted, labels),
        calibration_error=expected_calibration_error(probabilities, labels),
    )


def _errors(
    probabilities: np.ndarray, predicted: np.ndarray, labels: np.ndarray
) -> tuple[Wrong, ...]:
    """List what is misclassified, the most confident error first."""
    wrong = np.flatnonzero(predicted != labels)
    confidence = probabilities[wrong, predicted[wrong]]
    order = np.argsort(-confidence, kind="stable")
    return tuple(
        Wrong(int(i), int(labels[i]), int(predicted[i]), float(p))
        for i, p in zip(wrong[order], confidence[order], strict=True)
    )


@dataclass(frozen=True)
class ClassFigures:
    """How well one class is recognised.

    Attributes
    ----------
    name : str
        The class.
    precision : float or None
        Share of the images predicted as this class that are of it; None where none is predicted.
    recall : float or None
        Share of the images of this class that are predicted as it; None where there is none.
    f1 : float or None
        Harmonic mean of precision and recall; None where there is neither.
    count : int
        Number of images of this class.
    """

    name: str
    precision: float | None
    recall: float | None
    f1: float | None
    count: int


def class_figures(confusion: ArrayLike, classes: Sequence[str]) -> list[ClassFigures]:
    """Compute precision, recall and F1 of each class.

    Parameters
    ----------
    confusion : array_like
        int (classes, classes): one row per true class, one column per predicted class.
    classes : sequence of str
        Class names.

    Returns
    -------
    list of ClassFigures
        In the order of the classes.

    Examples
    --------
    >>> class_figures([[3, 1], [0, 4]], ["a", "b"])[1]
    ClassFigures(name='b', precision=0.8, recall=1.0, f1=0.8888888888888888, count=4)
    """
    counts = np.asarray(confusion)
    found = []
    for label, name in enumerate(classes):
        hits = int(counts[label, label])
        predicted, true = int(counts[:, label].sum()), int(counts[label].sum())
        found.append(
            ClassFigures(
                name,
                hits / predicted if predicted else None,
                hits / true if true else None,
                2 * hits / (predicted + true) if predicted + true else None,
                true,
            )
        )
    return found
