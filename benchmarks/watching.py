"""A run that is watched: against a bare script, its files, scrubbing, and what a watcher costs."""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
from playwright.sync_api import Page

from benchmarks.browsing import browser, visit
from benchmarks.timing import verdict
from cnnviz import data
from cnnviz.training.config import RunConfig
from cnnviz.training.epoch_record import EpochRecord, Watched
from cnnviz.training.events import BatchEvent, EpochEvent
from cnnviz.training.folder import RunFolder
from cnnviz.training.recipes import RECIPES
from cnnviz.training.state import Progress, State
from cnnviz.utils import paths
from tests.e2e.browser import installed
from tests.e2e.conftest import running_app

MOST_TIMES = 1.05  # of a bare script's wall and CPU time
DIGITS_BYTES, MNIST_BYTES, MNIST_EPOCHS = 10_000, 1_000_000, 30
MOST_CORES, WATCH_SECONDS = 0.02, 30
FIRST_POINT_SECONDS = 3.0
SCRUBBED = 50  # epochs
IMAGES, CLASSES = 6000, 10

COUNT_MESSAGES = """() => {
  const send = WebSocket.prototype.send;
  window.sent = 0;
  WebSocket.prototype.send = function (...message) {
    window.sent += 1;
    send.apply(this, message);
  };
}"""

# In the frame after a key, whether the number of the epoch has changed on the screen.
SCRUB = """async (steps) => {
  const parts = [...document.querySelectorAll("*")].map((each) => each.shadowRoot).filter(Boolean);
  const find = (name) => parts.map((each) => each.querySelector(name)).find(Boolean);
  const [figure, shown] = [find(".chart"), find(".kernels-epoch")];
  const taken = [];
  for (let i = 0; i < steps; i += 1) {
    const [before, began] = [shown.textContent, performance.now()];
    figure.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }));
    await new Promise(requestAnimationFrame);
    await new Promise((done) => setTimeout(done));
    if (shown.textContent !== before) taken.push(performance.now() - began);
  }
  return taken;
}"""


def report() -> Iterator[str]:
    """Lines on training, files, scrubbing and watching, as far as data and a browser are here."""
    yield from _files("digits", DIGITS_BYTES, 1)
    if any(offer.name == "mnist" and offer.present for offer in data.available()):
        yield from _against_a_script()
    if installed() is None:
        yield "not measured: what needs a Chromium (python -m tests.e2e.browser)"
        return
    yield from _in_a_browser()


def _against_a_script() -> Iterator[str]:
    """Train as a run and as a bare ``fit``, each in a process of its own, in turns."""
    taken = {kind: _trained(kind) for kind in ("bare", "run")}
    for name in ("wall", "cpu"):
        ours, bare = taken["run"][name], taken["bare"][name]
        yield (
            f"lecture-mnist, 3 epochs, {name:4} {ours:8.1f} s   {ours / bare:.3f} times a bare "
            f"script, promised at most {MOST_TIMES}: {verdict(ours <= MOST_TIMES * bare)}"
        )
    size = taken["run"]["bytes"] / 3 * MNIST_EPOCHS
    yield (
        f"files of {MNIST_EPOCHS} epochs of MNIST {size / 1e3:8.0f} kB   promised below "
        f"{MNIST_BYTES / 1e3:.0f}: {verdict(size < MNIST_BYTES)}"
    )


def _trained(kind: str, name: str = "lecture-mnist", epochs: int = 3) -> dict[str, float]:
    one_thread = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}
    config = replace(RECIPES[name].config, epochs=epochs) if name in RECIPES else RunConfig(name)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.watching", kind],
        input=replace(config, epochs=epochs).to_json(),
        cwd=paths.ROOT,
        env=os.environ | one_thread,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _files(name: str, promised: int, epochs: int) -> Iterator[str]:
    size = _trained("run", name, epochs)["bytes"] / epochs
    yield (
        f"file of an epoch of {name} {size / 1e3:8.2f} kB   promised below {promised / 1e3:.0f}: "
        f"{verdict(size < promised)}"
    )


def train_bare(config: RunConfig) -> None:
    """Train, validate and evaluate with plain Keras, as a script would."""
    import keras

    from cnnviz.networks.build import build

    dataset = config.load_data()
    train, validation, test = dataset.splits
    keras.utils.set_random_seed(config.seed)
    model = build(config.network, dataset.input_shape, len(dataset.classes))
    model.compile(
        optimizer=config.optimiser.keras(float(config.learning_rate)),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=False,
    )
    model.fit(
        train.scaled,
        train.labels,
        validation_data=(validation.scaled, validation.labels),
        batch_size=config.batch_size,
        epochs=config.epochs,
        verbose=0,
    )
    model.evaluate(test.scaled, test.labels, batch_size=config.batch_size, verbose=0)


def main(kind: str) -> None:
    """Train what standard input describes, and print wall and CPU seconds and bytes of records."""
    from cnnviz.training import job

    config = RunConfig.from_json(sys.stdin.read())
    with tempfile.TemporaryDirectory() as folder:
        run = RunFolder.create(config, Path(folder, "run"))
        wall, cpu = time.monotonic(), time.process_time()
        if kind == "bare":
            train_bare(config)
        elif job.train_run(run).status != "done":
            raise SystemExit(run.state().reason)
        taken = {"wall": time.monotonic() - wall, "cpu": time.process_time() - cpu}
        records = [run.records.path(epoch).stat().st_size for epoch in run.records.epochs()]
    print(json.dumps(taken | {"bytes": sum(records)}))


def _in_a_browser() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name, browser() as chromium:
        home = Path(name)
        os.environ["CNNVIZ_HOME"] = name
        runs = {count: made_run(home, count) for count in (1, SCRUBBED, 100)}
        with running_app(home) as address:
            page = visit(chromium, f"{address}/trainer?run={runs[SCRUBBED].id}")
            yield from _scrub(page)
            page.context.close()
            yield from _watch(chromium, address, runs)
            yield _first_point(visit(chromium, f"{address}/trainer"))


def made_run(home: Path, epochs: int) -> RunFolder:
    """Write a run like one of MNIST that has trained for some epochs, of 200 steps each."""
    random = np.random.default_rng(epochs)
    config = RunConfig(epochs=SCRUBBED if epochs == SCRUBBED else 1000)
    run = RunFolder.create(config, home / "runs" / f"2026010{len(str(epochs))}-made-{epochs}")
    probes = np.arange(12)
    pictures = random.integers(0, 256, (12, 28, 28, 1), np.uint8)
    labels = random.integers(0, CLASSES, IMAGES)
    classes = tuple(map(str, range(CLASSES)))
    watched = Watched("mnist", False, classes, labels, probes, pictures)
    watched.save(run.records.watched_path)
    for epoch in range(1, epochs + 1):
        add_epoch(run, watched, epoch)
    run.write_state(State("done" if epochs == SCRUBBED else "running", progress=_progress(epochs)))
    return run


def _progress(epoch: int) -> Progress:
    return Progress("training", 0.1, epoch, 1000.0, 0.01)


def add_epoch(run: RunFolder, watched: Watched, epoch: int) -> None:
    """Write the events and the record of an epoch."""
    random = np.random.default_rng(epoch)
    for step in range(40, 201, 40):
        run.append(BatchEvent(epoch, step, 200, 1 / epoch, 0.9, epoch + step / 200, 0.001))
    run.append(EpochEvent(epoch, 1 / epoch, 0.9, 1 / epoch, 0.9, 1.0, epoch + 1.0))
    kernels = random.normal(0, 0.2, (3, 3, 1, 32)).astype(np.float32)
    probabilities = random.dirichlet(np.ones(CLASSES), 12).astype(np.float32)
    answers, truths = random.integers(0, CLASSES, IMAGES), random.random(IMAGES, np.float32)
    record = EpochRecord(epoch, 0.001, kernels, probabilities, answers, truths)
    record.save(run.records.path(epoch))


def _scrub(page: Page) -> Iterator[str]:
    page.locator(".tile").first.wait_for(timeout=120_000)
    time.sleep(3)
    page.evaluate(COUNT_MESSAGES)
    while _sent_in_two_seconds(page):  # until the engine has warmed up, the page asks for it
        pass
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    before = page.evaluate("window.sent")
    taken = page.evaluate(SCRUB, SCRUBBED - 1)
    messages = len(sent) + page.evaluate("window.sent") - before
    kept = len(taken) == SCRUBBED - 1 and messages == 0
    yield (
        f"scrubbing over {SCRUBBED} epochs {statistics.median(taken):8.1f} ms   {len(taken)} of "
        f"{SCRUBBED - 1} steps in the next frame, {messages} messages, promised all and none: "
        f"{verdict(kept)}"
    )


def _sent_in_two_seconds(page: Page) -> int:
    before: int = page.evaluate("window.sent")
    time.sleep(2)
    return int(page.evaluate("window.sent")) - before


def _watch(chromium: object, address: str, runs: dict[int, RunFolder]) -> Iterator[str]:
    """CPU time of the server with a watcher of a run, less that without one."""
    server = _server(address)
    cores = {}
    for epochs in (1, 100):
        run = runs[epochs]
        stop = threading.Event()
        trains = threading.Thread(target=_train_on, args=(run, epochs, stop), daemon=True)
        page = visit(chromium, f"{address}/trainer?run={run.id}")  # type: ignore[arg-type]
        page.locator(".tile").first.wait_for(timeout=120_000)
        trains.start()
        time.sleep(5)
        cores[epochs] = _cores(server)
        stop.set()
        trains.join()
        page.context.close()
        time.sleep(2)
    idle = _cores(server)
    for epochs, share in cores.items():
        cost = share - idle
        yield (
            f"a watcher from epoch {epochs:3} {cost:8.3f} cores   promised at most {MOST_CORES}: "
            f"{verdict(cost <= MOST_CORES)}"
        )


def _train_on(run: RunFolder, epoch: int, stop: threading.Event) -> None:
    """Append an epoch every two seconds, as a training process does."""
    watched = run.records.watched()
    while watched and not stop.wait(2):
        epoch += 1
        add_epoch(run, watched, epoch)
        run.write_state(State("running", progress=_progress(epoch)))


def _server(address: str) -> psutil.Process:
    port = int(address.rpartition(":")[2])
    children = psutil.Process().children(recursive=True)
    return next(child for child in children if str(port) in child.cmdline())


def _cores(process: psutil.Process) -> float:
    before, began = sum(process.cpu_times()[:2]), time.monotonic()
    time.sleep(WATCH_SECONDS)
    spent = sum(process.cpu_times()[:2]) - before
    return float(spent / (time.monotonic() - began))


def _first_point(page: Page) -> str:
    """From the click on Train to the first point of the curves, on a warm server."""
    seconds, address = 0.0, page.url.partition("?")[0]
    for _ in range(2):  # the first one warms the slot up
        page.goto(address)  # a page without the curves of the first
        page.get_by_role("button", name="Train", exact=True).click(timeout=120_000)
        began = time.monotonic()
        page.wait_for_url(re.compile(r"run=\d{8}-\d{6}-"))
        line = page.locator(".chart[data-metric=loss] .line:not(.validation)")
        while not (line.count() and line.first.get_attribute("points")):
            time.sleep(0.02)
        seconds = time.monotonic() - began
        page.get_by_role("button", name="Stop", exact=True).click()
        page.get_by_text("Accuracy on").first.wait_for(timeout=300_000)
    kept = verdict(seconds <= FIRST_POINT_SECONDS)
    return (
        f"click to first point {seconds:8.2f} s   promised at most {FIRST_POINT_SECONDS:g}: {kept}"
    )


# The engine's processes import this module again, under another name.
if __name__ == "__main__":
    main(sys.argv[1])
