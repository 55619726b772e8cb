"""A kernel being learned: its weights, its output beside the target, and the falling loss.

The whole descent is computed beforehand; the browser plays and scrubs it without the server. It
gets the picture and the kernel at every moment and adds up the shifted pictures by itself: the
answers as pictures would be hundreds of times as many numbers. All numbers that are read, kernels,
losses and differences, are Python's.
"""

from typing import Any, TypedDict
from zlib import crc32

import numpy as np

from cnnviz.filters.learning.descent import TrainingTrace, largest_difference
from cnnviz.filters.learning.problem import Problem
from cnnviz.ui.components import load
from cnnviz.ui.components.packing import pack

_component = load("learned_kernel")


class LearnedKernelHeader(TypedDict):
    """What is sent to the browser before the arrays; trace.js describes each field."""

    key: str
    id: int
    title: str
    size: tuple[int, ...]
    kernel: tuple[int, ...]
    referenceShape: tuple[int, ...]
    steps: list[int]
    lowest: float
    limit: float
    scale: dict[str, Any]
    lengths: dict[str, int]


def learned_kernel(
    problem: Problem, trace: TrainingTrace, title: str, reference: np.ndarray | None, *, key: str
) -> None:
    """Show a descent; its place and speed stay in the browser under ``key``.

    Parameters
    ----------
    title : str
        What stands above the reference.
    reference : (kH, kW, P) float, optional
        The kernel to compare the learned one with; without it there is a question mark.
    """
    _component(key=key, data=payload(problem, trace, title, reference, key))


def payload(
    problem: Problem, trace: TrainingTrace, title: str, reference: np.ndarray | None, key: str
) -> bytes:
    """All that the browser draws, as one message."""
    shown = np.zeros((0, 0, 0)) if reference is None else reference
    no_numbers = np.zeros(0)
    compared = no_numbers if reference is None else largest_difference(trace.weights, reference)
    arrays: dict[str, np.ndarray] = {
        "picture": problem.image.transpose(2, 0, 1),  # one plane per channel
        "wanted": problem.target,
        "weights": trace.weights,
        "biases": trace.biases,
        "losses": trace.losses,
        "differences": compared,
        "reference": shown,
    }
    header: LearnedKernelHeader = {
        "key": key,
        "id": crc32(trace.weights.tobytes(), crc32(problem.target.tobytes())),
        "title": title,
        "size": problem.image.shape[:2],
        "kernel": problem.kernel_shape,
        "referenceShape": shown.shape,
        "steps": trace.steps.tolist(),
        "lowest": trace.loss.lowest,
        "limit": float(np.abs(trace.best).max()),
        "scale": scale(problem.target),
        "lengths": {name: array.size for name, array in arrays.items()},
    }
    return pack(header, arrays.values())


def scale(wanted: np.ndarray) -> dict[str, Any]:
    """Ends and colours for the wanted picture and all answers: signed only if it has signs."""
    low, high = float(wanted.min()), float(wanted.max())
    if low < 0:
        limit = max(-low, high)
        return {"low": -limit, "high": limit, "colours": "signed"}
    return {"low": 0.0, "high": max(high, 1.0), "colours": "grey"}
