"""Repeat runs with three seeds, which shows how much of a difference is chance."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from cnnviz.training import notes
from cnnviz.training.config import MAX_SEED, RunConfig
from cnnviz.training.groups import MOST_RUNS, SEEDS, Group
from cnnviz.training.queue import enqueue
from cnnviz.ui import caches
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.ui.trainer.views import choose_runs
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import plural, rough_duration, sentence

SEEDS_HELP = N_(
    "Repeats runs with other seeds: other initial weights, another order of the images and, where "
    "the data set has no test images of its own, another split. The figures then have a mean and "
    "a range."
)


def show_more_seeds(state: TrainerState, groups: Sequence[Group]) -> None:
    """Offer to repeat each group until it has three seeds."""
    few = [group for group in groups if len(group.seeds) < SEEDS]
    room = MOST_RUNS - sum(len(group.runs) for group in groups)
    if not few or room < 1:
        return
    with st.popover(_("Three seeds"), icon=":material/casino:", help=_(SEEDS_HELP)):
        if len(few) > 1:
            offer(state, N_("All of them"), few, room)
        for group in few:
            offer(state, group.title, [group], room)


def offer(state: TrainerState, name: str, groups: Sequence[Group], room: int) -> None:
    """Show a button that repeats groups, with the number of runs and how long they take."""
    missing = [config for group in groups for config in missing_seeds(group)]
    seconds = [group.mean("seconds") for group in groups for _config in missing_seeds(group)]
    takes = sum(each for each in seconds if each is not None)
    runs = plural(len(missing), "more run")
    label = (
        _(
            "{name}: {runs}, about {time}",
            name=_(name),
            runs=runs,
            time=rough_duration(takes),
        )
        if None not in seconds
        else f"{_(name)}: {runs}"
    )
    st.button(
        label,
        key=f"t_seeds_{name}",
        disabled=len(missing) > room,
        on_click=repeat,
        args=(state, groups),
    )


def missing_seeds(group: Group) -> list[RunConfig]:
    """Return the settings of the runs that a group lacks to have three seeds."""
    first = min(group.seeds)
    following = ((first + i) % (MAX_SEED + 1) for i in range(SEEDS + len(group.seeds)))
    new = [seed for seed in following if seed not in group.seeds]
    return [
        replace(group.config, seed=seed, fingerprint="") for seed in new[: SEEDS - len(group.seeds)]
    ]


def repeat(state: TrainerState, groups: Sequence[Group]) -> None:
    """Queue the missing runs and compare them, too."""
    started: list[str] = []
    try:
        for group in groups:
            own = group.runs[0].notes
            for config in missing_seeds(group):
                run = enqueue(caches.engine(), config)
                started.append(run.id)
                if own.variant or own.name:
                    notes.change(run, name=own.name, experiment=own.experiment, variant=own.variant)
    except InputError as error:
        state.complaint = sentence(error)
    choose_runs(state, (*state.chosen, *started))
