"""Choices whose labels are translated, and which a link has by their English labels.

Streamlit keeps a bound widget's label in the address; in English that is the name which links have
had all along. In other languages the widget is not bound, and the name is kept here.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from cnnviz.ui import address, language_choice
from cnnviz.utils.language import ENGLISH, _, current

Option = TypeVar("Option")


def bound(
    options: Sequence[Option],
    key: str,
    name: Callable[[Option], str] = str,
    default: int = 0,
    shown: Callable[[Option], str] | None = None,
) -> dict[str, Any]:
    """Return the arguments of a widget that chooses one of some options.

    Parameters
    ----------
    options : sequence
    key : str
        Of the widget, and in the address.
    name : callable
        Returns an option's English label, marked with ``N_`` where it is words.
    default : int
        Index of the option that the widget begins with, as the widget itself is told.
    shown : callable, optional
        Returns an option's label in another language; by default the translated name.
    """
    arguments = {"options": options, "key": key}
    language_choice.sets_again(key)
    if current() == ENGLISH:
        return {**arguments, "format_func": name, "bind": "query-params"}
    _take_linked(options, key, name)
    chosen = st.session_state.get(key, options[default])
    address.keep(key, None if chosen == options[default] else name(chosen))
    return {**arguments, "format_func": shown or (lambda option: _(name(option)))}


def _take_linked(options: Sequence[Option], key: str, name: Callable[[Option], str]) -> None:
    """Choose what a link says, and again in each run until the visitor chooses something else.

    A page's first runs follow one another so closely that a browser may show the widget only as
    the second one has it, without what the first one set.
    """
    state, linked, kept = st.session_state, address.followed(key), f"{key}:linked"
    for option in options:
        if name(option) == linked:
            state[key] = state[kept] = option
    if kept in state and state.get(key) == state[kept]:
        state[key] = state[kept]
    elif kept in state:
        del state[kept]


def open_tab(names: Sequence[str], key: str) -> str:
    """Return the English name of the tab that is open, before ``bound_tabs`` has shown them."""
    if current() == ENGLISH:
        return str(st.session_state.get(key, names[0]))
    labels = {_(name): name for name in names}
    return labels.get(st.session_state.get(f"{key}:{current()}", ""), names[0])


def bound_tabs(names: Sequence[str], key: str) -> Sequence[TabContainer]:
    """Show tabs, of which the open one is in the address by its English name.

    Parameters
    ----------
    names : sequence of str
        Marked with ``N_``.
    key : str
        Of the widget in English, and in the address.
    """
    if current() == ENGLISH:
        return st.tabs(list(names), key=key, bind="query-params")
    labels = {_(name): name for name in names}
    widget, linked = f"{key}:{current()}", address.followed(key)
    if linked is not None and linked in names:
        st.session_state[widget] = _(linked)
    opened = labels.get(st.session_state.get(widget, ""), names[0])
    address.keep(key, None if opened == names[0] else opened)
    return st.tabs(list(labels), key=widget, on_change="rerun")
