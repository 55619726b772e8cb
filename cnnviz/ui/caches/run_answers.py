"""What a run answers to its images, shared by all visitors.

Cached by its paths as text: see ``model_work``.
"""

from contextlib import suppress
from pathlib import Path

import numpy as np
import streamlit as st

from cnnviz.engine.training_features import TrainingFeatures
from cnnviz.evaluation.answers import Answers
from cnnviz.training import folder, learning_order
from cnnviz.training.config import RunConfig
from cnnviz.training.epoch_files import EpochFiles
from cnnviz.training.folder import RunFolder
from cnnviz.training.learning_order import RecordedAnswers
from cnnviz.ui.caches.file_times import stamp
from cnnviz.ui.caches.server_engine import engine
from cnnviz.ui.caches.spinner import SpinnerText
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_


def test_answers(run: RunFolder, config: RunConfig, classes: int) -> Answers:
    """What a finished run answers to its test images; of older runs the engine computes it.

    Raises
    ------
    InputError, EngineError
        If they are not stored and cannot be computed.
    """
    with suppress(InputError):
        return _stored_answers(str(run.answers), stamp(run.answers), classes)
    return _computed_answers(str(run.model), stamp(run.model), config)


@st.cache_resource(max_entries=16, show_spinner=False)
def _stored_answers(path: str, modified: int, classes: int) -> Answers:
    return Answers.load(Path(path), classes)


@st.cache_resource(max_entries=8, show_spinner=SpinnerText(N_("Classifying the test images")))
def _computed_answers(model: str, modified: int, config: RunConfig) -> Answers:
    data = config.load_data()
    config.for_data(data)
    return Answers.of(engine().long_work.predict(Path(model), data.test.scaled), data.test.labels)


@st.cache_resource(max_entries=2, show_spinner=False)
def _training_features(run_id: str, modified: int, config: RunConfig) -> TrainingFeatures:
    """The features of a run's training images, computed from the first call on."""
    return TrainingFeatures(engine().long_work, folder.find(run_id), config)


def features_of(run: RunFolder, config: RunConfig) -> TrainingFeatures:
    """The features of the training images of a run; one that has failed is tried again."""
    arguments = run.id, stamp(run.model), config
    found = _training_features(*arguments)
    if found.error:
        _training_features.clear(*arguments)
    return found


def epoch_probabilities(run: RunFolder, image: np.ndarray) -> dict[int, np.ndarray]:
    """Probabilities of a float32 image with each saved epoch of a run, by epoch."""
    return _epoch_probabilities(run.id, stamp(run.model), image)


@st.cache_data(max_entries=200, show_spinner=False)
def _epoch_probabilities(run_id: str, modified: int, image: np.ndarray) -> dict[int, np.ndarray]:
    return engine().long_work.history(folder.find(run_id), image)


def recorded_history(run: RunFolder, place: int) -> dict[int, tuple[int, float]]:
    """The answer to a validation image and the probability of its truth, by epoch."""
    found = recorded_answers(run)
    if found is None:
        return {}
    return {
        epoch: (int(answers[place]), float(truths[place]))
        for epoch, answers, truths in zip(found.epochs, found.answers, found.truths, strict=True)
    }


def recorded_answers(run: RunFolder) -> RecordedAnswers | None:
    """The answers to all validation images after each recorded epoch; None where there is none."""
    epochs = run.records.epochs()
    last = stamp(run.records.path(epochs[-1])) if epochs else 0
    return _recorded_answers(str(run.path), tuple(epochs), last)


@st.cache_resource(max_entries=8, show_spinner=False)
def _recorded_answers(path: str, epochs: tuple[int, ...], modified: int) -> RecordedAnswers | None:
    return learning_order.read(EpochFiles(Path(path)))
