"""Codes of class sessions that visitors try: wrong ones are counted, and then refused.

A link's are counted apart from typed ones. A class that reloads after its session was deleted may
still join the next one.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from cnnviz.course.guesses import PER_ADDRESS, SECONDS, Guesses
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import rough_duration


@st.cache_resource(show_spinner=False)
def typed() -> Guesses:
    """The wrong codes that all visitors of this server have typed."""
    return Guesses()


@st.cache_resource(show_spinner=False)
def linked() -> Guesses:
    """The wrong codes of the links that all visitors of this server have opened."""
    return Guesses()


@contextmanager
def counted(guesses: Guesses, instead: InputError | None = None) -> Iterator[None]:
    """Let whoever asks try a code; an InputError within the block counts as a wrong one.

    Parameters
    ----------
    guesses : Guesses
        ``typed`` or ``linked``.
    instead : InputError, optional
        What is raised for a wrong code in place of the block's own error.

    Raises
    ------
    InputError
        If the code is wrong, or too many wrong ones came from their address.
    """
    if not guesses.may_try(_source()):
        raise InputError(
            "More than {count} wrong codes came from here: try again in {time}.",
            count=PER_ADDRESS,
            time=rough_duration(SECONDS),
        )
    try:
        yield
    except InputError:
        guesses.was_wrong(_source())
        if instead:
            raise instead from None
        raise


def _source() -> str:
    return st.context.ip_address or "here"
