"""The inference worker's methods that explain an answer; see ``explain.attribution``."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from cnnviz.explain import methods, scores
from cnnviz.explain.attribution import AttributedModel, randomised
from cnnviz.explain.methods import Target
from cnnviz.explain.what_if import BY_NAME, sweep
from cnnviz.models.files import Model

if TYPE_CHECKING:
    from cnnviz.models.layer_outputs import ObservedModel

MAX_ATTRIBUTED = 4  # networks compiled for gradients, each with its twin of random weights


class Explanations:
    """The part of ``Inference`` that explains; its methods are called from the web process."""

    def __init__(self) -> None:
        super().__init__()
        self._attributed: OrderedDict[tuple[int, bool], AttributedModel] = OrderedDict()

    def attributions(
        self,
        path: str,
        image: np.ndarray,
        method: str,
        target: Target,
        layer: str | None = None,
        random: bool = False,
    ) -> np.ndarray:
        """Compute a method's map, float32 (H, W), in one call; see ``AttributedModel.attribution``.

        With ``random``, it is that of the same network with random weights.
        """
        found = self._attributed_model(path, random)
        return found.attribution(image, methods.method_named(method), target, layer)

    def attribution_part(
        self,
        path: str,
        image: np.ndarray,
        method: str,
        target: Target,
        part: tuple[int, int],
        random: bool = False,
    ) -> np.ndarray:
        """Ask about some of a method's copies of an image; see ``AttributedModel.part``."""
        found = self._attributed_model(path, random)
        return found.part(image, methods.method_named(method), target, *part)

    def grad_cams(
        self, path: str, batch: np.ndarray, targets: list[Target], layer: str | None = None
    ) -> np.ndarray:
        """Compute Grad-CAM of several images, float32 (N, H, W)."""
        return self._attributed_model(path, random=False).grad_cams(batch, targets, layer)

    def removals(
        self, path: str, image: np.ndarray, order: np.ndarray, kind: scores.Kind, shares: np.ndarray
    ) -> np.ndarray:
        """Compute probabilities without, or with only, an image's first pixels in an order."""
        return self._model(path).predict(scores.changed(image, order, kind, shares))

    def swept(
        self,
        path: str,
        image: np.ndarray,
        values: Mapping[str, float],
        change: str,
        part: tuple[int, int],
    ) -> np.ndarray:
        """Compute probabilities over a part of a change's range; see ``what_if.sweep``."""
        return self._model(path).predict(sweep(image, values, BY_NAME[change], part))

    def _model(self, path: str) -> "ObservedModel":
        raise NotImplementedError

    def _attributed_model(self, path: str, random: bool) -> AttributedModel:
        """Return the network compiled for gradients; its twin has as random weights as it ever had.

        It is kept with its observed model, whose identity is its key.
        """
        observed = self._model(path)
        key = id(observed), random
        kept = self._attributed.get(key)
        if kept is None or kept.info is not observed.info:  # an identity may be used again
            model = randomised(observed.info) if random else Model(observed.info, observed.network)
            kept = self._attributed[key] = AttributedModel(model)
        self._attributed.move_to_end(key)
        while len(self._attributed) > 2 * MAX_ATTRIBUTED:
            self._attributed.popitem(last=False)
        return kept
