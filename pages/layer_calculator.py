"""Layer calculator: which window makes which output, what size comes out and what it costs."""

import streamlit as st

from cnnviz.layers import formulas
from cnnviz.layers.window import Slide, WindowSettings, checked, slide
from cnnviz.layers.window.patterns import Numbers
from cnnviz.ui import address
from cnnviz.ui.calculator import layer, numbers, proof, shifts, stack, take_away
from cnnviz.ui.calculator.layer import LayerForm
from cnnviz.ui.calculator.state import CalculatorState, ShownLayer
from cnnviz.ui.components.sliding_window import sliding_window
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import sentence

STACK, SHIFTS, PROOF, TAKE_AWAY = "Stack of layers", "Pooling and shifts", "Proof", "Take away"


@st.fragment
def show_layer(state: CalculatorState) -> ShownLayer:
    """Read the controls, compute, show; a fragment, so that a change here runs no tab."""
    before = state.last
    chosen, more = layer.header(state)
    form, answer = layer.choose_layer(state)
    with more:
        form |= layer.choose_rare(state, form["operation"])
    with answer.container(width="content"):
        try:
            state.last = ShownLayer(compute(form, chosen), chosen, address.current())
            st.html(formulas.answer(state.last.slide.layer))
        except InputError as error:
            st.error(f"{sentence(error)} The last valid layer is shown below.")
    show_slide(state, state.last.slide)
    if not state.last.same_as(before) and state.get(state.TAB) in (PROOF, TAKE_AWAY):
        st.rerun()
    return state.last


def compute(form: LayerForm, chosen: Numbers) -> Slide:
    """Compute all values of a layer.

    Raises
    ------
    InputError
        If the layer or its numbers are invalid.
    """
    layer = checked(WindowSettings(**form))
    shown = layer.shown
    cells = chosen.cells((shown.channels, *shown.size))
    return slide(layer, cells, chosen.weights(shown.weight_shape))


def show_slide(state: CalculatorState, result: Slide) -> None:
    """Show the animation, the output size and the costs."""
    with st.container(horizontal=True, gap="medium"):
        stage, costs = st.container(), st.container(width=288)
    with stage:
        sliding_window(result, key=state.ANIMATION, on_edit=lambda: numbers.keep_edits(state))
    with costs:
        for title, latex in formulas.output_size(result.layer):
            st.markdown(f"**{title}**", help=formulas.symbols(result.layer))
            st.latex(latex)
        st.html(formulas.bill(result.layer))


def show_tabs(state: CalculatorState, shown: ShownLayer) -> None:
    """Show the tabs; only the open one is computed."""
    tabs = {
        STACK: lambda: stack.show(state),
        SHIFTS: lambda: shifts.show(state),
        PROOF: lambda: proof.show(state, shown.slide),
        TAKE_AWAY: lambda: take_away.show(state, shown),
    }
    places = st.tabs(list(tabs), key=state.TAB, bind="query-params")
    for place, show in zip(places, tabs.values(), strict=True):
        if place.open:
            with place:
                show()


state = CalculatorState()
if not hasattr(state, "last"):
    state.last = ShownLayer(compute({}, Numbers()), Numbers(), {})
show_tabs(state, show_layer(state))
