"""Attribution maps asked of the engine in parts, so that other visitors' requests come between."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from cnnviz.engine.inference import Inference
from cnnviz.engine.questions import Questions
from cnnviz.explain import methods, variants
from cnnviz.explain.methods import GRAD_CAM, OCCLUSION, Method, Target
from cnnviz.explain.scores import Kind
from cnnviz.explain.sheet_maps import SheetMap

PART_SECONDS = 0.04  # of a part, where one image takes no longer: others wait for one at most
MOST_GROWTH = 4
FIRST_SIZE = 4

Progress = Callable[[float], None]
Part = tuple[int, int]  # numbers of the first, and of the one after the last


def nothing(fraction: float) -> None:
    """No-op progress callback."""


class Pace:
    """How many images to ask about at a time: as many as take ``PART_SECONDS``.

    Attributes
    ----------
    size : int
        Of the next part, at least 1.
    """

    def __init__(self) -> None:
        self.size = FIRST_SIZE

    def took(self, seconds: float) -> None:
        """Learn how long a part of ``size`` images took; the first one may include compiling."""
        wanted = self.size * PART_SECONDS / max(seconds, 1e-6)
        self.size = max(1, min(int(wanted), MOST_GROWTH * self.size))


@dataclass(frozen=True)
class Request:
    """Which map is asked for.

    Attributes
    ----------
    method : str
        Name of one of ``methods.METHODS``.
    target : Target
        What is explained.
    layer : str or None
        The layer that Grad-CAM reads; None for the last one with maps.
    random : bool
        Whether to explain the same network with random weights instead.
    """

    method: str
    target: Target
    layer: str | None = None
    random: bool = False


def attributions(
    engine: Questions,
    path: Path,
    image: np.ndarray,
    request: Request,
    progress: Progress = nothing,
) -> np.ndarray:
    """Compute a method's map of an image, float32 (H, W), in several short requests.

    Parameters
    ----------
    engine : Questions
    path : Path
        The model's file.
    image : ndarray
        float32 (H, W, C) in [0, 1].
    request : Request
    progress : callable
        Called with the fraction done after each part; an error that it raises ends the work.

    Raises
    ------
    InputError
        As ``AttributedModel.attribution``, or if the file cannot be opened.
    EngineError
        If no worker answers.
    """
    file, method = str(path.resolve()), methods.method_named(request.method)
    if method == GRAD_CAM:
        return engine.ask(
            Inference.attributions,
            *(file, image, request.method, request.target),
            *(request.layer, request.random),
        )
    parts = in_parts(
        variants.count(method, image),
        lambda part: _part(engine, file, image, request, part),
        progress,
    )
    total = np.concatenate(parts) if method == OCCLUSION else np.sum(parts, axis=0)
    return variants.finished(method, image, total)


def sheet_attribution(
    engine: Questions, path: Path, sheet: SheetMap, method: Method, progress: Progress = nothing
) -> np.ndarray:
    """Compute a method's map over a sheet, tile after tile, in several short requests.

    Parameters
    ----------
    engine : Engine
    path : Path
        The model's file.
    sheet : SheetMap
        The sheet; its ``values`` grow with each part.
    method : Method
        One of ``methods.METHODS``.
    progress : callable
        As of ``attributions``.

    Returns
    -------
    ndarray
        float32 (h, w).

    Raises
    ------
    InputError, EngineError
        As ``attributions``.
    """
    file = str(path.resolve())

    def ask(part: Part) -> np.ndarray:
        sheet.add(part[0], engine.ask(Inference.grad_cams, file, *sheet.batch(*part)))
        return np.empty(0)

    if method == GRAD_CAM:
        in_parts(len(sheet), ask, progress)
        return sheet.values
    for number in range(len(sheet)):
        (image,), (target,) = sheet.batch(number, number + 1)
        told = partial(_tell_share, progress, number, len(sheet))
        made = attributions(engine, path, image, Request(method.name, target), told)
        sheet.add(number, made[np.newaxis])
        progress((number + 1) / len(sheet))
    return sheet.values


def _tell_share(progress: Progress, number: int, count: int, fraction: float) -> None:
    progress((number + fraction) / count)


def removals(
    engine: Questions,
    path: Path,
    image: np.ndarray,
    order: np.ndarray,
    kind: Kind,
    shares: np.ndarray,
    progress: Progress = nothing,
) -> np.ndarray:
    """Compute the probabilities of a deletion or insertion curve, float32 (N, classes).

    Parameters
    ----------
    engine : Questions
    path : Path
        The model's file.
    image : ndarray
        float32 (H, W, C) in [0, 1].
    order : ndarray
        int (H · W,): the pixels by importance; see ``scores.ranking``.
    kind : {"deletion", "insertion"}
    shares : ndarray
        float (N,) in [0, 1]: how many of the pixels are taken away, or given.
    progress : callable
        As of ``attributions``.

    Raises
    ------
    InputError, EngineError
        As ``attributions``.
    """
    file, order = str(path.resolve()), order.astype(np.int32)

    def ask(part: Part) -> np.ndarray:
        return engine.ask(Inference.removals, file, image, order, kind, shares[slice(*part)])

    return np.concatenate(in_parts(len(shares), ask, progress))


def in_parts(
    count: int, ask: Callable[[Part], np.ndarray], progress: Progress = nothing
) -> list[np.ndarray]:
    """Ask for answers number 0 to ``count`` - 1 in parts of about ``PART_SECONDS``."""
    parts: list[np.ndarray] = []
    at, pace = 0, Pace()
    while at < count:
        part = at, min(at + pace.size, count)
        start = time.perf_counter()
        parts.append(ask(part))
        pace.took(time.perf_counter() - start)
        at = part[1]
        progress(at / count)
    return parts


def _part(
    engine: Questions, file: str, image: np.ndarray, request: Request, part: Part
) -> np.ndarray:
    method, target, random = request.method, request.target, request.random
    return engine.ask(Inference.attribution_part, file, image, method, target, part, random)
