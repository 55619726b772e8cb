"""What the view "What if?" shows of an input, asked of the engine change by change."""

import hashlib
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from cnnviz.engine import attributing
from cnnviz.engine.inference import Inference
from cnnviz.engine.questions import Questions
from cnnviz.explain.what_if import CHANGES, Change, changed
from cnnviz.utils.shared_results import SharedResults

Values = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Network:
    """A model's file, when it was written, and the input as this network gets it.

    Attributes
    ----------
    path : str
    modified : int
    picture : bytes
        float32 of ``shape``.
    shape : tuple of int
        (H, W, C).
    """

    path: str
    modified: int
    picture: bytes
    shape: tuple[int, ...]

    @classmethod
    def of(cls, path: Path, picture: np.ndarray) -> "Network":
        """Name a model's file as it is now, and its input.

        Raises
        ------
        OSError
            If it is not there.
        """
        image = np.ascontiguousarray(picture, np.float32)
        return cls(str(path.resolve()), path.stat().st_mtime_ns, image.tobytes(), image.shape)

    @property
    def image(self) -> np.ndarray:
        """The input before the changes, float32 (H, W, C)."""
        return np.frombuffer(self.picture, np.float32).reshape(self.shape)


@dataclass(frozen=True)
class WhatIfRequest:
    """The changes' numbers by name, and the networks that are asked."""

    networks: tuple[Network, ...]
    values: Values


@dataclass(frozen=True, eq=False)
class Curves:
    """The answer to a request, as far as it is known.

    Attributes
    ----------
    request : WhatIfRequest
    fraction : float
        Share of the work that is done.
    doing : str
        The change whose range is being computed; "" where all is done.
    answers : list of ndarray
        float32 (classes,) of each network.
    by_change : list of dict of str to ndarray
        float32 (steps, classes) of each network, by change.
    """

    request: WhatIfRequest
    fraction: float = 0.0
    doing: str = ""
    answers: list[np.ndarray] = field(default_factory=list)
    by_change: list[dict[str, np.ndarray]] = field(default_factory=list)


def answers(engine: Questions, shared: SharedResults, request: WhatIfRequest) -> Iterator[Curves]:
    """Compute the answers to the changed input, then one change's range after the other.

    A class often looks at one input: what is shared is computed once for all. The range of a change
    does not depend on its own number, so that its curve stays while its slider moves.
    """
    values = dict(request.values)
    abouts = [
        (hashlib.sha256(each.picture).digest(), each.shape, each.path, each.modified)
        for each in request.networks
    ]
    found = [
        shared.get(
            (*about, request.values),
            partial(_answer, engine, network, changed(network.image, values)),
        )
        for network, about in zip(request.networks, abouts, strict=True)
    ]
    curves: list[dict[str, np.ndarray]] = [{} for _ in request.networks]

    def so_far(doing: str) -> Curves:
        done = sum(map(len, curves)) / (len(CHANGES) * len(curves))
        return Curves(request, done, doing, found, [dict(each) for each in curves])

    def keys(change: Change) -> list[Hashable]:
        others = tuple(each for each in request.values if each[0] != change.name)
        return [(*about, change.name, others) for about in abouts]

    # What is known comes first: the curve of the slider that was moved stays on screen.
    for change in sorted(CHANGES, key=lambda each: not all(map(shared.has, keys(each)))):
        for network, key, by_change in zip(request.networks, keys(change), curves, strict=True):
            yield so_far(change.label)
            asked = partial(attributing.swept, engine, network.path, network.image, values, change)
            by_change[change.name] = shared.get(key, asked)
    yield so_far("")


def _answer(engine: Questions, network: Network, image: np.ndarray) -> np.ndarray:
    found: np.ndarray = engine.ask(Inference.predict, network.path, image[np.newaxis])[0]
    return found
