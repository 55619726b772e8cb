"""What a network got and what it answered: the input as it sees it, and a bar for each class."""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np

from cnnviz.models.layer_outputs import Activations
from cnnviz.models.network_input import NetworkInput
from cnnviz.ui import components
from cnnviz.ui.components.packing import pack
from cnnviz.utils.retold import retold

_component = components.load("answer", 333)


class AnswerPicture(TypedDict):
    """A known image: a data URL, its class, and where it comes from."""

    source: str
    name: str
    detail: str


class AnswerKnown(TypedDict):
    """The known images nearest to a doubted input, or why there are none."""

    rates: str
    about: str
    note: str
    pictures: list[AnswerPicture]


class AnswerHeader(TypedDict):
    """What is sent to the browser before the arrays; index.js describes each field."""

    shape: tuple[int, ...] | None
    caption: str
    classes: list[str]
    truth: str | None
    note: str
    doubt: str
    known: AnswerKnown | None
    order: list[int] | None
    output: int
    number: int
    route: str


def answer(
    given: NetworkInput,
    activations: Activations | None,
    classes: Sequence[str],
    *,
    key: str,
    note: str = "",
    doubt: str = "",
    known: AnswerKnown | None = None,
) -> None:
    """Show a network's input and answer.

    Parameters
    ----------
    given : NetworkInput
        What the network reads; without a picture its place stays empty.
    activations : Activations, optional
        What it computed; without it the bars are empty and ``note`` says why.
    classes : sequence of str
        Names of the classes.
    key : str
        The component's key in the session.
    note : str
        One sentence shown in the answer's place.
    doubt : str
        One sentence below the answer: why it should not be trusted.
    known : AnswerKnown, optional
        What is known to be like a doubted input.
    """
    _component(key=key, data=answer_data(given, activations, classes, note, doubt, known))


def answer_data(
    given: NetworkInput,
    activations: Activations | None,
    classes: Sequence[str],
    note: str = "",
    doubt: str = "",
    known: AnswerKnown | None = None,
) -> bytes:
    """Pack what ``answer`` shows; its order is the answer's, the most probable class first."""
    probabilities = activations.probabilities if activations else None
    header: AnswerHeader = {
        "shape": None if given.picture is None else given.picture.shape,
        "caption": retold(given.caption) if given.picture is not None else "",
        "classes": list(classes),
        "truth": given.truth,
        "note": note,
        "doubt": retold(doubt),
        "known": known,
        "order": None if probabilities is None else np.argsort(-probabilities).tolist(),
        "output": len(activations.layers) - 1 if activations else 0,
        "number": given.number,
        "route": given.route,
    }
    return pack(header, [part for part in (given.picture, probabilities) if part is not None])
