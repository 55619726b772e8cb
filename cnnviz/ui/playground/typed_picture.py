"""A picture of typed numbers: read where they are typed, kept with their unit, in the link."""

import numpy as np
import streamlit as st

from cnnviz.ui import address
from cnnviz.ui.playground.state import PlaygroundState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.number_text import read_numbers, write_numbers
from cnnviz.utils.text import sentence, times

TYPED = "Numbers"  # its name in the menu
MAX_SIDE = 256
LONGEST_LINK = 6_000  # characters; longer numbers stay out of the address
OF_255 = "255:"  # begins the text of numbers whose white is 255
HELP = N_(
    "One row per line. Spaces, commas, tabs and brackets are read, and what is copied from a "
    "spreadsheet, NumPy or Python. The numbers are in the unit chosen under Values."
)
EXAMPLE = N_("60 113 56\n73 121 54\n131 99 70")


def ask_for_numbers(state: PlaygroundState) -> None:
    """Show the field for the numbers; what is unreadable in them is answered below it."""
    if state.TYPED not in state:
        state[state.TYPED] = "" if state.typed is None else write_numbers(_in_unit(state))
    st.text_area(
        _("Numbers, one row per line"),
        key=state.TYPED,
        height=170,
        placeholder=_(EXAMPLE),
        help=_(HELP),
        on_change=_take_numbers,
        args=(state,),
    )
    if state.numbers_complaint:
        st.error(state.numbers_complaint)
    st.button(
        _("Use as picture"),
        icon=":material/check:",
        on_click=_take_numbers,
        args=(state,),
        key="k_use",
    )


def use_numbers(state: PlaygroundState, numbers: np.ndarray, white: float) -> None:
    """Make numbers (H, W) the current picture; ``white`` is the value of a white pixel."""
    state.typed, state.numbers_complaint = (numbers, white), ""
    state[state.PICTURE], state[state.UPLOAD_OPEN] = TYPED, False
    state.session.pop(state.TYPED, None)  # the field shows them as they were read


def image(state: PlaygroundState, white: float) -> np.ndarray:
    """Return the typed picture, (H, W, 1) float32, with this value of a white pixel."""
    numbers, own_white = state.typed or (np.zeros((1, 1)), white)
    return (numbers * (white / own_white)).astype(np.float32)[..., np.newaxis]


def read_link(state: PlaygroundState) -> None:
    """Start with the numbers in the address; invalid ones are explained."""
    if hasattr(state, "typed"):
        return
    state.typed, complaint = address.read(state.NUMBERS, read_picture, None, N_("typed picture"))
    if complaint:
        st.toast(complaint, icon=":material/hide_image:", duration="infinite")


def write_link(state: PlaygroundState, *, shown: bool) -> None:
    """Write the numbers into the address where they are the current picture and not too many."""
    text = write_picture(*state.typed) if shown and state.typed else ""
    address.write({state.NUMBERS: text if 0 < len(text) <= LONGEST_LINK else None})


def is_in_link(state: PlaygroundState) -> bool:
    """Whether a link to the typed picture includes its numbers."""
    return address.text(state.NUMBERS) is not None


def read_picture(text: str) -> tuple[np.ndarray, float]:
    """Read numbers (H, W) and the value of a white pixel that ``write_picture`` wrote."""
    white = 255.0 if text.startswith(OF_255) else 1.0
    return _checked(text.removeprefix(OF_255)), white


def write_picture(numbers: np.ndarray, white: float) -> str:
    """Write numbers (H, W) for the address, one row per line."""
    return (OF_255 if white == 255 else "") + write_numbers(numbers)


def _take_numbers(state: PlaygroundState) -> None:
    """Make the typed numbers the picture; unreadable ones are explained and change nothing.

    A click on the button brings the field's change along: the second call finds them taken.
    """
    if state.TYPED not in state:
        return
    try:
        numbers = _checked(state[state.TYPED])
    except InputError as error:
        state.numbers_complaint = _("{reason} The picture is unchanged.", reason=sentence(error))
        state[state.UPLOAD_OPEN] = True
        return
    use_numbers(state, numbers, state.unit)


def _checked(text: str) -> np.ndarray:
    numbers = read_numbers(text)
    if max(numbers.shape) > MAX_SIDE:
        raise InputError(
            "a typed picture may have at most {most} numbers, got {size}",
            most=times((MAX_SIDE, MAX_SIDE)),
            size=times(numbers.shape),
        )
    return numbers


def _in_unit(state: PlaygroundState) -> np.ndarray:
    """The typed numbers in the unit that is chosen, without the noise of a division."""
    numbers, own_white = state.typed or (np.zeros((1, 1)), state.unit)
    return numbers if own_white == state.unit else np.round(numbers * state.unit / own_white, 6)
