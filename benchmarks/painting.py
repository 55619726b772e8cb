"""From an edited cell to the new picture on the screen, in a real browser; and hovering.

Painted means: the canvas has its new pixels and two more frames of the screen have begun. Compared
with ``bare_page.py``, in turns, in the same browser.
"""

import math
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np
from playwright.sync_api import Browser, Page, WebSocket, expect

from benchmarks.browsing import browser, visit
from benchmarks.timing import verdict
from cnnviz.images import png_bytes
from tests.e2e.browser import installed
from tests.e2e.conftest import choose, running_app, settle

EDITS = 11
SIDE = 1000
PICTURES = {"Grey": (SIDE, SIDE, 1), "Each channel": (SIDE, SIDE, 3)}
MOST_TIMES, MOST_MORE = 1.5, 100  # times the bare page; milliseconds above it
HOVER_SECONDS = 10

# Milliseconds from the last key to two frames after the first of each mark that follows it.
WATCH = """
addEventListener("keydown", () => {
  window.pressed = performance.now();
  window.painted = {};
}, true);
const mark = performance.mark.bind(performance);
performance.mark = (name, ...rest) => {
  const { painted, pressed } = window;
  const note = () => { if (painted) painted[name] ??= performance.now() - pressed; };
  requestAnimationFrame(() => requestAnimationFrame(note));
  return mark(name, ...rest);
};
"""

# After each move of the mouse: whether the marks on the output changed in the next frame.
WATCH_HOVER = """
(canvas) => {
  const seen = (window.hovered = { moves: 0, late: 0, frames: 0 });
  const print = () => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Uint32Array(data.buffer).reduce((sum, word, i) => (sum + word * (i + 1)) | 0, 0);
  };
  addEventListener("pointermove", () => {
    const before = print();
    requestAnimationFrame(() => {
      seen.moves += 1;
      if (print() === before) seen.late += 1;
    });
  });
  const count = () => { seen.frames += 1; requestAnimationFrame(count); };
  requestAnimationFrame(count);
}
"""


def report() -> Iterator[str]:
    """Lines for a grey and an RGB picture of 1 megapixel, then for hovering."""
    if installed() is None:
        yield "not measured: it needs a Chromium (python -m tests.e2e.browser)"
        return
    with tempfile.TemporaryDirectory() as name, browser() as chromium:
        homes = Path(name, "app"), Path(name, "bare")
        for home in homes:
            home.mkdir()
        with running_app(homes[0]) as app, running_app(homes[1], "benchmarks/bare_page.py") as bare:
            for colour, shape in PICTURES.items():
                other = visit(chromium, f"{bare}/?channels={shape[2]}", WATCH)
                yield from _compare(_visit_bench(chromium, app, colour), other, colour)
            yield from _hover(_visit_bench(chromium, app, "Grey"))


def _visit_bench(chromium: Browser, address: str, colour: str) -> Page:
    """Upload a picture of noise through the page, and choose how colours are filtered."""
    page = visit(chromium, f"{address}/kernel_playground", WATCH)
    noise = np.random.default_rng(0).integers(0, 256, PICTURES[colour], np.uint8)
    page.get_by_role("button", name="Own picture").click()
    file = {"name": "noise.png", "mimeType": "image/png", "buffer": png_bytes(noise)}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text(re.compile(f"{SIDE} × {SIDE}")).first).to_be_visible(timeout=60_000)
    settle(page)
    if PICTURES[colour][2] > 1:
        choose(page, "Colour", colour)
    return page


def _compare(ours: Page, bare: Page, colour: str) -> Iterator[str]:
    turns = [(_edit_bare(bare, turn), _edit_ours(ours, turn)) for turn in range(1, EDITS + 1)]
    theirs, painted = (
        median(taken["cnnviz:painted"] for taken in page) for page in zip(*turns, strict=True)
    )
    preview = median(taken["cnnviz:previewed"] for _, taken in turns)
    times, more = painted / theirs, painted - theirs
    what = f"an edited cell, 1 MP, {colour.lower()}"
    yield f"{what + ': preview painted':52} {preview:6.0f} ms"
    yield (
        f"{what + ': Python’s values painted':52} {painted:6.0f} ms   {times:.2f} times the bare "
        f"page, {more:+.0f} ms; promised at most {MOST_TIMES} and +{MOST_MORE}: "
        f"{verdict(times <= MOST_TIMES and more <= MOST_MORE)}"
    )
    for page in (ours, bare):
        page.context.close()


def _edit_ours(page: Page, number: int) -> dict[str, float]:
    cell = page.locator(".cells input").nth(4)
    cell.focus()
    cell.select_text()
    return _painted_after(page, str(number % 10), ".output .pixels")


def _edit_bare(page: Page, number: int) -> dict[str, float]:
    page.get_by_label("Number", exact=True).fill(str(number % 10))
    return _painted_after(page, "Enter", "canvas")


def _painted_after(page: Page, key: str, canvas: str) -> dict[str, float]:
    """Press the key that sends an edit off; milliseconds to each mark, painted."""
    page.bring_to_front()
    before = _pixels(page, canvas)
    page.keyboard.press(key)
    page.wait_for_function("painted['cnnviz:painted']", polling=100)
    settle(page)
    assert _pixels(page, canvas) != before, f"{canvas} did not change"
    return page.evaluate("painted")


def _pixels(page: Page, canvas: str) -> str:
    return page.locator(canvas).evaluate("canvas => canvas.toDataURL()")


def _hover(page: Page) -> Iterator[str]:
    """Move the mouse in circles over the output; watch the outline, and what is sent."""
    sent: list[int] = []
    page.on("websocket", lambda socket: _listen(socket, sent))
    page.reload()
    settle(page)
    box = page.locator(".output .marks").bounding_box()
    page.locator(".output .marks").evaluate(WATCH_HOVER)
    arrived, start = len(sent), time.monotonic()
    turn = 0.0
    while time.monotonic() < start + HOVER_SECONDS:
        turn += 0.05
        x = box["x"] + box["width"] * (0.5 + 0.4 * math.cos(turn))
        y = box["y"] + box["height"] * (0.5 + 0.4 * math.sin(turn))
        page.mouse.move(x, y)
    seconds, seen = time.monotonic() - start, page.evaluate("hovered")
    page.context.close()
    late, moves, messages = seen["late"], seen["moves"], len(sent) - arrived
    yield (
        f"{'hover, 1 MP: outline in the next frame':52} {moves - late} of {moves} moves, "
        f"{seen['frames'] / seconds:.0f} frames a second: {verdict(moves > 0 and late == 0)}"
    )
    yield (
        f"{f'hover, 1 MP: {seconds:.0f} s of it':52} {messages} messages to the server: "
        f"{verdict(messages == 0)}"
    )


def _listen(socket: WebSocket, sent: list[int]) -> None:
    # A function of our own: Playwright marks its handlers, which built-in methods do not allow.
    socket.on("framesent", lambda data: sent.append(len(data)))
