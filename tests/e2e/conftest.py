"""One server and one browser for all browser tests, and the few gestures that they share."""

import base64
import io
import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    TimeoutError,
    WebSocket,
    expect,
)

from cnnviz.utils import paths
from tests.e2e import browser as chromium
from tests.waiting import wait_until

PATIENCE = 120_000  # milliseconds; two cores may have other work to do

expect.set_options(timeout=PATIENCE)

SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:
            return reply.status == 200
    except OSError:
        return False


@contextmanager
def running_app(home: Path, script: str = "server.py", port: int | None = None) -> Iterator[str]:
    """The app on a server of its own, just started; yields its address."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    with (home / "server.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command,
            cwd=paths.ROOT,
            env=os.environ | {"CNNVIZ_HOME": str(home)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            wait_until(lambda: answers(f"{address}/_stcore/health"), 60, "the server answers")
            yield address
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="session")
def server_home(tmp_path_factory) -> Path:
    """The home of the server's runs."""
    home: Path = tmp_path_factory.mktemp("server-home")
    return home


@pytest.fixture(scope="session")
def server(server_home):
    """The app, just started, with a home of its own. Yields its address."""
    with running_app(server_home) as address:
        yield address


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = chromium.installed()
    if path is None:
        message = "no Chromium found: run python -m tests.e2e.browser"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    arguments += ["--lang=en-US"]  # the tests expect the English texts, whatever the machine speaks
    # With `context`'s open tab: new tabs share one process, which has Streamlit's scripts compiled.
    arguments += ["--renderer-process-limit=1"]
    return browser_type_launch_args | {"executable_path": path, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {
        "viewport": {"width": 1280, "height": 800},
        "accept_downloads": True,
        "locale": "en-US",
    }


@pytest.fixture(scope="session")
def context(browser, browser_context_args, server) -> Iterator[BrowserContext]:
    """One for all tests: a page opens sooner where the browser has its scripts."""
    context = browser.new_context(**browser_context_args)
    context.set_default_timeout(PATIENCE)
    context.new_page().goto(f"{server}/_stcore/health")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, request) -> Iterator[Page]:
    """A new tab; what it shows when the test fails is in test-results/browser."""
    page, failed = context.new_page(), request.session.testsfailed
    yield page
    if request.session.testsfailed > failed:
        name = re.sub(r"\W+", "-", request.node.name)
        page.screenshot(path=paths.ROOT / f"test-results/browser/{name}.png")
    page.close()


def settle(page: Page) -> None:
    """Wait until the page's script has run and nothing is stale.

    Before its first run a page counts as not running, too: so first wait for what it shows.
    """
    expect(page.get_by_test_id("stElementContainer").first).to_be_attached()
    expect(page.locator(SETTLED)).to_be_visible()
    expect(page.locator("[data-stale=true]")).to_have_count(0)


def next_frame(page: Page) -> None:
    """Wait until what a gesture asked of the browser's next frame is drawn."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def expect_no_overflow(page: Page) -> None:
    """Wait until the document is no wider than the screen."""
    page.wait_for_function(
        "width => document.documentElement.scrollWidth <= width", arg=page.viewport_size["width"]
    )


def pixels(canvas: Locator) -> np.ndarray:
    """What a canvas shows, uint8 (H, W, 4), sent as a PNG: its numbers would take seconds."""
    address = canvas.evaluate("canvas => canvas.toDataURL()")
    png = base64.b64decode(address.partition(",")[2])
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


def choose(page: Page, label: str, option: str) -> None:
    """Choose from a box's list, which shows its first options only until a name is typed.

    Once more where the page moved under the click and closed the list.
    """
    box = page.get_by_role("combobox", name=label, exact=True)
    for patience in (5_000, 30_000):
        box.scroll_into_view_if_needed()
        box.click()
        page.keyboard.type(option)
        with suppress(TimeoutError):
            page.get_by_role("option", name=option, exact=True).click(timeout=patience)
            return settle(page)
        page.keyboard.press("Escape")
    pytest.fail(f"{label} does not offer {option}")


@pytest.fixture
def open_page(page: Page, server: str) -> Callable[[str], Page]:
    """Open a page by the last part of its address, "" for the front door; fails on a traceback."""

    def go(path: str) -> Page:
        page.goto(f"{server}/{path}")
        settle(page)
        expect(page.get_by_text(re.compile("Traceback"))).to_have_count(0)
        return page

    return go


@pytest.fixture
def elsewhere(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Open an address as another visitor, whose browser knows nothing of this one."""
    pages: list[Page] = []

    def go(address: str) -> Page:
        pages.append(browser.new_page())
        pages[-1].set_default_timeout(PATIENCE)
        pages[-1].goto(address)
        settle(pages[-1])
        return pages[-1]

    yield go
    for page in pages:
        page.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A tab on a phone, 390 pixels wide, with a touch screen."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def bench(open_page, page: Page):
    """The kernel playground's bench; bench.py uses this module's gestures, so it comes later."""
    from tests.e2e.bench import Bench

    open_page("kernel_playground")
    bench = Bench(page)
    expect(bench.cells).not_to_have_count(0)
    return bench


@pytest.fixture
def calculator(traffic, open_page, page: Page):
    """The layer calculator as it opens; calculator.py uses this module's gestures."""
    from tests.e2e.calculator import Calculator

    open_page("")
    page.get_by_role("link", name="Layer calculator").click()
    expect(page.get_by_role("heading", name="Layer calculator")).to_be_visible()
    settle(page)
    expect(page.locator(".stage .where")).to_have_text(re.compile(r"\d+ / 25"))
    return Calculator(page)


@pytest.fixture
def traffic(page: Page) -> dict[str, list[int]]:
    """Sizes of the messages sent to and received from the server since the page was opened."""
    sizes: dict[str, list[int]] = {"sent": [], "received": []}

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: sizes["sent"].append(len(frame)))
        socket.on("framereceived", lambda frame: sizes["received"].append(len(frame)))

    page.on("websocket", listen)
    return sizes


@pytest.fixture
def sent(traffic: dict[str, list[int]]) -> list[int]:
    """Sizes of all messages to the server since the page was opened."""
    return traffic["sent"]


@pytest.fixture
def screenshot(page: Page):
    """Save what is on screen as ``<name>.png``, to be looked at."""
    folder = paths.ROOT / "test-results" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return lambda name: page.screenshot(path=folder / f"{name}.png")


@pytest.fixture
def explorer(open_page):
    """The page of feature maps with the shipped digit network, warm: its example is recognised."""
    from tests.e2e.feature_maps import Explorer  # it imports this file

    explorer = Explorer(open_page("feature_maps?f_model=mnist"))
    expect(explorer.answer).to_have_text("3")
    return explorer
