"""Probabilities over the whole range of each change of an input, with sliders; a second network.

A slider's line moves in the browser, with the probabilities of its curve; where it is released, the
numbers are sent, and Python computes picture and curves anew.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, TypedDict

import numpy as np
import streamlit as st

from cnnviz.explain.what_if import BY_NAME, CHANGES, NEUTRAL, STEPS, tipping_points
from cnnviz.ui.components import load
from cnnviz.ui.components.packing import pack_exact
from cnnviz.utils.language import _

_component = load("what_if", height=760)


class TippingMark(TypedDict):
    """Where the answer becomes another one; index.js describes each field."""

    at: float
    before: int
    after: int


class WhatIfChange(TypedDict):
    """One change and where the answers of both networks tip over."""

    name: str
    label: str
    unit: str
    low: float
    high: float
    neutral: float
    factor: float
    value: float
    known: bool
    tips: list[TippingMark]
    otherTips: list[TippingMark]


class WhatIfHeader(TypedDict):
    """What is sent to the browser before the arrays."""

    shape: list[int]
    classes: list[str]
    label: int
    first: str
    other: str
    changes: list[WhatIfChange]
    answers: list[list[float]]


@dataclass(frozen=True, eq=False)
class Swept:
    """What is shown.

    Attributes
    ----------
    image : ndarray
        float32 (H, W, C) in [0, 1]: the changed input.
    values : mapping of str to float
        The number of each change.
    label : int
        The class whose probability is drawn: that of the unchanged input.
    answers : list of ndarray
        float32 (classes,) of each network, for the changed input; empty until they are known.
    curves : list of dict of str to ndarray
        float32 (steps, classes) of each network, by change; those that are known.
    names : list of str
        Of the networks.
    """

    image: np.ndarray
    values: Mapping[str, float]
    label: int
    answers: list[np.ndarray]
    curves: list[dict[str, np.ndarray]]
    names: list[str]


def what_if(shown: Swept, classes: Sequence[str], *, key: str, on_set: Callable[[], None]) -> None:
    """Show the curves; ``read_values`` gives ``on_set`` the numbers of the sliders."""
    _component(key=key, data=what_if_data(shown, classes), on_values_change=on_set)


def what_if_data(shown: Swept, classes: Sequence[str]) -> bytes:
    """Pack what ``what_if`` shows; curves are (networks, changes, steps, classes)."""
    header: WhatIfHeader = {
        "shape": list(shown.image.shape),
        "classes": list(classes),
        "label": shown.label,
        "first": shown.names[0],
        "other": shown.names[1] if len(shown.names) > 1 else "",
        "changes": [_change(shown, change.name) for change in CHANGES],
        "answers": [each.tolist() for each in shown.answers],
    }
    none = np.zeros((STEPS, len(classes)), np.float32)
    empty: dict[str, np.ndarray] = {}
    curves = [
        [each.get(change.name, none) for change in CHANGES]
        for each in shown.curves or [empty] * len(shown.names)
    ]
    return pack_exact(header, {"image": shown.image, "curves": np.array(curves, np.float32)})


def _change(shown: Swept, name: str) -> WhatIfChange:
    change, value = BY_NAME[name], float(shown.values[name])
    known = bool(shown.curves) and all(name in curves for curves in shown.curves)
    tips: list[list[TippingMark]] = [
        [
            {"at": tip.at, "before": tip.before, "after": tip.after}
            for tip in (tipping_points(change.grid, curves[name], value) if known else ())
        ]
        for curves in shown.curves
    ] or [[]]
    return {
        "name": name,
        "label": _(change.label),
        "unit": _(change.unit),
        "low": change.low,
        "high": change.high,
        "neutral": change.neutral,
        "factor": change.factor,
        "value": value,
        "known": known,
        "tips": tips[0],
        "otherTips": tips[1] if len(tips) > 1 else [],
    }


def read_values(key: str) -> dict[str, float]:
    """The numbers of the sliders, each in its range; neutral where something else was sent."""
    sent: Any = (st.session_state.get(key) or {}).get("values")
    given = sent if isinstance(sent, dict) else {}
    return {name: _in_range(name, given.get(name, neutral)) for name, neutral in NEUTRAL.items()}


def _in_range(name: str, value: Any) -> float:
    change = BY_NAME[name]
    valid = type(value) in (int, float) and abs(value) < 1e6 and isfinite(value)
    return min(max(float(value), change.low), change.high) if valid else change.neutral
