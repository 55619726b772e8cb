"""Learn the kernel: gradient descent finds the kernel that turns one picture into another."""

import streamlit as st

from cnnviz.filters.learning import examples, text
from cnnviz.filters.learning.descent import STARTS, Settings
from cnnviz.filters.learning.optimisers import OPTIMISERS
from cnnviz.filters.learning.problem import Problem
from cnnviz.filters.result import BenchState
from cnnviz.ui import caches
from cnnviz.ui.bound import bound
from cnnviz.ui.components.learned_kernel import learned_kernel
from cnnviz.ui.playground.kernel import use_kernel
from cnnviz.ui.playground.learn_task import Task, choose_noise, choose_task, reveal
from cnnviz.ui.playground.state import PlaygroundState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _, current
from cnnviz.utils.local_numbers import localised
from cnnviz.utils.text import grouped, sentence

SIZES = {0: N_("Fitting")} | {side: f"{side} × {side}" for side in (1, 3, 5, 7, 9, 11, 13, 15)}
SIZE_HELP = N_(
    "Size of the kernel to learn. Fitting: that of the kernel that made the target. A smaller"
    " one cannot reproduce it; the loss then stays above a dashed line."
)
RATES = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
RATE_HELP = N_("Size of each step. If it is too large, the loss grows.")
STEPS = (100, 300, 1000, 3000)
BATCHES = {
    0: N_("All windows"),
    256: N_("256 windows"),
    32: N_("32 windows"),
    8: N_("8 windows"),
}
BATCH_HELP = N_(
    "Windows used per step: all of the picture, or a random mini-batch, as when training "
    "networks. The loss shown is always that of all windows."
)
CENTRE_HELP = N_(
    "Subtract the picture's mean first, as is common for networks. The kernel stays the same,"
    " and it is found much faster."
)


def show(state: PlaygroundState, bench: BenchState) -> None:
    """Read what to learn and how, learn it, show the steps."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        task_place = st.container(horizontal=True, vertical_alignment="bottom", width="content")
        size, settings, noise, centre = choose_settings(state)
    try:
        with task_place:
            task = choose_task(state, bench, noise)
        if task is None:
            show_invitation(bench)
            return
        shape = (size, size) if size else task.size
        show_trace(state, task, examples.make_problem(task.pair, shape, centre=centre), settings)
    except InputError as error:
        st.error(sentence(error))


def choose_settings(state: PlaygroundState) -> tuple[int, Settings, float, bool]:
    """Choose kernel size (0: fitting), optimiser, noise, and whether to centre the picture."""
    size = st.selectbox(
        _("Kernel size"),
        **bound(list(SIZES), state.LEARNED_SIZE, SIZES.__getitem__),
        width=110,
        help=_(SIZE_HELP),
    )
    optimiser = st.selectbox(
        _("Optimiser"),
        **bound(list(OPTIMISERS), state.OPTIMISER, lambda name: OPTIMISERS[name].title, 2),
        index=2,
        width=170,
    )
    rate = st.select_slider(
        _("Learning rate"),
        value=0.05,
        **bound(
            RATES,
            state.RATE,
            "{:g}".format,
            RATES.index(0.05),
            lambda rate: localised(f"{rate:g}", current()),
        ),
        width=200,
        help=_(RATE_HELP),
    )
    steps = st.selectbox(
        _("Steps"),
        index=2,
        **bound(STEPS, state.STEPS, "{:,}".format, 2, grouped),
        width=100,
    )
    with st.popover(_("More"), icon=":material/tune:"):
        batch, start, noise, centre = choose_rare(state)
    return size, Settings(optimiser, rate, steps, batch, start), noise, centre


def choose_rare(state: PlaygroundState) -> tuple[int, str, float, bool]:
    """Choose windows per step (0: all), start, noise, and whether to centre the picture."""
    batch = st.selectbox(
        _("Windows per step"),
        **bound(list(BATCHES), state.BATCH, BATCHES.__getitem__),
        help=_(BATCH_HELP),
    )
    start = st.selectbox(_("Start"), **bound(list(STARTS), state.START, STARTS.__getitem__))
    noise = choose_noise(state)
    centre = st.toggle(
        _("Centre the picture"), key=state.CENTRE, bind="query-params", help=_(CENTRE_HELP)
    )
    return batch, start, noise, centre


def show_invitation(bench: BenchState) -> None:
    """Explain what to upload."""
    st.info(
        _(
            "Filter {picture}, the current picture, with a program of your own and upload the "
            "result: gradient descent finds the kernel. The tab Take away has the picture as "
            "numbers, and scripts to start from.",
            picture=_(bench.picture),
        ),
        icon=":material/upload:",
    )


def show_trace(state: PlaygroundState, task: Task, problem: Problem, settings: Settings) -> None:
    """Show the steps of the descent and its result; offer to use the kernel."""
    trace = caches.training_trace(problem, settings)
    reference = trace.best if task.fits else task.reference
    learned_kernel(problem, trace, task.title, reference, key=state.TRACE)
    if warning := text.trouble(trace, settings):
        st.warning(warning)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{text.outcome(trace)} {task.hint}", width="stretch")
        if task.hidden:
            st.button(_("Reveal"), icon=":material/visibility:", on_click=reveal, args=(state,))
        st.button(
            _("Use this kernel"),
            icon=":material/construction:",
            on_click=use_kernel,
            args=(state, trace.weights[-1]),
            disabled=trace.diverged,
            help=_("Makes the kernel of the last step the current one."),
        )
    st.caption(text.why_slow(trace, centred=state[state.CENTRE]))
