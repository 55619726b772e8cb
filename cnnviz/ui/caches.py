"""Every loader whose results visitors share. The only module that caches."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import streamlit as st

from cnnviz import data, models
from cnnviz.data import Dataset, boxes, folds, preview
from cnnviz.data.dataset import fingerprint_of
from cnnviz.data.preview import Preview
from cnnviz.data.survey_job import SurveyJob
from cnnviz.engine import Engine
from cnnviz.engine.inspection_job import InspectionJob
from cnnviz.engine.known import KnownJob
from cnnviz.engine.method_scores import MethodScores
from cnnviz.engine.training_features import TrainingFeatures
from cnnviz.evaluation import shifts
from cnnviz.evaluation.answers import Answers
from cnnviz.evaluation.doubt import DoubtRule
from cnnviz.evaluation.inspection_record import InspectionRecord
from cnnviz.evaluation.metrics import Evaluation, evaluate
from cnnviz.evaluation.virtual_logit import Detector, load_detector
from cnnviz.explain.forward import Network, read_network
from cnnviz.filters.learning import descent
from cnnviz.filters.learning.descent import Settings, TrainingTrace
from cnnviz.filters.learning.problem import Problem
from cnnviz.images import gallery, to_float
from cnnviz.models import ModelInfo, network_input
from cnnviz.models.effective_field import MeasuredField
from cnnviz.networks import LayerSummary
from cnnviz.training import (
    catalog,
    checkpoint,
    epoch_model,
    folder,
    learning_order,
    notes,
    queue,
    text,
)
from cnnviz.training.augmentation import Augmentation
from cnnviz.training.catalog import ModelEntry
from cnnviz.training.config import RunConfig
from cnnviz.training.epoch_files import EpochFiles
from cnnviz.training.folder import RunFolder
from cnnviz.training.learning_order import RecordedAnswers
from cnnviz.training.run_summary import RunSummary, summarise
from cnnviz.training.state import ACTIVE
from cnnviz.ui.components import epoch_maps as epoch_frames
from cnnviz.utils.errors import InputError

RUN_FILES = ("config.json", "evaluation.json", "model.keras", notes.FILE)


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
    """A data set without its training images, for pages that do not train."""
    config = RunConfig(
        dataset, seed=seed, skip_unusable=skip_unusable, held_out=held_out, left_out=left_out
    )
    whole, none = config.load_data(), np.arange(0)
    return replace(whole, train=whole.train.take(none))


def run_samples(config: RunConfig) -> Dataset:
    """A run's data set without its training images, in their own size."""
    return samples(
        config.dataset, config.seed, config.skip_unusable, config.held_out, config.left_out
    )


@st.cache_data(max_entries=1000, show_spinner=False)
def shifted_evaluation(model: Path, modified: float, config: RunConfig, shift: int) -> Evaluation:
    """How a model file, last modified then, classifies its test images moved by some pixels."""
    test = shifts.spread(_scaled_samples(config).test)
    probabilities = engine().predict(model, to_float(shifts.shifted(test.images, shift)))
    evaluation = evaluate(probabilities, test.labels, run_samples(config).classes, "test")
    return replace(evaluation, tested_on=f"{shift} {fingerprint_of([test])}")


def _scaled_samples(config: RunConfig) -> Dataset:
    """A run's test images as its network takes them."""
    return run_samples(config) if config.image_size is None else config.load_data()


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
    """One line on a run for a menu; read anew only where its status or its notes are others."""
    with suppress(InputError):
        stamp = _stamp(run.path / notes.FILE)
        return _run_label(run.id, run.state().status, stamp, date.today())
    return text.run_label(run)


@st.cache_data(max_entries=1000, show_spinner=False)
def _run_label(run_id: str, status: str, noted: int, today: date) -> str:
    return text.run_label(folder.find(run_id))


def run_summary(run: RunFolder) -> RunSummary:
    """One run in figures; read anew only where its status or one of its files is another.

    Raises
    ------
    InputError
        If it is not there or damaged.
    """
    status = run.state().status
    if status in ACTIVE:
        return summarise(run)
    return _run_summary(run.id, status, tuple(_stamp(run.path / name) for name in RUN_FILES))


@st.cache_resource(max_entries=2000, show_spinner=False)
def _run_summary(run_id: str, status: str, stamps: tuple[int, ...]) -> RunSummary:
    return summarise(folder.find(run_id))


def _stamp(file: Path) -> int:
    with suppress(OSError):
        return file.stat().st_mtime_ns
    return 0


def detector_of(model: Path) -> Detector | None:
    """Load a model's out-of-distribution detector; None where it has none, or a damaged one."""
    path = model.with_suffix(".npz")
    with suppress(OSError, InputError):
        return _detector(path, path.stat().st_mtime_ns)
    return None


def doubt_rule(info: ModelInfo) -> DoubtRule:
    """How the answers of a model, which has its card, are doubted."""
    return DoubtRule(info, detector_of(info.path) if info.card and info.card.ood else None)


@st.cache_resource(max_entries=32, show_spinner=False)
def inspection_job(key: str) -> InspectionJob:
    """The inspection of that id, at work or not: one for all visitors.

    Raises
    ------
    InputError
        If it is no longer there.
    """
    record = InspectionRecord(key)
    model = record.task().model
    return InspectionJob(record, lambda: doubt_rule(catalog.find(model).info))


@st.cache_resource(max_entries=4, show_spinner=False)
def _known_job(model: Path, modified: int, dataset: str, seed: int) -> KnownJob:
    return KnownJob(engine(), models.read_info(model), partial(data.load, dataset, seed=seed))


def known_job(info: ModelInfo, seed: int) -> KnownJob:
    """Known images of a model, computed from the first call on; failed work is tried again.

    They are of what it was trained on, or of data with the same classes.
    """
    arguments = info.path, _stamp(info.path), network_input.sample_set(info.dataset), seed
    job = _known_job(*arguments)
    if job.error:
        _known_job.clear(*arguments)
    return job


@st.cache_resource(max_entries=8, show_spinner=False)
def _detector(path: Path, modified: int) -> Detector:
    return load_detector(path)


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


@st.cache_data(max_entries=500, show_spinner=False)
def epoch_maps(
    checkpoint: Path, modified: int, picture: np.ndarray, _info: ModelInfo
) -> dict[str, np.ndarray]:
    """What the trainer shows of a checkpoint, last modified then, and a picture; by the engine."""
    activations = engine().activations(checkpoint, picture)
    return dict(epoch_frames.frame(activations, _info.summaries))


@st.cache_data(max_entries=16, show_spinner="Measuring")
def measured_field(rows: tuple[LayerSummary, ...], weights: Path | None) -> MeasuredField:
    """The effective receptive field of the last of these layers, measured by the engine."""
    return engine().measured_field(rows, weights)


def test_answers(run: RunFolder, config: RunConfig, classes: int) -> Answers:
    """What a finished run answers to its test images; of older runs the engine computes it.

    Raises
    ------
    InputError, EngineError
        If they are not stored and cannot be computed.
    """
    with suppress(InputError):
        return _stored_answers(run.answers, _stamp(run.answers), classes)
    return _computed_answers(run.model, _stamp(run.model), config)


@st.cache_resource(max_entries=16, show_spinner=False)
def _stored_answers(path: Path, modified: int, classes: int) -> Answers:
    return Answers.load(path, classes)


@st.cache_resource(max_entries=8, show_spinner="Classifying the test images")
def _computed_answers(model: Path, modified: int, config: RunConfig) -> Answers:
    data = config.load_data()
    config.for_data(data)
    return Answers.of(engine().predict(model, data.test.scaled), data.test.labels)


@st.cache_resource(max_entries=2, show_spinner=False)
def training_features(run_id: str, modified: int, config: RunConfig) -> TrainingFeatures:
    """The features of a run's training images, computed from the first call on."""
    return TrainingFeatures(engine(), folder.find(run_id), config)


def features_of(run: RunFolder, config: RunConfig) -> TrainingFeatures:
    """The features of the training images of a run; one that has failed is tried again."""
    arguments = run.id, _stamp(run.model), config
    found = training_features(*arguments)
    if found.error:
        training_features.clear(*arguments)
    return found


def epoch_probabilities(run: RunFolder, image: np.ndarray) -> dict[int, np.ndarray]:
    """Probabilities of a float32 image with each saved epoch of a run, by epoch."""
    return _epoch_probabilities(run.id, _stamp(run.model), image)


@st.cache_data(max_entries=200, show_spinner=False)
def _epoch_probabilities(run_id: str, modified: int, image: np.ndarray) -> dict[int, np.ndarray]:
    return engine().history(folder.find(run_id), image)


def layer_weights(run: RunFolder, layer: str) -> list[np.ndarray]:
    """The weights of a layer of a finished run, float32, in Keras's order."""
    return _layer_weights(run.model, _stamp(run.model), layer)


@st.cache_resource(max_entries=16, show_spinner=False)
def _layer_weights(model: Path, modified: int, layer: str) -> list[np.ndarray]:
    return engine().weights(model, layer)


def model_info(run: RunFolder) -> ModelInfo:
    """The description of a finished run's model.

    Raises
    ------
    InputError
        If there is none.
    """
    return _model_info(run.model, _stamp(run.model))


@st.cache_resource(max_entries=64, show_spinner=False)
def _model_info(model: Path, modified: int) -> ModelInfo:
    return models.read_info(model)


def network(info: ModelInfo) -> Network:
    """A model's layers with their weights, from its file or a run's checkpoint.

    Raises
    ------
    InputError
        If the file is gone, damaged, or of another network.
    """
    try:
        modified = info.path.stat().st_mtime_ns
    except OSError:
        raise InputError(f"the model {info.path.name} is no longer there") from None
    return _network(info.path, modified, info)


@st.cache_resource(max_entries=8, show_spinner=False)
def _network(path: Path, modified: int, _info: ModelInfo) -> Network:
    if epoch_model.is_checkpoint(path):
        return Network(_info.summaries, checkpoint.read_weights(path, _info.summaries))
    return read_network(_info)


def left_out_key(config: RunConfig) -> str:
    """The key of the note of images that are left out of a run's data.

    Raises
    ------
    InputError
        If the data cannot be read.
    """
    return data_preview(
        config.dataset, config.seed, config.image_size, config.skip_unusable, config.held_out
    ).key


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
    last = _stamp(run.records.path(epochs[-1])) if epochs else 0
    return _recorded_answers(run.path, tuple(epochs), last)


@st.cache_resource(max_entries=8, show_spinner=False)
def _recorded_answers(path: Path, epochs: tuple[int, ...], modified: int) -> RecordedAnswers | None:
    return learning_order.read(EpochFiles(path))


def method_scores(entry: ModelEntry) -> MethodScores:
    """The scores of attribution methods over a model's test images, one table for all visitors.

    Raises
    ------
    InputError
        If its images cannot be read, or its file is gone.
    """
    named = network_input.sample_set(entry.dataset)
    run = entry.key.partition("@")[0] if entry.trained and named == entry.dataset else ""
    return _method_scores(entry.path, _stamp(entry.path), named, entry.seed, run, entry.info)


@st.cache_resource(max_entries=8, show_spinner="Reading the test images")
def _method_scores(
    model: Path, modified: int, dataset: str, seed: int, run: str, _info: ModelInfo
) -> MethodScores:
    found = run_samples(folder.find(run).config()) if run else samples(dataset, seed)
    return MethodScores(engine(), _info, found.test, boxes.of_data_set(dataset))
