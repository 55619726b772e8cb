"""A class draws the ten digits: a data set of its own, in nobody's hand twice.

Each student's drawings are all training or all test images ("split by hand"): a network is then
judged on people whom it has never seen write.
"""

import io
import zipfile
from collections.abc import Sequence

import numpy as np

from cnnviz import images
from cnnviz.course.attendance import Given
from cnnviz.course.lesson import FEATURE_MAPS, Card, Lesson
from cnnviz.course.questions import Drawing
from cnnviz.course.session import Session
from cnnviz.data.stroke_text import read_text
from cnnviz.data.strokes import as_mnist, draw
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _

KEY = "class-digits"
TEST_EVERY = 3  # of each three students, one is for the test
FEWEST_STUDENTS = 2


def digits_lesson() -> Lesson:
    """Return the lesson in which everybody draws each digit once."""
    cards = tuple(
        Card(
            _("Write it as you always do: the network shall learn your hand, not the other way."),
            FEATURE_MAPS,
            {},
            question=Drawing(
                _("Draw a {digit}.", digit=digit),
                digit,
                _("The shipped network reads it as you meant it."),
                _("The shipped network reads it as {seen}."),
            ),
        )
        for digit in "0123456789"
    )
    return Lesson(KEY, _("Ten digits from everybody"), "", cards)


def drawn(session: Session, answers: Sequence[Given]) -> list[tuple[Given, str]]:
    """Return the answers that are drawings of a digit, each with the digit that was asked for."""
    cards = session.cards
    found = []
    for given in answers:
        question = cards[given.card].question if 0 <= given.card < len(cards) else None
        if isinstance(question, Drawing) and question.wanted and given.drawing:
            found.append((given, question.wanted))
    return found


def read_right(drawings: Sequence[tuple[Given, str]]) -> int:
    """Count the drawings that the shipped network read as they were meant."""
    return sum(given.answer == wanted for given, wanted in drawings)


def as_zip(drawings: Sequence[tuple[Given, str]]) -> bytes:
    """Pack drawings as a data set with the folders ``train`` and ``test``.

    Parameters
    ----------
    drawings : sequence of (Given, str)
        As ``drawn`` returns them.

    Returns
    -------
    bytes
        A zip of PNGs, 28 × 28, scaled and centred as MNIST's digits are.

    Raises
    ------
    InputError
        If fewer than two students drew something.
    """
    students = sorted({given.student for given, _wanted in drawings})
    if len(students) < FEWEST_STUDENTS:
        raise InputError(
            "a data set needs the drawings of at least {least} students, got {count}",
            least=FEWEST_STUDENTS,
            count=len(students),
        )
    number = {student: place + 1 for place, student in enumerate(students)}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for given, wanted in drawings:
            picture = _picture(given.drawing)
            if picture is None:
                continue
            place = number[given.student]
            is_test = place % TEST_EVERY == TEST_EVERY - 1
            name = f"{'test' if is_test else 'train'}/{wanted}/student-{place}-{given.card}.png"
            # A fixed time: the same drawings are the same data set.
            entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            archive.writestr(entry, images.png_bytes(picture))
    return packed.getvalue()


def _picture(drawing: str) -> np.ndarray | None:
    """(28, 28, 1) uint8; None where nothing was drawn."""
    try:
        digit = as_mnist(draw(read_text(drawing)))
    except InputError:
        return None
    return None if digit is None else images.to_uint8(digit)
