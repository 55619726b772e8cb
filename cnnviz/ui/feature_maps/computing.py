"""What a network computes of an input: by the engine, or in NumPy while there is no engine."""

import numpy as np

from cnnviz.explain.forward import forward, is_affordable
from cnnviz.models.layer_outputs import Activations
from cnnviz.models.network_input import NetworkInput
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.text import sentence

WARMING_UP = "The network is loading; this takes a few seconds."


def compute(entry: ModelEntry, given: NetworkInput) -> tuple[Activations | None, str]:
    """Compute all layers.

    Returns
    -------
    activations : Activations or None
    note : str
        Why there is nothing to show; "" where there is.
    """
    if given.picture is None:
        return None, given.caption
    try:
        return _activations(entry, given.picture)
    except (InputError, EngineError) as error:
        return None, sentence(f"No prediction: {error}")


def _activations(entry: ModelEntry, picture: np.ndarray) -> tuple[Activations | None, str]:
    affordable = is_affordable(entry.info.summaries)
    state = caches.engine().ensure_running()
    if state == "starting" and not affordable:
        return None, WARMING_UP
    if state == "ready" or not affordable:
        try:
            return caches.engine().activations(entry.path, picture), ""
        except EngineError:  # it has just ended
            if not affordable:
                raise
    return forward(caches.network(entry.info), picture), ""
