"""What a card does to the controls of its room: some are framed, hidden, or cannot be changed."""

from typing import Any

import streamlit as st

from cnnviz.course.lesson import Card

HELD = "c_held"  # the values of fixed controls, by card


def mark(card: Card) -> None:
    """Frame, hide and dim controls by a style: they are the room's elements."""
    rules = (
        (card.focus, "outline: 2px solid var(--lesson); outline-offset: 3px; border-radius: 4px;"),
        (card.hidden, "display: none !important;"),
        (card.fixed, "pointer-events: none; opacity: 0.55;"),
    )
    style = "".join(f"{_names(keys)} {{ {rule} }} " for keys, rule in rules if keys)
    if card.hidden:
        style += f"{_boxes(card.hidden)} {{ display: none !important; }}"
    if style:
        st.html(f"<style>{style}</style>")


def hold(card: Card, name: str) -> None:
    """Give fixed controls back the value that the card set, however it was changed.

    To be called before the room runs. The first run after the card was opened shows what it set.

    Parameters
    ----------
    card : Card
    name : str
        What the room was set for.
    """
    if not card.fixed:
        return
    held_for, values = st.session_state.get(HELD, ("", {}))
    if held_for != name:
        st.session_state[HELD] = (name, {})
        return
    held: dict[str, Any] = values or {
        key: st.session_state[key] for key in card.fixed if key in st.session_state
    }
    st.session_state[HELD] = (name, held)
    for key, value in held.items():
        if st.session_state.get(key) != value:
            st.session_state[key] = value


def _boxes(keys: tuple[str, ...]) -> str:
    """Name the boxes that hold nothing but these, which would keep their width and their gap."""
    return ", ".join(f":has(> .st-key-{key}:only-child)" for key in keys)


def _names(keys: tuple[str, ...]) -> str:
    return ", ".join(f".st-key-{key}" for key in keys)
