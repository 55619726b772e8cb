"""The inference worker's methods on single filters; see ``explain.filters_off`` and ``ascent``."""

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnviz.explain.ascent import Ascent
from cnnviz.explain.blocks import block_named
from cnnviz.explain.filters_off import scaled_filter, strengths

if TYPE_CHECKING:
    from cnnviz.models.layer_outputs import ObservedModel

MAX_COMPILED = 8  # networks cut at a layer, or compiled for a block's gradient

Key = tuple[int, str, str]


class UnitMethods:
    """The part of ``Inference`` that examines filters; the web process calls its methods."""

    def __init__(self) -> None:
        super().__init__()
        self._cut: OrderedDict[Key, tuple[Any, Any]] = OrderedDict()

    def filter_strengths(
        self, path: str, block: str, batch: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Find how strongly a block's filters respond to images; see ``strengths``."""
        observed = self._model(path)
        found = block_named(observed.info.summaries, block)
        maps = self._kept(observed, "maps", found.first.name, lambda: _cut(observed, found))
        return strengths(maps(np.ascontiguousarray(batch, np.float32)).numpy())

    def with_filter(
        self, path: str, block: str, unit: int, factor: float, batch: np.ndarray
    ) -> np.ndarray:
        """Compute probabilities while a filter is off or stronger; see ``scaled_filter``."""
        observed = self._model(path)
        found = block_named(observed.info.summaries, block)
        with scaled_filter(observed.network, found, unit, factor):
            return observed.predict(batch)

    def ascend(
        self, path: str, block: str, unit: int, image: np.ndarray, part: tuple[int, int]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Take steps ``part`` of gradient ascent; see ``Ascent.steps``."""
        observed = self._model(path)
        found = block_named(observed.info.summaries, block)
        ascent = self._kept(
            observed, "ascent", found.first.name, lambda: Ascent(observed.network, found)
        )
        first, last = part
        steps: tuple[np.ndarray, np.ndarray] = ascent.steps(image, unit, first, last - first)
        return steps

    def _kept(self, observed: "ObservedModel", what: str, block: str, make: Any) -> Any:
        """Return what was compiled of a network's block; its identity may be used again."""
        key = id(observed), what, block
        kept = self._cut.get(key)
        if kept is None or kept[0] is not observed.network:
            kept = self._cut[key] = observed.network, make()
        self._cut.move_to_end(key)
        while len(self._cut) > MAX_COMPILED:
            self._cut.popitem(last=False)
        return kept[1]

    def _model(self, path: str) -> "ObservedModel":
        raise NotImplementedError


def _cut(observed: "ObservedModel", block: Any) -> Any:
    """The network up to a block's end, compiled for batches."""
    import keras
    import tensorflow as tf

    network = observed.network
    short = keras.Model(network.input, network.get_layer(block.last.name).output)
    signature = tf.TensorSpec((None, *observed.info.input_shape), tf.float32)
    function = tf.function(lambda batch: short(batch, training=False))
    return function.get_concrete_function(signature)
