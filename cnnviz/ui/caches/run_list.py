"""Runs in menus and tables; read anew only where a file of theirs has changed."""

import os
from contextlib import suppress
from datetime import date
from itertools import islice

import streamlit as st

from cnnviz.engine import devices
from cnnviz.training import folder, notes, text
from cnnviz.training.folder import RunFolder
from cnnviz.training.outlook import Learned, Outlook, learn, outlook, seconds_until_done
from cnnviz.training.run_summary import RunSummary, summarise
from cnnviz.training.state import ACTIVE
from cnnviz.ui.caches.file_times import stamp
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import current

OUTLOOK_SECONDS = 1.5
MOST_LEARNED = 200  # of the newest runs, from which the next ones' duration is learned
RUN_FILES = ("config.json", "evaluation.json", "model.keras", notes.FILE)


def run_label(run: RunFolder) -> str:
    """One line on a run for a menu; read anew only where its status or its notes are others."""
    with suppress(InputError):
        noted = stamp(run.path / notes.FILE)
        return _run_label(run.id, run.state().status, noted, date.today(), current())
    return text.run_label(run)


@st.cache_data(max_entries=1000, show_spinner=False)
def _run_label(run_id: str, status: str, noted: int, today: date, language: str) -> str:
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
    return summarise(RunFolder(paths.runs() / run_id))


@st.cache_data(ttl=OUTLOOK_SECONDS, max_entries=1, show_spinner=False)
def queue_outlook() -> dict[str, Outlook]:
    """What each run in the queue can expect, whoever's it is; one reckoning for all visitors."""
    slots = devices.count_slots(os.environ, 0, os.cpu_count() or 1)
    return outlook(slots, _learned())


@st.cache_data(ttl=OUTLOOK_SECONDS, max_entries=100, show_spinner=False)
def time_left(run_ids: tuple[str, ...]) -> float | None:
    """Seconds until the last of these runs is done; None where that is not known."""
    with suppress(InputError):  # deleted meanwhile
        runs = [folder.find(run_id) for run_id in run_ids]
        return seconds_until_done(runs, queue_outlook(), _learned())
    return None


def _learned() -> Learned:
    """What finished runs say about how long others take, whoever's they are."""
    known = []
    for run in islice(folder.every(), MOST_LEARNED):
        with suppress(InputError):
            if run.has_ended():
                known.append(run_summary(run))
    return learn(known)
