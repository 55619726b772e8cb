"""The layer calculator at 32 × 32: what one changed setting sends, how soon it is seen; scrubbing.

Painted means: the canvas has its new pixels and two more frames of the screen have begun. Compared
with ``one_widget.py``, in turns, in the same browser.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, WebSocket

from benchmarks.browsing import browser, visit
from benchmarks.painting import WATCH
from benchmarks.timing import verdict
from cnnviz.ui.calculator.state import CalculatorState as Key
from tests.e2e.browser import installed
from tests.e2e.conftest import running_app, settle

CHANGES = 11
MOST_BYTES, MOST_TIMES, MOST_DROPPED = 50_000, 1.5, 0.05
LAYERS = {
    "convolution": {},
    "convolution, 4 channels, 4 filters": {Key.CHANNELS: 4, Key.FILTERS: 4},
    "transposed, stride 2, 4 channels, 4 filters": {
        Key.OPERATION: "Transposed convolution",
        Key.STRIDE[0]: 2,
        Key.CHANNELS: 4,
        Key.FILTERS: 4,
    },
}
SCRUB_STEPS = 240

# Milliseconds between the frames of the screen.
WATCH_FRAMES = """
() => {
  const frames = (window.frames = []);
  let before = performance.now();
  const next = (now) => { frames.push(now - before); before = now; requestAnimationFrame(next); };
  requestAnimationFrame(next);
}
"""


def report() -> Iterator[str]:
    """Lines for several layers of a 32 × 32 input."""
    if installed() is None:
        yield "not measured: it needs a Chromium (python -m tests.e2e.browser)"
        return
    with ExitStack() as stack:
        chromium = stack.enter_context(browser())
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        app = stack.enter_context(running_app(_folder(home, "app")))
        one = stack.enter_context(running_app(_folder(home, "one"), "benchmarks/one_widget.py"))
        for name, settings in LAYERS.items():
            address = f"{app}/layer_calculator?{urlencode({**settings, Key.SIZE[0]: 32})}"
            yield from _measure(chromium, address, one, name)


def _folder(home: Path, name: str) -> Path:
    folder = home / name
    folder.mkdir()
    return folder


def _measure(chromium: Browser, address: str, one: str, name: str) -> Iterator[str]:
    page, other = visit(chromium, address, WATCH), visit(chromium, one, WATCH)
    page.wait_for_selector(".stage .where:not(:empty)")
    yield _bytes(page, name)
    sizes = list(islice(cycle([31, 32]), CHANGES))
    turns = [(_change(other, size), _change(page, size)) for size in sizes]
    theirs, ours = (median(times) for times in zip(*turns, strict=True))
    yield (
        f"{f'{name}: painted':58} {ours:6.0f} ms     {ours / theirs:.2f} times the one-widget "
        f"page, promised at most {MOST_TIMES}: {verdict(ours <= MOST_TIMES * theirs)}"
    )
    yield _scrub(page, name)
    for each in (page, other):
        each.context.close()


def _bytes(page: Page, name: str) -> str:
    """All messages of one change, counted in a fresh visit that has changed something before."""
    received: list[int] = []
    page.on("websocket", lambda socket: _listen(socket, received))
    page.reload()
    page.wait_for_selector(".stage .where:not(:empty)")
    settle(page)
    _change(page, 31)
    received.clear()
    _change(page, 32)
    sent = sum(received)
    return (
        f"{f'{name}: sent for one change':58} {sent:6d} bytes  "
        f"promised at most {MOST_BYTES}: {verdict(sent <= MOST_BYTES)}"
    )


def _listen(socket: WebSocket, received: list[int]) -> None:
    socket.on("framereceived", lambda data: received.append(len(data)))


def _change(page: Page, size: int) -> float:
    """Type another input size; milliseconds from the Enter key until it is painted."""
    page.bring_to_front()
    box = page.get_by_label("Input", exact=True).and_(page.locator("input"))
    box.fill(str(size))
    box.press("Enter")
    page.wait_for_function("painted['cnnviz:painted']", polling=100)
    settle(page)
    return page.evaluate("painted['cnnviz:painted']")


def _scrub(page: Page, name: str) -> str:
    """Drag the slider from end to end; the share of the screen's frames that were left out."""
    page.bring_to_front()
    box = page.get_by_label("Window", exact=True).bounding_box()
    assert box, "the slider is not on the page"
    height = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 8, height)
    page.mouse.down()
    page.evaluate(WATCH_FRAMES)
    page.mouse.move(box["x"] + box["width"] - 4, height, steps=SCRUB_STEPS)
    page.mouse.up()
    between = page.evaluate("frames")
    dropped = sum(max(round(time * 60 / 1000) - 1, 0) for time in between)
    share = dropped / (dropped + len(between))
    return (
        f"{f'{name}: scrubbed from end to end':58} {share:6.1%} of {dropped + len(between)} frames "
        f"dropped, promised at most {MOST_DROPPED:.0%}: {verdict(share <= MOST_DROPPED)}"
    )
