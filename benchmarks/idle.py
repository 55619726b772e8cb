"""CPU time of an engine that has nothing to do: its processes, and this one's connection to it."""

import time
from collections.abc import Iterator

import psutil

from benchmarks.timing import verdict
from cnnviz.engine import Engine

MEASURE_SECONDS, STARTED_SECONDS = 60, 120
BUSY = 0.02  # of one core: a process that is still starting
LIMIT = 0.01  # of one core, all processes together


def report() -> Iterator[str]:
    """A line for each process, and one for all of them."""
    engine = Engine()
    engine.wait_ready()
    try:
        end = time.monotonic() + STARTED_SECONDS  # the slots import Keras after it is ready
        while max(cpu_shares(5).values()) > BUSY and time.monotonic() < end:
            pass
        shares = cpu_shares(MEASURE_SECONDS)
    finally:
        engine.close()
    for name, share in shares.items():
        yield f"{name:44} {share:9.2%} of a core"
    total = sum(shares.values())
    limit = f"at most {LIMIT:.0%}: {verdict(total <= LIMIT)}"
    yield f"{'all processes':44} {total:9.2%} of a core   {limit}"


def cpu_shares(seconds: float) -> dict[str, float]:
    """Measure how busy this process and its descendants are, in cores, by name of the process."""
    this = psutil.Process()
    processes = {"this process": this}
    for number, child in enumerate(this.children(recursive=True), 1):
        processes[f"{number} {_name(child)}"] = child
    before, began = {name: _cpu_seconds(one) for name, one in processes.items()}, time.monotonic()
    time.sleep(seconds)
    took = time.monotonic() - began
    return {name: (_cpu_seconds(one) - before[name]) / took for name, one in processes.items()}


def _name(process: psutil.Process) -> str:
    words = " ".join(process.cmdline())
    known = ("cnnviz.engine", "forkserver", "resource_tracker", "spawn_main")
    return next((name for name in known if name in words), process.name())


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


# The engine's processes import this module again, under another name.
if __name__ == "__main__":
    for line in report():
        print(line, flush=True)
