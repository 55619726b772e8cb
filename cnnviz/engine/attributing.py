"""Attribution maps asked of the engine in parts, so that other visitors' requests come between."""

from collections.abc import Callable, Hashable, Mapping
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
from cnnviz.explain.what_if import STEPS, Change

PART_SECONDS = 0.04  # of a part, at least, where one image takes no longer: a drawing waits for one
MOST_GROWTH = 4
FIRST_SIZE = 4

Progress = Callable[[float], None]
Part = tuple[int, int]  # numbers of the first, and of the one after the last


def nothing(fraction: float) -> None:
    """No-op progress callback."""


class Pace:
    """How many images to ask about at a time: as many as a worker answers in a given time.

    Parameters
    ----------
    seconds : float
        That a part may take in the worker.
    each : float or None
        Seconds that an image took the last time; None where that is not known.

    Attributes
    ----------
    size : int
        Of the next part, at least 1.
    """

    def __init__(self, seconds: float = PART_SECONDS, each: float | None = None) -> None:
        self._seconds, self.each = seconds, each
        self.size = FIRST_SIZE if each is None else max(1, int(seconds / each))

    def took(self, seconds: float, count: int) -> None:
        """Learn how long a part of ``count`` images took; the first one may include compiling."""
        self.each = max(seconds / count, 1e-6)
        self.size = max(1, min(int(self._seconds / self.each), MOST_GROWTH * count))


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
        engine,
        (file, request.method, request.random),
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

    def ask(part: Part) -> tuple[np.ndarray, float]:
        maps, seconds = engine.ask_timed(Inference.grad_cams, file, *sheet.batch(*part))
        sheet.add(part[0], maps)
        return np.empty(0), seconds

    if method == GRAD_CAM:
        in_parts(engine, (file, GRAD_CAM.name), len(sheet), ask, progress)
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

    def ask(part: Part) -> tuple[np.ndarray, float]:
        return engine.ask_timed(Inference.removals, file, image, order, kind, shares[slice(*part)])

    return np.concatenate(in_parts(engine, (file, "removals"), len(shares), ask, progress))


def swept(
    engine: Questions,
    path: str,
    image: np.ndarray,
    values: Mapping[str, float],
    change: Change,
) -> np.ndarray:
    """Compute the probabilities over a change's whole range, float32 (``STEPS``, classes).

    Parameters
    ----------
    engine : Questions
    path : str
        The model's file, resolved.
    image : ndarray
        float32 (H, W, C) in [0, 1].
    values : mapping of str to float
        The other changes; see ``what_if.changed``.
    change : Change

    Raises
    ------
    InputError, EngineError
        As ``attributions``.
    """

    def ask(part: Part) -> tuple[np.ndarray, float]:
        return engine.ask_timed(Inference.swept, path, image, dict(values), change.name, part)

    return np.concatenate(in_parts(engine, (path, "swept"), STEPS, ask))


def in_parts(
    engine: Questions,
    what: Hashable,
    count: int,
    ask: Callable[[Part], tuple[np.ndarray, float]],
    progress: Progress = nothing,
) -> list[np.ndarray]:
    """Ask for answers number 0 to ``count`` - 1 in parts, each as long as the engine's may be.

    Parameters
    ----------
    engine : Questions
        Who is asked.
    what : hashable
        Says what an image's time depends on; parts begin as long as those asked alike ended.
    count : int
    ask : callable
        Asks about a part; returns the answers, and the seconds that the worker took.
    progress : callable
        As of ``attributions``.

    Returns
    -------
    list of ndarray
        The answers, part by part.
    """
    parts: list[np.ndarray] = []
    at, pace = 0, Pace(max(PART_SECONDS, engine.part_seconds), engine.paces.get(what))
    while at < count:
        part = at, min(at + pace.size, count)
        with engine.in_turn():
            answer, seconds = ask(part)
        parts.append(answer)
        pace.took(seconds, part[1] - part[0])
        engine.paces[what] = pace.each or seconds
        at = part[1]
        progress(at / count)
    return parts


def _part(
    engine: Questions, file: str, image: np.ndarray, request: Request, part: Part
) -> tuple[np.ndarray, float]:
    method, target, random = request.method, request.target, request.random
    return engine.ask_timed(Inference.attribution_part, file, image, method, target, part, random)
