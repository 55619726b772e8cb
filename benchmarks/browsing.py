"""A real browser for what is measured on the screen."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e import browser as chromium
from tests.e2e.conftest import settle


@contextmanager
def browser() -> Iterator[Browser]:
    """Yield a Chromium without a graphics card, as the browser tests use it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.installed(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def visit(browser: Browser, address: str, script: str = "") -> Page:
    """Open a page in a context of its own, after a script that watches it; wait until it stands."""
    # Playwright evaluates what it waits for in the page, which the page's own policy forbids.
    context = browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.add_init_script(script)
    page.goto(address)
    settle(page)
    return page
