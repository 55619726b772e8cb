"""Who waits, who trains, and how the server is."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import psutil
import streamlit as st

from cnnviz.classroom import belongings, settings
from cnnviz.training import folder, storage, tickets
from cnnviz.ui import caches
from cnnviz.ui.html import figures_row
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _, _n
from cnnviz.utils.text import Figure, memory, sentence

ENGINE = {"ready": N_("ready"), "starting": N_("starting"), "failed": N_("failed")}
SIZES_SECONDS = 15.0  # what all files take is measured as often


@dataclass(frozen=True)
class Counts:
    """How many runs there are of each kind, and of how many visitors."""

    training: int
    waiting: int
    paused: int
    ended: int
    visitors: int


def count_runs() -> Counts:
    """Count the runs of all visitors; a damaged one has ended."""
    found, visitors = {"training": 0, "waiting": 0, "paused": 0, "ended": 0}, set()
    for run in folder.every():
        kind = "ended"
        if owner := belongings.of(run.path).visitor:
            visitors.add(owner)
        try:
            if not run.has_ended():
                state = run.state()
                holds = tickets.holds_slot(run, state)
                kind = "training" if holds else "waiting" if state.status == "queued" else "paused"
        except InputError:
            kind = "ended"
        found[kind] += 1
    return Counts(**found, visitors=len(visitors))


def show_overview() -> None:
    """Show the figures, and a sentence where the engine has failed or the queue is closed."""
    counts, engine = count_runs(), caches.engine()
    state = engine.ensure_running()
    available, whole = psutil.virtual_memory().available, psutil.virtual_memory().total
    used = used_by_files()
    figures = [
        Figure(
            _("Training"),
            f"{counts.training}",
            _n("{count:,} run in a slot", "{count:,} runs in a slot", counts.training),
        ),
        Figure(_("Waiting"), f"{counts.waiting}", _("Runs in the queue")),
        Figure(_("Paused"), f"{counts.paused}", _("Paused runs without a slot")),
        Figure(_("Ended"), f"{counts.ended}", _("Runs that are kept")),
        Figure(_("Visitors"), f"{counts.visitors}", _("Visitors with runs")),
        Figure(
            _("Files"),
            memory(used),
            _("Runs, uploads, models, inspections, courses, sessions"),
        ),
        Figure(_("Disk free"), memory(free_bytes(paths.home())), _("Where the files are kept")),
        Figure(_("Memory free"), memory(available), _("Of {size}", size=memory(whole))),
        Figure(
            _("Engine"),
            _(ENGINE[state]),
            engine.reason or _("The processes that train and answer"),
        ),
    ]
    st.html(figures_row(figures))
    if state == "failed":
        st.error(sentence(engine.reason))
    if settings.read().closed:
        st.info(_("The queue is closed: visitors cannot start runs."))


def free_bytes(path: Path) -> int:
    """Return what is free on the disk of a folder, which need not exist yet."""
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free


@st.cache_data(ttl=SIZES_SECONDS, max_entries=1, show_spinner=False)
def used_by_files() -> int:
    """Return the bytes that all files of visitors take."""
    return storage.used_by_visitor().total()
