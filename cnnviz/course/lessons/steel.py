"""The lesson on steel."""

import numpy as np

from cnnviz.course.lesson import FEATURE_MAPS, Card, Lesson
from cnnviz.course.lessons import known
from cnnviz.course.lessons.known import judged
from cnnviz.course.questions import Cell, CellSlip, Number, Slip
from cnnviz.utils.language import _
from cnnviz.utils.text import grouped, number, percent

STEEL = {"f_model": "neu"}


def steel() -> Lesson:
    """Which defects are confused, read from the matrix."""
    info = known.network("neu")
    _card, test = judged(info)
    matrix = np.array(test.confusion)
    errors = matrix - np.diag(np.diag(matrix))
    row, col = (int(at) for at in np.unravel_index(errors.argmax(), errors.shape))
    names = test.classes
    right, of_class = int(matrix[row, row]), int(matrix[row].sum())
    link = STEEL | {"f_picture": "Sample"}
    first = Card(
        _(
            "**NEU** has pictures of hot-rolled steel with six kinds of defects: {names}. Open "
            "some of them, and try to tell them apart before you look at the answer.",
            names=", ".join(names),
        ),
        FEATURE_MAPS,
        link,
        ("f_sheet",),
    )
    asked = Card(
        _(
            "In a **confusion matrix** each row is a true class, each column an answer. This "
            "network was tested on {n} pictures, each by a copy that had not learned from it. "
            "Rows and columns are in this order: {names}.",
            n=grouped(test.n),
            names=", ".join(names),
        ),
        FEATURE_MAPS,
        link,
        ("f_sheet",),
        Cell(
            _("Which cell has its most frequent mistake?"),
            tuple(tuple(number(count) for count in line) for line in matrix.tolist()),
            ((row, col),),
            _(
                "{count} pictures of “{true}” were taken for “{seen}”.",
                count=int(errors.max()),
                true=names[row],
                seen=names[col],
            ),
            (
                CellSlip(
                    tuple((at, at) for at in range(len(names))),
                    _("On the diagonal class and answer agree: these are right."),
                ),
                CellSlip(
                    ((col, row),),
                    _("That is the reverse: rows are the true classes."),
                ),
            ),
            _("A mistake, but there is a more frequent one beside the diagonal."),
        ),
        None,
        _(
            "Of “{true}”, {right} of {all} are found: a **recall** of {recall}. The accuracy over "
            "all classes, {accuracy}, hides this.",
            true=names[row],
            right=right,
            all=of_class,
            recall=percent(right / of_class),
            accuracy=percent(test.accuracy),
        ),
    )
    return Lesson(
        "steel",
        _("Steel"),
        _("A confusion matrix tells which classes a network takes for which."),
        (first, asked, _ask_precision(), _steel_in_use(link)),
    )


def _ask_precision() -> Card:
    caught, present, alarms = 18, 20, 6
    return Card(
        _(
            "Recall asks: of what was there, how much was found? **Precision** asks: of what was "
            "reported, how much was right?"
        ),
        FEATURE_MAPS,
        STEEL | {"f_picture": "Sample"},
        ("f_answer",),
        Number(
            _(
                "There are {present} scratches. A network reports {reported} and is right in "
                "{caught} cases. What is its precision, in percent?",
                present=present,
                reported=caught + alarms,
                caught=caught,
            ),
            100 * caught / (caught + alarms),
            _("{caught} ÷ {reported}.", caught=caught, reported=caught + alarms),
            (
                Slip(100 * caught / present, _("That is the recall: of those that were there.")),
                Slip(
                    100 * alarms / (caught + alarms),
                    _("That is the share of false alarms; precision is the rest."),
                ),
                Slip(
                    100 * present / (caught + alarms),
                    _("Not all {present} were found.", present=present),
                ),
            ),
            _("Divide the right reports by all reports."),
        ),
        None,
        _(
            "Which one matters depends on the cost: a missed crack, or a good sheet thrown away. "
            "A threshold trades one for the other."
        ),
    )


def _steel_in_use(link: dict[str, str]) -> Card:
    return Card(
        _(
            "In a mill, pictures come by the thousand, and some show what no class is made for. "
            "The view “Inspection” reads a whole folder and marks what is unlike the training "
            "pictures. Try “Reasons” on a scratch: which pixels speak for it?"
        ),
        FEATURE_MAPS,
        link,
        ("f_view",),
    )
