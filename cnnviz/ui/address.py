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
from cnnviz.utils.language import _
from cnnviz.utils.text import sentence

Value = TypeVar("Value")
Address = dict[str, list[str]]

OPENED = "v_opened_link"  # the address that the visit began with, until it has been checked
WRITTEN = "v_written"  # texts that were written here, by key
PAGE = "v_page"  # the page of the last run
MOST_WRITTEN = 20  # texts per key that a browser may still have
MOST_NAMED = 4  # parts of a link, in a message
MOST_EXACT = 2**53  # whole numbers beyond are not exact in a browser

# Arguments of a widget whose value is in the address and outlives a visit to another page.
BOUND: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}


def text(key: str) -> str | None:
    """Return the address's text under ``key``; None where it has none."""
    return st.query_params.get(key)


def arrive(page: str) -> None:
    """Note the page that is about to run; on another one than before, any text may be a link."""
    if st.session_state.get(PAGE) != page:
        st.session_state[PAGE] = page
        expect_link()


def expect_link() -> None:
    """Take every text of the address for a link, those that were written here, too."""
    st.session_state[WRITTEN] = {}


def followed(key: str) -> str | None:
    """Return the address's text the first time after the visitor followed a link to it, else None.

    A run of the page may begin with the address of some changes ago, which the browser sent before
    it received the newest; so no text counts that ``keep`` wrote since the page was opened.
    Within a page a control is therefore set in a callback, not by a link.
    """
    linked = text(key)
    if linked in st.session_state.get(WRITTEN, {}).get(key, ()):
        return None
    _remember(key, linked)
    return linked


def keep(key: str, written: str | None) -> None:
    """Write a text into the address, None for none, and remember that it is no link."""
    _remember(key, written)
    write({key: written})


def _remember(key: str, written: str | None) -> None:
    if written is not None:
        all_written = st.session_state.setdefault(WRITTEN, {})
        others = [each for each in all_written.get(key, ()) if each != written]
        all_written[key] = (*others[1 - MOST_WRITTEN :], written)


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
    return sentence(_("The {noun} in this link is invalid: {reason}", noun=_(noun), reason=error))


def write(parts: Mapping[str, str | None]) -> None:
    """Write texts into the address; a key whose text is None is left out of it."""
    for key, written in parts.items():
        if written is None:
            if key in st.query_params:
                del st.query_params[key]
        elif st.query_params.get(key) != written:
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
    number = _number(last)
    return last != "" if number is None else abs(number) <= MOST_EXACT


def remember_link() -> None:
    """Remember the address that a visit begins with; to be called before the page runs."""
    if OPENED not in st.session_state:
        st.session_state[OPENED] = current()


def report_unused() -> None:
    """Name the parts of the visit's link that its page's widgets did not take, once."""
    link, st.session_state[OPENED] = st.session_state[OPENED], {}
    unused = [
        f"{key}={texts[-1]:.40}"
        for key, texts in link.items()
        if key in st.session_state and not is_taken(key, texts)
    ]
    if unused:
        named, more = ", ".join(unused[:MOST_NAMED]), len(unused) - MOST_NAMED
        if more > 0:
            named = _("{parts} and {count} more", parts=named, count=more)
        st.toast(_("This link has parts that are invalid and were left out: {parts}.", parts=named))


def is_taken(key: str, texts: list[str]) -> bool:
    """Whether a widget's value is what the link says; that of other types is not compared.

    An option's label, which the link has, may differ from the option; the address keeps a label
    that was taken, unless it is the default.
    """
    value = st.session_state[key]
    if value is None:
        return False  # an empty field
    if isinstance(value, bool):
        return texts[-1].lower() == str(value).lower()
    if isinstance(value, int | float) and (number := _number(texts[-1])) is not None:
        return number == value
    if isinstance(value, list):
        return texts == list(map(str, value))
    if isinstance(value, str | int | float) and st.query_params.get_all(key) != texts:
        return texts[-1].lower() == str(value).lower()
    return True


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def current() -> Address:
    """Return all of the address's parameters, in order."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def link(parameters: Address, without: Container[str]) -> str:
    """Write the link with these parameters, ``without`` some of them."""
    kept = {key: values for key, values in parameters.items() if key not in without}
    query = urlencode(kept, doseq=True)
    return f"{st.context.url or ''}{'?' if query else ''}{query}"
