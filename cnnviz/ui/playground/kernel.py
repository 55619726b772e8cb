"""Which kernel is on the bench: chosen by name, edited, turned, undone, or found in a link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from cnnviz.filters import kernels
from cnnviz.ui.components.kernel_bench import Slider, edit
from cnnviz.ui.playground.state import PlaygroundState as Key
from cnnviz.utils.errors import InputError

CUSTOM = "Custom"
MOST_UNDONE = 100
SIDES = range(1, kernels.MAX_SIDE + 1)

state = st.session_state


@dataclass(frozen=True, eq=False)
class OnBench:
    """The kernel at work: its name, what it does, where it comes from, its numbers."""

    name: str
    summary: str
    source: str
    weights: np.ndarray  # (kH, kW, P) float64
    sliders: tuple[Slider, ...]


def choose_kernel() -> None:
    """Show name, rows and columns of the kernel at work."""
    _read_link()
    state[Key.KERNEL] = state[Key.NAME]
    st.selectbox(
        "Kernel",
        [*kernels.KERNELS, CUSTOM],
        key=Key.KERNEL,
        bind="query-params",
        width=226,
        on_change=_take_name,
    )
    state[Key.ROWS], state[Key.COLS] = state[Key.WEIGHTS].shape[:2]
    st.selectbox("Rows", SIDES, key=Key.ROWS, width=76, on_change=_take_shape)
    st.selectbox("Columns", SIDES, key=Key.COLS, width=76, on_change=_take_shape)
    _write_link()


def take_edit() -> None:
    """What was done in the bench; what cannot be used leaves the last kernel at work."""
    change, state[Key.EDITED] = edit(Key.BENCH), True
    try:
        _apply(change["what"], change)
    except InputError as error:
        state[Key.KERNEL_COMPLAINT] = f"Not taken, the last kernel stays: {error}."


def put_to_work(weights: np.ndarray, name: str | None = None, values: Sequence[float] = ()) -> None:
    """Put a kernel on the bench; the one before can be had back by undoing.

    Parameters
    ----------
    weights : (kH, kW) or (kH, kW, P) float
    name : str, optional
        Default: the named kernel that has these weights, or "Custom".
    values : sequence of float
        The parameters of a named kernel that has some.
    """
    undo, before = state.setdefault(Key.UNDO, []), _at_work()
    _set(weights, name, values)
    now = _at_work()
    changed = before[1:] != now[1:] or not np.array_equal(before[0], now[0])
    if changed and before[0] is not None:
        undo.append(before)
        del undo[:-MOST_UNDONE]


def _at_work() -> tuple:
    return tuple(state.get(key) for key in (Key.WEIGHTS, Key.NAME, Key.VALUES))


def _set(weights: np.ndarray, name: str | None, values: Sequence[float]) -> None:
    planes = weights if weights.ndim == 3 else weights[..., np.newaxis]
    name = name or kernels.name_of(planes) or CUSTOM
    named = kernels.KERNELS.get(name)
    defaults = [each.default for each in named.parameters] if named else []
    state[Key.WEIGHTS], state[Key.NAME] = planes, name
    state[Key.VALUES] = list(values) or defaults
    state[Key.KERNEL_COMPLAINT] = ""


def _apply(what: str, change: Mapping[str, Any]) -> None:
    """Do one of the bench's changes, see ``kernel_bench.edit``."""
    weights = state[Key.WEIGHTS]
    if what == "weights":
        put_to_work(kernels.check_weights(change["planes"]))
    elif what == "values":
        shape, values = weights.shape[:2], change["values"]
        put_to_work(_named().build(shape, values), state[Key.NAME], values)
    elif what == "tool":
        put_to_work(kernels.TOOLS[change["tool"]].apply(weights))
    elif what == "scale":
        put_to_work(kernels.scale(weights, change["factor"]))
    elif what == "undo" and state.get(Key.UNDO):
        _set(*state[Key.UNDO].pop())


def _named() -> kernels.Kernel:
    return kernels.KERNELS[state[Key.NAME]]


def _take_name() -> None:
    """A named kernel comes in its own shape; "Custom" keeps the numbers that are there."""
    if state[Key.EDITED]:
        return  # sent along with an edit, the box still says what it said before
    name = state[Key.KERNEL]
    named = kernels.KERNELS.get(name)
    put_to_work(named.weights if named else state[Key.WEIGHTS], name)


def _take_shape() -> None:
    """Another shape: a family is computed anew, other numbers are cut or get zeros around them."""
    shape = state[Key.ROWS], state[Key.COLS]
    named = kernels.KERNELS.get(state[Key.NAME])
    if named and not named.fixed:
        put_to_work(named.build(shape, state[Key.VALUES]), named.name, state[Key.VALUES])
    else:
        put_to_work(kernels.recentre(state[Key.WEIGHTS], *shape))


def on_bench() -> OnBench:
    """The kernel that name, rows, columns and the bench have made."""
    name, weights = state[Key.NAME], state[Key.WEIGHTS]
    named = kernels.KERNELS.get(name)
    if named is None:
        return OnBench(CUSTOM, "Your own numbers.", "", weights, ())
    return OnBench(name, named.summary, named.source, weights, _sliders(named))


def _sliders(named: kernels.Kernel) -> tuple[Slider, ...]:
    shape, values = state[Key.WEIGHTS].shape[:2], state[Key.VALUES]
    return tuple(
        Slider(
            each.name,
            each.label,
            each.unit,
            values[index],
            *kernels.travel(named, shape, values, index),
        )
        for index, each in enumerate(named.parameters)
    )


def _read_link() -> None:
    """Start with the address's kernel; what cannot be read gives the named one and a sentence."""
    if Key.WEIGHTS in state:
        return
    link = st.query_params
    named = kernels.KERNELS.get(link.get(Key.KERNEL, ""), next(iter(kernels.KERNELS.values())))
    try:
        if Key.CELLS in link:
            _set(kernels.read_weights(link[Key.CELLS]), None, ())
        else:
            values = _numbers(link.get(Key.VALUES))
            _set(named.build(_shape(link.get(Key.SIZE)), values), named.name, values)
    except InputError as error:
        _set(named.weights, named.name, ())
        state[Key.KERNEL_COMPLAINT] = f"This link's kernel cannot be read: {error}."


def _numbers(text: str | None) -> list[float]:
    try:
        return [float(number) for number in (text or "").split(",") if number]
    except ValueError as error:
        raise InputError(f"a kernel's values must be numbers, got {text!r}") from error


def _shape(text: str | None) -> tuple[int, int] | None:
    sides = (text or "").split("x")
    if not text:
        return None
    if len(sides) != 2 or not all(side.isdecimal() and int(side) in SIDES for side in sides):
        raise InputError(
            f"a kernel has 1 to {kernels.MAX_SIDE} rows and columns, written as 3x5, got {text!r}"
        )
    return int(sides[0]), int(sides[1])


def _write_link() -> None:
    """The address says what differs from the named kernel as it is chosen."""
    named, shape = kernels.KERNELS.get(state[Key.NAME]), state[Key.WEIGHTS].shape[:2]
    texts: dict[str, str | None] = dict.fromkeys((Key.CELLS, Key.SIZE, Key.VALUES))
    if named is None:
        texts[Key.CELLS] = kernels.write_weights(state[Key.WEIGHTS])
    elif shape != named.shape:
        texts[Key.SIZE] = "{}x{}".format(*shape)
    if named and state[Key.VALUES] != [each.default for each in named.parameters]:
        texts[Key.VALUES] = ",".join(map(repr, state[Key.VALUES]))
    for key, text in texts.items():
        if text is None:
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = text
