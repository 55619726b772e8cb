"""Pictures and the kernels learned from them, shared by all visitors."""

import numpy as np
import streamlit as st

from cnnviz.filters.learning import descent
from cnnviz.filters.learning.descent import Settings, TrainingTrace
from cnnviz.filters.learning.problem import Problem
from cnnviz.images import gallery


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
