"""How much of an answer is sent: which pixels, of which layers, in how many bits."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from cnnviz.networks import LayerSummary

LONGEST = 64  # pixels of a map's longer side
MAX_UNITS = 8192  # of a flat layer; further cells would be too small to see
EXACT = 150_000  # values of a network that are all sent as they are; of a larger one in 8 bits
UNASKED = 1_000_000  # values that are sent before the browser has asked for any


@dataclass(frozen=True)
class Plan:
    """What can be sent of a network, by layer.

    Attributes
    ----------
    steps : list of int
        2 where every second row and column of the maps is shown.
    counts : list of int
        How many values are shown.
    flat : list of bool
        Whether a layer has no maps.
    """

    steps: list[int]
    counts: list[int]
    flat: list[bool]

    @property
    def coded(self) -> bool:
        """Whether maps are sent in 8 bits."""
        return sum(self.counts) > EXACT


@dataclass(frozen=True)
class Asked:
    """What the browser asked for.

    Attributes
    ----------
    answer : str
        Key of the activations that it has.
    layers : tuple of int
        Those in sight that it lacks of these.
    sight : tuple of int
        All in sight, of which it needs other activations, too.
    map : list of int or None
        [layer, channel] of a map that is wanted in full.
    """

    answer: str = ""
    layers: tuple[int, ...] = ()
    sight: tuple[int, ...] = ()
    map: list[int] | None = None

    @classmethod
    def read(cls, sent: Any, rows: Sequence[LayerSummary]) -> "Asked":
        """Read a browser's message; what is no layer here is not asked for."""
        given = sent if isinstance(sent, dict) else {}
        answer, wanted = given.get("answer"), given.get("map")
        layers, sight = (_layers(given.get(name), len(rows)) for name in ("layers", "sight"))
        is_map = isinstance(wanted, list) and all(type(number) is int for number in wanted)
        return cls(
            answer if isinstance(answer, str) else "", layers, sight, wanted if is_map else None
        )


def _layers(sent: Any, count: int) -> tuple[int, ...]:
    numbers = sent if isinstance(sent, list) else []
    return tuple(index for index in range(count) if index in numbers)


def step_of(shape: tuple[int, ...]) -> int:
    """Every how many rows and columns of a layer's maps are shown."""
    return ceil(max(shape[:-1], default=1) / LONGEST)


def plan(rows: Sequence[LayerSummary], sent: Sequence[list[int] | None]) -> Plan:
    """Plan what is shown of each layer, given which maps are on its page; None for all."""
    steps = [step_of(row.output_shape) for row in rows]
    counts = [_count(*each) for each in zip(rows, steps, sent, strict=True)]
    return Plan(steps, counts, [len(row.output_shape) == 1 for row in rows])


def _count(row: LayerSummary, step: int, sent: list[int] | None) -> int:
    if len(row.output_shape) == 1:
        return min(row.output_shape[0], MAX_UNITS)
    height, width, channels = row.output_shape
    return ceil(height / step) * ceil(width / step) * (channels if sent is None else len(sent))


def layers_sent(planned: Plan, asked: Asked, answer: str) -> set[int]:
    """Choose the layers whose values are sent.

    Of the answer that the browser has, those that it lacks; of another one those in sight, then
    from the first one as many as may be sent unasked.
    """
    if asked.answer == answer:
        return set(asked.layers)
    small = (index for index, flat in enumerate(planned.flat) if flat)
    chosen = {*asked.sight, *small}
    room = UNASKED - sum(planned.counts[index] for index in chosen)
    for index, count in enumerate(planned.counts):
        if index not in chosen:
            room -= count
            if room < 0:
                break
            chosen.add(index)
    return chosen


def shown_part(values: np.ndarray, step: int, sent: list[int] | None) -> np.ndarray:
    """Return the values of a layer that are shown."""
    if values.ndim == 1:
        return values[:MAX_UNITS]
    maps = values[::step, ::step]
    return maps if sent is None else maps[..., sent]


def in_8_bits(maps: np.ndarray, largest: np.ndarray, signed: bool) -> np.ndarray:
    """Round maps to steps of each one's largest magnitude; ``reading.js`` reads them.

    Parameters
    ----------
    maps : ndarray
        float32 (height, width, channels).
    largest : ndarray
        float32 (channels,), the largest magnitude of each whole map.
    signed : bool
        Whether 127 steps lie on either side of 0, which is code 0; else 254 above 0, code -127.

    Returns
    -------
    ndarray
        int8 of the shape of the maps; what is 0 stays exactly 0.
    """
    steps, zero = (127, 0) if signed else (254, -127)
    scale = np.divide(steps, largest, out=np.zeros_like(largest), where=largest > 0)
    codes: np.ndarray = (np.rint(maps * scale) + zero).astype(np.int8)
    return codes
