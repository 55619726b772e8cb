"""A cluster with real processes: ``python -m tests.deploy.check_cluster``.

What ``deploy/compose/cluster.yaml`` starts, without containers: a scheduler and workers with a key,
two web servers with one volume, nginx with TLS and sticky sessions in front. A class of runs goes
through one worker and through two, each with one core; a worker is killed, another one added. How
much sooner is printed, and fails nothing: the machine may have other work to do.
"""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.timing import verdict
from cnnviz.engine import Engine, keys
from cnnviz.training import queue
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from tests.deploy.processes import UNTRUSTED, command, free_port, nginx, web
from tests.waiting import wait_until

RUNS, EPOCHS = 6, 4
LONG_SECONDS = 1800  # until it counts as stuck, on a machine with other work to do
MOST = 0.6  # of the time through one worker


def queued(epochs: int = EPOCHS, count: int = RUNS) -> list[RunFolder]:
    """Make runs as visitors do."""
    settings = {"epochs": epochs, "batch_size": 50}
    made = [RunConfig("digits", "lecture-mnist", seed=seed, **settings) for seed in range(count)]
    return [RunFolder.create(config) for config in made]


def finished(runs: list[RunFolder]) -> bool:
    """Whether all are done."""
    states = [run.written_state() for run in runs]  # one that will be taken up is no failure
    failed = [state.reason for state in states if state.status == "failed"]
    assert not failed, failed
    return all(state.status == "done" for state in states)


@dataclass
class Through:
    """How a class of runs went through: in how many seconds, how many at the same time."""

    seconds: float = 0.0
    at_once: int = 0


def through(engine: Engine) -> Through:
    """Send a class of runs through, once a slot is warm."""
    (first,) = queued(epochs=1, count=1)
    engine.submit(first.path)
    wait_until(lambda: finished([first]), LONG_SECONDS, "a slot is warm")
    runs, began, found = queued(), time.monotonic(), Through()
    for run in runs:
        engine.submit(run.path)

    def done() -> bool:
        training = [run.written_state().status == "running" for run in runs]
        found.at_once = max(found.at_once, sum(training))
        return finished(runs)

    wait_until(done, LONG_SECONDS, "all are done")
    found.seconds = time.monotonic() - began
    return found


def survives_a_kill(engine: Engine, killed: "subprocess.Popen[str]") -> str:
    """Kill a worker in the middle of a run, which another one continues."""
    runs = queued(epochs=1000, count=2)  # neither ends before the other has begun
    for run in runs:
        engine.submit(run.path)
    wait_until(lambda: all(run.checkpoints() for run in runs), LONG_SECONDS, "both train")
    owners = [run.written_state().owner for run in runs]
    killed.kill()
    wait_until(lambda: sum(not owner.is_alive() for owner in owners) == 1, LONG_SECONDS, "one ends")
    (lost,) = (run for run, owner in zip(runs, owners, strict=True) if not owner.is_alive())
    (other,) = (run for run in runs if run is not lost)
    saved = len(lost.checkpoints())
    queue.stop_run(other)  # which frees the slot that is left
    wait_until(lambda: len(lost.checkpoints()) > saved, LONG_SECONDS, "it trains on")
    assert lost.written_state().restarts == 1, lost.written_state()
    queue.stop_run(lost)
    wait_until(lambda: lost.state().status == "stopped", LONG_SECONDS, "it stops")
    return "a worker is killed: its run trains on, on the other one"


def keeps_visitors_at_one_server(address: str, log: Path) -> str:
    """Ask as eight browsers do; each is answered by one server, and not all by the same."""
    for visitor in [f"visitor-{number}" for number in range(8)] * 3:
        headers = {"Cookie": f"cnnviz_server={visitor}"}
        request = urllib.request.Request(address + "health/web", headers=headers)
        urllib.request.urlopen(request, context=UNTRUSTED, timeout=20).close()
    pairs = {tuple(line.split()) for line in log.read_text("utf-8").splitlines()}
    pairs = {pair for pair in pairs if pair[0].startswith("visitor-")}
    assert len(pairs) == 8, pairs
    assert len({server for _, server in pairs}) == 2, pairs
    return "each visitor stays at one of two servers"


def main() -> int:
    """Run the check; print a line for each thing that works."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home, front = folder / "home", folder / "nginx"
        home.mkdir()
        front.mkdir()
        keys.make(home / "keys")
        port = free_port()
        address = f"tls://127.0.0.1:{port}"
        cluster = {"CNNVIZ_SCHEDULER": address, "CNNVIZ_KEYS": str(home / "keys")}
        cluster |= {"CNNVIZ_HOME": str(home), "CNNVIZ_GPU": "0"}
        os.environ.update(cluster)
        start = stack.enter_context
        start(command("scheduler", "--port", str(port), says="listens"))
        start(command("worker", "--scheduler", address, "--training", "0", says="serve"))
        slot = ("worker", "--scheduler", address, "--inference", "0")
        first = start(command(*slot, says="serve"))
        engine = Engine()
        stack.callback(engine.close)
        engine.wait_ready(LONG_SECONDS)
        one = through(engine)
        start(command(*slot, says="serve"))
        two = through(engine)
        assert (one.at_once, two.at_once) == (1, 2), (one, two)
        print("one worker trains one run at a time, two train two", flush=True)
        share = two.seconds / one.seconds
        print(f"{RUNS} runs: {one.seconds:.1f} s through one, {two.seconds:.1f} s through two")
        print(f"{share:.2f} of the time, promised {MOST}: {verdict(share <= MOST)}", flush=True)
        print(survives_a_kill(engine, first), flush=True)
        servers = [start(web(home))[1] for _ in range(2)]
        proxy = start(nginx(front, servers))
        print(keeps_visitors_at_one_server(proxy, front / "access.log"), flush=True)
        return 0


if __name__ == "__main__":
    sys.exit(main())
