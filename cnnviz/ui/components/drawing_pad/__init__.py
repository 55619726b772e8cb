"""A pad to draw on with mouse, finger or pen; it sends its strokes after each one.

Strokes, not pixels: Python draws them, so that a drawing is the same in every browser, also where
reading a canvas is forbidden.
"""

from typing import TypedDict

from cnnviz.data.strokes import EXAMPLE, PEN, Stroke, read_strokes
from cnnviz.ui import components

_component = components.load("drawing_pad", 298)


class DrawingPadData(TypedDict):
    """What is sent to the browser; index.js describes each field."""

    strokes: tuple[Stroke, ...]
    pen: float
    example: bool


def drawing_pad(strokes: tuple[Stroke, ...], *, key: str) -> tuple[Stroke, ...]:
    """Show the pad and return what is drawn on it.

    Parameters
    ----------
    strokes : tuple of Stroke
        What the pad shows when it appears; later the pad itself knows. ``drawing.EXAMPLE`` makes
        room for the first stroke drawn over it.
    key : str
        The component's key in the session.

    Raises
    ------
    InputError
        If the browser sent something that is no drawing.
    """
    result = _component(
        key=key,
        data=DrawingPadData(strokes=strokes, pen=PEN, example=strokes == EXAMPLE),
        default={"strokes": None},
        on_strokes_change=lambda: None,
    )
    return strokes if result.strokes is None else read_strokes(result.strokes)
