"""Ready experiments: what each asks, how long it takes, and a button that starts it."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import streamlit as st

from cnnviz import data, networks
from cnnviz.data.preview import Preview
from cnnviz.engine import devices
from cnnviz.training import folder, groups, notes
from cnnviz.training.config import RunConfig
from cnnviz.training.duration import Planned, estimate
from cnnviz.training.experiments import ALL, DIGITS, Experiment, Variant
from cnnviz.training.groups import SEEDS
from cnnviz.training.outlook import learn
from cnnviz.training.queue import enqueue
from cnnviz.training.run_summary import RunSummary
from cnnviz.ui import caches
from cnnviz.ui.address import BOUND
from cnnviz.ui.linked import linked_select
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.ui.trainer.views import COMPARE, choose_runs, open_view
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _, _n
from cnnviz.utils.retold import retold
from cnnviz.utils.text import plural, rough_duration, sentence

UNDER_WAY = ("queued", "running")
MOST_RUNS = 200  # that are looked through for the same settings
SEEDS_HELP = N_("With three seeds every figure has a range, which tells a difference from chance.")
DATA_HELP = N_("What the experiments on digits are run on.")


@dataclass(frozen=True)
class Plan:
    """The runs of an experiment: those to be trained, and those that were started already."""

    runs: tuple[tuple[Variant, RunConfig, str], ...]  # the id of a run of these settings, or ""
    under_way: int = 0  # how many of these runs wait or train

    @property
    def missing(self) -> list[RunConfig]:
        """The settings that are still to be trained."""
        return [config for _variant, config, run in self.runs if not run]


def show_experiments(state: TrainerState) -> None:
    """Show all experiments with their controls."""
    if state.complaint:
        st.error(state.complaint)
        state.complaint = ""
    titles = {offer.name: _(offer.title) for offer in data.available() if offer.name in DIGITS}
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        chosen = linked_select(
            _("Data"), titles, state.EXPERIMENT_DATA, help=_(DATA_HELP), width=280
        )
        label = plural(SEEDS, "seed")
        several = st.toggle(label, value=True, key=state.SEEDS, help=_(SEEDS_HELP), **BOUND)
    known = finished_runs()
    # A row for each two, so that a phone has them in this order.
    for first in range(0, len(ALL), 2):
        pair = zip(st.columns(2), ALL[first : first + 2], strict=False)
        for column, experiment in pair:
            key = f"{state.EXPERIMENT}{experiment.name}"
            with column, st.container(border=True, height="stretch", key=key):
                dataset = chosen if chosen in experiment.data else experiment.data[0]
                show_experiment(state, experiment, dataset, SEEDS if several else 1, known)


def finished_runs() -> list[RunSummary]:
    """Return the newest runs that can be read."""
    found = []
    for run in islice(folder.newest(), MOST_RUNS):
        try:
            found.append(caches.run_summary(run))
        except InputError:
            continue
    return found


def show_experiment(
    state: TrainerState,
    experiment: Experiment,
    dataset: str,
    seeds: int,
    known: Sequence[RunSummary],
) -> None:
    """Show one experiment; where its data is not on this machine, say so instead."""
    st.markdown(f"**{_(experiment.title)}**  \n{_(experiment.question)}")
    offer = next(offer for offer in data.available() if offer.name == dataset)
    if not offer.present:
        lectures, title = _(experiment.lectures), _(offer.title)
        st.caption(_("From {lectures}, on {data}.", lectures=lectures, data=title))
        st.info(sentence(_(offer.reason)))
        return
    preview = caches.data_preview(dataset, 0, None)
    plan = make_plan(experiment, dataset, preview, seeds, known)
    titles = dict.fromkeys(variant.title for variant, _config, _run in plan.runs)
    st.caption(
        _(
            "From {lectures}. {data}, {epochs} each: {variants}.",
            lectures=_(experiment.lectures),
            data=_(offer.title),
            epochs=plural(plan.runs[0][1].epochs, "epoch"),
            variants=", ".join(map(retold, titles)),
        )
    )
    with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
        st.button(
            _("Start") if plan.missing else _("Show"),
            key=f"t_start_{experiment.name}",
            type="primary" if plan.missing else "secondary",
            icon=":material/play_arrow:" if plan.missing else ":material/compare_arrows:",
            on_click=start,
            args=(state, experiment, plan),
        )
        st.caption(takes(plan, preview, known), width="stretch")


def make_plan(
    experiment: Experiment, dataset: str, preview: Preview, seeds: int, known: Sequence[RunSummary]
) -> Plan:
    """List an experiment's runs; one with the same settings is not repeated.

    Such a run is finished, or else it waits or trains.
    """
    there = {
        (groups.settings_key(run.config), run.config.seed): run
        for wanted in (UNDER_WAY, ("done",))  # a finished one comes before one that trains
        for run in known
        if run.status in wanted and (run.active or run.evaluation)
    }
    shape, classes = preview.input_shape, len(preview.classes)
    configs = experiment.configs(dataset, shape, classes, preview.counts[0], seeds)
    found = [there.get((groups.settings_key(config), config.seed)) for _variant, config in configs]
    return Plan(
        tuple(
            (variant, config, run.id if run else "")
            for (variant, config), run in zip(configs, found, strict=True)
        ),
        sum(run.active for run in found if run),
    )


def takes(plan: Plan, preview: Preview, known: Sequence[RunSummary]) -> str:
    """Say how many runs are trained and how long they take."""
    missing, there = plan.missing, len(plan.runs) - len(plan.missing)
    if not missing:
        if plan.under_way:
            return _(
                "All {runs} are started; {count} not finished yet.",
                runs=plural(there, "run"),
                count=plan.under_way,
            )
        return _("All {runs} are finished already.", runs=plural(there, "run"))
    slots = devices.count_slots(os.environ, 0, os.cpu_count() or 1)
    runs = plural(len(missing), "run")
    if there:
        more = _n("{count} more is there already", "{count} more are there already", there)
        runs += f" ({more})"
    text = estimate(planned_runs(missing, preview), known, slots).text
    return " ".join(filter(None, [f"{runs}.", text, ahead(known, slots)]))


def planned_runs(missing: Sequence[RunConfig], preview: Preview) -> list[Planned]:
    """Say what each run has to compute."""
    planned = []
    for config in missing:
        rows = networks.trace(config.network, preview.input_shape, len(preview.classes))
        parameters = sum(row.parameters for row in rows)
        work = sum(row.multiply_adds for row in rows)
        planned.append(Planned(config, preview.counts[0], parameters, work))
    return planned


def ahead(known: Sequence[RunSummary], slots: int) -> str:
    """Say how many runs come before those of an experiment; "" where none does."""
    waiting = [run.config for run in known if run.status in UNDER_WAY]
    if not waiting:
        return ""
    learned = learn(known)
    lengths = [seconds for config in waiting if (seconds := learned(config)) is not None]
    if not lengths:
        return _n(
            "After {count} run that waits or trains now.",
            "After {count} runs that wait or train now.",
            len(waiting),
        )
    return _n(
        "After {count} run that waits or trains now, about {time}.",
        "After {count} runs that wait or train now, about {time}.",
        len(waiting),
        time=rough_duration(sum(lengths) / slots),
    )


def start(state: TrainerState, experiment: Experiment, plan: Plan) -> None:
    """Queue the missing runs and open the comparison of all."""
    chosen = []
    try:
        for variant, config, run_id in plan.runs:
            if run_id:
                chosen.append(run_id)
                continue
            run = enqueue(caches.engine(), config)
            chosen.append(run.id)
            notes.change(run, experiment=experiment.name, variant=variant.title)
    except InputError as error:
        state.complaint = sentence(error)
    choose_runs(state, tuple(chosen))
    if experiment.shifted:
        state[state.SHIFTED] = True
    open_view(state, COMPARE)
