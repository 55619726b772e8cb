"""The accuracy of several runs on test images that are moved by a few pixels."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from cnnviz.evaluation.shifts import shifts_for
from cnnviz.training import folder
from cnnviz.training.groups import Group
from cnnviz.training.verdicts import outcome
from cnnviz.ui import caches
from cnnviz.ui.address import BOUND
from cnnviz.ui.html import scrollable, table
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import percent, plural, sentence

SHIFT_HELP = N_(
    "Moves up to 1,000 test images to the right, to the left, down and up in turn; the edge is "
    "repeated. The networks were trained without it."
)


def choose_shifted(state: TrainerState) -> bool:
    """Offer to shift the test images."""
    return st.toggle(_("Shift the test images"), key=state.SHIFTED, help=_(SHIFT_HELP), **BOUND)


def show_shifts(groups: Sequence[Group]) -> None:
    """Show what is still classified correctly when the test images are shifted."""
    try:
        with st.spinner(_("Classifying shifted images"), show_time=True):
            shifts, moved = measure(groups)
    except (InputError, EngineError) as error:
        st.error(sentence(error))
        return
    middle = len(shifts) // 2
    shift = plural(shifts[middle], "pixel")
    st.markdown(_("At {shift}: **{outcome}**", shift=shift, outcome=outcome(moved[middle])))
    rows = [
        (group.title, *(percent(at[i].accuracy or 0.0, 1) for at in moved))
        for i, group in enumerate(groups)
    ]
    heads = (_("Shift"), *(f"{shift} px" for shift in shifts))
    st.html(scrollable(table(heads, rows), _("Accuracy on shifted images")))


def measure(groups: Sequence[Group]) -> tuple[tuple[int, ...], list[list[Group]]]:
    """Evaluate all runs at every shift; return the shifts, and the groups at each of them.

    Raises
    ------
    InputError
        If the images of a run cannot be read or its model cannot be opened.
    EngineError
        If no worker answers.
    """
    height, width, _channels = caches.run_samples(groups[0].config).input_shape
    shifts = shifts_for(height, width)
    return shifts, [[_moved(group, shift) for group in groups] for shift in shifts]


def _moved(group: Group, shift: int) -> Group:
    runs = []
    for run, _evaluation in group.finished:
        model = folder.find(run.id).model
        try:
            modified = model.stat().st_mtime
        except OSError:
            raise InputError(
                "the model of the run {run} is no longer there", run=run.title
            ) from None
        evaluation = caches.shifted_evaluation(str(model), modified, run.config, shift)
        runs.append(replace(run, evaluation=evaluation))
    return replace(group, runs=tuple(runs))
