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


def change_number(page: Page, number: int) -> float:
    """Type a number into ``one_widget``; when its picture was painted, in ms after the key.

    The page was opened with ``painting.WATCH`` or a script that keeps the same marks.
    """
    page.bring_to_front()
    box = page.get_by_label("Input", exact=True).and_(page.locator("input"))
    box.fill(str(number))
    box.press("Enter")
    return painted(page, "cnnviz:painted")


def painted(page: Page, mark: str) -> float:
    """Wait until a component has set its mark; when that was, in ms."""
    page.wait_for_function(f"window.painted?.['{mark}'] > 0", polling=50)
    settle(page)
    return float(page.evaluate(f"painted['{mark}']"))
