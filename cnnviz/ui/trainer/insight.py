"""What there is to understand of a finished run; only what is chosen is made."""

from collections.abc import Callable
from contextlib import suppress

import streamlit as st

from cnnviz.evaluation.metrics import ClassFigures, Evaluation, class_figures
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.overfitting import find_overfitting, remedies
from cnnviz.ui.html import table
from cnnviz.ui.trainer.again import take_settings
from cnnviz.ui.trainer.calibration import show_calibration
from cnnviz.ui.trainer.matrix import show_matrix
from cnnviz.ui.trainer.one_image import show_opened
from cnnviz.ui.trainer.samples import show_samples
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.ui.trainer.weights import show_weights
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.language import ENGLISH, N_, _, current
from cnnviz.utils.retold import retold
from cnnviz.utils.text import grouped, percent, sentence

CLASSES, CALIBRATION = N_("Classes"), N_("Calibration")
ORDER, WEIGHTS = N_("When learned"), N_("Weights")
REMEDY_HELP = N_("Sets the controls of the next run to this run's settings with this change.")
CLASSES_HELP = N_(
    "Of the test images. Precision: share of the images classified as a class that are of it. "
    "Recall: share of the images of a class that were classified as it. F1: their harmonic mean."
)


def show_insight(
    state: TrainerState, run: RunFolder, config: RunConfig, evaluation: Evaluation
) -> None:
    """Show the matrix, and one of: figures per class, calibration, samples, weights."""
    show_matrix(state, run, config)
    parts: dict[str, Callable[[], None]] = {
        CLASSES: lambda: show_classes(evaluation),
        CALIBRATION: lambda: show_calibration(run, config, evaluation),
        ORDER: lambda: show_samples(state, run, config),
        WEIGHTS: lambda: show_weights(state, run),
    }
    if not run.model.is_file():
        del parts[WEIGHTS]
    chosen = st.segmented_control(
        _("Understand this run"),
        list(parts),
        format_func=_,
        default=CLASSES,
        required=True,
        key=state.INSIGHT,
        persist_state="session",
    )
    try:
        parts.get(chosen, parts[CLASSES])()
    except (InputError, EngineError) as error:
        st.warning(sentence(_("This cannot be shown: {error}", error=error)))
    show_opened(state, run, config)


def show_overfitting(state: TrainerState, run: RunFolder, config: RunConfig) -> None:
    """Say that a run overfits, and offer what to try, each by one click."""
    found = None
    with suppress(InputError):
        found = find_overfitting(run.history().epochs)
    if found is None:
        return
    with st.container(border=True):
        st.markdown(found.text)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(_("Try next:"), width="content")
            for name, changed in remedies(config, found).items():
                st.button(
                    retold(name),
                    on_click=try_next,
                    args=(state, run, changed, name),
                    help=_(REMEDY_HELP),
                    key=f"t_remedy_{name}",
                )


def try_next(state: TrainerState, run: RunFolder, config: RunConfig, name: str) -> None:
    """Set the controls of the next run, and show its preview."""
    take_settings(state, run, config)
    state[state.RUN] = ""
    change = name.lower() if current() == ENGLISH else retold(name)
    state.note = state.note or _(
        "The settings of the last run, with one change: {change}.", change=change
    )


def show_classes(evaluation: Evaluation) -> None:
    """Show precision, recall, F1 and number of images of each class."""
    st.markdown(_("**Figures of each class**"), help=_(CLASSES_HELP))
    figures = class_figures(evaluation.confusion, evaluation.classes)
    rows = [
        (each.name, *map(_share, (each.precision, each.recall, each.f1)), grouped(each.count))
        for each in figures
    ]
    averages = [_share(_mean(figures, name)) for name in ("precision", "recall", "f1")]
    heads = (_("Class"), _("Precision"), _("Recall"), "F1", _("Images"))
    mean = _("mean of the classes"), *averages, grouped(evaluation.n)
    st.html(table(heads, [*rows, mean]))


def _share(value: float | None) -> str:
    return "–" if value is None else percent(value)


def _mean(figures: list[ClassFigures], name: str) -> float | None:
    values = [value for each in figures if (value := getattr(each, name)) is not None]
    return sum(values) / len(values) if values else None
