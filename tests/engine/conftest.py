"""A small model in a file, and images for it."""

import numpy as np
import pytest

from cnnviz import models
from tests.small_networks import INFO, small_model


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return models.save(small_model(), INFO, tmp_path_factory.mktemp("m") / "small.keras").path


@pytest.fixture
def batch():
    return np.random.default_rng(1).random((7, 8, 8, 1), np.float32)
