"""The current kernel: chosen by name, edited, transformed, undone, or read from a link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from cnnviz.filters import kernels
from cnnviz.ui import address
from cnnviz.ui.bound import bound
from cnnviz.ui.components.kernel_bench import Slider, edit
from cnnviz.ui.playground.state import PlaygroundState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.number_text import read_numbers
from cnnviz.utils.text import sentence

CUSTOM = N_("Custom")
MOST_UNDONE = 100
SIDES = range(1, kernels.MAX_SIDE + 1)


@dataclass(frozen=True, eq=False)
class OnBench:
    """The current kernel: its name, what it does, where it comes from, its weights."""

    name: str
    summary: str
    source: str
    weights: np.ndarray  # (kH, kW, P) float64
    sliders: tuple[Slider, ...]


def choose_kernel(state: PlaygroundState) -> None:
    """Show name, rows and columns of the current kernel."""
    _read_link(state)
    address.followed(state.KERNEL)  # which ``_read_link`` has taken
    state[state.KERNEL] = state.name
    st.selectbox(
        _("Kernel"),
        **bound([*kernels.KERNELS, CUSTOM], state.KERNEL),
        width=226,
        on_change=_take_name,
        args=(state,),
    )
    state[state.ROWS], state[state.COLS] = state.weights.shape[:2]
    for label, key in ((_("Rows"), state.ROWS), (_("Columns"), state.COLS)):
        st.selectbox(label, SIDES, key=key, width=76, on_change=_take_shape, args=(state,))
    _write_link(state)


def take_edit(state: PlaygroundState) -> None:
    """Apply an edit made in the component; an invalid one is explained and changes nothing."""
    state.edited = True
    try:
        change = edit(state.BENCH)
        _apply(state, change["what"], change)
    except InputError as error:
        state.kernel_complaint = _("{reason} The kernel is unchanged.", reason=sentence(error))


def use_kernel(
    state: PlaygroundState,
    weights: np.ndarray,
    name: str | None = None,
    values: Sequence[float] = (),
) -> None:
    """Make a kernel the current one; the one before can be restored by undoing.

    Parameters
    ----------
    weights : (kH, kW) or (kH, kW, P) float
    name : str, optional
        Default: the named kernel that has these weights, or "Custom".
    values : sequence of float
        The parameters of a named kernel that has some.
    """
    before = getattr(state, "kernel", None)
    _set(state, weights, name, values)
    now = state.kernel
    if before and (before[1:] != now[1:] or not np.array_equal(before[0], now[0])):
        state.earlier_kernels = (*state.earlier_kernels, before)[-MOST_UNDONE:]


def _set(
    state: PlaygroundState, weights: np.ndarray, name: str | None, values: Sequence[float]
) -> None:
    planes = weights if weights.ndim == 3 else weights[..., np.newaxis]
    name = name or kernels.name_of(planes) or CUSTOM
    named = kernels.KERNELS.get(name)
    defaults = [each.default for each in named.parameters] if named else []
    state.kernel = planes, name, list(values) or defaults
    state.kernel_complaint = ""


def _apply(state: PlaygroundState, what: str, change: Mapping[str, Any]) -> None:
    """Apply an edit, see ``kernel_bench.edit``."""
    weights = state.weights
    if what == "weights":
        use_kernel(state, kernels.check_weights(change["planes"]))
    elif what == "text":
        planes = read_numbers(change["text"], dims=3)
        use_kernel(state, kernels.check_weights(planes.tolist()))
    elif what == "values":
        shape, values = weights.shape[:2], change["values"]
        if state.name not in kernels.KERNELS:
            raise InputError("a custom kernel has no parameters")
        use_kernel(state, kernels.KERNELS[state.name].build(shape, values), state.name, values)
    elif what == "tool":
        use_kernel(state, kernels.TOOLS[change["tool"]].apply(weights))
    elif what == "scale":
        use_kernel(state, kernels.scale(weights, change["factor"]))
    elif state.earlier_kernels:  # undo
        *earlier, last = state.earlier_kernels
        state.earlier_kernels = tuple(earlier)
        _set(state, *last)


def _take_name(state: PlaygroundState) -> None:
    """Take a named kernel in its own shape; "Custom" keeps the current weights."""
    if state.edited:
        return  # a select box's value that arrives with an edit can be older than the edit
    name = state[state.KERNEL]
    named = kernels.KERNELS.get(name)
    use_kernel(state, named.weights if named else state.weights, name)


def _take_shape(state: PlaygroundState) -> None:
    """Change the shape: a family is computed again, other weights are cropped or zero-padded."""
    shape = state[state.ROWS], state[state.COLS]
    named = kernels.KERNELS.get(state.name)
    if named and not named.fixed:
        use_kernel(state, named.build(shape, state.values), named.name, state.values)
    else:
        use_kernel(state, kernels.recentre(state.weights, *shape))


def on_bench(state: PlaygroundState) -> OnBench:
    """The current kernel with its description and sliders."""
    name, weights = state.name, state.weights
    named = kernels.KERNELS.get(name)
    if named is None:
        return OnBench(CUSTOM, _("Your own weights."), "", weights, ())
    return OnBench(name, named.summary, named.source, weights, _sliders(state, named))


def _sliders(state: PlaygroundState, named: kernels.Kernel) -> tuple[Slider, ...]:
    shape, values = state.weights.shape[:2], state.values
    return tuple(
        Slider(
            each.name,
            _(each.label),
            _(each.unit) if each.unit else "",
            values[index],
            *kernels.travel(named, shape, values, index),
        )
        for index, each in enumerate(named.parameters)
    )


def _read_link(state: PlaygroundState) -> None:
    """Start with the kernel in the address; an invalid one is explained."""
    if hasattr(state, "kernel"):
        return
    link = st.query_params
    named = kernels.KERNELS.get(link.get(state.KERNEL, ""), next(iter(kernels.KERNELS.values())))
    try:
        if state.CELLS in link:
            _set(state, kernels.read_weights(link[state.CELLS]), None, ())
        else:
            values = _numbers(link.get(state.VALUES))
            _set(state, named.build(_shape(link.get(state.SIZE)), values), named.name, values)
    except InputError as error:
        _set(state, named.weights, named.name, ())
        state.kernel_complaint = address.invalid(N_("kernel"), error)


def _numbers(text: str | None) -> list[float]:
    try:
        return [float(number) for number in (text or "").split(",") if number]
    except ValueError as error:
        raise InputError("a kernel's values must be numbers, got {text!r}", text=text) from error


def _shape(text: str | None) -> tuple[int, int] | None:
    sides = (text or "").split("x")
    if not text:
        return None
    if len(sides) != 2 or not all(side.isdecimal() and int(side) in SIDES for side in sides):
        raise InputError(
            "a kernel has 1 to {most} rows and columns, written as 3x5, got {text!r}",
            most=kernels.MAX_SIDE,
            text=text,
        )
    return int(sides[0]), int(sides[1])


def _write_link(state: PlaygroundState) -> None:
    """Write into the address what differs from the named kernel's defaults."""
    named, shape = kernels.KERNELS.get(state.name), state.weights.shape[:2]
    texts: dict[str, str | None] = dict.fromkeys((state.CELLS, state.SIZE, state.VALUES))
    if named is None:
        texts[state.CELLS] = kernels.write_weights(state.weights)
    elif shape != named.shape:
        texts[state.SIZE] = "{}x{}".format(*shape)
    if named and state.values != [each.default for each in named.parameters]:
        texts[state.VALUES] = ",".join(map(repr, state.values))
    address.write(texts)
