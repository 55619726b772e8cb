"""The inference worker's methods for t-SNE; see ``explain.embedding``."""

from collections import OrderedDict

import numpy as np

from cnnviz.explain import embedding
from cnnviz.explain.embedding import Layout

MAX_KEPT = 3  # affinities of maps that are being computed, 4 MB each


class Embeddings:
    """The part of ``Inference`` that makes maps; its methods are called from the web process."""

    def __init__(self) -> None:
        super().__init__()
        self._pairs: OrderedDict[str, np.ndarray] = OrderedDict()

    def conditionals(
        self, features: np.ndarray, first: int, last: int, perplexity: float
    ) -> np.ndarray:
        """Compute some points' neighbours; see ``embedding.conditionals``."""
        return embedding.conditionals(features, first, last, perplexity)

    def keep_pairs(self, key: str, pairs: np.ndarray) -> None:
        """Keep the affinities of a map, so that they need not be sent with each part."""
        self._pairs[key] = pairs
        while len(self._pairs) > MAX_KEPT:
            self._pairs.popitem(last=False)

    def advance(self, key: str, layout: Layout, steps: int) -> Layout | None:
        """Take some steps of t-SNE; None where the affinities are no longer kept."""
        if key not in self._pairs:
            return None
        self._pairs.move_to_end(key)
        return embedding.advance(self._pairs[key], layout, steps)

    def forget_pairs(self, key: str) -> None:
        """Give up the affinities of a map that has ended."""
        self._pairs.pop(key, None)
