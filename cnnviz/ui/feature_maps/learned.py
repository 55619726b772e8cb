"""What was computed once of a model and its sample of images: one for all visitors, and kept."""

from pathlib import Path

import numpy as np
import streamlit as st

from cnnviz.engine.embedding_work import EmbeddingWork
from cnnviz.engine.method_scores import file_hash
from cnnviz.engine.sample import Sample, SampleAnswers, sample_of
from cnnviz.engine.unit_work import AscentWork, StrengthWork, Subject, SwitchWork, WorthWork
from cnnviz.explain import embedding
from cnnviz.explain.blocks import Block
from cnnviz.explain.embedding import Projection
from cnnviz.models import ModelInfo, network_input
from cnnviz.training import folder
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches
from cnnviz.ui.caches.spinner import SpinnerText
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_

# A model's file, when it was last modified, and its data set. As text: from Python 3.13 on,
# Streamlit's caches tell equal paths apart that were joined of other parts.
Stamp = tuple[str, int, str]


def stamp_of(info: ModelInfo) -> Stamp:
    """Identify a model's file.

    Raises
    ------
    InputError
        If it is not there.
    """
    try:
        return str(info.path), info.path.stat().st_mtime_ns, info.dataset
    except OSError:
        raise InputError("the model {name} is no longer there", name=info.path.name) from None


@st.cache_resource(max_entries=64, show_spinner=False)
def model_hash(stamp: Stamp) -> str:
    """Return the SHA-256 of a model's file."""
    return file_hash(Path(stamp[0]))


def sample(entry: ModelEntry) -> Sample:
    """Return the images that a model is asked about.

    Raises
    ------
    InputError
        If there are none.
    """
    return _sample(stamp_of(entry.info), entry)


@st.cache_resource(max_entries=8, show_spinner=SpinnerText(N_("Reading the data set")))
def _sample(stamp: Stamp, _entry: ModelEntry) -> Sample:
    name = network_input.sample_set(_entry.dataset)
    if _entry.trained is None or name != _entry.dataset:
        return sample_of(caches.samples(name, _entry.seed), _entry.info)
    config = folder.find(_entry.key.partition("@")[0]).config()
    return sample_of(caches.run_samples(config), _entry.info)


def answers(entry: ModelEntry) -> SampleAnswers:
    """Return what a model answers to its sample; ``start`` computes it.

    Raises
    ------
    InputError
        If there is no sample.
    """
    stamp = stamp_of(entry.info)
    return _answers(stamp, sample(entry), entry.info)


@st.cache_resource(max_entries=8, show_spinner=False)
def _answers(stamp: Stamp, _sample: Sample, _info: ModelInfo) -> SampleAnswers:
    return SampleAnswers(caches.engine().long_work, _info, model_hash(stamp), _sample)


def components(entry: ModelEntry, features: np.ndarray) -> Projection:
    """Return the first two principal components of the sample's features (N, units)."""
    return _components(stamp_of(entry.info), features)


@st.cache_resource(max_entries=16, show_spinner=False)
def _components(stamp: Stamp, _features: np.ndarray) -> Projection:
    return embedding.principal_components(_features)


def tsne(entry: ModelEntry, features: np.ndarray) -> EmbeddingWork:
    """Return the t-SNE of the sample's features (N, units); ``start`` computes it."""
    return _tsne(stamp_of(entry.info), sample(entry), features)


@st.cache_resource(max_entries=8, show_spinner=False)
def _tsne(stamp: Stamp, _sample: Sample, _features: np.ndarray) -> EmbeddingWork:
    return EmbeddingWork(
        caches.engine().long_work, _features, _sample.file(model_hash(stamp), "tsne")
    )


def subject(entry: ModelEntry, block: Block) -> Subject:
    """Return a block of a model with the sample that it is shown.

    Raises
    ------
    InputError
        If there is no sample.
    """
    stamp = stamp_of(entry.info)
    return Subject(caches.engine().long_work, entry.info, model_hash(stamp), sample(entry), block)


def strengths(of: Subject) -> StrengthWork:
    """Return how strongly a block's filters respond to the sample."""
    return _strengths(stamp_of(of.info), of.name, of)


@st.cache_resource(max_entries=16, show_spinner=False)
def _strengths(stamp: Stamp, block: str, _of: Subject) -> StrengthWork:
    return StrengthWork(_of)


def ascent(of: Subject, unit: int) -> AscentWork:
    """Return the input that gradient ascent makes for a filter."""
    return _ascent(stamp_of(of.info), of.name, unit, of)


@st.cache_resource(max_entries=128, show_spinner=False)
def _ascent(stamp: Stamp, block: str, unit: int, _of: Subject) -> AscentWork:
    return AscentWork(_of, unit)


def worth(of: Subject) -> WorthWork:
    """Return the accuracy without each filter of a block."""
    return _worth(stamp_of(of.info), of.name, of)


@st.cache_resource(max_entries=16, show_spinner=False)
def _worth(stamp: Stamp, block: str, _of: Subject) -> WorthWork:
    return WorthWork(_of)


def switched(of: Subject, unit: int, factor: float) -> SwitchWork:
    """Return the answers to the sample with a filter off or stronger."""
    return _switched(stamp_of(of.info), of.name, unit, factor, of)


@st.cache_resource(max_entries=128, show_spinner=False)
def _switched(stamp: Stamp, block: str, unit: int, factor: float, _of: Subject) -> SwitchWork:
    return SwitchWork(_of, unit, factor)
