"""A select box whose choice is in the address under a name of its own, not as people read it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st


def linked_select(
    label: str, options: Mapping[str, str], key: str, linked_key: str, **look: Any
) -> str:
    """Choose by name; a link that brings the visitor here comes before what was chosen last.

    Streamlit's own binding writes the text of an option into the address, and lets what a session
    remembers win over it.

    Parameters
    ----------
    options : names, as the address has them, and what people read; the first is the default
    key : of the choice, in the session and in the address
    linked_key : where the session keeps what the address had last, to tell a link from its echo
    look : whatever else ``st.selectbox`` takes
    """
    state, linked = st.session_state, st.query_params.get(key)
    chosen = state.get(key)
    is_link = linked in options and linked != state.get(linked_key)
    # The browser knows a choice by its text: one that is read otherwise by now comes back as that.
    if is_link or chosen not in options:
        chosen = linked if linked in options else next(iter(options))
    state[key] = chosen  # also where it stays, so that the browser learns what it is called now
    chosen = st.selectbox(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        persist_state="session",
        **look,
    )
    st.query_params[key] = state[linked_key] = chosen
    return chosen
