"""The lesson on the confusion matrix."""

import numpy as np

from cnnviz.course.lesson import FEATURE_MAPS, Card, Lesson, Task
from cnnviz.course.lessons import known
from cnnviz.course.lessons.known import judged
from cnnviz.course.questions import Cell, CellSlip, Choice, Number, Option, Slip
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import grouped, percent

NAMES = (N_("cat"), N_("dog"), N_("horse"))
MATRIX = np.array([[8, 2, 0], [1, 9, 0], [0, 3, 7]])
TRUE, SEEN = 2, 1  # the cell that is asked for
MISTAKES = 4  # pairs of digits to choose from
DIGITS = {"f_model": "mnist"}


def confusion_matrix() -> Lesson:
    """Which classes are taken for which."""
    asked = Card(
        _(
            "A **confusion matrix** counts test images: each row is a true class, each column an "
            "answer. Rows and columns are in this order: {names}.",
            names=", ".join(_(name) for name in NAMES),
        ),
        FEATURE_MAPS,
        DIGITS,
        (),
        Cell(
            _(
                "Which cell counts pictures of “{true}” that were taken for “{seen}”?",
                true=_(NAMES[TRUE]),
                seen=_(NAMES[SEEN]),
            ),
            tuple(tuple(str(count) for count in row) for row in MATRIX.tolist()),
            ((TRUE, SEEN),),
            _("The row says what was there, the column what was answered."),
            (
                CellSlip(((SEEN, TRUE),), _("That is the reverse: rows are the true classes.")),
                CellSlip(
                    tuple((at, at) for at in range(len(NAMES))),
                    _("On the diagonal answer and class agree: these are right."),
                ),
            ),
            _("Find the row of the true class first, then the column of the answer."),
        ),
        None,
        _("All counts of a row together are the test images of that class."),
    )
    return Lesson(
        "confusion-matrix",
        _("Confusion matrix"),
        _("Beside the diagonal stands which class is taken for which, and how often."),
        (asked, _ask_accuracy(), _ask_pair(), _matrix_in_use()),
    )


def _ask_accuracy() -> Card:
    right, total = int(np.trace(MATRIX)), int(MATRIX.sum())
    found = int(MATRIX[TRUE, TRUE])
    return Card(
        _(
            "The rows of the same matrix: {rows}.",
            rows="; ".join(
                f"{_(name)} {', '.join(map(str, row))}"
                for name, row in zip(NAMES, MATRIX.tolist(), strict=True)
            ),
        ),
        FEATURE_MAPS,
        DIGITS,
        (),
        Number(
            _("What is the **accuracy**, the share of right answers, in percent?"),
            100 * right / total,
            _("{right} of {total} are on the diagonal.", right=right, total=total),
            (
                Slip(right, _("That is the number of right answers; divide by all.")),
                Slip(100 * (total - right) / total, _("That is the share of wrong answers.")),
                Slip(
                    100 * found / int(MATRIX[TRUE].sum()),
                    _("That is the share found of the last class alone: its recall."),
                ),
            ),
            _("Add the diagonal, and divide by the sum of all counts."),
        ),
        None,
        _(
            "One figure hides which class suffers: of “{name}” only {recall} are found.",
            name=_(NAMES[TRUE]),
            recall=percent(found / int(MATRIX[TRUE].sum()), 0),
        ),
    )


def most_frequent(matrix: np.ndarray) -> list[tuple[int, int]]:
    """Return the cells with the most mistakes, most first."""
    errors = matrix - np.diag(np.diag(matrix))
    places = np.argsort(-errors, axis=None, kind="stable")[:MISTAKES]
    return [divmod(int(place), len(errors)) for place in places]


def _ask_pair() -> Card:
    _card, test = judged(known.network("mnist"))
    matrix = np.array(test.confusion)
    pairs = most_frequent(matrix)
    return Card(
        _(
            "This network for digits was tested on {n} images. The button Card has its published "
            "confusion matrix, but predict first.",
            n=grouped(test.n),
        ),
        FEATURE_MAPS,
        DIGITS,
        ("f_card",),
        Choice(
            _("Which mistake is the most frequent?"),
            tuple(
                Option(
                    _(
                        "A {true} is taken for a {seen}",
                        true=test.classes[row],
                        seen=test.classes[col],
                    ),
                    _(
                        "It happened {count} times in {all} images of this digit.",
                        count=int(matrix[row, col]),
                        all=grouped(int(matrix[row].sum())),
                    ),
                    right=(row, col) == pairs[0],
                )
                for row, col in sorted(pairs)
            ),
        ),
        Task(_("Open the card, and look at its confusion matrix.")),
        _(
            "The matrix is not symmetric: {one} images of a {true} are taken for a {seen}, "
            "{other} the other way round.",
            true=test.classes[pairs[0][0]],
            seen=test.classes[pairs[0][1]],
            one=int(matrix[pairs[0]]),
            other=int(matrix[pairs[0][::-1]]),
        ),
    )


def _matrix_in_use() -> Card:
    return Card(
        _(
            "Read a matrix before you improve a network: it tells which images to collect, and "
            "which classes even people confuse. In the trainer a click on a cell shows its images. "
            "Open the card of the network for steel, and find its weakest class."
        ),
        FEATURE_MAPS,
        {"f_model": "neu", "f_picture": "Sample"},
        ("f_card",),
    )
