"""Every loader whose results visitors share. The only module that caches."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import streamlit as st

from cnnviz import data
from cnnviz.data import Dataset, folds, preview
from cnnviz.data.preview import Preview
from cnnviz.data.survey_job import SurveyJob
from cnnviz.engine import Engine
from cnnviz.evaluation.ood import MahalanobisDetector
from cnnviz.filters.learning import descent
from cnnviz.filters.learning.descent import Settings, TrainingTrace
from cnnviz.filters.learning.problem import Problem
from cnnviz.images import gallery
from cnnviz.models.effective_field import MeasuredField
from cnnviz.networks import LayerSummary
from cnnviz.training import folder, queue, text
from cnnviz.training.augmentation import Augmentation
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.utils.errors import InputError


@st.cache_resource(max_entries=32)
def built_in_picture(name: str, white: float = 1.0) -> np.ndarray:
    """The picture ``gallery.load`` makes, once for all visitors, read-only.

    Its values are in [0, white]; those of an 8-bit file are whole numbers where 255 is white.
    """
    image = gallery.load(name) * np.float32(white)
    image.flags.writeable = False
    return image


@st.cache_data(max_entries=64, show_spinner=False)
def training_trace(problem: Problem, settings: Settings) -> TrainingTrace:
    """A kernel learned by gradient descent, computed once for the same problem and settings."""
    return descent.learn(problem, settings)


@st.cache_resource(show_spinner=False)
def engine() -> Engine:
    """The server's engine: started by the first page that asks, one for all visitors.

    Runs that an earlier server left waiting are queued again.
    """
    engine = Engine()
    queue.resume(engine)
    return engine


@st.cache_resource(max_entries=4, show_spinner="Reading the data set")
def samples(
    dataset: str,
    seed: int,
    skip_unusable: bool = False,
    held_out: str = folds.OWN,
    left_out: tuple[str, ...] = (),
) -> Dataset:
    """A data set with only its test images, for pages that do not train."""
    config = RunConfig(
        dataset, seed=seed, skip_unusable=skip_unusable, held_out=held_out, left_out=left_out
    )
    whole, none = config.load_data(), np.arange(0)
    train, validation = whole.train.take(none), whole.validation.take(none)
    return replace(whole, train=train, validation=validation)


def data_preview(
    dataset: str,
    seed: int,
    size: int | None,
    skip_unusable: bool = False,
    held_out: str = folds.OWN,
) -> Preview:
    """What the trainer shows of a data set, split and scaled as a run with these settings.

    Raises
    ------
    InputError
        As ``data.load``. An error that another setting mends is remembered: it took as long to
        find as it takes to read the data.
    """
    found = _data_preview(dataset, seed, size, skip_unusable, held_out)
    if isinstance(found, InputError):
        raise found
    return found


@st.cache_resource(max_entries=8, show_spinner="Reading the data set")
def _data_preview(
    dataset: str, seed: int, size: int | None, skip_unusable: bool, held_out: str
) -> Preview | InputError:
    config = RunConfig(
        dataset, seed=seed, image_size=size, skip_unusable=skip_unusable, held_out=held_out
    )
    try:
        loaded = config.load_data()
    except (data.UnusableFilesError, data.TooLargeError) as error:
        return error.with_traceback(None)
    return preview.preview(loaded)


@st.cache_resource(max_entries=3, show_spinner=False)
def survey_job(dataset: str, skip_unusable: bool, size: int | None) -> SurveyJob:
    """The survey of a data set, started by the first page that asks, one for all visitors."""
    return SurveyJob(dataset, size, skip_unusable)


def run_label(run: RunFolder) -> str:
    """One line on a run for a menu; read anew only where its status is another."""
    with suppress(InputError):
        return _run_label(run.id, run.state().status)
    return text.run_label(run)


@st.cache_data(max_entries=1000, show_spinner=False)
def _run_label(run_id: str, status: str) -> str:
    return text.run_label(folder.find(run_id))


@st.cache_resource(max_entries=8, show_spinner=False)
def detector_of(model: Path) -> MahalanobisDetector | None:
    """Load a shipped model's out-of-distribution detector; None where it has none."""
    path = model.with_suffix(".npz")
    return MahalanobisDetector.load(path) if path.is_file() else None


@st.cache_data(max_entries=64, show_spinner=False)
def variants(images: np.ndarray, augmentation: Augmentation, seed: int) -> np.ndarray:
    """Images (N, H, W, C) as a training changes them, uint8, by the engine."""
    return engine().variants(images, augmentation, seed)


@st.cache_data(max_entries=1000, show_spinner=False)
def count_correct(
    model: Path,
    modified: float,
    images: np.ndarray,
    labels: np.ndarray,
    augmentation: Augmentation,
    seed: int,
) -> int:
    """How many changed images a model file, last modified then, still classifies correctly."""
    return engine().count_correct(model, images, labels, augmentation, seed)


@st.cache_data(max_entries=16, show_spinner="Measuring")
def measured_field(rows: tuple[LayerSummary, ...], weights: Path | None) -> MeasuredField:
    """The effective receptive field of the last of these layers, measured by the engine."""
    return engine().measured_field(rows, weights)
