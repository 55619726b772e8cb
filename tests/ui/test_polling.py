"""How often pages look for news: as they want for a few visitors, less often for a class."""

import pytest

from cnnviz.ui import polling


def test_outside_a_server_a_page_looks_as_often_as_it_wants():
    assert polling.every(0.5) == 0.5


@pytest.mark.parametrize(("visitors", "seconds"), [(1, 0.5), (15, 0.5), (30, 1.0), (60, 2.0)])
def test_a_class_makes_no_more_looks_than_fifteen_visitors(monkeypatch, visitors, seconds):
    monkeypatch.setattr(polling, "visitors", lambda: visitors)
    assert polling.every(0.5) == seconds
