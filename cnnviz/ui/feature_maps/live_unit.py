"""The explanation of a unit by one request, without a run of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

import numpy as np

from cnnviz.explain.unit import explain
from cnnviz.models.layer_outputs import Activations
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches
from cnnviz.ui.components.unit_view import Pair, Path, read_question, unit_data
from cnnviz.ui.feature_maps.live_route import LiveRoute
from cnnviz.ui.feature_maps.shown import Shown
from cnnviz.utils.errors import InputError


@dataclass(frozen=True, eq=False)
class Explained:
    """What units are explained of: a model with an input, and what it computed of that."""

    entry: ModelEntry
    picture: np.ndarray
    activations: Activations
    pair: Pair | None  # where two models are shown

    @property
    def name(self) -> tuple[object, ...]:
        """What tells it from all else; the activations' key is of one input of one visitor."""
        return str(self.entry.path), self.entry.info.classes, self.activations.key, self.pair

    def data(self, path: Path, shown: int) -> bytes:
        """Explain the last unit of a path, and pack that.

        Raises
        ------
        InputError
            If the model is no longer there, or nothing explains such a unit.
        """
        info = self.entry.info
        layer, *place = path[-1]
        network = caches.network(info)
        found = explain(network, self.picture, self.activations, layer, tuple(place))
        return unit_data(found, path, info.summaries, self.picture, info.classes, shown, self.pair)


def explained_of(shown: Shown, pair: Pair | None) -> Explained | None:
    """Return what units of a model are explained of; None while it has no answer."""
    if shown.given.picture is None or shown.activations is None:
        return None
    return Explained(shown.entry, shown.given.picture, shown.activations, pair)


def addresses(models: Sequence[Explained | None]) -> tuple[str, ...]:
    """Return where the units of each model are asked for; "" where they are not.

    It holds as long as the page keeps these objects: an address does not.
    """
    return tuple(LIVE.address(each.name, each) if each else "" for each in models)


def _answer(of: Explained, message: dict[str, Any]) -> bytes:
    path, shown = read_question(message, of.entry.info.summaries)
    if not path:
        raise InputError("the network has no such unit")
    return of.data(path, shown)


LIVE = LiveRoute("live-unit", _answer, WeakValueDictionary[str, Explained]())
