"""Layer calculator: which window makes which output, what size comes out and what it costs."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from cnnviz.layers import formulas
from cnnviz.layers.window import Slide, WindowSettings, checked, slide, why_not_drawn
from cnnviz.layers.window.patterns import Numbers
from cnnviz.ui import address
from cnnviz.ui.bound import bound_tabs, open_tab
from cnnviz.ui.calculator import (
    layer,
    numbers,
    proof,
    result_html,
    shifts,
    stack,
    stage_height,
    take_away,
)
from cnnviz.ui.calculator.layer import LayerForm
from cnnviz.ui.calculator.lectures import example_note
from cnnviz.ui.calculator.state import CalculatorState, ShownLayer
from cnnviz.ui.components.sliding_window import sliding_window
from cnnviz.ui.course.place import is_accompanied
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import sentence

ABOVE_TABS = "l_above_tabs"
STACK, SHIFTS = N_("Stack of layers"), N_("Pooling and shifts")
PROOF, TAKE_AWAY = N_("Proof"), N_("Take away")
TABS = (STACK, SHIFTS, PROOF, TAKE_AWAY)


@st.fragment
def show_layer(state: CalculatorState) -> ShownLayer:
    """Read the controls, compute, show; a fragment, so that a change here runs no tab."""
    before = state.last
    chosen, purpose, more = layer.header(state)
    form, answer = layer.choose_layer(state)
    with more:
        form |= layer.choose_rare(state, form["operation"])
    with answer.container(width="content"):
        try:
            state.last = ShownLayer(*compute(form, chosen), chosen, address.current())
            if complaint := numbers.complaint(state):
                st.error(complaint)
            else:
                st.html(result_html.answer(state.last.layer))
        except InputError as error:
            st.error(_("{reason} The last valid layer is shown below.", reason=sentence(error)))
    # A note names outputs, which a card beside the room may ask for.
    if state.last.slide and not is_accompanied() and (note := example_note(state.last.slide)):
        purpose.caption(note)
    show_result(state, state.last)
    st.html(stage_height.measures(state.last.layer, ABOVE_TABS))
    if not state.last.same_as(before) and open_tab(TABS, state.TAB) in (PROOF, TAKE_AWAY):
        st.rerun()
    return state.last


def compute(form: LayerForm, chosen: Numbers) -> tuple[WindowSettings, Slide | None]:
    """Check a layer, and compute all its values unless it is too large to be drawn.

    Raises
    ------
    InputError
        If the layer or its numbers are invalid.
    """
    layer = checked(WindowSettings(**form))
    if why_not_drawn(layer):
        return layer, None
    shown = layer.shown
    cells = chosen.cells((shown.channels, *shown.size))
    return layer, slide(layer, cells, chosen.weights(shown.weight_shape))


def show_result(state: CalculatorState, shown: ShownLayer) -> None:
    """Show the animation, or why there is none, the output size and the costs."""
    layer = shown.layer
    with st.container(horizontal=True, gap="medium", key=f"{ABOVE_TABS}_result"):
        stage, costs = st.container(), st.container(width=288, gap="xsmall")
    with stage:
        if shown.slide:
            edited = partial(numbers.keep_edits, state)
            sliding_window(shown.slide, key=state.ANIMATION, on_edit=edited)
        else:
            reason = sentence(why_not_drawn(layer))
            st.info(_("{reason} All numbers are those of this size.", reason=reason))
    with costs:
        for title, latex in formulas.output_size(layer):
            st.markdown(f"**{title}**", help=formulas.symbols(layer))
            st.latex(latex)
        st.html(result_html.costs(layer))


def show_tabs(state: CalculatorState, shown: ShownLayer) -> None:
    """Show the tabs; only the open one is computed."""
    shows: dict[str, Callable[[], None]] = {
        STACK: lambda: stack.show(state),
        SHIFTS: lambda: shifts.show(state),
        PROOF: lambda: proof.show(state, shown),
        TAKE_AWAY: lambda: take_away.show(state, shown),
    }
    for place, name in zip(bound_tabs(TABS, state.TAB), TABS, strict=True):
        if place.open:
            with place:
                shows[name]()


state = CalculatorState()
if not hasattr(state, "last"):
    state.last = ShownLayer(*compute({}, Numbers()), Numbers(), {})
with st.container(key=ABOVE_TABS):
    shown = show_layer(state)
    stage_height.reserve(ABOVE_TABS)
show_tabs(state, shown)
