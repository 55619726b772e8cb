"""Layer calculator: which window makes which output, what size comes out and what it costs."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.layers import formulas
from cnnviz.layers.window import Slide, WindowSettings, checked, slide
from cnnviz.layers.window.patterns import Numbers
from cnnviz.ui import address
from cnnviz.ui.calculator import layer, numbers, proof, shifts, stack, take_away
from cnnviz.ui.calculator.state import CalculatorState as Key
from cnnviz.ui.components.sliding_window import sliding_window
from cnnviz.ui.navigation import heading
from cnnviz.utils.errors import InputError

TABS = {
    "Stack of layers": stack.show,
    "Pooling and shifts": shifts.show,
    "Proof": proof.show,
    "Take away": take_away.show,
}
ABOUT_LAYER = ("Proof", "Take away")

state = st.session_state


def header() -> tuple[Numbers, DeltaGenerator]:
    """Title, and what is set rarely; returns the numbers, and the popover for the rest."""
    sides: dict[str, Any] = {"horizontal": True, "vertical_alignment": "bottom"}
    with st.container(horizontal_alignment="distribute", **sides):
        heading(
            "Layer calculator",
            "Which window makes which output, what size comes out, what does it cost?",
            width=600,
        )
        with st.container(width="content", **sides):
            with st.popover("Numbers", icon=":material/grid_on:"):
                chosen = numbers.choose_numbers()
            more = st.popover("More", icon=":material/tune:")
            with more:
                layer.choose_form()
    return chosen, more


def compute(chosen: Numbers, **said: Any) -> Slide:
    """All values of the layer that the controls say."""
    layer = checked(WindowSettings(**said))
    shown = layer.shown
    cells = chosen.cells((shown.channels, *shown.size))
    return slide(layer, cells, chosen.weights(shown.weight_shape))


def show(result: Slide) -> None:
    """The animation and the bill."""
    with st.container(horizontal=True, gap="medium"):
        stage, bill = st.container(), st.container(width=288)
    with stage:
        sliding_window(result, key=Key.ANIMATION, on_edit=numbers.keep_edits)
    with bill:
        for title, latex in formulas.output_size(result.layer):
            st.markdown(f"**{title}**", help=formulas.symbols(result.layer))
            st.latex(latex)
        st.html(formulas.bill(result.layer))


def show_tabs() -> None:
    """What lies below; only the open tab is computed."""
    names = list(TABS)
    for tab, show_tab in zip(
        st.tabs(names, key=Key.TAB, bind="query-params"), TABS.values(), strict=True
    ):
        if tab.open:
            with tab:
                show_tab()


@st.fragment
def show_layer() -> None:
    """Read the controls, compute, show; a fragment, so that no tab is run for a change here."""
    chosen, more = header()
    said, answer = layer.sentence()
    with more:
        said |= layer.choose_rare(said["operation"])
    with answer.container(width="content"):
        try:
            state[Key.LAST] = compute(chosen, **said)
            state[Key.ADDRESS] = address.current()
            st.html(formulas.answer(state[Key.LAST].layer))
        except InputError as error:
            why = str(error)
            st.error(f"{why[0].upper()}{why[1:]}. Below is still the last layer that works.")
    show(state[Key.LAST])
    if_changed_run_tabs((chosen, said))


def if_changed_run_tabs(said: Any) -> None:
    """Run the whole page where another layer was chosen and the open tab is about it."""
    changed = state.get(Key.SAID, said) != said
    state[Key.SAID] = said
    if changed and state.get(Key.TAB) in ABOUT_LAYER:
        st.rerun()


state.setdefault(Key.LAST, compute(Numbers()))
show_layer()
show_tabs()
