"""What a model answers to the images that one can choose from: known for a run, else computed."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import streamlit as st

from cnnviz.data import Dataset, Split
from cnnviz.engine.judged import JudgedWork
from cnnviz.engine.sample import Sample, whole_of
from cnnviz.models import ModelInfo, network_input
from cnnviz.training import folder
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches
from cnnviz.ui.feature_maps.learned import Stamp, model_hash, stamp_of
from cnnviz.utils.errors import InputError

ALL, WRONG, DOUBTED = "all", "wrong", "doubted"


@dataclass(frozen=True)
class Chosen:
    """The images to choose from, as a visitor chose them.

    Attributes
    ----------
    name : str
        The split's: "test" or "validation".
    dataset : Dataset
        With these images as its test split.
    """

    name: str
    dataset: Dataset

    @property
    def images(self) -> Split:
        """The images."""
        return self.dataset.test


def masks(entry: ModelEntry, chosen: Chosen) -> Mapping[str, np.ndarray]:
    """Return which answers are wrong and which are doubted, bool (N,), as far as is known.

    Raises
    ------
    InputError
        If the classes are not the model's, or its file is gone.
    """
    if ready := _of_evaluation(entry, chosen):
        return ready
    work = judged(entry, chosen)
    if not work.complete:
        return {}
    predicted, doubted = work.result["predicted"], work.result["doubted"]
    return {WRONG: predicted != whole(entry, chosen).images.labels, DOUBTED: doubted}


def _of_evaluation(entry: ModelEntry, chosen: Chosen) -> Mapping[str, np.ndarray] | None:
    """The wrong answers of a finished run, which its evaluation names; without card, no doubt."""
    is_own = network_input.sample_set(entry.dataset) == entry.dataset
    if entry.trained is None or "@" in entry.key or entry.info.card or not is_own:
        return None
    with suppress(InputError):
        found = folder.find(entry.key).evaluation()
        size = len(chosen.images)
        if found is not None and (found.split, found.n) == (chosen.name, size):
            wrong = np.zeros(size, bool)
            wrong[[each.index for each in found.wrong if each.index < size]] = True
            return {WRONG: wrong, DOUBTED: np.zeros(size, bool)}
    return None


def whole(entry: ModelEntry, chosen: Chosen) -> Sample:
    """Return all images with labels that count the classes as the model does.

    Raises
    ------
    InputError
        If the classes are not the model's, or its file is gone.
    """
    stamp = stamp_of(entry.info)
    return _whole(stamp, chosen.name, len(chosen.images), chosen, entry.info)


@st.cache_resource(max_entries=8, show_spinner=False)
def _whole(stamp: Stamp, split: str, size: int, _chosen: Chosen, _info: ModelInfo) -> Sample:
    return whole_of(_chosen.dataset, _chosen.images, _info)


def judged(entry: ModelEntry, chosen: Chosen) -> JudgedWork:
    """Return what a model answers to all images; ``start`` computes it.

    Raises
    ------
    InputError
        As ``whole``.
    """
    return _judged(stamp_of(entry.info), chosen.name, whole(entry, chosen), entry.info)


@st.cache_resource(max_entries=16, show_spinner=False)
def _judged(stamp: Stamp, split: str, _sample: Sample, _info: ModelInfo) -> JudgedWork:
    rule = caches.doubt_rule(_info)
    return JudgedWork(caches.engine().long_work, _info, model_hash(stamp), _sample, rule)
