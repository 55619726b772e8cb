"""A lesson: cards of plain words beside a room, which each card sets to the right state."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cnnviz.course.questions import Question

PLAYGROUND = "kernel_playground"
CALCULATOR = "layer_calculator"
TRAINER = "trainer"
FEATURE_MAPS = "feature_maps"
ROOMS = (PLAYGROUND, CALCULATOR, TRAINER, FEATURE_MAPS)  # names of pages


@dataclass(frozen=True)
class Task:
    """What the reader tries in the room between question and reveal.

    Attributes
    ----------
    text : str
        One sentence that says what to do.
    done : mapping of str to str
        The room's settings once it is done, as a link has them; empty where that cannot be seen.
    """

    text: str
    done: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Card:
    """One step of a lesson.

    Attributes
    ----------
    text : str
        A few sentences, in Markdown.
    room : str
        The page beside which it stands, one of ``ROOMS``.
    link : mapping of str to str
        The room's settings as a link has them; all others are as at the start.
    focus : tuple of str
        Keys of the controls that are highlighted.
    question : Question or None
    task : Task or None
        What to try before the reveal; only with a question.
    reveal : str
        What is said after an answer, whether it was right or not.
    reveal_link : mapping of str to str
        The room's settings from then on; empty where it stays as it is.
    hidden, fixed : tuple of str
        Keys of controls that are not shown, and of those that cannot be changed.
    """

    text: str
    room: str
    link: Mapping[str, str]
    focus: tuple[str, ...] = ()
    question: Question | None = None
    task: Task | None = None
    reveal: str = ""
    reveal_link: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lesson:
    """A few cards on one idea.

    Attributes
    ----------
    key : str
        Its name in links; it stays the same when the title changes.
    title : str
    idea : str
        What one knows afterwards, in one sentence.
    cards : tuple of Card
        One of them at least has a question.
    """

    key: str
    title: str
    idea: str
    cards: tuple[Card, ...]
