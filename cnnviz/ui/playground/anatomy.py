"""Analysis of the kernel: factors, frequency response, one line of it, matrix, cost."""

from functools import partial

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.filters.analysis import frequency, separable, separable_trace, timing, toeplitz
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.filters.result import BenchState, FilterResult
from cnnviz.ui import address, html_analysis
from cnnviz.ui.bound import bound
from cnnviz.ui.components.frequency_map import frequency_map
from cnnviz.ui.components.matrix_view import FORMS, matrix_view
from cnnviz.ui.components.worked_line import edited_signal, worked_line
from cnnviz.ui.html import figures_row
from cnnviz.ui.playground.state import PlaygroundState
from cnnviz.utils import text
from cnnviz.utils.language import N_, _, _n
from cnnviz.utils.text import Figure, grouped, percent

PLANES = ("R", "G", "B")
DIRECTIONS = {"across": N_("Across"), "down": N_("Down")}
SIGNALS = {"picture": N_("Picture"), "step": N_("Step"), "pulse": N_("Pulse"), "own": N_("Own")}
OWN_DIGITS = "0123456789"

RANK_HELP = N_(
    "The singular values of the kernel as a matrix. The rank is the number of those above "
    "10⁻⁹ of the largest. A kernel of rank 1 equals a column filter followed by a row filter."
)
FREQUENCY_HELP = N_(
    "A filter scales and shifts each sinusoid. The map shows the gain for every frequency "
    "that pixels can represent: low frequencies in the middle, the highest at the edge. The "
    "two curves are its central row and column."
)
TIME_HELP = N_(
    "One channel, stride 1, every pixel: the median of several interleaved runs on all cores."
    " Direct and separable filtering use OpenCV, which itself switches to an FFT from about "
    "11 × 11; the FFT is SciPy's, and its number of multiplications is an estimate."
)
LINE_HELP = N_(
    "Point at the output, press play, or use the arrow keys. Type into the signal to change "
    "it; hatched cells are the border."
)
MATRIX_HELP = N_(
    "A convolution is linear: its output is a matrix times the flattened input. Each row of "
    "the matrix holds the same few weights, shifted; a dense layer learns every entry "
    "separately."
)


def show(state: PlaygroundState, bench: BenchState) -> None:
    """Show the kernel of one channel in five cards."""
    plane = choose_plane(state, bench.filtered)
    kernel = bench.filtered.weights[..., plane]
    layer, parts = bench.filtered.layer, separable.separation(kernel)
    picture = images.to_float(bench.filtered.image[..., plane], layer.white)
    with st.container(key=state.ABOVE_MATRIX):
        factors, frequencies = st.columns(2, gap="small")
        with factors, st.container(border=True):
            show_factors(parts)
        with factors, st.container(border=True, height="stretch"):
            show_times(state, bench.picture, picture, kernel, layer)
        with frequencies, st.container(border=True, height="stretch"):
            show_frequencies(state, kernel, layer)
        with st.container(border=True):
            show_line(state, picture, parts, layer)
    with st.container(border=True):
        show_matrix(state, picture, kernel, layer)


def choose_plane(state: PlaygroundState, filtered: FilterResult) -> int:
    """Choose the channel whose kernel is analysed, where each has its own."""
    if not filtered.summed:
        return 0
    letter = st.segmented_control(
        _("Channel"),
        PLANES,
        default=PLANES[0],
        required=True,
        key=state.PLANE,
        bind="query-params",
    )
    return PLANES.index(letter)


def show_factors(parts: separable.Separation) -> None:
    """Show rank, singular values, and the column and row whose product is nearest to the kernel."""
    st.subheader(_("Column × row"), help=_(RANK_HELP))
    verdict = (
        _("**Rank {rank}: separable.**", rank=parts.rank)
        if parts.separable
        else _("**Rank {rank}: not separable.**", rank=parts.rank)
    )
    st.markdown(f"{verdict} {_factors_line(parts)}")
    table, values = st.columns([3, 2], gap="medium")
    table.html(html_analysis.product_table(parts))
    values.caption(_("Singular values"))
    values.html(html_analysis.singular_bars(parts))
    values.caption(_cost_line(parts))


def _factors_line(parts: separable.Separation) -> str:
    if parts.rank == 0:
        return _("Every weight is 0.")
    if parts.separable:
        return _("Each weight is the product of its column's and its row's number.")
    return _(
        "The nearest column × row captures {share} of the squared weights.",
        share=percent(parts.captured),
    )


def _cost_line(parts: separable.Separation) -> str:
    return _n(
        "Multiplications per pixel: **{direct}** directly, **{pairs}** as a column and a row.",
        "Multiplications per pixel: **{direct}** directly, **{pairs}** as {count} columns and "
        "rows.",
        1 if parts.separable else parts.rank,
        direct=parts.direct_cost,
        pairs=parts.separable_cost,
    )


def show_frequencies(state: PlaygroundState, kernel: np.ndarray, layer: FilterLayer) -> None:
    """Show the gain of each frequency."""
    st.subheader(_("Frequency response"), help=_(FREQUENCY_HELP))
    found = frequency.spectrum(kernel, layer)
    kind, sentence = frequency.describe(found)
    st.markdown(f"**{kind}.** {sentence}")
    frequency_map(found, stride=layer.stride, key=state.RESPONSE)
    if layer.stride > 1:
        st.caption(
            _(
                "With stride {stride}, frequencies outside the dashed frame alias.",
                stride=layer.stride,
            )
        )


def show_times(
    state: PlaygroundState, name: str, picture: np.ndarray, kernel: np.ndarray, layer: FilterLayer
) -> None:
    """Show the multiplications of three filtering methods and, on request, their times here."""
    st.subheader(_("Time on this picture"), help=_(TIME_HELP))
    applied = frequency.applied_kernel(kernel, layer)
    job = (name, picture.shape, applied.shape, applied.tobytes())
    asked = st.button(_("Measure on this picture"), icon=":material/timer:", width="stretch")
    table, note = st.container(), st.empty()
    if asked:
        with note, st.spinner(_("Measuring")):
            state.times = job, timing.measure(picture, applied)
    measured, times = state.times or (None, [])
    table.html(
        html_analysis.timing_rows(times if measured == job else timing.counted(picture, applied))
    )
    note.caption(_("{size} pixels, one channel.", size=text.times(picture.shape[:2])))


def show_line(
    state: PlaygroundState, picture: np.ndarray, parts: separable.Separation, layer: FilterLayer
) -> None:
    """Show one line of the kernel sliding along a signal."""
    st.subheader(_("One dimension, step by step"), help=_(LINE_HELP))
    with st.container(horizontal=True, vertical_alignment="center"):
        direction = _choose(_("Direction"), DIRECTIONS, state.DIRECTION)
        kind = _choose(_("Signal"), SIGNALS, state.SIGNAL)
    taken = separable_trace.line_kernel(parts, direction)
    length = separable_trace.signal_length(len(taken.weights), layer)
    signal = choose_signal(state, kind, picture, length, direction)
    worked = separable_trace.work_line(signal, taken.weights, layer)
    worked_line(worked, key=state.LINE, on_edit=partial(take_signal, state))
    name, factor = _(taken.name), taken.factor
    if factor:
        st.caption(
            _("The kernel's {name}. The factor {factor} is omitted.", name=name, factor=factor)
        )
    else:
        st.caption(_("The kernel's {name}.", name=name))


def _choose(label: str, options: dict[str, str], key: str) -> str:
    """Show a choice between a few words in one line."""
    return st.segmented_control(
        label,
        **bound(list(options), key, options.__getitem__),
        default=next(iter(options)),
        required=True,
        label_visibility="collapsed",
    )


def choose_signal(
    state: PlaygroundState, kind: str, picture: np.ndarray, length: int, direction: str
) -> np.ndarray:
    """Return the signal, (length,) in 0..9."""
    if kind == "step":
        return separable_trace.step_line(length)
    if kind == "pulse":
        return separable_trace.pulse_line(length)
    if kind == "own":
        return own_signal(state, length)
    return separable_trace.picture_line(picture, length, direction)


def own_signal(state: PlaygroundState, length: int) -> np.ndarray:
    """Return the signal in the address; an invalid one is explained and replaced by a ramp."""
    parse, ramp = separable_trace.read_line, separable_trace.read_line(OWN_DIGITS, length)
    signal, complaint = address.read(
        state.OWN_SIGNAL, lambda text: parse(text, length), ramp, N_("signal")
    )
    if complaint:
        st.warning(complaint)
    return signal


def take_signal(state: PlaygroundState) -> None:
    """Make the signal with the changed cell the visitor's own."""
    signal = edited_signal(state.LINE)
    if signal is not None:
        state[state.SIGNAL] = "own"
        address.write({state.OWN_SIGNAL: separable_trace.write_line(signal)})


def show_matrix(
    state: PlaygroundState, picture: np.ndarray, kernel: np.ndarray, layer: FilterLayer
) -> None:
    """Show the layer as a matrix for a small input, and what sharing weights saves."""
    st.subheader(_("As a matrix"), help=_(MATRIX_HELP))
    shape = toeplitz.small_shape(kernel.shape, layer)
    linear = toeplitz.linear_layer(kernel, shape, layer)
    with st.container(horizontal=True, vertical_alignment="center"):
        form = _choose(_("Form"), FORMS, state.FORM)
        st.html(figures_row(_counts(linear)))
    if linear.readable:
        matrix_view(linear, toeplitz.small_picture(picture, shape), form, key=state.MATRIX)
    else:
        st.info(
            _(
                "This window needs an input of at least {size}: the matrix has {entries} entries, "
                "too many to show.",
                size=text.times(shape),
                entries=text.times((linear.outputs, linear.inputs)),
            )
        )


def _counts(linear: toeplitz.LinearLayer) -> list[Figure]:
    return [
        Figure(
            _("Parameters"),
            grouped(linear.shared_weights),
            _("the kernel's weights and a bias"),
        ),
        Figure(
            _("As a dense layer"),
            grouped(linear.dense_weights),
            _(
                "{inputs} × {outputs} weights and {outputs} biases",
                inputs=linear.inputs,
                outputs=linear.outputs,
            ),
        ),
        Figure(_("Zeros in the matrix"), percent(linear.zeros, 0), _("entries without a weight")),
    ]
