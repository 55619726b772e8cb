"""Summaries of runs as their folders would give them, without training."""

from itertools import count

import numpy as np

from cnnviz.evaluation.metrics import Evaluation, evaluate
from cnnviz.training.config import RunConfig
from cnnviz.training.events import EpochEvent
from cnnviz.training.notes import Notes
from cnnviz.training.run_summary import RunSummary

_numbers = count()


def evaluation(right: int, n: int = 100, start: int = 0, images: str = "same") -> Evaluation:
    """Of a network that is right on ``right`` images in a row, from ``start`` on."""
    labels = np.zeros(n, int)
    predicted = np.ones(n, int)
    predicted[np.arange(start, start + right) % n] = 0
    probabilities = np.eye(2)[predicted] * 0.8 + 0.1
    made = evaluate(probabilities, labels, ("a", "b"), "test")
    return Evaluation(**vars(made) | {"tested_on": images, "trained_on": 1000})


def summary(
    evaluated: Evaluation | None = None,
    notes: Notes | None = None,
    events: tuple[EpochEvent, ...] = (),
    **settings,
) -> RunSummary:
    config = RunConfig(**{"architecture": "mlp"} | settings)
    status = "done" if evaluated else "running"
    run_id = f"20260101-101010-mlp-{next(_numbers):04x}"
    return RunSummary(run_id, notes or Notes(), status, config, events, 1.0, evaluated, 10, 20)
