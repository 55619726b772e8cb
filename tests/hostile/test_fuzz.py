"""A short search for files that a reader fails at; `make fuzz` looks on for ten minutes."""

import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import at_most
from tests.hostile.fuzz import changed, ends_well
from tests.hostile.readers import READERS

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.skipif(sys.platform == "win32", reason="pictures of some kinds need another decoder")
def test_a_changed_file_is_read_or_refused(kind):
    @settings(at_most(100), suppress_health_check=list(HealthCheck))
    @given(st.data())
    def each(data: st.DataObject) -> None:
        ends_well(kind, data.draw(changed(kind)))

    each()
