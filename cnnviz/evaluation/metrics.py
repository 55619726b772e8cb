"""How well a model does on labelled images it has not learned from."""

import json
from dataclasses import asdict, dataclass

import numpy as np

from cnnviz.evaluation.calibration import expected_calibration_error

LEAST_PROBABILITY = 1e-7  # as Keras: the loss of a class held impossible stays finite


@dataclass(frozen=True)
class Wrong:
    """One image taken for another class than its own.

    Attributes
    ----------
    index : of the image in its split
    label, predicted : indices of its class, and of the one it was taken for
    probability : what the network gave the predicted class
    """

    index: int
    label: int
    predicted: int
    probability: float


@dataclass(frozen=True)
class Evaluation:
    """How a model did.

    Attributes
    ----------
    split : which images: "test", "validation", "train" or "all"
    n : number of images
    loss : mean cross-entropy, in nats
    accuracy : share of images whose most probable class is theirs, 0 to 1
    classes : names, in the order of the matrix
    confusion : images of class ``row`` taken for class ``column``
    wrong : the mistaken ones, the surest mistake first
    calibration_error : how far sureness is from being right, 0 to 1; None in older runs
    """

    split: str
    n: int
    loss: float
    accuracy: float
    classes: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    wrong: tuple[Wrong, ...] = ()
    calibration_error: float | None = None

    def to_json(self) -> str:
        """The evaluation as one line of JSON, read back by ``from_json``."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Evaluation":
        """Read what ``to_json`` wrote."""
        data = json.loads(text)
        return cls(
            **data
            | {
                "classes": tuple(data["classes"]),
                "confusion": tuple(map(tuple, data["confusion"])),
                "wrong": tuple(Wrong(**wrong) for wrong in data["wrong"]),
            }
        )


def judge(
    probabilities: np.ndarray, labels: np.ndarray, classes: tuple[str, ...], split: str
) -> Evaluation:
    """Compare what a model says with what is true.

    Parameters
    ----------
    probabilities : (N, classes) float
    labels : (N,) int, the true classes; N is at least 1
    """
    count, predicted = len(labels), probabilities.argmax(axis=1)
    confusion = np.zeros((len(classes), len(classes)), int)
    np.add.at(confusion, (labels, predicted), 1)
    true = probabilities[np.arange(count), labels].astype(np.float64)
    return Evaluation(
        split,
        count,
        loss=float(-np.log(np.maximum(true, LEAST_PROBABILITY)).mean()),
        accuracy=float((predicted == labels).mean()),
        classes=classes,
        confusion=tuple(map(tuple, confusion.tolist())),
        wrong=_wrong(probabilities, labels, predicted),
        calibration_error=expected_calibration_error(probabilities, labels),
    )


def _wrong(
    probabilities: np.ndarray, labels: np.ndarray, predicted: np.ndarray
) -> tuple[Wrong, ...]:
    indices = np.flatnonzero(predicted != labels)
    sure = probabilities[indices, predicted[indices]]
    order = np.argsort(-sure, kind="stable")
    return tuple(
        Wrong(int(i), int(labels[i]), int(predicted[i]), float(p))
        for i, p in zip(indices[order], sure[order], strict=True)
    )
