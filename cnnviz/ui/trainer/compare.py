"""All runs of this server, and the comparison of those that are chosen."""

from collections.abc import Sequence
from functools import partial
from itertools import islice

import streamlit as st

from cnnviz.classroom import belongings
from cnnviz.training import folder, groups, queue
from cnnviz.training.experiments import EXPERIMENTS
from cnnviz.training.groups import Group
from cnnviz.training.run_summary import RunSummary
from cnnviz.ui import caches
from cnnviz.ui.components.run_charts import run_charts
from cnnviz.ui.trainer.compare_pair import show_pair
from cnnviz.ui.trainer.compare_shifts import choose_shifted, show_shifts
from cnnviz.ui.trainer.compare_table import COLOURS, comparison_table, show_outcome
from cnnviz.ui.trainer.more_seeds import show_more_seeds
from cnnviz.ui.trainer.run_list import show_run_list
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.ui.trainer.views import chosen_runs
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _, _n
from cnnviz.utils.text import sentence

MOST_RUNS = 500  # in the list: the newest
TICK_SECONDS = 2.0
STOP_HELP = N_(
    "Those of this comparison that wait or train. A run keeps what it has learned, and can be "
    "resumed."
)
HINT = N_("Choose two or more runs in the list to compare them, or start a ready experiment.")


def show_compare(state: TrainerState) -> None:
    """Show the list of runs, and the comparison of the chosen ones; both follow their trainings."""
    if state.complaint:
        st.error(state.complaint)
        state.complaint = ""
    chosen = read_chosen(state)
    compared = groups.group(chosen)
    runs = list(islice(folder.newest(), MOST_RUNS))
    show_run_list(state, runs, chosen, compared)
    if len(chosen) < 2:
        st.info(_(HINT))
    if not chosen:
        return
    finished = [each for each in compared if each.accuracy is not None]
    show_title(state, chosen, finished)
    active = any(run.active for run in chosen)
    draw = partial(show_figures, state, standing(chosen))
    st.fragment(draw, run_every=TICK_SECONDS if active else None)()
    with st.container(horizontal=True):
        show_more_seeds(state, compared)
        show_stop(state, chosen)
    if len(finished) > 1:
        show_pair(state, finished)


def read_chosen(state: TrainerState) -> list[RunSummary]:
    """Read the runs that are compared; one that is not there or damaged is explained."""
    found = []
    for run_id in chosen_runs(state)[: groups.MOST_RUNS]:
        try:
            found.append(caches.run_summary(folder.find(run_id)))
        except InputError as error:
            st.warning(sentence(error))
    return found


def show_title(
    state: TrainerState, chosen: Sequence[RunSummary], finished: Sequence[Group]
) -> None:
    """Say which experiment it is; of two finished groups, offer to shift their test images."""
    with st.container(horizontal=True, vertical_alignment="center"):
        title = st.container(width="stretch")
        shifted = len(finished) > 1 and choose_shifted(state)
    names = {run.notes.experiment for run in chosen}
    if len(names) == 1 and (experiment := EXPERIMENTS.get(names.pop())):
        shifts = shifted or (experiment.shifted and len(finished) < 2)
        experiment = experiment.as_seen(shifts)
        title.subheader(_(experiment.title), anchor=False, help=_(experiment.question))
    if shifted:
        show_shifts(finished)


def standing(chosen: Sequence[RunSummary]) -> tuple[tuple[str, str], ...]:
    """Return the status of each run that is compared."""
    return tuple((run.id, run.status) for run in chosen)


def show_figures(state: TrainerState, before: tuple[tuple[str, str], ...]) -> None:
    """Show what changes while chosen runs train; a new status runs the whole page again."""
    chosen = read_chosen(state)
    if standing(chosen) != before:
        st.rerun()
    compared: list[Group] = groups.group(chosen)[: groups.MOST_GROUPS]
    if state.get(state.SHIFTED) and len(compared) > 1:
        st.markdown(_("On the test images as they are:"))
    show_outcome(compared)
    st.html(comparison_table(compared))
    run_charts(compared, COLOURS[: len(compared)], key=state.CHARTS)


def show_stop(state: TrainerState, chosen: Sequence[RunSummary]) -> None:
    """Offer to stop the visitor's own runs of this comparison that are not finished."""
    runs = [folder.find(run.id) for run in chosen if run.active and run.status != "stopping"]
    own = tuple(run.id for run in runs if belongings.is_own(run.path) and not run.stop_requested)
    if own:
        label = _n("Stop {count} run", "Stop {count} runs", len(own))
        st.button(
            label, icon=":material/stop:", help=_(STOP_HELP), on_click=stop, args=(state, own)
        )


def stop(state: TrainerState, run_ids: Sequence[str]) -> None:
    """Stop runs; where one cannot be stopped, the page says why."""
    for run_id in run_ids:
        try:
            queue.stop_run(folder.find(run_id))
        except InputError as error:
            state.complaint = sentence(error)
