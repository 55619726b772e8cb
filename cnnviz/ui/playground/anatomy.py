"""Anatomy of the kernel: its factors, its frequencies, one line of it, its matrix, its cost."""

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.filters.analysis import frequency, separable, separable_trace, timing, toeplitz
from cnnviz.filters.apply import BenchState, FilterResult
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.ui import html_analysis
from cnnviz.ui.components.frequency_map import frequency_map
from cnnviz.ui.components.matrix_view import FORMS, matrix_view
from cnnviz.ui.components.worked_line import edited_signal, worked_line
from cnnviz.ui.html import figures_row
from cnnviz.ui.playground.state import PlaygroundState as Key
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import Figure

PLANES = ("R", "G", "B")
DIRECTIONS = {"across": "Across", "down": "Down"}
SIGNALS = {"picture": "Picture", "step": "Step", "pulse": "Pulse", "own": "Own"}
OWN_DIGITS = "0123456789"

RANK_HELP = """The singular values of the kernel as a matrix: those below 10⁻⁹ of the largest count
as 0, and the rank is how many are left. With rank 1 a column and then a row do the whole work."""
FREQUENCY_HELP = """A filter makes of a wave the same wave, stronger or weaker and shifted. The map
shows by how much, for every wave that pixels can carry: slow ones in the middle, the finest at
the rim. The two curves are the lines through its middle."""
TIME_HELP = """One channel, stride 1, every pixel: the median of several runs, taken in turns.
All three go over the picture on all cores. Direct and separable are OpenCV's, which itself
changes to an FFT from about 11 × 11; the FFT is SciPy's, its multiplications an estimate."""
LINE_HELP = """Point at the output, play, or use the arrow keys. Type into the signal to change it;
hatched cells are the border."""
MATRIX_HELP = """A layer is linear: its output is a matrix times the input, written as one row of
numbers. Each row of the matrix holds the same few weights, shifted; a dense layer learns every
entry on its own."""

state = st.session_state


def show(bench: BenchState) -> None:
    """Show the kernel of one channel in five cards."""
    plane = choose_plane(bench.filtered)
    kernel = bench.filtered.weights[..., plane]
    picture = images.to_float(bench.filtered.image[..., plane])
    layer, parts = bench.filtered.layer, separable.separation(kernel)
    factors, frequencies = st.columns(2, gap="small")
    with factors, st.container(border=True):
        show_factors(parts)
    with factors, st.container(border=True, height="stretch"):
        show_times(bench.picture, picture, kernel, layer)
    with frequencies, st.container(border=True, height="stretch"):
        show_frequencies(kernel, layer)
    with st.container(border=True):
        show_line(picture, parts, layer)
    with st.container(border=True):
        show_matrix(picture, kernel, layer)


def choose_plane(filtered: FilterResult) -> int:
    """Which channel's kernel is looked at; there is a choice only where each has its own."""
    if not filtered.summed:
        return 0
    letter = st.segmented_control(
        "Kernel of the channel",
        PLANES,
        default=PLANES[0],
        required=True,
        key=Key.PLANE,
        bind="query-params",
    )
    return PLANES.index(letter)


def show_factors(parts: separable.Separation) -> None:
    """Rank, singular values, and the column and row that make the kernel or come nearest to it."""
    st.subheader("Column × row", help=RANK_HELP)
    verdict = "separable" if parts.separable else "not separable"
    st.markdown(f"**Rank {parts.rank}: {verdict}.** {_factors_line(parts)}")
    table, values = st.columns([3, 2], gap="medium")
    table.html(html_analysis.product_table(parts))
    values.caption("Singular values")
    values.html(html_analysis.singular_bars(parts))
    values.caption(_cost_line(parts))


def _factors_line(parts: separable.Separation) -> str:
    if parts.rank == 0:
        return "Every weight is 0."
    if parts.separable:
        return "Each weight is its column's number times its row's."
    return f"The nearest column × row holds {parts.captured:.1%} of the squared weights."


def _cost_line(parts: separable.Separation) -> str:
    pairs = "a column and a row" if parts.separable else f"{parts.rank} columns and rows"
    return (
        f"Multiplications a pixel: **{parts.direct_cost}** as it is, "
        f"**{parts.separable_cost}** as {pairs}."
    )


def show_frequencies(kernel: np.ndarray, layer: FilterLayer) -> None:
    """What the kernel lets pass."""
    st.subheader("Frequency response", help=FREQUENCY_HELP)
    found = frequency.spectrum(kernel, layer)
    kind, sentence = frequency.describe(found)
    st.markdown(f"**{kind}.** {sentence}")
    frequency_map(found, stride=layer.stride, key=Key.RESPONSE)
    if layer.stride > 1:
        st.caption(f"Stride {layer.stride} keeps apart only the waves inside the dashed frame.")


def show_times(name: str, picture: np.ndarray, kernel: np.ndarray, layer: FilterLayer) -> None:
    """Multiplications of three ways of filtering, and, once asked for, what they take here."""
    st.subheader("Time on this picture", help=TIME_HELP)
    laid = frequency.as_laid(kernel, layer)
    job = (name, picture.shape, laid.shape, laid.tobytes())
    asked = st.button("Measure on this picture", icon=":material/timer:", width="stretch")
    table, note = st.container(), st.empty()
    if asked:
        with note, st.spinner("Measuring"):
            state[Key.TIMES] = job, timing.measure(picture, laid)
    measured, times = state.get(Key.TIMES, (None, []))
    table.html(
        html_analysis.timing_rows(times if measured == job else timing.counted(picture, laid))
    )
    note.caption(f"{picture.shape[0]:,} × {picture.shape[1]:,} pixels, one channel.")


def show_line(picture: np.ndarray, parts: separable.Separation, layer: FilterLayer) -> None:
    """One line of the kernel slides along one line of numbers."""
    st.subheader("One dimension, step by step", help=LINE_HELP)
    with st.container(horizontal=True, vertical_alignment="center"):
        direction = _choose("Direction", DIRECTIONS, Key.DIRECTION)
        kind = _choose("Signal", SIGNALS, Key.SIGNAL)
    taken = separable_trace.line_kernel(parts, direction)
    length = separable_trace.signal_length(len(taken.weights), layer)
    signal = choose_signal(kind, picture, length, direction)
    worked = separable_trace.work_line(signal, taken.weights, layer)
    worked_line(worked, key=Key.LINE, on_edit=take_signal)
    left_out = f" The factor {taken.factor} is left out." if taken.factor else ""
    st.caption(f"The kernel's {taken.name}.{left_out}")


def _choose(label: str, options: dict[str, str], key: str) -> str:
    """A choice of a few words in one line."""
    return st.segmented_control(
        label,
        options,
        format_func=options.__getitem__,
        default=next(iter(options)),
        required=True,
        key=key,
        bind="query-params",
        label_visibility="collapsed",
    )


def choose_signal(kind: str, picture: np.ndarray, length: int, direction: str) -> np.ndarray:
    """Numbers to slide along, (length,) in 0..9."""
    if kind == "step":
        return separable_trace.step_line(length)
    if kind == "pulse":
        return separable_trace.pulse_line(length)
    if kind == "own":
        return own_signal(length)
    return separable_trace.picture_line(picture, length, direction)


def own_signal(length: int) -> np.ndarray:
    """The signal in the address; one that cannot be read gives way to a ramp and a sentence."""
    try:
        return separable_trace.read_line(st.query_params.get(Key.OWN_SIGNAL, OWN_DIGITS), length)
    except InputError as error:
        st.warning(f"This link's signal cannot be read: {error}.")
        return separable_trace.read_line(OWN_DIGITS, length)


def take_signal() -> None:
    """A changed cell makes the signal the visitor's own."""
    state[Key.SIGNAL] = "own"
    st.query_params[Key.OWN_SIGNAL] = separable_trace.write_line(edited_signal(Key.LINE))


def show_matrix(picture: np.ndarray, kernel: np.ndarray, layer: FilterLayer) -> None:
    """The layer as a matrix for a small input, and what its sharing of weights saves."""
    st.subheader("As a matrix", help=MATRIX_HELP)
    shape = toeplitz.small_shape(kernel.shape, layer)
    linear = toeplitz.linear_layer(kernel, shape, layer)
    with st.container(horizontal=True, vertical_alignment="center"):
        form = _choose("Form", FORMS, Key.FORM)
        st.html(figures_row(_counts(linear)))
    if linear.readable:
        matrix_view(linear, toeplitz.small_picture(picture, shape), form, key=Key.MATRIX)
    else:
        st.info(
            f"This window needs an input of {shape[0]} × {shape[1]} at least: a matrix of "
            f"{linear.outputs} × {linear.inputs:,} entries, too many to show."
        )


def _counts(linear: toeplitz.LinearLayer) -> list[Figure]:
    return [
        Figure("This layer learns", f"{linear.shared_weights:,}", "the kernel's weights, a bias"),
        Figure(
            "A dense layer",
            f"{linear.dense_weights:,}",
            f"{linear.inputs} × {linear.outputs} weights and {linear.outputs} biases",
        ),
        Figure("Zeros in the matrix", f"{linear.zeros:.0%}", "entries that hold no weight at all"),
    ]
