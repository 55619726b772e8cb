"""Runs in menus and tables; read anew only where a file of theirs has changed."""

from contextlib import suppress
from datetime import date

import streamlit as st

from cnnviz.training import folder, notes, text
from cnnviz.training.folder import RunFolder
from cnnviz.training.run_summary import RunSummary, summarise
from cnnviz.training.state import ACTIVE
from cnnviz.ui.caches.file_times import stamp
from cnnviz.utils.errors import InputError

RUN_FILES = ("config.json", "evaluation.json", "model.keras", notes.FILE)


def run_label(run: RunFolder) -> str:
    """One line on a run for a menu; read anew only where its status or its notes are others."""
    with suppress(InputError):
        noted = stamp(run.path / notes.FILE)
        return _run_label(run.id, run.state().status, noted, date.today())
    return text.run_label(run)


@st.cache_data(max_entries=1000, show_spinner=False)
def _run_label(run_id: str, status: str, noted: int, today: date) -> str:
    return text.run_label(folder.find(run_id))


def run_summary(run: RunFolder) -> RunSummary:
    """One run in figures; read anew only where its status or one of its files is another.

    Raises
    ------
    InputError
        If it is not there or damaged.
    """
    status = run.state().status
    if status in ACTIVE:
        return summarise(run)
    return _run_summary(run.id, status, tuple(stamp(run.path / name) for name in RUN_FILES))


@st.cache_resource(max_entries=2000, show_spinner=False)
def _run_summary(run_id: str, status: str, stamps: tuple[int, ...]) -> RunSummary:
    return summarise(folder.find(run_id))
