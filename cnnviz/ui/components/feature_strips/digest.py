"""What is known of all values of a layer: of each map four figures, and where its colours end.

It is computed once an answer: turning a page or asking for a map takes none of the time again.
"""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from cnnviz.models.layer_outputs import LayerActivation
from cnnviz.ui.components.feature_strips.amount import step_of

# The colours of feature maps end where this part of a layer's values lies within, in percent: the
# few beyond, mostly at a picture's edge where the padding's zeros begin, would make the rest pale.
WITHIN = 99.5
STATISTICS = ("mean", "largest", "magnitude", "zeros")  # of each map; zeros as a share in [0, 1]
MAGNITUDE = STATISTICS.index("magnitude")


@dataclass(frozen=True, eq=False)
class Digest:
    """What is known of all values of a layer.

    Attributes
    ----------
    low, high : float
        The smallest and the largest one.
    limit : float
        The magnitude where the colours end; never 0.
    statistics : ndarray
        (channels, 4), see ``STATISTICS``; (0, 4) for a layer without maps.
    still : list of int
        Maps that are 0 everywhere.
    """

    low: float
    high: float
    limit: float
    statistics: np.ndarray
    still: list[int]

    @property
    def largest(self) -> np.ndarray:
        """The largest magnitude of each map, (channels,)."""
        return self.statistics[:, MAGNITUDE]


_known: WeakKeyDictionary[LayerActivation, Digest] = WeakKeyDictionary()


def digest_of(layer: LayerActivation) -> Digest:
    """Return what is known of a layer's values, from the second time on without computing."""
    known = _known.get(layer)
    if known is None:
        known = _known[layer] = _digest(layer.values)
    return known


def _digest(values: np.ndarray) -> Digest:
    statistics = map_statistics(values) if values.ndim == 3 else np.empty((0, len(STATISTICS)))
    still = np.flatnonzero(statistics[:, -1] == 1).tolist()
    return Digest(
        float(values.min()), float(values.max()), _colour_limit(values), statistics, still
    )


def map_statistics(values: np.ndarray) -> np.ndarray:
    """Summarise each map of (height, width, channels): (channels, 4), see ``STATISTICS``."""
    magnitudes = np.abs(values)
    parts = (
        values.mean(axis=(0, 1)),
        values.max(axis=(0, 1)),
        magnitudes.max(axis=(0, 1)),
        (values == 0).mean(axis=(0, 1)),
    )
    return np.stack(parts, axis=1)


def _colour_limit(values: np.ndarray) -> float:
    """The magnitude where the colours end; never 0."""
    step = step_of(values.shape)
    magnitudes = np.abs(values[::step, ::step] if values.ndim == 3 else values)
    bulk = np.percentile(magnitudes, WITHIN) if values.ndim == 3 else 0.0
    return float(bulk or magnitudes.max() or 1.0)
