"""What the view "What if?" shows of an input, asked of the engine change by change."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from cnnviz.engine import attributing
from cnnviz.engine.inference import Inference
from cnnviz.engine.questions import Questions
from cnnviz.explain.what_if import CHANGES, changed
from cnnviz.utils.shared_results import SharedResults

Values = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Network:
    """A model's file, and when it was written."""

    path: str
    modified: int

    @classmethod
    def of(cls, path: Path) -> "Network":
        """Name a model's file as it is now.

        Raises
        ------
        OSError
            If it is not there.
        """
        return cls(str(path.resolve()), path.stat().st_mtime_ns)


@dataclass(frozen=True)
class WhatIfRequest:
    """An input, the changes' numbers, and the networks that are asked.

    Attributes
    ----------
    networks : tuple of Network
    picture : bytes
        float32 of ``shape``.
    shape : tuple of int
        (H, W, C).
    values : tuple of (str, float)
        The number of each change, by name.
    """

    networks: tuple[Network, ...]
    picture: bytes
    shape: tuple[int, ...]
    values: Values

    @property
    def image(self) -> np.ndarray:
        """The input before the changes, float32 (H, W, C)."""
        return np.frombuffer(self.picture, np.float32).reshape(self.shape)


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
    image, values = request.image, dict(request.values)
    about = hashlib.sha256(request.picture).digest(), request.shape
    found = [
        shared.get(
            (*about, network, request.values),
            partial(_answer, engine, network, changed(image, values)),
        )
        for network in request.networks
    ]
    curves: list[dict[str, np.ndarray]] = [{} for _ in request.networks]

    def so_far(doing: str) -> Curves:
        done = sum(map(len, curves)) / (len(CHANGES) * len(curves))
        return Curves(request, done, doing, found, [dict(each) for each in curves])

    for change in CHANGES:
        others = tuple(each for each in request.values if each[0] != change.name)
        for network, by_change in zip(request.networks, curves, strict=True):
            yield so_far(change.label)
            by_change[change.name] = shared.get(
                (*about, network, change.name, others),
                partial(attributing.swept, engine, network.path, image, values, change),
            )
    yield so_far("")


def _answer(engine: Questions, network: Network, image: np.ndarray) -> np.ndarray:
    found: np.ndarray = engine.ask(Inference.predict, network.path, image[np.newaxis])[0]
    return found
