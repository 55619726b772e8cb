"""The engine's process: Dask's scheduler, one inference worker and the training slots.

A process of its own, because Dask's workers are spawned and run ``__main__`` again, which in the
web process is the page's script. It listens on this machine only and uses TLS with keys that it
creates when it starts: Dask's ports execute whatever they are sent.
"""

import asyncio
import json
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from typing import Any

import dask.config
import psutil
from dask.system import CPU_COUNT
from distributed import Nanny, Scheduler, Security
from distributed.system import MEMORY_LIMIT

from cnnviz.engine import devices
from cnnviz.training import leaving
from cnnviz.utils import system
from cnnviz.utils.errors import InputError

HERE: dict[str, Any] = {
    "host": "127.0.0.1",
    "protocol": "tls://",
    "dashboard_address": "127.0.0.1:0",
}
SETTINGS = {
    "distributed.scheduler.allowed-failures": 0,  # a worker that dies is reported at once
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.daemon": False,  # a training slot starts a child process
    "distributed.worker.profile.enabled": False,
    # A worker is never paused or spilled to disk; one that grows too large is restarted.
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.admin.tick.limit": "1m",  # importing TensorFlow holds the loop for seconds
    # Dask watches itself many times a second; with these an idle engine uses below 1 % of a core.
    "distributed.admin.tick.interval": "1m",
    "distributed.admin.tick.cycle": "1m",
    "distributed.admin.system-monitor.interval": "1m",
    "distributed.worker.memory.monitor-interval": "1s",
    # Dask makes the C library give memory back at once. TensorFlow's large arrays then come and go
    # with every batch, which took 20 % of an inspection's time.
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.scheduler.work-stealing": False,  # each task names the one worker that may run it
    "distributed.scheduler.locks.lease-validation-interval": "10m",
}
HEARTBEAT_SECONDS = 30
LEAVE_SECONDS = 6  # for trainings to save where they are; a container has ten for all
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": "tensorflow"}
INFERENCE_THREADS = min(2, CPU_COUNT)
INFERENCE_MEMORY = int(min(3e9, 0.6 * MEMORY_LIMIT))  # bytes; 0.8 GB when warm


def main() -> None:
    """Host the workers, write the address to standard output, end when standard input closes."""
    reply = _private_output()
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    try:
        gpus = devices.find_gpus()
        slots = devices.count_slots(os.environ, len(gpus), CPU_COUNT)
    except InputError as error:
        _send(reply, {"error": str(error)})
        return
    with leaving.offered(), dask.config.set(SETTINGS):
        asyncio.run(_serve(devices.slot_environments(slots, gpus, CPU_COUNT), reply))


class QuietScheduler(Scheduler):
    """A scheduler that asks for few heartbeats; a closed connection reports a death at once."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        # Checked four times a second, for time limits that are not set.
        for check in ("idle-timeout", "no-workers-timeout"):
            del self.periodic_callbacks[check]

    def heartbeat_worker(self, **metrics: Any) -> dict[str, Any]:
        """Take note of a worker, and tell it when to report next."""
        return super().heartbeat_worker(**metrics) | {"heartbeat-interval": HEARTBEAT_SECONDS}


async def _serve(slots: Sequence[dict[str, str]], reply: int) -> None:
    security = Security.temporary()
    async with AsyncExitStack() as stack:
        scheduler = await stack.enter_async_context(QuietScheduler(security=security, **HERE))
        _send(
            reply,
            {
                "address": scheduler.address,
                "certificate": security.tls_ca_file,
                "key": security.tls_client_key,
            },
        )
        shared = {"security": security, **HERE}
        workers = [Nanny(scheduler.address, **each | shared) for each in describe_workers(slots)]
        await asyncio.gather(*map(stack.enter_async_context, workers))
        await scheduler.finished()


def describe_workers(
    slots: Sequence[dict[str, str]], inference: int = 1
) -> Iterator[dict[str, Any]]:
    """Describe the workers; each slot is given by the environment of its process."""
    shared = {"nthreads": 1, "death_timeout": 60, "dashboard_address": "127.0.0.1:0"}
    for number in range(1, inference + 1):
        yield {
            "name": "inference" if number == 1 else f"inference-{number}",
            "resources": {"inference": 1},
            "memory_limit": INFERENCE_MEMORY,
            "env": QUIET | devices.ON_CPU | {"TF_NUM_INTRAOP_THREADS": str(INFERENCE_THREADS)},
            **shared,
        }
    for number, environment in enumerate(slots, start=1):
        yield {
            "name": f"training-{number}",
            "resources": {"training": 1},
            "memory_limit": 0,  # the training is a child process, which Dask does not watch
            "env": QUIET | environment,
            "preload": ["cnnviz.engine.training_process"],
            **shared,
        }


def _private_output() -> int:
    """Reserve standard output for the reply; later output goes to standard error."""
    reply = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return reply


def _send(reply: int, message: dict[str, str]) -> None:
    with os.fdopen(reply, "w", encoding="utf-8") as pipe:
        pipe.write(json.dumps(message) + "\n")


def _leave_with_parent() -> None:
    """Wait until the parent has ended, however it does; let trainings save, and kill the rest."""
    system.wait_for_end_of_input()
    leaving.request()
    leaving.wait(LEAVE_SECONDS)
    for child in psutil.Process().children(recursive=True):
        child.kill()
    leaving.forget()
    os._exit(0)
