"""The confusion matrix of a run: its cells, rows and columns open their images."""

from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnnviz.data import Dataset, Split
from cnnviz.evaluation.answers import Answers
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.ui import caches
from cnnviz.ui.components.error_matrix import NOTHING, Choice, error_matrix, read_choice, read_epoch
from cnnviz.ui.components.image_wall import Shown, open_wall, read_opened
from cnnviz.ui.confusion_matrix import confusion_matrix
from cnnviz.ui.trainer.look_images import choose_page
from cnnviz.ui.trainer.state import OpenedImage, TrainerState
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import percent, plural, sentence

TEST, VALIDATION = "test", "validation"
TITLES = {TEST: N_("Test images"), VALIDATION: N_("Validation images")}
LABELS = {
    TEST: N_("Confusion matrix of the test images"),
    VALIDATION: N_("Confusion matrix of the validation images"),
}
MATRIX_WIDTH = 432  # CSS pixels; where less is left beside it, the images are shown below
PER_PAGE = 24
NARROW, WIDE, SHORT_NAME = 66, 100, 4  # CSS pixels of an image; longer class names need the wider
RENEW_SECONDS = 2.0  # while a run trains
MATRIX_HELP = N_(
    "Each cell counts the images of a true class (row) that were classified as a class (column). "
    "A click on a cell, on a row's or on a column's name shows its images; another click shows "
    "all errors. Arrow keys go from cell to cell. Colour: share of the row."
)
IMAGES_HELP = N_(
    "True class → predicted class. The images on which the network is most wrong come first: "
    "those whose true class has the lowest probability. A click opens one."
)


@dataclass(frozen=True, eq=False)
class Answered:
    """What a run answers to the images of a split, with the images.

    Attributes
    ----------
    split : str
        ``TEST`` or ``VALIDATION``.
    classes : tuple of str
        Names of the classes.
    answers : Answers
        To all of its images.
    images : Split
        The images themselves, in their own size.
    epoch : int
        After which they were given; 0 for the finished network.
    """

    split: str
    classes: tuple[str, ...]
    answers: Answers
    images: Split
    epoch: int = 0


def show_matrix(state: TrainerState, run: RunFolder, config: RunConfig) -> None:
    """Show the matrix of a finished run, and the images of what is chosen in it."""
    has_records = bool(run.records.epochs())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(_("Confusion matrix"), help=_(MATRIX_HELP), anchor=False, width="content")
        split = TEST
        if has_records:
            split = st.segmented_control(
                _("Images of the matrix"),
                list(TITLES),
                default=TEST,
                required=True,
                format_func=lambda split: _(TITLES[split]),
                label_visibility="collapsed",
                width="content",
                key=f"{state.ANSWERS_OF}_{run.id}",
            )
    try:
        shown = answered(run, config, split)
    except InputError as error:
        st.warning(sentence(_("The images cannot be shown: {error}", error=error)))
        if evaluation := run.evaluation():
            st.html(confusion_matrix(evaluation))
        return
    show_answers(state, run, shown)


def follow_matrix(state: TrainerState, run: RunFolder, config: RunConfig) -> None:
    """Show the matrix of the validation images at the cursor's epoch, while a run trains.

    The images are of the epoch at which a cell was chosen.
    """
    epoch = state.cell_epoch if state.cell_of == matrix_key(state, run, VALIDATION) else 0
    try:
        shown = recorded(run, config)
        chosen = recorded(run, config, epoch) or shown if epoch else shown
    except InputError as error:
        st.warning(sentence(_("The images cannot be shown: {error}", error=error)))
        return
    if shown is None:
        return
    st.subheader(_(LABELS[VALIDATION]), help=_(MATRIX_HELP), anchor=False)
    show_answers(state, run, shown, chosen)


def answered(run: RunFolder, config: RunConfig, split: str, epoch: int = 0) -> Answered:
    """Return what a run answers to the images of a split; to validation images after an epoch.

    Raises
    ------
    InputError
        If the images are gone, or are others by now.
    """
    if split == VALIDATION and (found := recorded(run, config, epoch)):
        return found
    data = caches.run_samples(config)
    answers = _test_answers(run, config, data)
    return _checked(Answered(TEST, data.classes, answers, data.test))


def _test_answers(run: RunFolder, config: RunConfig, data: Dataset) -> Answers:
    """Return the answers to the test images, from the evaluation where nothing else has them."""
    is_ready = run.answers.is_file() or caches.engine().ensure_running() == "ready"
    if is_ready:
        with suppress(InputError, EngineError):
            return caches.test_answers(run, config, len(data.classes))
    evaluation = run.evaluation()
    if evaluation is None or evaluation.n != len(data.test):
        raise InputError("they are others by now than those that the run was evaluated on")
    return Answers.of_evaluation(evaluation, data.test.labels)


def recorded(run: RunFolder, config: RunConfig, epoch: int = 0) -> Answered | None:
    """Return what a run answered to the validation images after an epoch; 0 for its last one.

    None where it left no record.

    Raises
    ------
    InputError
        If the images are gone, or are others by now.
    """
    watched, epochs = run.records.watched(), run.records.epochs()
    epoch = epoch or max(epochs, default=0)
    record = run.records.read(epoch, watched) if watched and epoch else None
    if watched is None or record is None or not len(record.answers):
        return None
    answers = Answers(watched.labels, record.answers, record.truths)
    images = caches.run_samples(config).validation
    return _checked(Answered(VALIDATION, watched.classes, answers, images, epoch))


def _checked(found: Answered) -> Answered:
    if not np.array_equal(found.images.labels, found.answers.labels):
        raise InputError("they are others by now than those that the run was evaluated on")
    return found


def matrix_key(state: TrainerState, run: RunFolder, split: str) -> str:
    """Name the matrix of a run and a split in the session."""
    return f"{state.MATRIX}_{run.id}_{split}"


def show_answers(
    state: TrainerState, run: RunFolder, shown: Answered, earlier: Answered | None = None
) -> None:
    """Show a matrix, and beside it the images of what is chosen in it.

    Of a run that trains, ``earlier`` are the answers after the epoch at which that was chosen.
    """
    key = matrix_key(state, run, shown.split)
    choice = state.cell if state.cell_of == key else NOTHING

    def choose() -> None:
        """Show the images of the cell, row or column that was clicked, from the first page."""
        state.cell, state.cell_of = read_choice(key, len(shown.classes)), key
        state.cell_epoch = read_epoch(key)
        state.opened = None

    with st.container(horizontal=True, gap="medium"):
        matrix, images = st.container(width=MATRIX_WIDTH), st.container()
    with matrix:
        error_matrix(
            shown.answers.confusion(len(shown.classes)),
            shown.classes,
            choice,
            label=_(LABELS[shown.split]),
            follows=(run.id, shown.epoch) if earlier else ("", 0),
            key=key,
            on_choose=choose,
        )
    with images:
        of = earlier or shown
        places = of.answers.chosen(*choice)
        heading = title(choice, of.classes, len(places))
        if of.epoch != shown.epoch:
            heading = _("{heading}, after epoch {epoch}", heading=heading, epoch=of.epoch)
        st.subheader(heading, help=_(IMAGES_HELP), anchor=False)
        show_images(state, run, of, places, choice)


def title(choice: Choice, classes: tuple[str, ...], count: int) -> str:
    """Name what is chosen in a matrix: "4 classified as 9: 7 images"."""
    row, col = choice
    if row is None and col is None:
        return plural(count, "error")
    images = plural(count, "image")
    if col is None:
        return f"{classes[row or 0]}: {images}"
    names: dict[str, object] = {"answer": classes[col], "images": images}
    if row is None:
        return _("Classified as {answer}: {images}", **names)
    if row == col:
        return _("{answer} classified correctly: {images}", **names)
    return _("{true} classified as {answer}: {images}", true=classes[row], **names)


def show_images(
    state: TrainerState, run: RunFolder, shown: Answered, places: np.ndarray, choice: Choice
) -> None:
    """Show images of a split, a page at a time; a click opens one."""
    if not len(places):
        st.caption(_("No image."))
        return
    key = f"{state.WALL}_{run.id}_{shown.split}"
    page = choose_page(len(places), PER_PAGE, f"{key}_{choice[0]}_{choice[1]}")
    by_file = {shown.images.files[place]: int(place) for place in places[page]}

    def open_image() -> None:
        """Open the image that was clicked."""
        if (file := read_opened(key)) in by_file:
            among = tuple(map(int, places))
            state.opened = OpenedImage(run.id, shown.split, by_file[file], among, shown.epoch)

    wide = max(map(len, shown.classes)) > SHORT_NAME
    cards = [(_shown(shown, place), caption(shown, place)) for place in by_file.values()]
    open_wall(cards, key=key, width=WIDE if wide else NARROW, on_open=open_image)


def caption(shown: Answered, place: int) -> str:
    """Name the true and the predicted class of an image: "4 → 9"; of a right answer its class."""
    true, predicted = shown.answers.labels[place], shown.answers.predicted[place]
    if true == predicted:
        return shown.classes[true]
    return f"{shown.classes[true]} → {shown.classes[predicted]}"


def _shown(shown: Answered, place: int) -> Shown:
    truth = float(shown.answers.truths[place])
    true, predicted = shown.answers.labels[place], shown.answers.predicted[place]
    names: dict[str, object] = {
        "file": shown.images.files[place],
        "true": shown.classes[true],
        "answer": shown.classes[predicted],
    }
    if np.isfinite(truth):
        detail = _(
            "{file}: {true}, classified as {answer}, {share} for {true}",
            share=percent(truth),
            **names,
        )
    else:
        detail = _("{file}: {true}, classified as {answer}", **names)
    return Shown(shown.images.images[place], shown.images.files[place], detail)
