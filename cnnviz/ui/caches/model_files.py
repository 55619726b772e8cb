"""What is read from model files, shared by all visitors.

Cached by their paths as text: see ``model_work``.
"""

from contextlib import suppress
from pathlib import Path

import numpy as np
import streamlit as st

from cnnviz import models
from cnnviz.evaluation.doubt import DoubtRule
from cnnviz.evaluation.virtual_logit import Detector, load_detector
from cnnviz.explain.forward import Network, read_network
from cnnviz.models import ModelInfo
from cnnviz.training import checkpoint, epoch_model
from cnnviz.training.folder import RunFolder
from cnnviz.ui.caches.file_times import stamp
from cnnviz.ui.caches.server_engine import engine
from cnnviz.utils.errors import InputError


def detector_of(model: Path) -> Detector | None:
    """Load a model's out-of-distribution detector; None where it has none, or a damaged one."""
    path = model.with_suffix(".npz")
    with suppress(OSError, InputError):
        return _detector(str(path), path.stat().st_mtime_ns)
    return None


@st.cache_resource(max_entries=8, show_spinner=False)
def _detector(path: str, modified: int) -> Detector:
    return load_detector(Path(path))


def doubt_rule(info: ModelInfo) -> DoubtRule:
    """How the answers of a model, which has its card, are doubted."""
    return DoubtRule(info, detector_of(info.path) if info.card and info.card.ood else None)


def model_info(run: RunFolder) -> ModelInfo:
    """The description of a finished run's model.

    Raises
    ------
    InputError
        If there is none.
    """
    return _model_info(str(run.model), stamp(run.model))


@st.cache_resource(max_entries=64, show_spinner=False)
def _model_info(model: str, modified: int) -> ModelInfo:
    return models.read_info(Path(model))


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
        raise InputError("the model {name} is no longer there", name=info.path.name) from None
    return _network(str(info.path), modified, info)


@st.cache_resource(max_entries=8, show_spinner=False)
def _network(path: str, modified: int, _info: ModelInfo) -> Network:
    if epoch_model.is_checkpoint(Path(path)):
        return Network(_info.summaries, checkpoint.read_weights(Path(path), _info.summaries))
    return read_network(_info)


def layer_weights(run: RunFolder, layer: str) -> list[np.ndarray]:
    """The weights of a layer of a finished run, float32, in Keras's order."""
    return _layer_weights(str(run.model), stamp(run.model), layer)


@st.cache_resource(max_entries=16, show_spinner=False)
def _layer_weights(model: str, modified: int, layer: str) -> list[np.ndarray]:
    return engine().weights(Path(model), layer)
