"""Proof: the layer is run in Keras, and every value is compared with the one shown here."""

from contextlib import nullcontext

import streamlit as st

from cnnviz.layers.code import Form, keras_form, run_keras
from cnnviz.layers.code.run_keras import Comparison
from cnnviz.layers.window import WindowSettings, times
from cnnviz.ui import caches
from cnnviz.ui.calculator.state import CalculatorState, Checked, ShownLayer
from cnnviz.ui.html import figures_row
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.language import N_, _, current
from cnnviz.utils.local_numbers import localised
from cnnviz.utils.text import Figure, measure, sentence

CHECK_HELP = N_(
    "Runs this layer with these numbers in Keras on the server and compares all values."
)
TESTED = N_("The test suite checks thousands of configurations this way.")
WAITING = N_("Keras is starting; this takes a few seconds.")
MADE_UP = N_("Planes that are not drawn hold random digits.")


@st.fragment
def show(state: CalculatorState, shown: ShownLayer) -> None:
    """Show the layer in Keras, a button that runs it, and how the two compare."""
    form = keras_form(shown.layer)
    code, result = st.columns([2, 3], gap="medium")
    with code:
        st.markdown(_("**This layer in Keras**"))
        st.code(form.code, language="python", wrap_lines=True)
        if form.calls:
            offer_check(state, shown)
    with result:
        if form.calls:
            show_checked(state.checked, shown)
        else:
            show_formula(shown.layer, form)


def offer_check(state: CalculatorState, shown: ShownLayer) -> None:
    """Show the button; when it is pressed, run the layer and keep the result."""
    pressed = st.button(
        _("Check with Keras"),
        key=state.CHECK,
        icon=":material/verified:",
        type="primary",
        help=_(CHECK_HELP),
    )
    if not pressed:
        return
    starting = caches.engine().ensure_running() == "starting"
    with st.spinner(_(WAITING)) if starting else nullcontext():
        state.checked = Checked(shown, check(shown))


def check(shown: ShownLayer) -> Comparison | str:
    """Compare with Keras; return a sentence where that failed."""
    try:
        cells, weights = run_keras.numbers(shown.layer, shown.slide)
        theirs = caches.engine().run_layer(shown.layer, cells, weights)
        return run_keras.compare(shown.layer, cells, weights, theirs)
    except (InputError, EngineError) as error:
        return sentence(error)


def show_checked(checked: Checked | None, shown: ShownLayer) -> None:
    """Show the result for this layer; before there is one, what the check does."""
    if checked is None or not checked.is_of(shown):
        st.markdown(_("**Not checked yet**"))
        st.caption(f"{_(CHECK_HELP)} {_(TESTED)}")
    elif isinstance(checked.result, str):
        st.error(checked.result)
    else:
        show_comparison(shown, checked.result)


def show_comparison(shown: ShownLayer, result: Comparison) -> None:
    """Show both shapes, the largest difference and the verdict."""
    layer = shown.layer
    ours, theirs = (times(shape[2 - layer.dims :]) for shape in (result.ours, result.theirs))
    order = _("length, filters") if layer.dims == 1 else _("height, width, filters")
    difference = localised(f"{result.difference:.3g}", current())
    figures = [
        Figure(_("Largest difference"), difference, f"{result.difference!r}"),
        Figure(_("Shape here"), ours, order),
        Figure(_("Shape in Keras"), theirs, order),
    ]
    st.html(figures_row(figures))
    (st.success if result.equal else st.error)(result.verdict)
    if shown.slide is None or layer.shown != layer:
        st.caption(_(MADE_UP))


def show_formula(layer: WindowSettings, form: Form) -> None:
    """Show our output size beside PyTorch's formula, where Keras has no such layer."""
    ours, theirs = layer.output, run_keras.torch_size(layer)
    st.markdown(_("**{reason}, so there is nothing to run**", reason=_(form.note)))
    sizes = {"here": measure(ours, layer.dims), "there": measure(theirs, layer.dims)}
    if ours == theirs:
        st.success(_("Equal: {here} here, {there} by PyTorch's formula.", **sizes))
    else:
        st.error(_("Not equal: {here} here, {there} by PyTorch's formula.", **sizes))
