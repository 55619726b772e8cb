"""What the engine computes with a model, shared by all visitors.

Cached by its path as text: see ``model_work``.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import streamlit as st

from cnnviz.data import Dataset
from cnnviz.data.dataset import fingerprint_of
from cnnviz.evaluation import shifts
from cnnviz.evaluation.metrics import Evaluation, evaluate
from cnnviz.images import to_float
from cnnviz.models import ModelInfo
from cnnviz.models.effective_field import MeasuredField
from cnnviz.networks import LayerSummary
from cnnviz.training.augmentation import Augmentation
from cnnviz.training.config import RunConfig
from cnnviz.ui.caches.data_sets import run_samples
from cnnviz.ui.caches.server_engine import engine
from cnnviz.ui.caches.spinner import SpinnerText
from cnnviz.ui.components import epoch_maps as epoch_frames
from cnnviz.utils.language import N_


@st.cache_data(max_entries=1000, show_spinner=False)
def shifted_evaluation(model: str, modified: float, config: RunConfig, shift: int) -> Evaluation:
    """How a model file, last modified then, classifies its test images moved by some pixels."""
    test = shifts.spread(_scaled_samples(config).test)
    moved = to_float(shifts.shifted(test.images, shift))
    probabilities = engine().long_work.predict(Path(model), moved)
    evaluation = evaluate(probabilities, test.labels, run_samples(config).classes, "test")
    return replace(evaluation, tested_on=f"{shift} {fingerprint_of([test])}")


def _scaled_samples(config: RunConfig) -> Dataset:
    """A run's test images as its network takes them."""
    return run_samples(config) if config.image_size is None else config.load_data()


@st.cache_data(max_entries=64, show_spinner=False)
def variants(images: np.ndarray, augmentation: Augmentation, seed: int) -> np.ndarray:
    """Images (N, H, W, C) as a training changes them, uint8, by the engine."""
    return engine().variants(images, augmentation, seed)


@st.cache_data(max_entries=1000, show_spinner=False)
def count_correct(
    model: str,
    modified: float,
    images: np.ndarray,
    labels: np.ndarray,
    augmentation: Augmentation,
    seed: int,
) -> int:
    """How many changed images a model file, last modified then, still classifies correctly."""
    return engine().long_work.count_correct(Path(model), images, labels, augmentation, seed)


@st.cache_resource(max_entries=500, show_spinner=False)  # its arrays are packed, never changed
def epoch_maps(
    checkpoint: str, modified: int, probe: int, _picture: np.ndarray, _info: ModelInfo
) -> dict[str, np.ndarray]:
    """What the trainer shows of a checkpoint, last modified then, and a probe image; by the engine.

    A run's probe images stay: their number stands for them.
    """
    activations = engine().activations(Path(checkpoint), to_float(_picture))
    return dict(epoch_frames.frame(activations, _info.summaries))


@st.cache_data(max_entries=16, show_spinner=SpinnerText(N_("Measuring")))
def measured_field(rows: tuple[LayerSummary, ...], weights: str | None) -> MeasuredField:
    """The effective receptive field of the last of these layers, measured by the engine."""
    return engine().long_work.measured_field(rows, Path(weights) if weights else None)
