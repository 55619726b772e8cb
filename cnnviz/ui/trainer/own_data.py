"""The visitor's own data sets: uploaded, found again, deleted."""

from pathlib import Path
from typing import Literal

import streamlit as st

from cnnviz import data
from cnnviz.data import uploads
from cnnviz.data.bundle import bundle
from cnnviz.training import storage
from cnnviz.training.config import RunConfig
from cnnviz.ui import address
from cnnviz.ui.trainer.again import find_data
from cnnviz.ui.trainer.state import TrainerState, Unread
from cnnviz.ui.widgets import received
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import memory, sentence

UPLOAD_HELP = N_(
    "A zip, or several files at once: images with a table of labels (CSV: file, label), one zip "
    "per class, arrays (.npy, .npz) or idx files. In a zip or folder: one folder of images per "
    "class, or train/, valid/ and test/ with such folders. The layouts of NEU are recognised too."
)
FOLDER_HELP = N_("A folder with all that is in it, laid out as in a zip.")


def own_data(state: TrainerState) -> dict[str, Path]:
    """Return the uploads on offer, by key: of this visit, of a link, and of earlier visits."""
    keys = [*state.uploads, address.text(state.DATA) or "", *uploads.of_visitor()]
    return {key: path for key in dict.fromkeys(keys) if (path := find_data(key))}


def show_uploaders(state: TrainerState) -> None:
    """Show one field for files and one for a folder; both are emptied after each upload."""
    fields: dict[str, tuple[str, bool | Literal["directory"], str]] = {
        state.UPLOAD: (_("Your own files"), True, _(UPLOAD_HELP)),
        state.UPLOAD_FOLDER: (_("Or a folder"), "directory", _(FOLDER_HELP)),
    }
    for name, (label, several, tip) in fields.items():
        key = f"{name}{state.upload_round or ''}"
        st.file_uploader(
            label,
            accept_multiple_files=several,
            key=key,
            on_change=take_upload,
            args=(state, key),
            help=tip,
        )


def offer_deletion(state: TrainerState, key: str, path: Path) -> None:
    """Show a button that deletes the chosen upload, where it is the visitor's own."""
    if key in uploads.of_visitor():
        st.button(
            _("Delete {name}", name=path.stem),
            key=state.DELETE_UPLOAD,
            icon=":material/delete:",
            help=_(
                "It takes {memory} of the server. Runs trained on it stay.",
                memory=memory(path.stat().st_size),
            ),
            on_click=delete_upload,
            args=(state, key),
        )


def delete_upload(state: TrainerState, key: str) -> None:
    """Delete an upload; the data set is then the first one again."""
    try:
        storage.delete_upload(key)
    except InputError as error:
        state.complaint = sentence(error)
        return
    state.uploads = tuple(each for each in state.uploads if each != key)
    state[state.DATA] = RunConfig().dataset


def take_upload(state: TrainerState, field: str) -> None:
    """Keep uploaded files as one zip and choose it; the preview reads it, see ``take_back``."""
    dropped = received(state[field])
    if not dropped:
        return
    state.upload_round += 1
    try:
        name, content = bundle([(file.name, file.getvalue()) for file in dropped])
        key = storage.keep_upload(f"{name}.zip", content)
    except InputError as error:
        state.complaint = sentence(error)
        return
    usual = {state.DATA: RunConfig().dataset, state.SKIP: False, state.RUN: ""}
    state.unread = Unread(key, {each: state.get(each, usual[each]) for each in usual})
    state.uploads = (*own_data(state), key)
    state[state.DATA] = key
    state[state.SKIP] = False
    state[state.RUN] = ""  # the preview takes the last run's place


def take_back(state: TrainerState, error: InputError) -> bool:
    """After an upload that cannot be used, let everything be as before; return whether it is so.

    Data that can be used with other settings are kept: the preview offers these settings.
    """
    unread, state.unread = state.unread, None
    if unread is None or unread.key != state.get(state.DATA):
        return False
    if isinstance(error, data.UnusableFilesError | data.TooLargeError):
        return False
    uploads.forget(unread.key)
    state.uploads = tuple(key for key in state.uploads if key != unread.key)
    for key, value in unread.before.items():
        state[key] = value
    state.complaint = sentence(error)
    return True
