"""What a network computes of an input: a small one in NumPy, at once; others by the engine.

While there is no engine NumPy answers for all that a page can wait for.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnnviz.explain.forward import forward, is_affordable, is_quick
from cnnviz.models.layer_outputs import Activations
from cnnviz.models.network_input import NetworkInput
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.retold import retold
from cnnviz.utils.text import sentence

WARMING_UP = N_("The network is loading; this takes a few seconds.")


MOST_KEPT = 3  # one or two models, and a pinned input
MOST_BYTES = 150_000_000  # of those but the newest: 60 million are one answer of VGG-16


@dataclass(frozen=True, eq=False)
class Computed:
    """An answer that is kept while its visitor does other things on the page.

    Attributes
    ----------
    path, modified
        The model's file, and when it was written.
    picture : ndarray
        float32, the network's input.
    activations : Activations
    """

    path: Path
    modified: int
    picture: np.ndarray
    activations: Activations

    def answers(self, path: Path, modified: int, picture: np.ndarray) -> bool:
        """Whether it is the answer to a picture."""
        return (self.path, self.modified) == (path, modified) and np.array_equal(
            self.picture, picture
        )

    @property
    def size(self) -> int:
        """Bytes of its arrays."""
        return sum(layer.values.nbytes for layer in self.activations.layers)


def compute(
    state: FeatureMapsState, entry: ModelEntry, given: NetworkInput
) -> tuple[Activations | None, str]:
    """Compute all layers; nothing twice while the model and its input stay.

    Returns
    -------
    activations : Activations or None
    note : str
        Why there is nothing to show; "" where there is.
    """
    if given.picture is None:
        return None, retold(given.caption)
    try:
        return _known_or_computed(state, entry, given.picture)
    except (InputError, EngineError) as error:
        return None, sentence(_("No prediction: {error}", error=error))


def _known_or_computed(
    state: FeatureMapsState, entry: ModelEntry, picture: np.ndarray
) -> tuple[Activations | None, str]:
    try:
        question = entry.path, entry.path.stat().st_mtime_ns, picture
    except OSError:
        raise InputError("the model {name} is no longer there", name=entry.path.name) from None
    kept = [each for each in state.computed if each.answers(*question)]
    if kept:
        return kept[0].activations, ""
    activations, note = _activations(entry, picture)
    if activations is not None:
        state.computed = _newest(Computed(*question, activations), *state.computed)
    return activations, note


def _newest(*computed: Computed) -> tuple[Computed, ...]:
    """Those that are kept, the newest first."""
    kept, room = list(computed[:1]), MOST_BYTES
    for each in computed[1:MOST_KEPT]:
        room -= each.size
        if room >= 0:
            kept.append(each)
    return tuple(kept)


def _activations(entry: ModelEntry, picture: np.ndarray) -> tuple[Activations | None, str]:
    if is_quick(entry.info.summaries):
        return forward(caches.network(entry.info), picture), ""
    affordable = is_affordable(entry.info.summaries)
    state = caches.engine().ensure_running()
    if state == "starting" and not affordable:
        return None, _(WARMING_UP)
    if state == "ready" or not affordable:
        try:
            return caches.engine().activations(entry.path, picture), ""
        except EngineError:  # it has just ended
            if not affordable:
                raise
    return forward(caches.network(entry.info), picture), ""
