"""All that the view "Reasons" shows of one picture, asked of the engine piece by piece."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from cnnviz.engine import attributing
from cnnviz.engine.attributing import Request
from cnnviz.engine.questions import Questions
from cnnviz.explain import scores
from cnnviz.explain.methods import GRAD_CAM, METHODS, Method, Target, layers_with_maps
from cnnviz.explain.score_table import ROWS
from cnnviz.models import ModelInfo
from cnnviz.ui.components.attribution import Attributed, attribution_data
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.shared_results import SharedResults

SHARES = np.linspace(0, 1, 51)
KINDS: tuple[scores.Kind, ...] = ("deletion", "insertion")
OF_TWIN = N_("{method} with random weights")
OF_CURVE = {"deletion": N_("deletion, {method}"), "insertion": N_("insertion, {method}")}
NO_MAPS = N_("Grad-CAM is missing: no layer of this network has an output with rows and columns.")


@dataclass(frozen=True)
class Doing:
    """What is being computed, in English: a method, and a text about it; "" for nothing."""

    method: str = ""
    text: str = ""

    @property
    def words(self) -> str:
        """The same in the language in use."""
        return _(self.text, method=_(self.method)) if self.text else _(self.method)


@dataclass(frozen=True)
class ReasonsRequest:
    """A picture and what is asked about it.

    Attributes
    ----------
    info : ModelInfo
        The model, with its path.
    modified : int
        When its file was written, in nanoseconds.
    picture : bytes
        float32 of the model's input shape.
    target : Target
    layer : str or None
        The layer that Grad-CAM reads.
    """

    info: ModelInfo
    modified: int
    picture: bytes
    target: Target
    layer: str | None

    @classmethod
    def of(
        cls, info: ModelInfo, picture: np.ndarray, target: Target, layer: str | None
    ) -> "ReasonsRequest":
        """Ask about a picture, float32 (H, W, C).

        Raises
        ------
        InputError
            If the model's file is not there.
        """
        try:
            modified = info.path.stat().st_mtime_ns
        except OSError:
            name = Path(info.path).name
            raise InputError("the model {name} is no longer there", name=name) from None
        return cls(info, modified, np.ascontiguousarray(picture).tobytes(), target, layer)

    @property
    def image(self) -> np.ndarray:
        """The picture, float32 (H, W, C)."""
        return np.frombuffer(self.picture, np.float32).reshape(self.info.input_shape)


@dataclass(frozen=True, eq=False)
class Reasons:
    """The answer to a request, as far as it is known.

    Attributes
    ----------
    request : ReasonsRequest
    fraction : float
        Share of the work that is done.
    doing : Doing
        What is being computed.
    maps, random : dict of str to ndarray
        float32 (H, W) by method, of the network and of its twin with random weights; ``maps`` has
        the two baselines, too.
    curves : dict of (str, str) to ndarray
        float32 (``SHARES``, classes): probabilities by row and kind.
    """

    request: ReasonsRequest
    fraction: float = 0.0
    doing: Doing = Doing()
    maps: dict[str, np.ndarray] = field(default_factory=dict)
    random: dict[str, np.ndarray] = field(default_factory=dict)
    curves: dict[tuple[str, scores.Kind], np.ndarray] = field(default_factory=dict)

    _packed: dict[str, bytes] = field(default_factory=dict)

    def packed(self, language: str) -> bytes:
        """What the browser shows of it; packed once, though the page asks again and again."""
        if language not in self._packed:
            self._packed[language] = self._pack()
        return self._packed[language]

    def _pack(self) -> bytes:
        info, request = self.request.info, self.request
        attributed = Attributed(
            *(request.image, request.target, self.maps, self.random),
            {(row, str(kind)): curve for (row, kind), curve in self.curves.items()},
            SHARES,
            "" if layers_with_maps(info.summaries) else _(NO_MAPS),
            tuple(method.name for method in methods_of(info)),
        )
        return attribution_data(attributed, info.classes)


def methods_of(info: ModelInfo) -> list[Method]:
    """Return the methods that a network has maps of, in their order."""
    return [each for each in METHODS if each != GRAD_CAM or layers_with_maps(info.summaries)]


def answers(engine: Questions, shared: SharedResults, request: ReasonsRequest) -> Iterator[Reasons]:
    """Compute one piece after the other: all maps, each with its twin, then the curves.

    A class often looks at one input: what is shared is computed once for all.
    """
    info, image = request.info, request.image
    about = str(info.path), request.modified, hashlib.sha256(request.picture).digest()
    height, width = image.shape[:2]
    methods, baselines = methods_of(info), {"centre", "edges"}
    pieces = 4 * len(methods) + 2 * len(baselines)
    maps: dict[str, np.ndarray] = {}
    random: dict[str, np.ndarray] = {}
    curves: dict[tuple[str, scores.Kind], np.ndarray] = {}

    def so_far(doing: Doing) -> Reasons:
        done = len(maps.keys() - baselines) + len(random) + len(curves)
        return Reasons(request, done / pieces, doing, dict(maps), dict(random), dict(curves))

    for method in methods:
        for twin, found in ((False, maps), (True, random)):
            yield so_far(Doing(method.label, OF_TWIN if twin else ""))
            asked = Request(method.name, request.target, request.layer, twin)
            found[method.name] = shared.get(
                (*about, asked), partial(attributing.attributions, engine, info.path, image, asked)
            )
    maps |= {"centre": scores.centre(height, width), "edges": scores.edges(image)}
    for name, values in maps.items():
        order = scores.ranking(values)
        for kind in KINDS:
            yield so_far(Doing(ROWS[name], OF_CURVE[kind]))
            asked_curve = partial(attributing.removals, engine, info.path, image, order, kind)
            key = *about, hashlib.sha256(order.tobytes()).digest(), kind
            curves[name, kind] = shared.get(key, partial(asked_curve, SHARES))
    yield so_far(Doing())
