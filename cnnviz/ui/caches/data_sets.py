"""Data sets as pages show them, shared by all visitors."""

import streamlit as st

from cnnviz import data
from cnnviz.data import Dataset, folds
from cnnviz.data.preview import Preview
from cnnviz.data.survey_job import SurveyJob
from cnnviz.training.config import RunConfig
from cnnviz.ui.caches.reading import Reading, finished
from cnnviz.ui.caches.spinner import SpinnerText
from cnnviz.utils.language import N_


@st.cache_resource(max_entries=4, show_spinner=SpinnerText(N_("Reading the data set")))
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
    return config.load_held_out()


def run_samples(config: RunConfig) -> Dataset:
    """A run's data set without its training images, in their own size."""
    return samples(
        config.dataset, config.seed, config.skip_unusable, config.held_out, config.left_out
    )


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
    parts = dataset, seed, size, skip_unusable, held_out
    try:
        return finished(_reading(*parts))
    except (data.UnusableFilesError, data.TooLargeError):
        raise
    except Exception:
        _reading.clear(*parts)
        raise


@st.cache_resource(max_entries=8, show_spinner=False)
def _reading(
    dataset: str, seed: int, size: int | None, skip_unusable: bool, held_out: str
) -> Reading:
    """The reading of a data set, begun by the first page that asks, one for all visitors."""
    return Reading(
        RunConfig(
            dataset, seed=seed, image_size=size, skip_unusable=skip_unusable, held_out=held_out
        )
    )


@st.cache_resource(max_entries=3, show_spinner=False)
def survey_job(dataset: str, skip_unusable: bool, size: int | None) -> SurveyJob:
    """The survey of a data set, started by the first page that asks, one for all visitors."""
    return SurveyJob(dataset, size, skip_unusable)


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
