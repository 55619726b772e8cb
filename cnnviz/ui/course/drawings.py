"""Drawings of a class: shown small to choose from, and large to everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import streamlit as st

from cnnviz.course import attendance
from cnnviz.course.attendance import Given
from cnnviz.course.session import Session
from cnnviz.data.stroke_text import read_text
from cnnviz.data.strokes import draw
from cnnviz.ui import html
from cnnviz.ui.html import Exhibit
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _


def exhibit(given: Given) -> Exhibit | None:
    """Return an answer's drawing with what the network read; None where it is none."""
    if not given.drawing:
        return None
    try:
        ink = draw(read_text(given.drawing))
    except InputError:
        return None
    caption = _("read as {digit}", digit=given.answer)
    return Exhibit((255 * (1 - ink)).astype(np.uint8), caption, caption)


def show_picked(session: Session) -> None:
    """Show the drawings that the teacher picked large; nothing where none is."""
    picked = session.state.picked
    if not picked:
        return
    answers = {given.student: given for given in attendance.answers(session.code, session.state.at)}
    found = [exhibit(answers[student]) for student in picked if student in answers]
    shown = [each for each in found if each is not None]
    if shown:
        st.html(html.gallery(shown, len(shown), 90))


def show_all(answers: Sequence[Given], names: Mapping[str, str]) -> None:
    """Show all drawings small, each with its student's nickname."""
    found = [(exhibit(given), names.get(given.student, "")) for given in answers]
    named = [replace(shown, caption=f"{name}: {shown.caption}") for shown, name in found if shown]
    if named:
        st.html(html.gallery(named, 8, 72))
