"""All runs of a class in a table: opened, stopped and deleted, whoever's they are."""

from collections.abc import Callable
from functools import partial
from itertools import islice

import streamlit as st

from cnnviz.classroom import belongings
from cnnviz.classroom.visitor import label_of
from cnnviz.training import deletion, folder, queue
from cnnviz.training.folder import RunFolder
from cnnviz.training.outlook import Outlook
from cnnviz.training.text import place_in_queue
from cnnviz.ui import caches
from cnnviz.ui.components.run_table import RunAct, RunCell, RunColumn, RunRow, read_acts, run_table
from cnnviz.ui.teacher.state import TeacherState
from cnnviz.ui.trainer import run_list
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.language import N_, _, _n
from cnnviz.utils.text import sentence

MOST_RUNS = 500
TICK_SECONDS = 4.0
SHARED = ("Data", "Epochs", "Started")  # columns that a visitor's own list has, too
COLUMNS: list[RunColumn] = [
    {"title": N_("Status"), "detail": N_("What it does"), "number": False, "rank": 1},
    {"title": N_("Visitor"), "detail": N_("Whose it is"), "number": False, "rank": 1},
    {"title": N_("Place"), "detail": N_("In the queue"), "number": True, "rank": 2},
    *(run_list.COLUMN[title] for title in SHARED),
]
UNFINISHED_FIRST = ("running", "stopping", "queued", "paused")


def show_runs(state: TeacherState) -> None:
    """Show the table, renewed periodically, and what is asked for in it."""
    if state.opening:
        run, state.opening = state.opening, ""
        st.switch_page("pages/trainer.py", query_params={TrainerState.RUN: run})
    st.fragment(follow_runs, run_every=TICK_SECONDS)(state, bool(state.doomed))
    if state.doomed:
        confirm(state)


def follow_runs(state: TeacherState, was_doomed: bool) -> None:
    """Show the table, and what can be done with the chosen runs."""
    if state.opening or state.complaint:  # the whole page follows
        st.rerun()
    runs = list(islice(folder.newest(), MOST_RUNS))
    outlook = caches.queue_outlook()
    rows = sorted((row_of(run, outlook) for run in runs), key=_standing)
    present = {run.id for run in runs}
    state.chosen = tuple(run for run in state.chosen if run in present)

    def take_acts() -> None:
        for act in read_acts(state.RUNS, present):
            obey(state, act)

    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = len(state.chosen)
        ending = _n("Stop {count:,} run", "Stop {count:,} runs", chosen) if chosen else _("Stop")
        dooming = (
            _n("Delete {count:,} run", "Delete {count:,} runs", chosen) if chosen else _("Delete")
        )
        st.subheader(_("Runs"), anchor=False, width="stretch")
        _button(state, ending, "stop", stop)
        _button(state, dooming, "delete", doom)
    columns: list[RunColumn] = [
        {**column, "title": _(column["title"]), "detail": _(column["detail"])} for column in COLUMNS
    ]
    run_table(columns, rows, state.chosen, key=state.RUNS, on_act=take_acts)
    if state.doomed and not was_doomed:
        st.rerun()  # the whole page, which asks


def _button(state: TeacherState, label: str, icon: str, act: Callable[..., None]) -> None:
    st.button(
        label,
        icon=f":material/{icon}:",
        key=f"c_{icon}",
        on_click=act,
        args=(state,),
        disabled=not state.chosen,
    )


def _standing(row: RunRow) -> tuple[int, float]:
    """Unfinished runs come first, in the order of the queue; the order stays otherwise."""
    status, place = row["cells"][0]["order"], row["cells"][2]["text"]
    if status not in UNFINISHED_FIRST:
        return len(UNFINISHED_FIRST), 0.0
    return UNFINISHED_FIRST.index(status), float(place or 0)


def row_of(run: RunFolder, outlook: dict[str, Outlook]) -> RunRow:
    """Describe a run for the table."""
    row = run_list.row_of(run, "")
    owner = belongings.of(run.path).visitor
    cells = {
        column["title"]: cell for column, cell in zip(run_list.COLUMNS, row["cells"], strict=True)
    }
    status = status_of(run)
    place = outlook.get(run.id)
    row["cells"] = [
        _text(_(status), order=status),
        _text(label_of(owner), owner),
        _text(f"{place.ahead + 1}", place_in_queue(place), place.ahead) if place else _text(""),
        *(cells[title] for title in SHARED),
    ]
    row["search"] += f" {status} {label_of(owner)}"
    return row


def status_of(run: RunFolder) -> str:
    """Return a run's status as it is seen now."""
    try:
        return run.state().status
    except InputError:
        return N_("damaged")


def _text(text: str, detail: str = "", order: float | str | None = None) -> RunCell:
    return {"text": text, "detail": detail, "order": (text or None) if order is None else order}


def obey(state: TeacherState, act: RunAct) -> None:
    """Do what the teacher asked for in the table."""
    if act.act == "clear":
        state.chosen = ()
    elif act.act == "choose":
        others = tuple(run for run in state.chosen if run != act.run)
        state.chosen = (*others, act.run) if act.on else others
    elif act.act == "delete":
        state.doomed = (act.run,)
    elif act.act == "open":
        state.opening = act.run
    else:
        attempt(state, partial(run_list.obey, TrainerState(), act))


def attempt(state: TeacherState, act: Callable[[], object]) -> None:
    """Do something; where it is refused, the page says why."""
    try:
        act()
    except (InputError, EngineError) as error:
        state.complaint = sentence(error)


def stop(state: TeacherState) -> None:
    """Ask the chosen runs to stop."""
    for run in state.chosen:
        attempt(state, partial(with_run, queue.stop_run, run))


def doom(state: TeacherState) -> None:
    """Ask whether the chosen runs are to be deleted."""
    state.doomed = state.chosen


def confirm(state: TeacherState) -> None:
    """Ask whether runs are to be deleted; those that are unfinished are stopped and stay."""

    def forget() -> None:
        state.doomed = ()

    count = len(state.doomed)
    title = _n("Delete {count:,} run?", "Delete {count:,} runs?", count)

    @st.dialog(title, on_dismiss=forget)
    def ask() -> None:
        st.write(
            _("Deleted for good, whoever's they are. Runs that have not ended are stopped only.")
        )
        with st.container(horizontal=True):
            sure = st.button(_("Delete"), type="primary", icon=":material/delete:")
            keep = st.button(_("Keep"))
        if sure:
            for run in state.doomed:
                attempt(state, partial(with_run, stop_or_delete, run))
            state.chosen = ()
        if sure or keep:
            forget()
            st.rerun()

    ask()


def with_run(act: Callable[[RunFolder], None], run_id: str) -> None:
    """Do something to a run that is found by its id."""
    act(folder.find(run_id))


def stop_or_delete(run: RunFolder) -> None:
    """Delete a run; one that has not ended is asked to stop."""
    if run.has_ended():
        deletion.delete(run, caches.engine().release)
    else:
        queue.stop_run(run)
