"""The menu of languages; what is chosen is kept in the browser for later visits."""

from collections.abc import Callable, Mapping
from typing import TypedDict

import streamlit as st

from cnnviz.ui import components

_component = components.load("language_menu", height=32)


class LanguageMenuData(TypedDict):
    """What is sent to the browser; index.js describes each field."""

    names: Mapping[str, str]
    chosen: str
    cookie: str


def language_menu(
    names: Mapping[str, str],
    chosen: str,
    *,
    cookie: str,
    key: str,
    on_choose: Callable[[str], None],
) -> None:
    """Show the menu.

    Parameters
    ----------
    names : mapping of str to str
        The languages' names by their codes.
    chosen : str
        The code of the language in use.
    cookie : str
        The name of the cookie that keeps the choice.
    key : str
        The component's key in the session.
    on_choose : callable
        Called with what the browser sent, which may be any text, before the page runs.
    """

    def take() -> None:
        sent = (st.session_state.get(key) or {}).get("choose")
        if isinstance(sent, str):
            on_choose(sent)

    data = LanguageMenuData(names=dict(names), chosen=chosen, cookie=cookie)
    _component(key=key, data=data, on_choose_change=take)
