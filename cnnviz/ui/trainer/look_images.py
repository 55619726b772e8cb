"""Images of a data set on a wall, where a click leaves one out of the next runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnnviz.data import left_out
from cnnviz.data.survey import Survey
from cnnviz.ui.components.image_wall import Box, Shown, image_wall, read_marks
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import plural, sentence

IMAGES_PER_PAGE = 48
IMAGE_WIDTH = 88  # CSS pixels
CLICK_HELP = N_(
    "A click leaves an image out of all runs on this data set, for everybody who uses this "
    "server; another click takes it back in. The files are not touched."
)

SPLIT_NAMES = {  # a split's name, as a caption
    "training": N_("training"),
    "validation": N_("validation"),
    "test": N_("test"),
}
Cards = Sequence[tuple[Sequence[Shown], str]]  # images that belong together, and their caption


@dataclass(frozen=True, eq=False)
class Look:
    """A data set that is looked at.

    Attributes
    ----------
    survey : Survey
        Its images, measured.
    split_of : mapping of str to str
        The split of each file.
    out : tuple of str
        Files that are left out.
    data_key : str
        Of the note that lists them; see ``left_out``.
    """

    survey: Survey
    split_of: Mapping[str, str]
    out: tuple[str, ...]
    data_key: str

    def shown(self, index: int, box: Box | None = None) -> Shown:
        """One image for a wall, with the part that it shares with its neighbour."""
        file = self.survey.files[index]
        name = self.survey.classes[self.survey.labels[index]]
        return Shown(self.survey.copies[index], file, f"{name}: {file}", box)

    def split_name(self, index: int) -> str:
        """The split of an image, as a caption."""
        split = self.split_of[self.survey.files[index]]
        return _(SPLIT_NAMES.get(split, split))


def show_images(state: TrainerState, look: Look) -> None:
    """Show all images of one class, a page at a time."""
    survey = look.survey
    labels = range(len(survey.classes))
    label = st.selectbox(
        _("Class"), labels, format_func=survey.classes.__getitem__, key=state.CLASS
    )
    members = np.flatnonzero(survey.labels == label)
    page = choose_page(len(members), IMAGES_PER_PAGE, f"t_page_class_{label}")
    cards = [([look.shown(int(index))], look.split_name(int(index))) for index in members[page]]
    show_wall(state, look, cards, IMAGE_WIDTH, "t_wall_class")


def choose_page(count: int, size: int, key: str) -> slice:
    """Show which page of ``count`` things is chosen, where there are several."""
    pages = -(-count // size)
    number = st.pagination(pages, key=key) if pages > 1 else 1
    return slice((number - 1) * size, number * size)


def show_wall(state: TrainerState, look: Look, cards: Cards, width: int, key: str) -> None:
    """Show images that a click leaves out; ``width`` of a card in CSS pixels."""
    text = _("Click an image to leave it out of the next runs.")
    if look.out:
        text += " " + _("{images} left out.", images=plural(len(look.out), "image"))
    st.caption(text, help=_(CLICK_HELP))

    def take_marks() -> None:
        """Keep the clicks in the data set's note."""
        try:
            for mark in read_marks(key, set(look.survey.files)):
                left_out.mark(look.data_key, mark.file, mark.out)
        except InputError as error:
            state.complaint = sentence(error)

    image_wall(cards, set(look.out), key=key, width=width, on_mark=take_marks)
