"""Controls whose value is in the address, and that the program may set, too.

What was chosen last is kept under the control's key, in the session and in the address; a callback
sets it there. The widget has a key of its own, which is a new one whenever something else than the
widget has set the value: a browser's message may still have the values that all controls had
before, and a message on an earlier key changes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from cnnviz.ui import address

Value = TypeVar("Value")
Number = TypeVar("Number", int, float)


@dataclass(frozen=True)
class _Shown:
    """What a widget shows: the number in its key, the value it began with, and the last one."""

    round: int
    start: Any
    value: Any
    face: str


def linked_select(
    label: str,
    options: Mapping[str, str],
    key: str,
    *,
    default: str | None = None,
    brief: bool = False,
    on_change: Callable[..., None] | None = None,
    args: tuple[Any, ...] = (),
    **look: Any,
) -> str:
    """Show a select box whose choice is in the address by its name, not by its label.

    Parameters
    ----------
    label : str
    options : mapping of str to str
        Names, as in the session and the address, and their labels.
    key : str
        Of the choice, in the session and in the address.
    default : str, optional
        Of the names; by default the first.
    brief : bool
        Whether the default is left out of the address.
    on_change, args : callable and tuple, optional
        Called after another option was chosen here.
    **look
        Further arguments of ``st.selectbox``.
    """
    chosen = st.session_state[key] = chosen_of(key, tuple(options), default)
    first = next(iter(options)) if default is None else default
    address.keep(key, None if brief and chosen == first else chosen)
    return kept_select(label, options, key, on_change=on_change, args=args, **look)


def kept_select(
    label: str,
    options: Mapping[str, str],
    key: str,
    *,
    on_change: Callable[..., None] | None = None,
    args: tuple[Any, ...] = (),
    **look: Any,
) -> str:
    """Show a select box for what the session has under ``key``; it is not in the address."""
    chosen: str = st.session_state[key]
    widget = _widget_key(key, chosen, options[chosen])
    if widget not in st.session_state:
        st.session_state[widget] = chosen
    st.selectbox(
        label,
        list(options),
        format_func=lambda name: options.get(name, str(name)),
        key=widget,
        on_change=_take,
        args=(key, widget, options, on_change, args),
        **look,
    )
    return chosen


def chosen_of(key: str, names: Sequence[str], default: str | None = None) -> str:
    """Return what is chosen under a key before its select box is shown."""
    first = names[0] if default is None else default
    chosen = value_of(key, dict(zip(names, names, strict=True)).__getitem__, first)
    return chosen if chosen in names else first


def linked_number(label: str, key: str, default: Number, **look: Any) -> Number:
    """Show a field for a number; the default is not in the address."""
    chosen = value_of(key, type(default), default)
    address.keep(key, None if chosen == default else f"{chosen!r}")
    widget = _widget_key(key, chosen)
    start: Number = st.session_state[_shown_key(key)].start
    st.number_input(label, value=start, key=widget, on_change=_take, args=(key, widget), **look)
    return chosen


def linked_optional(label: str, key: str, **look: Any) -> int | None:
    """Show a field for a whole number that may be empty."""
    chosen: int | None = value_of(key, int, None)
    address.keep(key, None if chosen is None else str(chosen))
    widget = _widget_key(key, chosen)
    if widget not in st.session_state:
        st.session_state[widget] = chosen
    st.number_input(
        label, value=None, step=1, key=widget, on_change=_take, args=(key, widget), **look
    )
    return chosen


def linked_checkbox(label: str, key: str, **look: Any) -> bool:
    """Show a box to tick; an empty one is not in the address."""
    chosen = value_of(key, {"true": True, "false": False}.__getitem__, False)
    address.keep(key, "true" if chosen else None)
    widget = _widget_key(key, chosen)
    if widget not in st.session_state:
        st.session_state[widget] = chosen
    st.checkbox(label, key=widget, on_change=_take, args=(key, widget), **look)
    return chosen


def linked_text(key: str, check: Callable[[str], object], default: str = "") -> str:
    """Return the text that the session and the address have under a key; no widget shows it.

    Parameters
    ----------
    key : str
        A callback may set the text in the session; the default is not in the address.
    check : callable
        Raises ValueError or KeyError for a text that means nothing, which is left out.
    default : str
    """

    def parse(text: str) -> str:
        check(text)
        return text

    chosen = value_of(key, parse, default)
    try:
        check(chosen)
    except (ValueError, KeyError):
        chosen = st.session_state[key] = default
    address.keep(key, None if chosen == default else chosen)
    return chosen


def value_of(key: str, parse: Callable[[str], Value], default: Value) -> Value:
    """Return what was chosen last under a key, here or by following a link.

    A text of a link that ``parse`` raises a ValueError, KeyError or OverflowError for is ignored;
    ``address.report_unused`` names it.
    """
    state, linked = st.session_state, address.followed(key)
    if key not in state:
        state[key] = default
    if linked is not None:
        with suppress(ValueError, KeyError, OverflowError):
            value = parse(linked)
            if not isinstance(value, int | float) or abs(value) <= address.MOST_EXACT:
                state[key] = value
    value = state[key]
    return value


def _widget_key(key: str, value: Any, face: str = "") -> str:
    """Return the widget's key: a new one, unless the widget shows the value as it is to be seen."""
    state = st.session_state
    shown: _Shown | None = state.get(_shown_key(key))
    if shown is None:
        shown = _Shown(0, value, value, face)
    elif (shown.value, shown.face) != (value, face) or f"{key}#{shown.round}" not in state:
        shown = _Shown(shown.round + 1, value, value, face)
    state[_shown_key(key)] = shown
    return f"{key}#{shown.round}"


def _take(
    key: str,
    widget: str,
    faces: Mapping[str, str] | None = None,
    then: Callable[..., None] | None = None,
    args: tuple[Any, ...] = (),
) -> None:
    """Keep what was chosen in a widget; a label that is no longer offered changes nothing."""
    state = st.session_state
    if widget not in state or _shown_key(key) not in state:  # a card of a lesson has set the room
        return
    value, shown = state[widget], state[_shown_key(key)]
    if widget != f"{key}#{shown.round}":  # Streamlit calls this for earlier keys, too
        return
    if faces is not None and value not in faces:
        state[_shown_key(key)] = _Shown(shown.round, shown.start, None, "")
        return
    face = faces[value] if faces is not None else ""
    state[_shown_key(key)] = _Shown(shown.round, shown.start, value, face)
    state[key] = value
    if then:
        then(*args)


def is_count(key: str) -> bool:
    """Whether a key of the session counts a control's widgets, so that none has an earlier key."""
    return key.endswith("#")


def _shown_key(key: str) -> str:
    return f"{key}#"
