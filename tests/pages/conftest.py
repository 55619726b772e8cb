"""What tests of pages share: less synthetic steel, which takes seconds to draw, and runs."""

import shutil

import pytest

from cnnviz.data import synthetic_steel
from cnnviz.layers import Conv2D, Dense, Flatten, MaxPool2D
from cnnviz.utils import paths


@pytest.fixture(scope="package", autouse=True)
def little_synthetic_steel():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(synthetic_steel, "PER_CLASS", 10)
        yield


@pytest.fixture
def no_runs(cnnviz_home, engine):
    """Each test begins without runs, and with the engine of all tests."""
    yield
    shutil.rmtree(paths.runs(), ignore_errors=True)


@pytest.fixture(scope="module")
def digit_run(cnnviz_home):
    """A run that ended with a small network for digits."""
    from tests.pages.feature_maps_page import DIGITS, finished_run

    layers = (Conv2D(4, activation="relu"), MaxPool2D(), Flatten(), Dense(8, "relu"))
    run = finished_run("digits", DIGITS, (28, 28, 1), layers)
    yield run
    shutil.rmtree(run.path)


@pytest.fixture(scope="module")
def steel_run(cnnviz_home):
    """A run that ended with a small network for pictures of steel."""
    from tests.pages.feature_maps_page import STEEL, finished_run

    layers = (Conv2D(3, 5, 4, activation="relu"), MaxPool2D(4), Flatten())
    run = finished_run("steel-synthetic", STEEL, (200, 200, 1), layers)
    yield run
    shutil.rmtree(run.path)
