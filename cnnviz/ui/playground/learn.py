"""Learn the kernel: gradient descent finds the kernel that makes one picture of another."""

import streamlit as st

from cnnviz.filters.apply import BenchState
from cnnviz.filters.learning import examples, text
from cnnviz.filters.learning.lesson import STARTS, Exercise, Settings
from cnnviz.filters.learning.optimisers import OPTIMISERS
from cnnviz.ui import caches
from cnnviz.ui.components.learned_kernel import learned_kernel
from cnnviz.ui.playground.kernel import put_to_work
from cnnviz.ui.playground.learn_task import Task, choose_noise, choose_task, reveal
from cnnviz.ui.playground.state import PlaygroundState as Key
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import sentence

SIZES = {0: "Fitting"} | {side: f"{side} × {side}" for side in (1, 3, 5, 7, 9, 11, 13, 15)}
SIZE_HELP = """Of the kernel to learn. Fitting: as the one that made the wanted picture. One that is
too small cannot do what it did; the loss then stays above a dashed line."""
RATES = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
RATE_HELP = "How far each step goes. Too far, and the loss grows."
STEPS = (100, 300, 1000, 3000)
BATCHES = {0: "All windows", 256: "256 windows", 32: "32 windows", 8: "8 windows"}
BATCH_HELP = """What each step looks at: all windows of the picture, or a few drawn at random, as
networks are trained. The loss shown is always that of all windows."""
CENTRE_HELP = """Subtract the picture's mean first, as networks are fed. The kernel to be found
stays the same, and it is found much sooner."""

state = st.session_state


def show(bench: BenchState) -> None:
    """Read what to learn and how, learn it, play the lesson."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        task_place = st.container(horizontal=True, vertical_alignment="bottom", width="content")
        size, settings, noise, centre = choose_settings()
    try:
        with task_place:
            task = choose_task(bench, noise)
        if task is None:
            show_invitation(bench)
            return
        shape = (size, size) if size else task.size
        show_lesson(task, examples.cut(task.pair, shape, centre=centre), settings)
    except InputError as error:
        st.error(sentence(error))


def choose_settings() -> tuple[int, Settings, float, bool]:
    """Kernel size (0: the fitting one), how to learn, noise, and whether to centre."""
    size = st.selectbox(
        "Kernel size",
        SIZES,
        format_func=SIZES.__getitem__,
        key=Key.LEARNED_SIZE,
        bind="query-params",
        width=110,
        help=SIZE_HELP,
    )
    optimiser = st.selectbox(
        "Optimiser",
        OPTIMISERS,
        format_func=lambda name: OPTIMISERS[name].title,
        index=2,
        key=Key.OPTIMISER,
        bind="query-params",
        width=170,
    )
    rate = st.select_slider(
        "Learning rate",
        RATES,
        0.05,
        format_func="{:g}".format,
        key=Key.RATE,
        bind="query-params",
        width=200,
        help=RATE_HELP,
    )
    steps = st.selectbox(
        "Steps", STEPS, 2, format_func="{:,}".format, key=Key.STEPS, bind="query-params", width=100
    )
    with st.popover("More", icon=":material/tune:"):
        batch = st.selectbox(
            "Each step sees",
            BATCHES,
            format_func=BATCHES.__getitem__,
            key=Key.BATCH,
            bind="query-params",
            help=BATCH_HELP,
        )
        start = st.selectbox(
            "Start", STARTS, format_func=STARTS.__getitem__, key=Key.START, bind="query-params"
        )
        noise = choose_noise()
        centre = st.toggle(
            "Centre the picture", key=Key.CENTRE, bind="query-params", help=CENTRE_HELP
        )
    return size, Settings(optimiser, rate, steps, batch, start), noise, centre


def show_invitation(bench: BenchState) -> None:
    """Say what to do where there is nothing to learn from yet."""
    st.info(
        f"Filter {bench.picture}, the picture on the bench, with a program of your own and upload "
        "what came out: gradient descent finds the kernel that did it. Take away has the picture "
        "as numbers, and scripts to start from.",
        icon=":material/upload:",
    )


def show_lesson(task: Task, exercise: Exercise, settings: Settings) -> None:
    """Play the lesson, say what came of it, and hand the kernel on."""
    lesson = caches.lesson(exercise, settings)
    reference = lesson.best if task.fits else task.reference
    learned_kernel(exercise, lesson, task.title, reference, key=Key.LESSON)
    if problem := text.trouble(lesson, settings):
        st.warning(problem)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{text.outcome(lesson)} {task.hint}", width="stretch")
        if task.hidden:
            st.button("Reveal", icon=":material/visibility:", on_click=reveal)
        st.button(
            "Put it to work",
            icon=":material/construction:",
            on_click=put_to_work,
            args=(lesson.weights[-1],),
            disabled=lesson.blown_up,
            help="The kernel of the last step goes on the bench.",
        )
    st.caption(text.why_slow(lesson, centred=state[Key.CENTRE]))
