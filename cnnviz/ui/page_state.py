"""What a page remembers of a visit: one object per page, passed to every function that needs it.

A page's class declares all of its keys: upper-case constants are the keys of widgets, read as
``state[state.STRIDE]``; ``Remembered`` attributes are the page's own values.
"""

from collections.abc import MutableMapping
from typing import Any, Generic, TypeVar, overload

import streamlit as st

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """A value that is kept between runs under a key of the session.

    Reading one that was never set gives the default; without a default it raises AttributeError,
    as ``hasattr`` expects.
    """

    def __init__(self, key: str, *default: Value) -> None:
        self.key, self.default = key, default

    @overload
    def __get__(self, state: None, owner: type) -> "Remembered[Value]": ...

    @overload
    def __get__(self, state: "PageState", owner: type) -> Value: ...

    def __get__(self, state: "PageState | None", owner: type) -> "Remembered[Value] | Value":
        if state is None:
            return self
        if self.key in state:
            value: Value = state[self.key]
            return value
        if not self.default:
            raise AttributeError(f"{self.key} has not been set")
        return self.default[0]

    def __set__(self, state: "PageState", value: Value) -> None:
        state[self.key] = value


class PageState:
    """A view of the session with the keys of one page."""

    def __init__(self, session: MutableMapping[Any, Any] | None = None) -> None:
        self.session = st.session_state if session is None else session

    def __contains__(self, key: str) -> bool:
        return key in self.session

    def __getitem__(self, key: str) -> Any:
        return self.session[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.session[key] = value

    def follow(self, key: str, value: Any) -> None:
        """Let a widget show ``value``; one that does already is left alone.

        Streamlit sends a value that is set here to the browser, where it would replace what the
        visitor is just choosing.
        """
        if key not in self.session or self.session[key] != value:
            self.session[key] = value

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value under ``key``, or ``default`` where there is none."""
        return self.session.get(key, default)
