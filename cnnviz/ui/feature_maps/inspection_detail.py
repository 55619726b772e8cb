"""One image of an inspection, opened: what the answer rests on, and what is known to be like it."""

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.data import files
from cnnviz.engine.inference import Inference
from cnnviz.engine.inspection_job import InspectionJob
from cnnviz.evaluation.inspection import Row, prepare
from cnnviz.explain.methods import Target
from cnnviz.explain.sheet_maps import overlay
from cnnviz.training import catalog
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches
from cnnviz.ui.feature_maps.inspection_picture import LARGE, shown
from cnnviz.ui.feature_maps.inspection_sheet import show_sheet
from cnnviz.ui.feature_maps.known import show_known
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.trainer.one_image_html import probability_bars
from cnnviz.utils.errors import EngineError, InputError
from cnnviz.utils.language import _
from cnnviz.utils.retold import retold
from cnnviz.utils.text import sentence, times


def show_detail(state: FeatureMapsState, job: InspectionJob, row: Row) -> None:
    """Show an inspected image with all that is known about it."""
    st.subheader(row.file, anchor=False)
    if row.label is None:
        st.warning(sentence(retold(row.error)))
        return
    try:
        with files.opened(job.source()) as source:
            pixels = images.read_pixels(source.read(row.file))
        entry = catalog.inspected(job.task)
    except InputError as error:
        st.warning(sentence(error))
        return
    if row.doubt.sentence:
        st.warning(retold(row.doubt.sentence))
    if row.tiles:
        show_sheet(state, job, row, pixels)
        return
    show_image(job, entry, row, pixels)


def show_image(job: InspectionJob, entry: ModelEntry, row: Row, pixels: np.ndarray) -> None:
    """Show the picture, Grad-CAM over it, and every probability."""
    label = row.label or 0
    known = job.record.decisions().corrections.get(row.file, row.truth)
    left, middle, right = st.columns([1, 1, 1.4])
    with left:
        st.html(shown(_small(pixels, LARGE), row.file))
        st.caption(_("{size} pixels", size=times(row.size[::-1])))
    try:
        given = prepare(pixels, entry.info)
        with middle:
            path = str(entry.path.resolve())
            batch = given.pixels[np.newaxis]
            cam = caches.engine().long_work.ask(Inference.grad_cams, path, batch, [Target(label)])[
                0
            ]
            st.html(shown(overlay(given.pixels, cam, LARGE), "Grad-CAM"))
            st.caption(_("Grad-CAM: what “{name}” rests on", name=job.task.classes[label]))
    except (InputError, EngineError) as error:
        middle.caption(sentence(_("No Grad-CAM: {error}", error=error)))
        given = None
    with right:
        true = -1 if known is None else known
        st.html(probability_bars(np.array(row.probabilities), job.task.classes, true))
    if row.doubt.kind and given is not None:
        show_known(entry, given.pixels)


def _small(pixels: np.ndarray, longest: int) -> np.ndarray:
    return images.to_uint8(images.to_float(images.fit_within(pixels, longest)))
