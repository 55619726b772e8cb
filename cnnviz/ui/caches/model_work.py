"""Long work on a model, one for all visitors.

Cached by a model's path as text: from Python 3.13 on, Streamlit's caches tell equal ``Path``s apart
that were joined of other parts, so that the same work would begin twice.
"""

from functools import partial
from pathlib import Path

import numpy as np
import streamlit as st

from cnnviz import data, images, models
from cnnviz.data import boxes, files
from cnnviz.engine.inspection_job import InspectionJob
from cnnviz.engine.known import KnownJob
from cnnviz.engine.method_scores import MethodScores
from cnnviz.engine.sheet_work import SheetQuestion, SheetWork
from cnnviz.evaluation.inspection import Row
from cnnviz.evaluation.inspection_record import InspectionRecord
from cnnviz.models import ModelInfo, network_input
from cnnviz.training import catalog, folder
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui.caches.data_sets import run_samples, samples
from cnnviz.ui.caches.file_times import stamp
from cnnviz.ui.caches.model_files import doubt_rule
from cnnviz.ui.caches.server_engine import engine
from cnnviz.ui.caches.spinner import SpinnerText
from cnnviz.utils.language import N_


def inspection_job(key: str) -> InspectionJob:
    """The inspection of that id, at work or not: one for all visitors who may see it.

    Raises
    ------
    InputError
        If it is no longer there, or another visitor's.
    """
    InspectionRecord(key).task()
    return _inspection_job(key)


@st.cache_resource(max_entries=32, show_spinner=False)
def _inspection_job(key: str) -> InspectionJob:
    record = InspectionRecord(key)
    task = record.task()
    return InspectionJob(record, lambda: doubt_rule(catalog.inspected(task).info))


def sheet_work(job: InspectionJob, row: Row, question: SheetQuestion) -> SheetWork:
    """The map of an inspected sheet, at work or not: one for all visitors.

    Raises
    ------
    InputError
        If the model is no longer there.
    """
    info = catalog.inspected(job.task).info
    return _sheet_work(job.record.key, question, str(info.path), stamp(info.path), job, row, info)


@st.cache_resource(max_entries=32, show_spinner=False)
def _sheet_work(
    key: str,
    question: SheetQuestion,
    model: str,
    modified: int,
    _job: InspectionJob,
    _row: Row,
    _info: ModelInfo,
) -> SheetWork:
    def read() -> np.ndarray:
        with files.opened(_job.source()) as source:
            return images.read_pixels(source.read(_row.file))

    file = question.kept_in(_job.record.path, f"{model} {modified}")
    return SheetWork(engine().long_work, _info, _row, read, question, file)


@st.cache_resource(max_entries=4, show_spinner=False)
def _known_job(model: str, modified: int, dataset: str, seed: int) -> KnownJob:
    return KnownJob(
        engine().long_work, models.read_info(Path(model)), partial(data.load, dataset, seed=seed)
    )


def known_job(info: ModelInfo, seed: int) -> KnownJob:
    """Known images of a model, computed from the first call on; failed work is tried again.

    They are of what it was trained on, or of data with the same classes.
    """
    arguments = str(info.path), stamp(info.path), network_input.sample_set(info.dataset), seed
    job = _known_job(*arguments)
    if job.error:
        _known_job.clear(*arguments)
    return job


def method_scores(entry: ModelEntry) -> MethodScores:
    """The scores of attribution methods over a model's test images, one table for all visitors.

    Raises
    ------
    InputError
        If its images cannot be read, or its file is gone.
    """
    named = network_input.sample_set(entry.dataset)
    run = entry.key.partition("@")[0] if entry.trained and named == entry.dataset else ""
    return _method_scores(str(entry.path), stamp(entry.path), named, entry.seed, run, entry.info)


@st.cache_resource(max_entries=8, show_spinner=SpinnerText(N_("Reading the test images")))
def _method_scores(
    model: str, modified: int, dataset: str, seed: int, run: str, _info: ModelInfo
) -> MethodScores:
    found = run_samples(folder.find(run).config()) if run else samples(dataset, seed)
    return MethodScores(engine().long_work, _info, found.test, boxes.of_data_set(dataset))
