"""The page's address: the one place that reads and writes its query parameters.

Most widgets keep their value in the address by themselves, through ``BOUND``. What no widget
shows in that form (a kernel's weights, a stack of layers) is read with ``read`` and written with
``write``.
"""

from collections.abc import Callable, Container, Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.state.session_state_proxy import get_session_state

from cnnviz.utils.errors import InputError

Value = TypeVar("Value")
Address = dict[str, list[str]]

MOST_EXACT = 2**53  # whole numbers beyond are not exact in a browser

# Arguments of a widget whose value is in the address and outlives a visit to another page.
BOUND: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}


def text(key: str) -> str | None:
    """Return the address's text under ``key``; None where it has none."""
    return st.query_params.get(key)


def read(key: str, parse: Callable[[str], Value], default: Value, noun: str) -> tuple[Value, str]:
    """Read a value of the address.

    Returns the value and ""; or the default and a sentence, where the text is invalid.
    """
    written = text(key)
    if not written:
        return default, ""
    try:
        return parse(written), ""
    except InputError as error:
        return default, invalid(noun, error)


def invalid(noun: str, error: InputError) -> str:
    """Return the sentence on a part of a link that is invalid."""
    return f"The {noun} in this link is invalid: {error}."


def write(parts: Mapping[str, str | None]) -> None:
    """Write texts into the address; a key whose text is None is left out of it."""
    for key, written in parts.items():
        if written is None:
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = written


def drop_unusable() -> None:
    """Let no widget start from an empty text, or from a number that it cannot hold.

    Streamlit converts a link's texts while it creates the widgets; what "inf" raises there would
    end the page. ``read`` still finds such a text, and explains it.
    """
    with get_session_state().query_params() as query:
        initial = {key: query.get_initial_value(key) or "" for key in query}
        usable = {key: value for key, value in initial.items() if _is_usable(value)}
        if usable != initial:
            query.set_initial_query_params(urlencode(usable, doseq=True))


def _is_usable(value: str | list[str]) -> bool:
    """Whether a link's text, or the last of several, is no number beyond what a browser counts."""
    last = value[-1] if isinstance(value, list) else value
    try:
        return abs(float(last)) <= MOST_EXACT
    except ValueError:  # it is no number
        return last != ""


def current() -> Address:
    """Return all of the address's parameters, in order."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def link(parameters: Address, without: Container[str]) -> str:
    """Write the link with these parameters, ``without`` some of them."""
    kept = {key: values for key, values in parameters.items() if key not in without}
    query = urlencode(kept, doseq=True)
    return f"{st.context.url or ''}{'?' if query else ''}{query}"
