"""The visitor's own last run: the way back to it, and its curves."""

from itertools import islice

from cnnviz.classroom import belongings, visitor
from cnnviz.training import folder
from cnnviz.training.folder import RunFolder
from cnnviz.training.front_door import Training
from cnnviz.training.run_summary import RunSummary
from cnnviz.ui import caches
from cnnviz.utils.errors import InputError

MOST_LOOKED_AT = 200  # of the newest runs, of a class that has trained for weeks
LEAST_EPOCHS = 3  # that make a curve


def last_run() -> RunFolder | None:
    """Return the newest run that is the visitor's own; None where there is none.

    On one person's machine every run is.
    """
    who = visitor.current()
    for run in islice(folder.every(), MOST_LOOKED_AT):
        if not visitor.separates() or belongings.of(run.path).visitor == who.id:
            return run
    return None


def curves(run: RunFolder | None) -> Training | None:
    """Return the accuracies of a run that has ended; None where they are no curve, or damaged."""
    try:
        summary = caches.run_summary(run) if run else None
    except InputError:
        return None
    if summary is None or summary.active or len(summary.epochs) < LEAST_EPOCHS:
        return None
    return _training(summary)


def _training(summary: RunSummary) -> Training:
    return Training(
        summary.title,
        tuple(each.accuracy for each in summary.epochs),
        tuple(each.validation_accuracy for each in summary.epochs),
    )
