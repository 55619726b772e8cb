"""The front door without a browser: what it shows, and what an old link becomes."""

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.ui.playground.state import PlaygroundState as Key
from cnnviz.utils import paths


def opened(**link: str | list[str]) -> AppTest:
    page = AppTest.from_file(paths.ROOT / "app.py", default_timeout=120)
    page.query_params.update(link)
    page.run()
    assert not page.exception
    return page


def test_the_first_page_is_the_front_door(engine):
    assert [title.value for title in opened().title] == ["cnnviz"]


@pytest.mark.parametrize("other", [{}, {"k_tab": "Anatomy", "k_bias": "0.5"}])
def test_a_link_from_when_the_playground_was_the_first_page_opens_it(engine, other):
    page = opened(k_kernel="Sharpen", **other)
    assert [title.value for title in page.title] == ["Kernel playground"]
    assert page.selectbox(Key.KERNEL).value == "Sharpen"
    assert page.query_params == {"k_kernel": "Sharpen", **other}
    assert not page.toast


def test_a_parameter_of_no_page_stays_at_the_front_door(engine):
    assert [title.value for title in opened(utm_source="mail").title] == ["cnnviz"]
