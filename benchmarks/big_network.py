"""Feature maps of a network as large as VGG-16 at 224 × 224: from a picture to its maps, and on.

Thirteen convolutions and three dense layers with random weights, written in the notation of our
stacks, are saved as the model of a run; then a real photograph is uploaded. The dense layers have
1,024 units, with which the network keeps to the bound of 50 million parameters. Painted means: two
frames after the component has drawn.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import Page, expect
from sklearn.datasets import load_sample_image

from benchmarks.browsing import browser, visit
from benchmarks.timing import verdict
from cnnviz import models
from cnnviz.evaluation.metrics import Evaluation
from cnnviz.images import png_bytes
from cnnviz.layers import layer_from_json
from cnnviz.networks.build import build
from cnnviz.networks.text import read_stack
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State
from tests.e2e.browser import installed
from tests.e2e.conftest import running_app, settle

BLOCKS = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
STACK = (
    ", ".join(
        ", ".join([*[f"conv {filters} 3x3 same relu"] * count, "maxpool 2"])
        for filters, count in BLOCKS
    )
    + ", flatten, dense 1024 relu, dense 1024 relu"
)
SHAPE, CLASSES = (224, 224, 3), tuple("0123456789")
PHOTOGRAPHS = ("china.jpg", "flower.jpg")
UNITS = 7
MOST_UNIT_SECONDS = 1.0
MOST_BYTES = 3_000_000  # to the browser, for a new picture
LEAST_FRAMES = 30  # a second, while scrolling

WATCH = """
window.marks = {};
const mark = performance.mark.bind(performance);
performance.mark = (name, ...rest) => {
  const note = () => (window.marks[name] = performance.now());
  requestAnimationFrame(() => requestAnimationFrame(note));
  return mark(name, ...rest);
};
"""
# Scroll through all layers in two seconds, and count the frames.
SCROLL = """
() => new Promise((done) => {
  const main = document.querySelector('[data-testid="stMain"]');
  const [began, way] = [performance.now(), main.scrollHeight - main.clientHeight];
  const times = [];
  const step = (now) => {
    times.push(now);
    main.scrollTop = (way * (performance.now() - began)) / 2000;
    if (performance.now() - began < 2000) return requestAnimationFrame(step);
    const gaps = times.slice(1).map((at, i) => at - times[i]);
    done([gaps.length / 2, Math.max(...gaps)]);
  };
  requestAnimationFrame(step);
})
"""


def report() -> Iterator[str]:
    """Lines for a picture, its bytes, memory, scrolling, and a unit."""
    if installed() is None:
        yield "not measured: it needs a Chromium (python -m tests.e2e.browser)"
        return
    with tempfile.TemporaryDirectory() as name, browser() as chromium:
        run = save_run(Path(name))
        with running_app(Path(name)) as app:
            address = f"{app}/feature_maps?f_model={run}&f_picture=Upload"
            page = visit(chromium, address, WATCH)
            yield from _measure(page)


def save_run(home: Path) -> str:
    """Save the network as a finished run below a home; return its id."""
    layers = tuple(map(layer_from_json, read_stack(STACK)))
    os.environ["CNNVIZ_HOME"] = str(home)
    run = RunFolder.create(RunConfig(dataset="digits", architecture="vgg-16", layers=layers))
    network = build(layers, SHAPE, len(CLASSES))
    info = models.ModelInfo("VGG-16, random", CLASSES, SHAPE, layers, "none")
    models.save(network, info, run.model)
    counts = ((0,) * len(CLASSES),) * len(CLASSES)
    run.write_evaluation(Evaluation("test", 4, 2.3, 0.1, CLASSES, counts))
    run.write_state(State("done"))
    return run.id


def _measure(page: Page) -> Iterator[str]:
    received: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))),
    )
    page.reload()
    settle(page)
    for turn, name in enumerate(PHOTOGRAPHS):
        before = sum(received)
        seconds = _seconds(page, "cnnviz:maps", lambda name=name: _upload(page, name))
        settle(page)
        kilobytes = (sum(received) - before) / 1e3
        first = ", the first one: model opened and compiled" if not turn else ""
        yield f"{'picture chosen, maps painted' + first:72} {seconds:6.2f} s"
        yield (
            f"{'bytes to the browser for it':72} {kilobytes:6.0f} kB; promised at most "
            f"{MOST_BYTES / 1e3:.0f} kB: {verdict(kilobytes <= MOST_BYTES / 1e3)}"
        )
    frames, worst = page.evaluate(SCROLL)
    yield (
        f"{'frames a second while scrolling through all layers':72} {frames:6.1f}   longest gap "
        f"{worst:.0f} ms; promised at least {LEAST_FRAMES}: {verdict(frames >= LEAST_FRAMES)}"
    )
    page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollTop = 0")
    before, taken = sum(received), []
    for turn in range(UNITS):
        taken.append(_seconds(page, "cnnviz:explained", lambda turn=turn: _open(page, turn)))
        settle(page)
    yield f"{'a unit, clicked and explained, the first one':72} {taken[0]:6.2f} s"
    rest = median(taken[1:])
    yield (
        f"{'a unit, clicked and explained, others':72} {rest:6.2f} s; promised at most "
        f"{MOST_UNIT_SECONDS:.1f} s: {verdict(max(taken) <= MOST_UNIT_SECONDS)}"
    )
    yield f"{'bytes to the browser for a unit':72} {(sum(received) - before) / UNITS / 1e3:6.0f} kB"
    for what, process in _processes():
        yield f"{'memory of the ' + what:72} {process.memory_info().rss / 1e6:6.0f} MB"


def _seconds(page: Page, mark: str, act: Callable[[], None]) -> float:
    page.evaluate(f"delete window.marks['{mark}']")
    began = time.perf_counter()
    act()
    page.wait_for_function(f"window.marks['{mark}'] > 0", timeout=300_000, polling=10)
    return time.perf_counter() - began


def _upload(page: Page, name: str) -> None:
    file = {"name": name, "mimeType": "image/png", "buffer": png_bytes(load_sample_image(name))}
    page.locator("input[type=file]").set_input_files(file)


def _open(page: Page, turn: int) -> None:
    layer = page.locator(".film canvas").nth(turn)
    layer.scroll_into_view_if_needed()
    layer.click(position={"x": 30, "y": 8})
    expect(page.locator(".drawer")).to_be_visible()


def _processes() -> Iterator[tuple[str, psutil.Process]]:
    """The web server and the largest of its descendants, the inference worker."""
    (server,) = (
        child for child in psutil.Process().children() if "streamlit" in " ".join(child.cmdline())
    )
    yield "web process", server
    yield (
        "inference worker",
        max(server.children(recursive=True), key=lambda process: process.memory_info().rss),
    )
