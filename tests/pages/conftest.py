"""Less data behind the pages: drawing all of the synthetic steel takes seconds."""

import pytest

from cnnviz.data import synthetic_steel


@pytest.fixture(scope="package", autouse=True)
def little_synthetic_steel():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(synthetic_steel, "PER_CLASS", 10)
        yield
