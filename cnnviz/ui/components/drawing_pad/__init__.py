"""A pad to draw on with mouse, finger, pen or keys; it sends its strokes while they are drawn.

Strokes, not pixels: Python draws them, so that a drawing is the same in every browser, also where
reading a canvas is forbidden. While a stroke is drawn, the next message waits until the last one
has been answered, so that none pile up.
"""

from collections.abc import Mapping
from typing import Any, TypedDict

import streamlit as st

from cnnviz.data.strokes import EXAMPLE, PEN, Stroke, read_strokes
from cnnviz.ui import components, polling
from cnnviz.ui.address import MOST_EXACT

BETWEEN_RUNS = 0.3  # seconds, while the pen moves and the answer does not wait for the page

_component = components.load("drawing_pad", 298)

PENS = (0.5 * PEN, 2 * PEN)  # thinnest and thickest


class DrawingPadData(TypedDict):
    """What is sent to the browser; index.js describes each field."""

    strokes: tuple[Stroke, ...]
    pen: float
    pens: tuple[float, float]
    example: bool
    live: bool
    between: float
    route: str
    answered: int


def drawing_pad(
    strokes: tuple[Stroke, ...], *, key: str, pen: float = PEN, live: bool = False, route: str = ""
) -> tuple[Stroke, ...]:
    """Show the pad and return what is drawn on it.

    Parameters
    ----------
    strokes : tuple of Stroke
        What the pad shows when it appears; later the pad itself knows. ``drawing.EXAMPLE`` makes
        room for the first stroke drawn over it.
    key : str
        The component's key in the session.
    pen : float
        The width of the pen when the pad appears, in sides of it; later ``chosen_pen`` tells.
    live : bool
        Whether the page runs while strokes are drawn, not only when they are complete.
    route : str
        Where each change is answered at once, without a run of the page, for the component
        ``answer``; "" where it is not.

    Raises
    ------
    InputError
        If the browser sent something that is no drawing.
    """
    _component(
        key=key,
        data=DrawingPadData(
            strokes=strokes,
            pen=pen,
            pens=PENS,
            example=strokes == EXAMPLE,
            live=live,
            between=1000 * polling.every(BETWEEN_RUNS),
            route=route,
            answered=number_of(key),
        ),
        default={"drawing": None},
        on_drawing_change=lambda: None,
    )
    return drawn(key, strokes)


def drawn(key: str, strokes: tuple[Stroke, ...] = ()) -> tuple[Stroke, ...]:
    """Return what is drawn on the pad ``key`` now, also in a callback; else ``strokes``.

    Raises
    ------
    InputError
        If the browser sent something that is no drawing.
    """
    sent = _sent(key)
    return read_strokes(sent["strokes"]) if "strokes" in sent else strokes


def chosen_pen(key: str, pen: float = PEN) -> float:
    """Return the pen's width that was chosen on the pad ``key``, else ``pen``."""
    sent = _sent(key).get("pen")
    if isinstance(sent, int | float) and PENS[0] <= sent <= PENS[1]:
        return float(sent)
    return pen


def number_of(key: str) -> int:
    """Return the number of the last message of the pad ``key``, 0 before there is one."""
    number = _sent(key).get("number")
    if isinstance(number, int | float) and 0 <= number <= MOST_EXACT:
        return int(number)
    return 0


def is_moving(key: str) -> bool:
    """Whether the pen or the eraser of the pad ``key`` is still down."""
    return _sent(key).get("moving") is True


def _sent(key: str) -> Mapping[str, Any]:
    sent = (st.session_state.get(key) or {}).get("drawing")
    return sent if isinstance(sent, Mapping) else {}
