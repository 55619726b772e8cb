"""Session clean-up on a real server: what a visitor holds is freed when the browser has gone."""

from pathlib import Path
from urllib.parse import quote

import pytest

from tests.e2e.conftest import running_app, settle
from tests.waiting import wait_until

KEEP_SOCKETS = """
window.sockets = [];
window.WebSocket = class extends WebSocket {
  constructor(...all) { super(...all); window.sockets.push(this); }
};
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    home = tmp_path_factory.mktemp("session-cleanup")
    with running_app(home, "tests/e2e/session_cleanup_page.py") as address:
        yield address


def visit(browser, address: str, freed: Path):
    page = browser.new_page()
    page.add_init_script(KEEP_SOCKETS)
    page.goto(f"{address}/?file={quote(str(freed))}")
    settle(page)
    return page


def test_the_last_visitors_things_are_freed_with_nobody_else_on_the_server(
    browser, address, tmp_path
):
    freed = tmp_path / "freed"
    page = visit(browser, address, freed)
    assert not freed.exists()
    page.close()
    wait_until(freed.exists, 120, "what the visitor held is freed")


def test_who_stays_keeps_everything_while_another_leaves(browser, address, tmp_path):
    stays, leaves = tmp_path / "stays", tmp_path / "leaves"
    page = visit(browser, address, stays)
    visit(browser, address, leaves).close()
    wait_until(leaves.exists, 120, "what the other held is freed")
    assert not stays.exists()
    page.close()


def test_who_comes_back_after_a_break_of_the_line_finds_everything(browser, address, tmp_path):
    back, leaves = tmp_path / "back", tmp_path / "leaves"
    page = visit(browser, address, back)
    page.evaluate("window.sockets.at(-1).close()")
    page.wait_for_function("window.sockets.length > 1 && window.sockets.at(-1).readyState === 1")
    visit(browser, address, leaves).close()
    wait_until(leaves.exists, 120, "what somebody held who left later is freed")
    assert not back.exists()
    page.close()
    wait_until(back.exists, 120, "and what was held after the break, in the end")
