"""Less data behind the pages: drawing all of the synthetic steel takes seconds."""

import shutil

import pytest

from cnnviz.data import synthetic_steel
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
