"""A kernel being learned: how it fills, its answer beside the wanted picture, and the falling loss.

The whole lesson is computed beforehand; the browser plays and scrubs it without the server. It
gets the picture and the kernel of every moment and adds up the shifted pictures by itself: the
answers as pictures would be hundreds of times as many numbers. All numbers that are read, kernels,
losses and differences, are Python's.
"""

from typing import Any
from zlib import crc32

import numpy as np

from cnnviz.filters.learning.lesson import Exercise, Lesson, largest_difference
from cnnviz.ui.components import load
from cnnviz.ui.components.packing import pack

_component = load("learned_kernel")


def learned_kernel(
    exercise: Exercise, lesson: Lesson, title: str, reference: np.ndarray | None, *, key: str
) -> None:
    """Show a lesson; its place and speed stay in the browser under ``key``.

    Parameters
    ----------
    title : str
        What stands above the reference.
    reference : (kH, kW, P) float, optional
        The kernel to compare the learned one with; without it there is a question mark.
    """
    _component(key=key, data=payload(exercise, lesson, title, reference, key))


def payload(
    exercise: Exercise, lesson: Lesson, title: str, reference: np.ndarray | None, key: str
) -> bytes:
    """All that the browser draws, as one message."""
    shown = np.zeros((0, 0, 0)) if reference is None else reference
    no_numbers = np.zeros(0)
    compared = no_numbers if reference is None else largest_difference(lesson.weights, reference)
    arrays: dict[str, np.ndarray] = {
        "picture": exercise.picture.transpose(2, 0, 1),  # a plane a channel
        "wanted": exercise.wanted,
        "weights": lesson.weights,
        "biases": lesson.biases,
        "losses": lesson.losses,
        "differences": compared,
        "reference": shown,
    }
    header = {
        "key": key,
        "id": crc32(lesson.weights.tobytes(), crc32(exercise.wanted.tobytes())),
        "title": title,
        "size": exercise.picture.shape[:2],
        "kernel": exercise.kernel_shape,
        "referenceShape": shown.shape,
        "steps": lesson.steps.tolist(),
        "lowest": lesson.bowl.lowest,
        "limit": float(np.abs(lesson.best).max()),
        "scale": scale(exercise.wanted),
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
