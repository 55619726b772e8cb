"""Validation images by when a run learned them, and those whose label is suspected."""

from functools import partial

import numpy as np
import streamlit as st

from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.learning_order import LearningOrder, RecordedAnswers, learning_order
from cnnviz.ui import caches
from cnnviz.ui.components.image_wall import Shown, open_wall, read_opened
from cnnviz.ui.trainer.look_images import choose_page
from cnnviz.ui.trainer.matrix import NARROW, PER_PAGE, SHORT_NAME, VALIDATION, WIDE
from cnnviz.ui.trainer.state import OpenedImage, TrainerState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import grouped, plural

SUSPECTS = N_("suspected label")
NAMES = {
    "early": N_("early"),
    "between": N_("in between"),
    "late": N_("late"),
    "forgotten": N_("forgotten"),
    "never": N_("never"),
    SUSPECTS: SUSPECTS,
}
ORDER_HELP = N_(
    "Of the validation images. Early: correct from the first quarter of the epochs on without a "
    "break. Late: only from the second half on. Forgotten: correct at some time, wrong at the "
    "end. Never: wrong after every epoch. Suspected label: never correct, with the same other "
    "answer in the last half of the epochs, where the label had 5 % at most (Toneva et al. 2019)."
)


def show_samples(state: TrainerState, run: RunFolder, config: RunConfig) -> None:
    """Show images by when they were learned; a click opens one.

    Raises
    ------
    InputError
        If the images are gone, or are others by now.
    """
    recorded = caches.recorded_answers(run)
    if recorded is None:
        st.caption(_("This run left no records of its epochs: its version did not write them."))
        return
    images = caches.run_samples(config).validation
    if not np.array_equal(images.labels, recorded.labels):
        raise InputError("the validation images are others by now than those of the run")
    order = learning_order(recorded)
    members = order.groups | {SUSPECTS: order.suspects}
    options = {name: f"{_(NAMES[name])}: {grouped(len(which))}" for name, which in members.items()}
    st.markdown(summary(order, len(recorded.epochs)), help=_(ORDER_HELP))
    chosen = st.segmented_control(
        _("Learned"),
        list(options),
        default=SUSPECTS if len(order.suspects) else "forgotten",
        required=True,
        format_func=options.__getitem__,
        label_visibility="collapsed",
        key=f"t_order_{run.id}",
    )
    show_members(
        state, run, config, recorded, sort_members(order, recorded, chosen, members[chosen])
    )


def summary(order: LearningOrder, epochs: int) -> str:
    """Say how often images were forgotten in these epochs."""
    total = int(order.forgotten.sum())
    count = int((order.forgotten > 0).sum())
    images = len(order.forgotten)
    return _(
        "In {epochs}, {count:,} of {images:,} validation images were forgotten at least once, "
        "{times} in all.",
        epochs=plural(epochs, "epoch"),
        count=count,
        images=images,
        times=plural(total, "time"),
    )


def sort_members(
    order: LearningOrder, recorded: RecordedAnswers, name: str, members: np.ndarray
) -> np.ndarray:
    """Sort the images of a group: the most often forgotten, or the least likely label, first."""
    if name == SUSPECTS:
        return members
    keys = (recorded.truths[-1][members], -order.forgotten[members])
    return members[np.lexsort(keys)]


def show_members(
    state: TrainerState,
    run: RunFolder,
    config: RunConfig,
    recorded: RecordedAnswers,
    places: np.ndarray,
) -> None:
    """Show images of a group, a page at a time."""
    if not len(places):
        st.caption(_("No image."))
        return
    images, classes = caches.run_samples(config).validation, caches.run_samples(config).classes
    key = f"{state.WALL}_order_{run.id}"
    page = choose_page(len(places), PER_PAGE, f"{key}_{len(places)}_{places[0]}")
    by_file = {images.files[place]: int(place) for place in places[page]}
    cards = []
    for file, place in by_file.items():
        true, predicted = recorded.labels[place], recorded.answers[-1][place]
        names = classes[true] if true == predicted else f"{classes[true]} → {classes[predicted]}"
        right = int((recorded.answers[:, place] == true).sum())
        detail = _(
            "{file}: {name}, correct after {count} of {epochs}",
            file=file,
            name=classes[true],
            count=right,
            epochs=plural(len(recorded.epochs), "epoch"),
        )
        cards.append((Shown(images.images[place], file, detail), names))
    wide = max(map(len, classes)) > SHORT_NAME
    on_open = partial(open_member, state, run, key, by_file, tuple(map(int, places)))
    open_wall(cards, key=key, width=WIDE if wide else NARROW, on_open=on_open)


def open_member(
    state: TrainerState,
    run: RunFolder,
    key: str,
    by_file: dict[str, int],
    places: tuple[int, ...],
) -> None:
    """Open the image that was clicked."""
    if (file := read_opened(key)) in by_file:
        state.opened = OpenedImage(run.id, VALIDATION, by_file[file], places)
