"""What an inspection begins with: files, a folder, a zip, or a model's own test images."""

import io
import zipfile
from contextlib import suppress
from typing import Literal

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz import images
from cnnviz.data import Dataset, files, uploads
from cnnviz.data.bundle import bundle
from cnnviz.engine.inspection_job import inspected_names
from cnnviz.evaluation import tiles
from cnnviz.evaluation.inspection_record import InspectionRecord, Task
from cnnviz.models import network_input
from cnnviz.training import folder, storage
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.session_cleanup import return_large_blocks
from cnnviz.ui.widgets import received
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import sentence

MOST_SAMPLES = 120  # of the test images
FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the same images give the same zip
FILES_HELP = N_(
    "Several images, or a zip of up to 20,000. Where folders or a table (CSV: file, label) name "
    "the classes, misses and false alarms are counted, too."
)
TILE_HELP = N_(
    "Side of the pictures that the network knows, in pixels. Pictures at least twice as large are "
    "examined in tiles of this side, each overlapping its neighbours by half. Empty: every picture "
    "is examined as a whole."
)


def show_input(state: FeatureMapsState, entry: ModelEntry) -> None:
    """Show the fields for files, and what can be inspected without any."""
    st.markdown(
        _(
            "{model} classifies every image. Then choose from which probability on its answers "
            "are accepted, look at the others, correct them, and take the table with you.",
            model=entry.name,
        )
    )
    begin_row = st.container(horizontal=True, vertical_alignment="bottom")
    with begin_row:
        tile = choose_tile(state, entry)
        st.button(
            _("Inspect test images"),
            icon=":material/dataset:",
            key=state.INSPECT_SAMPLES,
            type="primary",
            on_click=take_samples,
            args=(state, entry, tile),
            help=_(
                "Up to {count} images that {model} was not trained on.",
                count=MOST_SAMPLES,
                model=entry.name,
            ),
        )
    left, right = st.columns(2)
    fields: tuple[tuple[DeltaGenerator, str, str, bool | Literal["directory"]], ...] = (
        (left, state.INSPECT_FILES, _("Images or a zip"), True),
        (right, state.INSPECT_FOLDER, _("Or a folder"), "directory"),
    )
    for place, name, label, several in fields:
        key = f"{name}{state.inspection_round or ''}"
        place.file_uploader(
            label,
            accept_multiple_files=several,
            key=key,
            on_change=take_files,
            args=(state, entry, key, tile),
            help=_(FILES_HELP),
        )
    if state.inspection_complaint:
        st.warning(state.inspection_complaint)


def choose_tile(state: FeatureMapsState, entry: ModelEntry) -> int | None:
    """Show the side of tiles, where the network's pictures may be crops of larger ones."""
    if entry.draws:
        return None
    chosen: int | None = st.number_input(
        _("Examine larger pictures in tiles of"),
        min_value=tiles.SIDES[0],
        max_value=tiles.SIDES[-1],
        value=tiles.usual_side(entry.info),
        step=1,
        key=f"{state.TILE}_{entry.key}",
        placeholder=_("no tiles"),
        help=_(TILE_HELP),
        width=260,
    )
    return chosen


def take_files(state: FeatureMapsState, entry: ModelEntry, field: str, tile: int | None) -> None:
    """Keep uploaded files as one zip and begin; what cannot be inspected changes nothing."""
    dropped = received(state[field])
    if not dropped:
        return
    state.inspection_round += 1
    return_large_blocks()
    try:
        name, content = bundle([(file.name, file.getvalue()) for file in dropped])
        begin(state, entry, storage.keep_upload(f"{name}.zip", content), tile)
    except InputError as error:
        state.inspection_complaint = sentence(error)


def take_samples(state: FeatureMapsState, entry: ModelEntry, tile: int | None) -> None:
    """Begin with the test images of the data that a model was trained on."""
    try:
        dataset = test_images(entry)
        key = storage.keep_upload(f"{dataset.title} test images.zip", zip_of(dataset))
        begin(state, entry, key, tile)
    except (InputError, EngineError) as error:
        state.inspection_complaint = sentence(error)


def test_images(entry: ModelEntry) -> Dataset:
    """Return the data of which a model's test images are taken, or data with the same classes.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    name = network_input.sample_set(entry.dataset)
    if entry.trained is None or name != entry.dataset:
        return caches.samples(name, entry.seed)
    return caches.run_samples(folder.find(entry.key.partition("@")[0]).config())


def zip_of(dataset: Dataset) -> bytes:
    """Pack test images, spread evenly, in a folder per class."""
    test, buffer = dataset.test, io.BytesIO()
    chosen = np.linspace(0, len(test) - 1, min(MOST_SAMPLES, len(test))).round().astype(int)
    with zipfile.ZipFile(buffer, "w") as archive:
        for place in chosen:
            folder_name = dataset.classes[test.labels[place]].replace("/", "_")
            info = zipfile.ZipInfo(f"{folder_name}/test_{place}.png", FIXED_TIME)
            archive.writestr(info, images.png_bytes(test.images[place]))
    return buffer.getvalue()


def begin(state: FeatureMapsState, entry: ModelEntry, source: str, tile: int | None) -> None:
    """Begin an inspection of an upload, and show it.

    Raises
    ------
    InputError
        If there is nothing to inspect, or it cannot be kept.
    """
    path = uploads.find(source)
    if path is None:
        raise InputError("the files are no longer on this server: upload them again")
    try:
        with files.opened(path) as opened:
            inspected_names(opened, path.stem)
    except InputError:
        with suppress(InputError, OSError):
            uploads.forget(source)
        raise
    record = InspectionRecord.create(
        Task(source, entry.key, entry.info.classes, tile, entry.dataset)
    )
    caches.inspection_job(record.key).start(caches.engine().long_work)
    state.inspection_complaint = ""
    state.open_inspection(record.key)
