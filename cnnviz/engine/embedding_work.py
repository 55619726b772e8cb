"""t-SNE of a sample's features: the inference worker takes the steps, a few at a time."""

from pathlib import Path
from uuid import uuid4

import numpy as np

from cnnviz.engine.attributing import Pace, Part, in_parts
from cnnviz.engine.inference import Inference
from cnnviz.engine.questions import Questions
from cnnviz.engine.work import Arrays, Work
from cnnviz.explain import embedding
from cnnviz.explain.embedding import BEFORE, PERPLEXITY, STEPS, Layout
from cnnviz.utils.errors import InputError

LEAST_POINTS = 10
NEIGHBOURS_SHARE = 0.1  # of the progress


class EmbeddingWork(Work):
    """A map "points" (N, 2) of features, which can be seen while it takes shape.

    Parameters
    ----------
    engine : Questions
    features : ndarray
        float (N, units).
    file : Path or None
        Where the map is kept.
    """

    def __init__(self, engine: Questions, features: np.ndarray, file: Path | None = None) -> None:
        self._engine, self._features, self._key = engine, features, uuid4().hex
        super().__init__(file)

    def compute(self) -> Arrays:
        """Find the neighbours of all points, then let the map descend."""
        count = len(self._features)
        if count < LEAST_POINTS:
            raise InputError(
                "t-SNE needs at least {least} images, got {count}",
                least=LEAST_POINTS,
                count=count,
            )
        features = embedding.principal_components(self._features, BEFORE).of(self._features)
        pairs = self._affinities(features)
        layout = embedding.first_layout(features)
        try:
            self._engine.ask(Inference.keep_pairs, self._key, pairs)
            layout = self._descended(pairs, layout)
        finally:
            self._engine.ask(Inference.forget_pairs, self._key)
        return {"points": layout.points}

    def _affinities(self, features: np.ndarray) -> np.ndarray:
        perplexity = min(PERPLEXITY, (len(features) - 1) / 3)

        def ask(part: Part) -> tuple[np.ndarray, float]:
            return self._engine.ask_timed(Inference.conditionals, features, *part, perplexity)

        what = "conditionals", *features.shape
        rows = in_parts(
            *(self._engine, what, len(features), ask),
            lambda done: self.report(NEIGHBOURS_SHARE * done),
        )
        return embedding.affinities(np.concatenate(rows))

    def _descended(self, pairs: np.ndarray, layout: Layout) -> Layout:
        pace = Pace()
        while layout.step < STEPS:
            steps = min(pace.size, STEPS - layout.step)
            after, seconds = self._engine.ask_timed(Inference.advance, self._key, layout, steps)
            if after is None:  # the worker is another one by now, or has many maps to make
                self._engine.ask(Inference.keep_pairs, self._key, pairs)
                continue
            layout = after
            pace.took(seconds, steps)
            self.result = {"points": layout.points}
            self.report(NEIGHBOURS_SHARE + (1 - NEIGHBOURS_SHARE) * layout.step / STEPS)
        return layout
