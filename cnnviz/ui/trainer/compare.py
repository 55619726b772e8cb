"""All runs of this server, and the comparison of those that are chosen."""

from functools import partial
from itertools import islice

import streamlit as st

from cnnviz.training import folder, groups
from cnnviz.training.experiments import EXPERIMENTS
from cnnviz.training.groups import Group
from cnnviz.training.run_summary import RunSummary
from cnnviz.ui import caches
from cnnviz.ui.components.run_charts import run_charts
from cnnviz.ui.trainer.compare_pair import show_pair
from cnnviz.ui.trainer.compare_shifts import show_shifts
from cnnviz.ui.trainer.compare_table import COLOURS, comparison_table, show_outcome
from cnnviz.ui.trainer.more_seeds import show_more_seeds
from cnnviz.ui.trainer.run_list import show_run_list
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.ui.trainer.views import chosen_runs
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import sentence

MOST_RUNS = 500  # in the list: the newest
TICK_SECONDS = 2.0
HINT = "Choose two or more runs in the list to compare them, or start a ready experiment."


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
        st.info(HINT)
    if not chosen:
        return
    active = any(run.active for run in chosen)
    draw = partial(show_figures, state, tuple(run.id for run in chosen if run.active))
    st.fragment(draw, run_every=TICK_SECONDS if active else None)()
    finished = [each for each in compared if each.accuracy is not None]
    show_more_seeds(state, compared)
    if len(finished) > 1:
        show_pair(state, finished)
        show_shifts(state, finished)


def read_chosen(state: TrainerState) -> list[RunSummary]:
    """Read the runs that are compared; one that is not there or damaged is explained."""
    found = []
    for run_id in chosen_runs(state)[: groups.MOST_RUNS]:
        try:
            found.append(caches.run_summary(folder.find(run_id)))
        except InputError as error:
            st.warning(sentence(error))
    return found


def show_figures(state: TrainerState, active: tuple[str, ...]) -> None:
    """Show what changes while chosen runs train; one that has ended runs the whole page again."""
    chosen = read_chosen(state)
    if tuple(run.id for run in chosen if run.active) != active:
        st.rerun()
    compared: list[Group] = groups.group(chosen)[: groups.MOST_GROUPS]
    names = {run.notes.experiment for run in chosen}
    if len(names) == 1 and (experiment := EXPERIMENTS.get(names.pop())):
        experiment = experiment.as_seen(shifted=bool(state.get(state.SHIFTED)))
        st.subheader(experiment.title, anchor=False, help=experiment.question)
    show_outcome(compared)
    st.html(comparison_table(compared))
    run_charts(compared, COLOURS[: len(compared)], key=state.CHARTS)
