"""Feature maps: a drawing's activations, computed and packed; a unit opened, until it is explained.

Painted means as in ``calculator.py``; compared with ``one_widget.py``, in turns, in one browser.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import numpy as np
from playwright.sync_api import Browser, Page

from benchmarks.browsing import browser, change_number, visit
from benchmarks.painting import WATCH
from benchmarks.timing import median_seconds_each, verdict
from cnnviz import models
from cnnviz.engine import Engine
from cnnviz.explain.forward import forward, read_network
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.networks import ARCHITECTURES
from cnnviz.networks.build import build
from cnnviz.ui.components.feature_strips import strips_data
from tests.e2e.browser import installed
from tests.e2e.conftest import running_app, settle

OPENED = 11
MOST_TIMES = 1.5  # times the one-widget page, for a unit
MOST_FORWARD, MORE_FORWARD = 2, 0.010  # times a compiled forward pass, and seconds above it
CLASSES = tuple(map(str, range(10)))


def report() -> Iterator[str]:
    """Lines for lecture-mnist's activations, and for units of the shipped digit network."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _activations(Path(folder) / "lecture-mnist.keras")
    if installed() is None:
        yield "units not measured: they need a Chromium (python -m tests.e2e.browser)"
        return
    with ExitStack() as stack:
        chromium = stack.enter_context(browser())
        homes = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(2)]
        app = stack.enter_context(running_app(homes[0]))
        one = stack.enter_context(running_app(homes[1], "benchmarks/one_widget.py"))
        yield _units(chromium, f"{app}/feature_maps?f_model=mnist", one)


def _activations(path: Path) -> Iterator[str]:
    preset = ARCHITECTURES["lecture-mnist"]
    info = models.ModelInfo(preset.name, CLASSES, preset.input_shape, preset.layers, "none")
    info = models.save(build(preset.layers, preset.input_shape, len(CLASSES)), info, path)
    observed, network = ObservedModel(models.open_model(info)), read_network(info)
    image = np.random.default_rng(0).random(preset.input_shape, np.float32)
    engine = Engine()
    engine.wait_ready()

    def packed() -> bytes:
        return strips_data(info.summaries, engine.activations(path, image), CLASSES)

    calls = {
        "compiled": lambda: observed.predict(image[np.newaxis]),
        "packed": packed,
        "numpy": lambda: forward(network, image),
    }
    taken = median_seconds_each(calls, 25)
    engine.close()
    most = MOST_FORWARD * taken["compiled"] + MORE_FORWARD
    yield (
        f"{'all activations of lecture-mnist, computed and packed':58} "
        f"{taken['packed'] * 1e3:6.1f} ms     promised at most {most * 1e3:.1f}, twice a compiled "
        f"forward pass and 10 ms: {verdict(taken['packed'] <= most)}"
    )
    yield f"{'the same in NumPy, without an engine':58} {taken['numpy'] * 1e3:6.1f} ms"


def _units(chromium: Browser, address: str, one: str) -> str:
    page, other = visit(chromium, address, WATCH), visit(chromium, one, WATCH)
    page.wait_for_selector(".bars .top")
    _open(page, "ArrowDown")  # the weights are read once
    numbers, keys = islice(cycle([8, 9]), OPENED), cycle(["ArrowUp", "ArrowDown"])
    turns = [(change_number(other, number), _open(page, next(keys))) for number in numbers]
    theirs, ours = (median(times) for times in zip(*turns, strict=True))
    for each in (page, other):
        each.context.close()
    return (
        f"{'a unit opened: its explanation painted':58} {ours:6.0f} ms     {ours / theirs:.2f} "
        f"times the one-widget page, promised at most {MOST_TIMES}: "
        f"{verdict(ours <= MOST_TIMES * theirs)}"
    )


def _open(page: Page, key: str) -> float:
    """Move by one cell in the magnifier, and open it; milliseconds from the Enter key."""
    page.bring_to_front()
    page.locator(".big").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.wait_for_function("painted['cnnviz:explained']", polling=100)
    settle(page)
    return page.evaluate("painted['cnnviz:explained']")
