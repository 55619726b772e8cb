"""The card of a shipped model, ``<name>.json`` beside it: how it was made, how far to trust it.

Beside them lies ``<name>.npz``: where the features of the images lie that it was trained on.
Measured with Keras, in a shell or a worker.
"""

import hashlib
import json
import re
from dataclasses import asdict
from datetime import UTC, datetime
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz import data
from cnnviz.data import Dataset, Split, folds, synthetic_digits
from cnnviz.evaluation import ood
from cnnviz.evaluation.metrics import Evaluation
from cnnviz.evaluation.ood import Known, Limit
from cnnviz.evaluation.ood_inputs import ood_inputs
from cnnviz.layers import Shape
from cnnviz.models import network_input
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.networks import architecture
from cnnviz.training.config import RunConfig

Z_95 = 1.959964  # the normal distribution holds 95 % within so many standard deviations
DRAWN_EACH, DRAWN_SEED = 40, 2026  # drawings of each digit
UNTOLD = ("layers", "fingerprint")  # of a run's settings: the file and "data" tell them

SPLITS = ("train", "validation", "test")
BY_VALIDATION = "validation images; false alarms are counted on the test images"
BY_HALF_THE_TEST = "every second test image; false alarms are counted on the others"

Labelled = tuple[np.ndarray, np.ndarray]  # float32 images (N, H, W, C) and their labels (N,)


def card(
    config: RunConfig,
    evaluation: Evaluation,
    dataset: Dataset,
    path: Path,
    limit: Limit | None = None,
) -> dict[str, Any]:
    """Measure and describe a model file, and write beside it what it knows, ``<name>.npz``.

    Parameters
    ----------
    config : the settings of its run
    evaluation : of images that it has not learned from
    dataset : split as it was for the run
    path : the model's file
    limit : of what counts as outside, where no image was held out to find it
    """
    observed = ObservedModel(path)
    known = learned(observed, dataset.train)
    limit = limit or _limit(observed, known, dataset, config.held_out)
    known.save(path.with_suffix(".npz"))
    rows = architecture.trace(
        observed.info.layers, observed.info.input_shape, len(observed.info.classes)
    )
    return {
        "architecture": config.architecture,
        "parameters": sum(row.parameters for row in rows),
        "recipe": {key: value for key, value in asdict(config).items() if key not in UNTOLD},
        "data": {
            "name": observed.info.dataset,
            "source": dataset.source,
            "images": _counts(config, dataset),
            "sha256": config.fingerprint,
        },
        "date": datetime.now(UTC).date().isoformat(),
        "file": {
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        },
        "test": tested(evaluation),
        "outside": told_apart(observed, known, limit),
        "elsewhere": elsewhere(observed),
    }


def _counts(config: RunConfig, dataset: Dataset) -> dict[str, int]:
    """Images of each split, those of another one too left out."""
    apart = {folds.OWN: SPLITS, folds.NONE: ("train",)}.get(config.held_out, ("train", "test"))
    return {name: len(getattr(dataset, name)) for name in apart}


def _limit(observed: ObservedModel, known: Known, dataset: Dataset, held_out: str) -> Limit:
    """A limit set by images that the network has not learned, and judged by others."""
    setting, judged, set_by = dataset.validation, dataset.test, BY_VALIDATION
    if held_out != folds.OWN:  # none are left for validation
        halves = (np.arange(start, len(dataset.test), 2) for start in (0, 1))
        (setting, judged), set_by = map(dataset.test.take, halves), BY_HALF_THE_TEST
    near, others = (distances(observed, known, part) for part in (setting, judged))
    return ood.limit(near, others, set_by)


def to_text(content: dict[str, Any]) -> str:
    """A card as indented JSON, a list of numbers or words in one line."""
    text = json.dumps(content, indent=2, ensure_ascii=False)
    return re.sub(r"\[\s+([^][{}]*?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text) + "\n"


def interval_95(accuracy: float, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share ``accuracy`` of ``n`` trials.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    JASA 22 (1927) 209-212.
    """
    spread = Z_95**2 / n
    centre = (accuracy + spread / 2) / (1 + spread)
    half = sqrt(spread * (accuracy * (1 - accuracy) + spread / 4)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)


def tested(evaluation: Evaluation) -> dict[str, Any]:
    """The figures of an evaluation, with the interval of its accuracy."""
    return {
        "n": evaluation.n,
        "accuracy": evaluation.accuracy,
        "interval_95": interval_95(evaluation.accuracy, evaluation.n),
        "loss": evaluation.loss,
        "calibration_error": evaluation.calibration_error,
        "classes": evaluation.classes,
        "confusion": evaluation.confusion,
    }


def told_apart(observed: ObservedModel, known: Known, limit: Limit) -> dict[str, Any]:
    """How well the distance to what the network has learned tells what it has not."""
    kinds = ood_inputs(observed.info.input_shape)
    far = {
        kind: known.distances(observed.features(images)) > limit.distance
        for kind, images in kinds.items()
    }
    return {
        "score": ood.SCORE,
        "threshold": limit.distance,
        "set_by": limit.set_by,
        "false_alarm_rate": limit.false_alarm_rate,
        "hit_rate": float(np.mean(np.concatenate(list(far.values())))),
        "kinds": [
            {"what": kind, "n": len(hits), "hit_rate": float(hits.mean())}
            for kind, hits in far.items()
        ],
    }


def learned(observed: ObservedModel, split: Split) -> Known:
    """Where the features of the images lie that a network was trained on."""
    return ood.learn(observed.features(split.scaled), split.labels)


def distances(observed: ObservedModel, known: Known, split: Split) -> np.ndarray:
    """How far images (N,) lie from what a network has learned, as it sees them."""
    return known.distances(observed.features(split.scaled))


def elsewhere(observed: ObservedModel) -> list[dict[str, Any]]:
    """Accuracy on digits of other origin than MNIST; nothing for a network of other things."""
    if not network_input.takes_drawings(observed.info.input_shape):
        return []
    return [
        {
            "what": what,
            "n": len(labels),
            "accuracy": float(np.mean(observed.predict(images).argmax(axis=1) == labels)),
        }
        for what, (images, labels) in foreign_digits(observed.info.input_shape).items()
    ]


def foreign_digits(shape: Shape) -> dict[str, Labelled]:
    """Digits from other sources than MNIST: scanned coarsely, drawn, and photographed."""
    drawn = synthetic_digits.digits(DRAWN_EACH, DRAWN_SEED)
    rng = np.random.default_rng(DRAWN_SEED)
    photographs = [
        synthetic_digits.photograph(strokes, rng.uniform(*synthetic_digits.PENS), rng)
        for _, strokes in drawn
    ]
    labels = np.array([digit for digit, _ in drawn])
    digits = Split.concatenate(data.load("digits").splits)
    return {
        "scikit-learn's digits": (digits.scaled, digits.labels),
        "drawn on the pad by a program": (
            np.stack([network_input.of_drawing(strokes).pixels for _, strokes in drawn]),
            labels,
        ),
        "the same on paper, photographed": (
            np.stack([network_input.of_picture(each, shape, True).pixels for each in photographs]),
            labels,
        ),
    }
