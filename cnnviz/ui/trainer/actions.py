"""The actions on a run: pause, resume, stop, another rate, one more epoch, new runs from it."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from cnnviz.classroom import belongings
from cnnviz.training import branching, queue
from cnnviz.training.acts import CHECKS
from cnnviz.training.config import RunConfig
from cnnviz.training.events import History
from cnnviz.training.folder import RunFolder
from cnnviz.training.numbers import MAX_EPOCHS
from cnnviz.training.progress import EVALUATING
from cnnviz.training.state import State
from cnnviz.ui import caches
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _, _n
from cnnviz.utils.text import sentence

RATE_HELP = N_("Type another learning rate: it counts from the first step after Resume.")
PAUSE_HELP = N_("Its slot goes to the next run in the queue, if one waits.")
RESUME_HELP = N_("Continues from the step at which it was interrupted, to the same figures.")
MORE_HELP = N_("Trains for one epoch more, also after the end.")
EARLY_HELP = N_("When the training ends before its last epoch.")
BRANCH_HELP = N_(
    "A new run with the weights and the optimiser's state of one of this run's epochs."
)
START_HELP = N_(
    "A new run with this run's data, network and seed: the same first weights, and the same "
    "images in the same order."
)
REPEAT_HELP = N_("Gives the same figures.")
RATE_WIDTH = 112  # CSS pixels; from 120 on Streamlit shows two buttons in the field
PATIENCE_HELP = N_("Epochs in which the validation loss has not improved; 0: never.")
TARGET_HELP = N_("Validation accuracy, 0 to 1; 0: never.")


def show_actions(
    state: TrainerState, run: RunFolder, config: RunConfig, now: State, history: History
) -> None:
    """Show the actions that a run's state allows, in one row; of another's run, new runs alone."""
    evaluating = now.progress.doing == EVALUATING
    own = belongings.is_own(run.path)
    trains = own and now.status in ("running", "paused") and not evaluating
    resumes = own and (
        now.status in ("paused", "stopped", "failed")
        or (now.status == "running" and run.pause_requested)
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=state.ACTS):
        if resumes and not now.active:  # while it trains, the curves have a handle and a field
            show_rate(state, run, config, history)
        if resumes:
            button(state, run, N_("Resume"), "play_arrow", _(RESUME_HELP), resume)
        elif trains:
            button(state, run, N_("Pause"), "pause", _(PAUSE_HELP), pause)
        if own and now.active:
            stopping = run.stop_requested
            button(state, run, N_("Stop"), "stop", "", queue.stop_run, disabled=stopping)
        if own and (trains or now.status == "done"):
            more = config.total_epochs
            full = more >= MAX_EPOCHS
            tip = _(MORE_HELP)
            button(state, run, N_("One more epoch"), "add", tip, one_more, more, disabled=full)
        if trains:
            show_early_stop(state, run, config)
        show_branch(state, run, config, history)
        show_same_start(state, run, config)


def button(
    state: TrainerState,
    run: RunFolder,
    label: str,
    icon: str,
    tip: str,
    act: Callable[..., None],
    *args: Any,
    **look: Any,
) -> None:
    """Show a button that does something to a run; ``look`` may have another label, ``shown``."""
    st.button(
        look.pop("shown", "") or _(label),
        type="tertiary",
        icon=f":material/{icon}:",
        help=tip or None,
        on_click=attempt,
        args=(state, act, run, *args),
        key=f"{state.ACT}{label}",
        **look,
    )


def attempt(state: TrainerState, act: Callable[..., None], *args: Any) -> None:
    """Do something; where it is refused, the page says why."""
    try:
        act(*args)
    except InputError as error:
        state.complaint = sentence(error)


def pause(run: RunFolder) -> None:
    """Ask a run to pause."""
    run.request("pause")


def resume(run: RunFolder) -> None:
    """Resume a run."""
    queue.resume_run(caches.engine(), run)


def one_more(run: RunFolder, epochs: int) -> None:
    """Train a run for one epoch more than those."""
    queue.one_more_epoch(caches.engine(), run, epochs)


def show_same_start(state: TrainerState, run: RunFolder, config: RunConfig) -> None:
    """Offer new runs with this one's first weights and order of images."""
    with st.popover(
        _("From the same start"),
        icon=":material/replay:",
        type="tertiary",
        help=_(START_HELP),
        disabled=not config.fingerprint,
    ):
        st.caption(_(START_HELP))
        settings = state.last
        if settings is not None:
            other = branching.same_start(config, settings)
            label = N_("Train the settings on the left")
            button(state, run, label, "tune", "", train_config, state, other)
        again, shown = N_("Repeat this run exactly"), ""
        if config.acts:
            shown = _n(
                "Repeat this run exactly, with the {count} change made while it trained",
                "Repeat this run exactly, with the {count} changes made while it trained",
                len(config.acts),
            )
        tip = _(REPEAT_HELP)
        button(state, run, again, "repeat", tip, train_config, state, config, shown=shown)


def train_config(run: RunFolder, state: TrainerState, config: RunConfig) -> None:
    """Start another run, and show it."""
    state[state.RUN] = queue.enqueue(caches.engine(), config).id


def show_rate(state: TrainerState, run: RunFolder, config: RunConfig, history: History) -> None:
    """Show the learning rate in use; what is typed is requested."""
    changes = sum(act.what == "rate" for act in history.acts)
    key = f"{state.ACT}rate_{run.id}_{changes}_{state.rates_asked}"
    st.number_input(
        _("Learning rate"),
        value=None,
        placeholder=_("rate {value:.3g}", value=branching.rate_after(config, history)),
        format="%g",
        step=None,
        key=key,
        label_visibility="collapsed",
        help=_(RATE_HELP),
        width=RATE_WIDTH,
        on_change=ask_rate,
        args=(state, run, key),
    )


def ask_rate(state: TrainerState, run: RunFolder, key: str) -> None:
    """Request the rate that was typed."""
    value, state.rates_asked = state.get(key), state.rates_asked + 1
    if value is not None:
        attempt(state, run.request_rate, value)


def show_early_stop(state: TrainerState, run: RunFolder, config: RunConfig) -> None:
    """Show the rules that end the training early."""
    rules = {"patience": config.patience, "target": config.target_accuracy}
    for act in config.acts:
        rules[act.what] = act.value
    with st.popover(_("Stop early"), icon=":material/flag:", type="tertiary", help=_(EARLY_HELP)):
        keys = {
            what: f"{state.ACT}{what}_{run.id}_{rules[what]}" for what in ("patience", "target")
        }
        st.number_input(
            _("Epochs without improvement"),
            value=int(rules["patience"]),
            step=1,
            help=_(PATIENCE_HELP),
            key=keys["patience"],
            on_change=ask_rule,
            args=(state, run, "patience", keys["patience"]),
        )
        st.number_input(
            _("Validation accuracy"),
            value=float(rules["target"]),
            step=0.01,
            format="%g",
            help=_(TARGET_HELP),
            key=keys["target"],
            on_change=ask_rule,
            args=(state, run, "target", keys["target"]),
        )


def ask_rule(state: TrainerState, run: RunFolder, what: str, key: str) -> None:
    """Request a rule of early stopping."""
    attempt(state, run.request_act, what, state.get(key))


def show_branch(state: TrainerState, run: RunFolder, config: RunConfig, history: History) -> None:
    """Offer a new run from one of the epochs that were saved: the one asked for in the curves."""
    saved, key = run.checkpoints(), f"{state.ACT}branch_{run.id}"
    asked = state.branch_from.get(run.id, 0)
    if state.branch_opens:
        state.branch_opens, state[f"{key}_open"] = False, bool(saved)
    with st.popover(
        _("Branch here"),
        icon=":material/fork_right:",
        type="tertiary",
        help=_(BRANCH_HELP),
        disabled=not saved,
        key=f"{key}_open",
        on_change="rerun",
    ):
        if not saved:
            return
        nearest = min(saved, key=lambda epoch: abs(epoch - (asked or saved[-1])))
        epoch = st.selectbox(
            _("From the end of epoch"), saved, saved.index(nearest), key=f"{key}_from_{asked}"
        )
        epochs = st.number_input(
            _("Epochs in all"),
            value=max(config.total_epochs, epoch + 1),
            step=1,
            key=f"{key}_epochs_{epoch}",
        )
        rate = st.number_input(
            _("Learning rate"),
            value=None,
            placeholder=_(
                "{value:.3g}, as in this run", value=branching.rate_after(config, history, epoch)
            ),
            format="%g",
            key=f"{key}_rate",
        )
        st.button(
            _("Branch"),
            type="primary",
            width="stretch",
            key=f"{key}_go",
            on_click=attempt,
            args=(state, train_branch, state, run, epoch, epochs, rate),
        )


def train_branch(
    state: TrainerState, run: RunFolder, epoch: int, epochs: int, rate: float | None
) -> None:
    """Start a branch of a run, and show it."""
    CHECKS["epochs"](epochs)
    made = branching.branch(run, epoch, epochs, rate)
    queue.submit(caches.engine(), made)
    state[state.RUN] = made.id
