"""Proof: the very layer is run in Keras, and every value is compared with ours."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnnviz.layers.code import Form, keras_form, run_keras
from cnnviz.layers.code.run_keras import Comparison
from cnnviz.layers.window import Slide, WindowSettings, times
from cnnviz.ui.caches import engine
from cnnviz.ui.calculator.state import CalculatorState as Key
from cnnviz.ui.html import figures_row
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.text import Figure, measure, sentence

CHECK_HELP = "Runs this layer with these numbers in Keras, on the server, and compares all values."
WAITING = "Keras is warming up; this takes a few seconds."
DEEPER = "Of the planes that are too many to be drawn, the numbers are random digits."

state = st.session_state


@dataclass(frozen=True, eq=False)
class Checked:
    """A slide that was checked, and what came out: a comparison, or why there is none."""

    slide: Slide
    result: Comparison | str

    def is_of(self, slide: Slide) -> bool:
        """Whether it was this very layer with these very numbers."""
        mine = self.slide.cells, self.slide.weights
        same = all(map(np.array_equal, mine, (slide.cells, slide.weights)))
        return self.slide.layer == slide.layer and same


@st.fragment
def show() -> None:
    """Show the layer in Keras, a button that runs it, and how the two compare."""
    slide = state[Key.LAST]
    form = keras_form(slide.layer)
    line, result = st.columns([2, 3], gap="medium")
    with line:
        st.markdown("**This layer in Keras**")
        st.code(form.code, language="python", wrap_lines=True)
        if form.calls:
            ask(slide)
    with result:
        if form.calls:
            show_checked(slide)
        else:
            show_formula(slide.layer, form)


def ask(slide: Slide) -> None:
    """Run the layer when the button is pressed; keep what came out."""
    warm = engine().state() != "starting"
    pressed = st.button(
        "Check with Keras",
        key=Key.CHECK,
        icon=":material/verified:",
        type="primary",
        help=CHECK_HELP,
    )
    if not pressed:
        return
    if warm:
        state[Key.CHECKED] = Checked(slide, check(slide))
        return
    with st.spinner(WAITING):
        state[Key.CHECKED] = Checked(slide, check(slide))


def check(slide: Slide) -> Comparison | str:
    """Compare with Keras; a sentence where that cannot be."""
    try:
        cells, weights = run_keras.numbers(slide)
        theirs = engine().run_layer(slide.layer, cells, weights)
        return run_keras.compare(slide, theirs)
    except (InputError, EngineError) as error:
        return sentence(error)


def show_checked(slide: Slide) -> None:
    """What came out for this very setting; before that, what the check does."""
    checked = state.get(Key.CHECKED)
    if checked is None or not checked.is_of(slide):
        st.markdown("**Not checked yet**")
        st.caption(f"{CHECK_HELP} A test of ours does so for thousands of settings.")
    elif isinstance(checked.result, str):
        st.error(checked.result)
    else:
        show_comparison(slide, checked.result)


def show_comparison(slide: Slide, result: Comparison) -> None:
    """Both shapes, the largest difference, and the verdict."""
    st.html(figures_row(figures(slide.layer, result)))
    (st.success if result.equal else st.error)(result.verdict)
    if slide.layer.shown != slide.layer:
        st.caption(DEEPER)


def figures(layer: WindowSettings, result: Comparison) -> list[Figure]:
    """The comparison in numbers."""
    ours, theirs = (times(shape[2 - layer.dims :]) for shape in (result.ours, result.theirs))
    order = "length, filters" if layer.dims == 1 else "height, width, filters"
    return [
        Figure("Largest difference", f"{result.difference:.3g}", f"{result.difference!r}"),
        Figure("Shape here", ours, order),
        Figure("Shape in Keras", theirs, order),
    ]


def show_formula(layer: WindowSettings, form: Form) -> None:
    """Where Keras has no such layer: our size beside PyTorch's formula."""
    ours, theirs = layer.output, run_keras.torch_size(layer)
    st.markdown(f"**{form.note}, so there is nothing to run**")
    sizes = f"{measure(ours, layer.dims)} here, {measure(theirs, layer.dims)} by PyTorch's formula"
    if ours == theirs:
        st.success(f"Equal: {sizes}.")
    else:
        st.error(f"Not equal: {sizes}.")
