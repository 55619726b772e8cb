"""The lectures' worked examples as picture, kernel and layer of the playground."""

import numpy as np
import streamlit as st

from cnnviz.layers.lecture_examples import EXAMPLES, LectureExample
from cnnviz.layers.window import (
    AVERAGE_POOLING,
    CONVOLUTION,
    MAX_POOLING,
    VALID,
    WindowSettings,
)
from cnnviz.ui.playground.kernel import use_kernel
from cnnviz.ui.playground.state import Pixel, PlaygroundState
from cnnviz.ui.playground.typed_picture import TYPED, use_numbers
from cnnviz.ui.playground.unit import UNITS
from cnnviz.utils.language import N_, _

GREY_LEVELS_FROM = 10  # the largest number of an example whose numbers are grey levels of 0 to 255
POOLINGS = {CONVOLUTION: "none", MAX_POOLING: "max", AVERAGE_POOLING: "average"}
HELP = N_("Worked examples of the lectures: each sets picture, kernel, border, stride and pooling.")


def choose_example(state: PlaygroundState) -> None:
    """Show the menu of examples; each opens with one click."""
    st.menu_button(
        _("Lecture examples"),
        list(EXAMPLES),
        key=state.EXAMPLE,
        format_func=_,
        help=_(HELP),
        on_click=_take_example,
        args=(state,),
    )


def _take_example(state: PlaygroundState) -> None:
    example = EXAMPLES.get(state[state.EXAMPLE])
    if example:
        use_example(state, example)
        told = f"{_(example.name)}. {_(example.note)}"
        st.toast(told, icon=":material/school:", duration="long")


def use_example(state: PlaygroundState, example: LectureExample) -> None:
    """Set picture, unit, kernel and layer as the example has them; all else as at the start."""
    settings, numbers = example.settings, example.cells[0]
    unit = next(name for name, white in UNITS.items() if white == white_of(numbers))
    state[state.UNIT], state.unit = unit, UNITS[unit]
    use_numbers(state, numbers, state.unit)
    pools = settings.operation != CONVOLUTION
    use_kernel(state, np.ones((1, 1)) if pools else example.weights[0, 0])
    state[state.BORDER] = "valid" if settings.padding == VALID else "zero"
    state[state.STRIDE] = 1 if pools else settings.stride[0]
    state[state.POOLING] = POOLINGS[settings.operation]
    state[state.POOL] = settings.kernel[0] if pools else 2
    state[state.OPERATION], state[state.DILATION] = "correlate", 1
    state[state.BIAS], state[state.ACTIVATION] = 0.0, "none"
    state.pin, state.pin_was_read = (TYPED, _first_cell(settings, numbers)), True


def _first_cell(settings: WindowSettings, numbers: np.ndarray) -> Pixel:
    """The output pixel that an example begins with; in a max pooling's first window the largest."""
    if settings.operation != MAX_POOLING:
        return 0, 0
    height, width = settings.kernel
    row, col = np.unravel_index(numbers[:height, :width].argmax(), settings.kernel)
    return int(row), int(col)


def white_of(numbers: np.ndarray) -> float:
    """The value of a white pixel in an example: 255 where its numbers are grey levels."""
    return 255.0 if numbers.max() > GREY_LEVELS_FROM else 1.0
