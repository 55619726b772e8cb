"""Two hundred short runs in a row: what grows in the server, the engine and temporary files."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from benchmarks.timing import verdict
from cnnviz.engine import Engine
from cnnviz.training.config import RunConfig
from cnnviz.training.queue import enqueue

RUNS, FIRST = 200, 20  # growth is counted from the end of the first ones
MOST_BYTES = 50_000_000  # of growth, of all processes together
PATIENCE = 300  # seconds for a run
QUIET_SECONDS = 5

Figures = dict[str, int]


def report() -> Iterator[str]:
    """Lines on memory, processes, threads, open files and temporary files."""
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as temporary:
        os.environ |= {"CNNVIZ_HOME": home, "TMPDIR": temporary}
        engine = Engine()
        try:
            engine.wait_ready()
            began = time.monotonic()
            _train(engine, FIRST)
            before = _figures(Path(temporary))
            _train(engine, RUNS - FIRST)
            after = _figures(Path(temporary))
            seconds = time.monotonic() - began
        finally:
            engine.close()
    yield f"{RUNS} runs of 1 epoch {seconds / RUNS:8.2f} s each"
    for name in before:
        grown = after[name] - before[name]
        if name == "bytes":
            promised = f"promised at most {MOST_BYTES / 1e6:.0f}: {verdict(grown <= MOST_BYTES)}"
            yield f"grown by {grown / 1e6:8.1f} MB   {promised}"
        else:
            yield f"more {name} {grown:8d}   promised none: {verdict(grown <= 0)}"


def _train(engine: Engine, count: int) -> None:
    """Train short runs, one after the other."""
    for seed in range(count):
        run = enqueue(engine, RunConfig("digits", "mlp", epochs=1, batch_size=200, seed=seed))
        end = time.monotonic() + PATIENCE
        while run.state().active:
            if time.monotonic() > end:
                raise TimeoutError(f"run {run.id} did not end: {run.state()}")
            time.sleep(0.05)
        if run.state().status != "done":
            raise RuntimeError(run.state().reason)


def _figures(temporary: Path) -> Figures:
    """Count what this process and its descendants hold."""
    processes = _processes()
    time.sleep(QUIET_SECONDS)
    while processes != (processes := _processes()):  # that of the last run ends, another waits
        time.sleep(QUIET_SECONDS)
    return {
        "bytes": sum(each.memory_full_info().uss for each in processes),
        "processes": len(processes),
        "threads": sum(each.num_threads() for each in processes),
        "open files": sum(each.num_fds() for each in processes),
        "temporary files": sum(1 for _ in temporary.rglob("*")),
    }


def _processes() -> list[psutil.Process]:
    this = psutil.Process()
    return [this, *this.children(recursive=True)]


# The engine's processes import this module again, under another name.
if __name__ == "__main__":
    for line in report():
        print(line, flush=True)
