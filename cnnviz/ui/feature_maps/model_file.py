"""A visitor's own ``.keras`` file: opening it, and what it does not say of itself."""

import streamlit as st

from cnnviz import data
from cnnviz.data.class_names import FASHION_CLASSES, NEU_CLASSES
from cnnviz.models import uploads
from cnnviz.models.files import UNKNOWN
from cnnviz.training import storage
from cnnviz.training.catalog import ModelEntry, of_upload
from cnnviz.ui.feature_maps.named_models import Naming, name_model, namings, with_names
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.linked import linked_select
from cnnviz.ui.session_cleanup import return_large_blocks
from cnnviz.ui.widgets import received
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.retold import retold
from cnnviz.utils.text import sentence

OPEN_HELP = N_("Open a .keras file of your own: its layers, reasons and answers are shown as any.")
RULES = N_(
    "Sequential and chain-like functional models of Keras 3, up to 100 MB. Nothing in the file is "
    "run: its layers are rebuilt from those that this program has, and only its weights are read. "
    "It stays on this server while you or a link look at it, two weeks at most after that."
)
NO_CARD = N_(
    "The file does not say how accurate the model is, and gives no threshold: its answers are "
    "never doubted here, however unlike its training data the input is."
)
FILE, TYPED = "file", "typed"  # besides the names of data sets
DIGITS = tuple("0123456789")
CLASSES = {
    "mnist": DIGITS,
    "mnist-drawn": DIGITS,
    "digits": DIGITS,
    "fashion-mnist": FASHION_CLASSES,
    "neu": NEU_CLASSES,
    "steel-synthetic": NEU_CLASSES,
}
MOST_TYPED = 4000  # characters


def offer_file(state: FeatureMapsState) -> None:
    """Show the field for a file."""
    with st.popover(_("Open…"), icon=":material/upload_file:", help=_(OPEN_HELP)):
        st.markdown(f"**{_('Open a .keras file')}**")
        st.file_uploader(
            _("Open a .keras file"),
            key=state.MODEL_FILE,
            on_change=take_file,
            args=(state,),
            max_upload_size=uploads.MAX_FILE // 2**20,
            label_visibility="collapsed",
        )
        if state.get(state.MODEL_FILE) and state.model_complaint:
            st.warning(state.model_complaint)
        st.caption(_(RULES))


def take_file(state: FeatureMapsState) -> None:
    """Open an uploaded file; one that cannot be opened is explained, and the model stays."""
    files, state.model_complaint = received(state[state.MODEL_FILE]), ""
    if not files:
        return
    (file,) = files
    return_large_blocks()
    try:
        storage.check_room(len(file.getvalue()))
        key = uploads.keep(file.name, file.getvalue()).key
    except InputError as error:
        state.model_complaint = sentence(
            _("{file} cannot be opened: {error}", file=file.name, error=error)
        )
        return
    state.opened = (*(each for each in state.opened if each != key), key)
    state[state.MODEL] = key


def about_file(state: FeatureMapsState, entry: ModelEntry) -> ModelEntry:
    """Show what was read from a file, and ask for what it does not say; return the model so."""
    show_what_was_said(state, entry.key)
    of_file = of_upload(entry.key)
    with st.popover(_("About this file"), icon=":material/info:"):
        for note in entry.notes:
            st.markdown(f"- {retold(note)}")
        st.caption(_(NO_CARD))
        naming = ask_names(state, of_file)
    name_model(state, entry.key, naming)
    return with_names(state, of_file)


def show_what_was_said(state: FeatureMapsState, key: str) -> None:
    """Let the fields show what was said of this model, after those of another one."""
    if state.about not in ("", key):
        said = namings(state).get(key)
        names = said.classes if said and said.dataset == UNKNOWN else ()
        state[state.MODEL_DATA] = FILE if said is None else TYPED if names else said.dataset
        state[state.MODEL_CLASSES] = ", ".join(names)
    state.about = key


def ask_names(state: FeatureMapsState, entry: ModelEntry) -> Naming | None:
    """Ask for the names of the classes; None for those of the file."""
    count = len(entry.info.classes)
    own = _("numbers from 0") if entry.dataset == UNKNOWN else _("as in the file")
    present = (offer for offer in data.available() if offer.present)
    fitting = {
        offer.name: _("of {title}, with its images", title=_(offer.title))
        for offer in present
        if len(CLASSES.get(offer.name, ())) == count
    }
    options = {FILE: own} | fitting | {TYPED: _("typed here")}
    chosen = linked_select(_("Names of the classes"), options, state.MODEL_DATA)
    if chosen == FILE:
        return None
    if chosen != TYPED:
        return Naming(chosen, CLASSES[chosen])
    text = st.text_input(
        _("Names, with commas"),
        key=state.MODEL_CLASSES,
        bind="query-params",
        max_chars=MOST_TYPED,
    )
    names = tuple(name for each in text.split(",") if (name := each.strip()))
    if not names:
        return None
    if len(names) != count or len(set(names)) < count:
        st.warning(_("The model has {count} classes: type {count} different names.", count=count))
        return None
    return Naming(UNKNOWN, names)
