"""The list of all runs: found, sorted, chosen for a comparison, named, starred and deleted."""

from collections.abc import Callable, Sequence

import streamlit as st

from cnnviz.classroom import belongings
from cnnviz.data import NAMES
from cnnviz.training import deletion, folder, notes
from cnnviz.training.folder import RunFolder
from cnnviz.training.groups import MOST_GROUPS, MOST_RUNS, Group, group
from cnnviz.training.run_summary import RunSummary
from cnnviz.training.text import data_title, when
from cnnviz.ui import caches
from cnnviz.ui.components.run_table import RunAct, RunCell, RunColumn, RunRow, read_acts, run_table
from cnnviz.ui.trainer.compare_table import COLOURS, NONE, four_decimals, tenths
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.ui.trainer.views import TRAIN, choose_runs, open_view
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.retold import retold
from cnnviz.utils.text import compact, exact, percent, sentence

COLUMNS: list[RunColumn] = [
    {"title": N_("Accuracy"), "detail": N_("On the test images"), "number": True, "rank": 1},
    {"title": N_("Data"), "detail": N_("The data set"), "number": False, "rank": 2},
    {"title": N_("Network"), "detail": N_("Its architecture"), "number": False, "rank": 3},
    {"title": N_("Epochs"), "detail": N_("Complete epochs"), "number": True, "rank": 3},
    {"title": N_("Loss"), "detail": N_("On the test images, in nats"), "number": True, "rank": 3},
    {"title": N_("Parameters"), "detail": N_("Of the network"), "number": True, "rank": 3},
    {"title": N_("CPU time"), "detail": N_("Of the training"), "number": True, "rank": 3},
    {"title": N_("Started"), "detail": N_("When it was queued first"), "number": False, "rank": 2},
]
COLUMN = {column["title"]: column for column in COLUMNS}
TOO_MANY = N_(
    "at most {groups} different settings, and {runs} runs, are compared at once: take one out first"
)
STATUSES = (  # the words for them
    *(N_("queued"), N_("running"), N_("paused"), N_("stopping")),
    *(N_("stopped"), N_("failed"), N_("done")),
)


def show_run_list(
    state: TrainerState,
    runs: Sequence[RunFolder],
    chosen: Sequence[RunSummary],
    compared: Sequence[Group],
) -> None:
    """Show the list; what is done in it takes effect in the next run of the page."""
    colours = {
        run.id: COLOURS[i] for i, each in enumerate(compared[:MOST_GROUPS]) for run in each.runs
    }
    rows = [row_of(run, colours.get(run.id, "")) for run in runs]

    def take_acts() -> None:
        for act in read_acts(state.RUNS, {run.id for run in runs}):
            try:
                obey(state, act)
            except InputError as error:
                state.complaint = sentence(error)

    columns: list[RunColumn] = [
        {**column, "title": _(column["title"]), "detail": _(column["detail"])} for column in COLUMNS
    ]
    run_table(columns, rows, [run.id for run in chosen], key=state.RUNS, on_act=take_acts)
    if state.doomed:
        confirm(state)


def row_of(run: RunFolder, colour: str) -> RunRow:
    """Describe a run for the list; a damaged one has only what is known."""
    noted = notes.read(run)
    row: RunRow = {
        "id": run.id,
        "code": run.id[-4:],
        "title": noted.name or run.id[:-5].split("-", 2)[-1],
        "name": noted.name,
        "note": noted.note,
        "starred": noted.starred,
        "own": belongings.is_own(run.path),
        "colour": colour,
        "search": f"{run.id} {noted.name} {noted.note}",
        "cells": [],
    }
    try:
        summary = caches.run_summary(run)
    except InputError as error:
        damaged: RunCell = {"text": _("damaged"), "detail": sentence(error), "order": None}
        empty: RunCell = {"text": NONE, "detail": "", "order": None}
        row["cells"] = [damaged, *[empty] * (len(COLUMNS) - 2), started_cell(run.id)]
        row["search"] += f" damaged {damaged['text']}"
        return row
    row["title"] = summary.title
    row["cells"] = cells_of(summary)
    words = [summary.status, _(summary.status), noted.experiment]
    words += ["starred", _("starred")] if noted.starred else []
    row["search"] += f" {' '.join(words)} "
    row["search"] += " ".join(str(cell["text"]) for cell in row["cells"])
    return row


def cells_of(run: RunSummary) -> list[RunCell]:
    """Write a run's figures."""
    evaluation, config = run.evaluation, run.config
    data = config.dataset if config.dataset in NAMES else data_title(config.dataset)
    accuracy: RunCell = (
        {
            "text": percent(evaluation.accuracy, 2),
            "detail": _(
                "{accuracy!r} of {count:,} images", accuracy=evaluation.accuracy, count=evaluation.n
            ),
            "order": evaluation.accuracy,
        }
        if evaluation
        else {"text": _(run.status), "detail": "", "order": None}
    )
    return [
        accuracy,
        {"text": data, "detail": data_title(config.dataset), "order": data},
        {"text": retold(config.architecture), "detail": "", "order": config.architecture},
        _number(len(run.epochs), "{:.0f}".format, _("of {epochs}", epochs=config.total_epochs)),
        _number(evaluation.loss if evaluation else None, four_decimals),
        _number(run.parameters, compact),
        _number(run.cpu_seconds, tenths),
        started_cell(run.id),
    ]


def started_cell(run_id: str) -> RunCell:
    """Say when a run was queued first; runs are sorted by the whole id, which begins with it."""
    return {"text": when(run_id), "detail": run_id, "order": run_id}


def _number(value: float | None, write: Callable[[float], str], detail: str = "") -> RunCell:
    if value is None:
        return {"text": NONE, "detail": "", "order": None}
    return {"text": write(value), "detail": detail or exact(value), "order": value}


def obey(state: TrainerState, act: RunAct) -> None:
    """Do what a visitor asked for in the list.

    Raises
    ------
    InputError
        If it cannot be done.
    """
    if act.act == "clear":
        choose_runs(state, ())
    elif act.act == "choose":
        choose(state, act.run, act.on)
    elif act.act == "star":
        notes.change(folder.find(act.run), starred=act.on)
    elif act.act == "note":
        notes.change(folder.find(act.run), name=act.name, note=act.note)
    elif act.act == "delete":
        state.doomed = act.run
    elif act.act == "open":
        state[state.RUN] = act.run
        open_view(state, TRAIN)


def choose(state: TrainerState, run_id: str, on: bool) -> None:
    """Add a run to the comparison, or take it out.

    Raises
    ------
    InputError
        If there are too many, or the run is damaged.
    """
    others = tuple(each for each in state.chosen if each != run_id)
    if not on:
        choose_runs(state, others)
        return
    wanted = (*others, run_id)
    summaries = [caches.run_summary(folder.find(each)) for each in wanted]
    if len(wanted) > MOST_RUNS or len(group(summaries)) > MOST_GROUPS:
        raise InputError(TOO_MANY, groups=MOST_GROUPS, runs=MOST_RUNS)
    choose_runs(state, wanted)


def confirm(state: TrainerState) -> None:
    """Ask whether a run is to be deleted, and say what would be lost."""

    def forget() -> None:
        state.doomed = ""

    @st.dialog(_("Delete this run?"), on_dismiss=forget)
    def ask() -> None:
        try:
            run = folder.find(state.doomed)
        except InputError as error:
            st.error(sentence(error))
            return
        noted = notes.read(run)
        st.markdown(f"**{noted.name or run.id}**")
        st.write(_("Deleted for good: {contents}.", contents=deletion.contents(run)))
        if noted.starred:
            st.warning(_("This run is starred."))
        with st.container(horizontal=True):
            sure = st.button(_("Delete"), type="primary", icon=":material/delete:")
            keep = st.button(_("Keep"))
        if sure:
            delete(state)
        if sure or keep:
            forget()
            st.rerun()  # a button in a dialog runs the dialog alone

    ask()


def delete(state: TrainerState) -> None:
    """Delete the run that was asked about; one that is in use stays, with the reason."""
    run_id = state.doomed
    try:
        deletion.delete(folder.find(run_id), caches.engine().release)
    except (InputError, EngineError) as error:
        state.complaint = sentence(error)
        return
    choose_runs(state, tuple(each for each in state.chosen if each != run_id))
    if state.get(state.RUN) == run_id:
        state[state.RUN] = ""
