"""What a model answers to all images of a split, and which of its answers are doubted."""

import hashlib
from pathlib import Path

import numpy as np

from cnnviz.engine.questions import Questions
from cnnviz.engine.sample import Sample
from cnnviz.engine.work import Arrays, Work
from cnnviz.evaluation.doubt import DoubtRule
from cnnviz.models import ModelInfo

PART = 50


class JudgedWork(Work):
    """The predicted class "predicted", int64 (N,), and whether it is "doubted", bool (N,).

    Parameters
    ----------
    engine : Questions
    info : ModelInfo
        The model, with its path.
    model : str
        SHA-256 of its file.
    sample : Sample
        All images of the split.
    rule : DoubtRule
        How its answers are doubted.
    """

    def __init__(
        self, engine: Questions, info: ModelInfo, model: str, sample: Sample, rule: DoubtRule
    ) -> None:
        self._engine, self._info, self._sample, self._rule = engine, info, sample, rule
        super().__init__(file_of(model, sample, rule))

    def compute(self) -> Arrays:
        """Ask about the images in parts, whose length follows the time that they take."""
        predicted, doubted = [], []
        for first in range(0, len(self._sample), PART):
            batch = self._sample.batch(first, first + PART)
            probabilities, features = self._engine.answers(self._info.path, batch)
            predicted.append(probabilities.argmax(axis=1).astype(np.int64))
            doubted += [bool(each.kind) for each in self._rule.doubts(probabilities, features)]
            self.report(min(first + PART, len(self._sample)) / len(self._sample))
        return {"predicted": np.concatenate(predicted), "doubted": np.array(doubted, bool)}


def file_of(model: str, sample: Sample, rule: DoubtRule) -> Path:
    """Where it is kept: another detector or another threshold doubts other answers."""
    ood = rule.info.card.ood if rule.info.card else None
    judge = hashlib.sha256(repr((rule.info.card is not None, ood)).encode()).hexdigest()
    return sample.file(model, f"judged-{judge[:8]}")
