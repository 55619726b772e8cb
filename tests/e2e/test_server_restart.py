"""The server is restarted under its visitors: pages go on without being loaded again."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PATIENCE, free_port, running_app, settle
from tests.e2e.feature_maps import ONE, SEVEN, Explorer


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab that no server but the test's own has served."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(PATIENCE)
    yield page
    page.close()


def wait_for_connection(page: Page) -> None:
    """Wait until the page has run on the new server, whose fields are usable then."""
    expect(page.get_by_text("Connection error")).to_have_count(0)
    settle(page)


def test_a_page_without_a_clock_answers_the_new_server(tab, tmp_path):
    port = free_port()
    with running_app(tmp_path, port=port) as address:
        tab.goto(f"{address}/feature_maps?f_model=mnist&f_view=Reasons")
        # The engine is up: from now on nothing of the page runs by the clock.
        expect(tab.get_by_role("combobox", name="Why", exact=True)).to_be_visible()
        tab.goto(f"{address}/feature_maps?f_model=mnist")
        explorer = Explorer(tab)
        expect(explorer.answer).to_have_text("3")
        settle(tab)
    with running_app(tmp_path, port=port):
        with tab.expect_event("websocket"):
            pass
        wait_for_connection(tab)
        explorer.press("Clear")
        for stroke in ONE:
            explorer.stroke(stroke)
        expect(explorer.answer).to_have_text("1")


def test_a_drawing_is_kept_and_the_next_one_is_read(tab, tmp_path):
    port = free_port()
    with running_app(tmp_path, port=port) as address:
        tab.goto(f"{address}/feature_maps?f_model=mnist")
        explorer = Explorer(tab)
        expect(explorer.answer).to_have_text("3")
        explorer.press("Clear")
        for stroke in SEVEN:
            explorer.stroke(stroke)
        expect(explorer.answer).to_have_text("7")
    with running_app(tmp_path, port=port):
        with tab.expect_event("websocket"):
            pass
        wait_for_connection(tab)
        expect(explorer.answer).to_have_text("7")
        explorer.press("Clear")
        for stroke in ONE:
            explorer.stroke(stroke)
        expect(explorer.answer).to_have_text("1")
