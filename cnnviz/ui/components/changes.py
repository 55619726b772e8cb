"""Changes that the visitor makes in a component, reported so that none is lost.

Of several messages that come during one run of a page, Streamlit keeps only the last. So each
message carries every change that the browser does not know to be taken; ``sendChange`` and
``forgetChanges`` in ``_js/changes.js`` are its half of this.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from cnnviz.ui.address import MOST_EXACT


def take_changes(key: str, trigger: str = "edit") -> list[Mapping[str, Any]]:
    """Take the changes of the component ``key`` that were not taken before, the oldest first."""
    sent = (st.session_state.get(key) or {}).get(trigger)
    changes = [change for change in sent if _is_change(change)] if isinstance(sent, list) else []
    new = [change for change in changes if change["number"] > taken(key)]
    if new:
        st.session_state[_taken_key(key)] = max(change["number"] for change in new)
    return new


def taken(key: str) -> float:
    """The number of the last change taken; the component sends it back to be forgotten there."""
    number: float = st.session_state.get(_taken_key(key), 0)
    return number


def _is_change(sent: Any) -> bool:
    number = sent.get("number") if isinstance(sent, Mapping) else None
    return isinstance(number, int | float) and abs(number) <= MOST_EXACT


def _taken_key(key: str) -> str:
    return f"{key}_taken"
