"""Answering with a drawing: a pad, and what the shipped digit network reads on it."""

from collections.abc import Callable
from contextlib import suppress

import streamlit as st

from cnnviz.data.stroke_text import write_strokes
from cnnviz.data.strokes import Stroke
from cnnviz.explain.forward import forward
from cnnviz.models import network_input
from cnnviz.models.files import ModelInfo, shipped
from cnnviz.ui import caches
from cnnviz.ui.components.drawing_pad import drawing_pad, drawn
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _
from cnnviz.utils.text import percent, sentence

READER = "mnist"  # the shipped network


def ask(key: str, take: Callable[[str, str], None]) -> None:
    """Show the pad, what the network reads, and the button that gives it as the answer."""
    strokes: tuple[Stroke, ...] = ()
    try:
        strokes = drawing_pad((), key=f"{key}_pad")
        seen, share, note = read(strokes)
    except InputError as error:
        seen, share, note = "", 0.0, sentence(error)
    if seen:
        share_text = percent(share)
        st.markdown(_("The network reads **{digit}** ({share}).", digit=seen, share=share_text))
    else:
        st.caption(note)
    st.button(
        _("Answer with this drawing"),
        key=f"{key}_give",
        type="primary",
        disabled=not seen,
        on_click=give,
        args=(key, take),
    )


def give(key: str, take: Callable[[str, str], None]) -> None:
    """Give what is drawn now as the answer: a last stroke may be newer than the page.

    Parameters
    ----------
    key : str
        As ``ask`` was given it.
    take : callable
        Called with the digit that is read and the strokes as text; not where nothing is read.
    """
    with suppress(InputError):  # the page says what is wrong with the drawing
        strokes = drawn(f"{key}_pad")
        seen, _share, _note = read(strokes)
        if seen:
            take(seen, write_strokes(strokes) or "")


def read(strokes: tuple[Stroke, ...]) -> tuple[str, float, str]:
    """Return the digit that the network reads, its probability, and why there is none.

    Parameters
    ----------
    strokes : tuple of Stroke

    Returns
    -------
    digit : str
        "" where nothing can be read.
    probability : float
    note : str
    """
    given = network_input.of_drawing(strokes)
    if given.picture is None:
        return "", 0.0, given.caption
    info = _reader()
    probabilities = forward(caches.network(info), given.picture).layers[-1].values
    best = int(probabilities.argmax())
    return info.classes[best], float(probabilities.flat[best]), ""


def _reader() -> ModelInfo:
    return next(info for info in shipped() if info.path.stem == READER)
