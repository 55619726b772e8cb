"""A scheduler and workers of the operator's own, on one machine or several."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dask.config
from dask.system import CPU_COUNT
from distributed import Client, Nanny
from distributed.utils import get_ip

from cnnviz.engine import devices, keys
from cnnviz.engine.server import SETTINGS, QuietScheduler, describe_workers
from cnnviz.training import leaving
from cnnviz.utils.errors import EngineError, InputError

PORT = 8786
LOCAL = ("localhost", "127.0.0.1", "::1")
WAIT_SECONDS = 60  # for a scheduler that starts at the same time
LEAVE_SECONDS = 7  # for trainings to save where they are


@dataclass(frozen=True)
class SchedulerSettings:
    """Where a scheduler listens, and the folder of its key."""

    host: str = "127.0.0.1"
    port: int = PORT
    keys: Path | None = None


@dataclass(frozen=True)
class WorkerSettings:
    """Which workers are started, for which scheduler.

    Attributes
    ----------
    scheduler : str
        Its address, as in "tls://10.0.0.5:8786".
    inference : int
        Workers that answer pages, 0 or more.
    training : int
        Training slots, 0 or more.
    host : str or None
        Address that others reach these workers at; None for the one that leads to the scheduler.
    keys : Path or None
        Folder of the cluster's key.
    """

    scheduler: str
    inference: int = 1
    training: int = 1
    host: str | None = None
    keys: Path | None = None


def run_scheduler(settings: SchedulerSettings, say: Callable[[str], None]) -> None:
    """Host a scheduler until SIGTERM or Ctrl-C.

    Raises
    ------
    InputError
        If it would be open to others without a key, or cannot listen there.
    """
    protocol = "tls" if settings.keys else "tcp"
    if not settings.keys and settings.host not in LOCAL:
        raise InputError(
            "a scheduler on {host} needs a key, since it runs what it is sent: --keys FOLDER, "
            "which `cnnviz keys FOLDER` makes",
            host=settings.host,
        )
    _run(_schedule(settings, protocol, say))


def run_workers(settings: WorkerSettings, say: Callable[[str], None]) -> None:
    """Host workers until SIGTERM or Ctrl-C; their trainings then save and leave.

    Raises
    ------
    InputError
        If no worker is asked for, or an address or key is wrong.
    EngineError
        If the scheduler is not there, or has ended.
    """
    if (
        settings.inference < 0
        or settings.training < 0
        or not settings.inference + settings.training
    ):
        raise InputError(
            "at least one worker must be asked for, got --inference {inference} --training "
            "{training}",
            inference=settings.inference,
            training=settings.training,
        )
    gpus = devices.find_gpus()
    slots = devices.slot_environments(settings.training, gpus, CPU_COUNT)
    with leaving.offered():
        _run(_work(settings, slots, say))


def _run(served: Coroutine[Any, Any, None]) -> None:
    with dask.config.set(SETTINGS):
        asyncio.run(served)


async def _schedule(settings: SchedulerSettings, protocol: str, say: Callable[[str], None]) -> None:
    options = {
        "host": settings.host,
        "port": settings.port,
        "protocol": f"{protocol}://",
        "dashboard_address": "127.0.0.1:0",
        "security": keys.security(settings.keys),
    }
    asked = _asked_to_end()
    try:
        async with QuietScheduler(**options) as scheduler:
            say(f"the scheduler listens at {scheduler.address}")
            await asked.wait()
    except OSError as error:
        raise InputError(
            "the scheduler cannot listen at {host}:{port}: {reason}",
            host=settings.host,
            port=settings.port,
            reason=error.strerror,
        ) from None


async def _work(
    settings: WorkerSettings, slots: Sequence[dict[str, str]], say: Callable[[str], None]
) -> None:
    security = keys.security(settings.keys)
    host = settings.host or _way_to(settings.scheduler)
    await _reach(settings.scheduler, security)
    asked = _asked_to_end()
    async with AsyncExitStack() as stack:
        options = [*_options(settings, slots, host)]
        nannies = [Nanny(settings.scheduler, security=security, **each) for each in options]
        await asyncio.gather(*map(stack.enter_async_context, nannies))
        say(f"{len(nannies)} workers serve {settings.scheduler}")
        ended = [asyncio.ensure_future(nanny.finished()) for nanny in nannies]
        stopped = asyncio.ensure_future(asked.wait())
        await asyncio.wait([stopped, *ended], return_when=asyncio.FIRST_COMPLETED)
        leaving.request()
        await asyncio.to_thread(leaving.wait, LEAVE_SECONDS)
    if not asked.is_set():
        raise EngineError("the scheduler at {address} has ended", address=settings.scheduler)


def _options(
    settings: WorkerSettings, slots: Sequence[dict[str, str]], host: str
) -> Iterator[dict[str, Any]]:
    """Describe the workers under names that no other machine's have."""
    place = f"{socket.gethostname()}-{os.getpid()}"
    shared = {"host": host, "protocol": "tls://" if settings.keys else "tcp://"}
    for options in describe_workers(slots, settings.inference):
        yield options | shared | {"name": f"{place}-{options['name']}"}


def _way_to(address: str) -> str:
    """Return this machine's address on the way to a scheduler.

    Raises
    ------
    InputError
        If the scheduler's address is none.
    """
    try:
        parts = urlsplit(address)
        if parts.scheme not in ("tcp", "tls") or not parts.hostname or not parts.port:
            raise ValueError
        return str(get_ip(parts.hostname, parts.port))
    except ValueError:
        raise InputError(
            "--scheduler must be an address such as tcp://127.0.0.1:{port}, got {address}",
            port=PORT,
            address=address,
        ) from None
    except OSError as error:
        raise EngineError(
            "the scheduler at {address} cannot be found: {error}",
            address=address,
            error=error,
        ) from None


async def _reach(address: str, security: Any) -> None:
    """Wait for the scheduler, and see that it knows where cnnviz is.

    Raises
    ------
    EngineError
        If it does not come up, wants another key, or was not started with ``cnnviz scheduler``.
    """
    try:
        client = await Client(
            address,
            security=security,
            asynchronous=True,
            timeout=WAIT_SECONDS,
            set_as_default=False,
        )
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineError(
            "the scheduler at {address} cannot be reached: {error}",
            address=address,
            error=error,
        ) from None
    await client.close()


def _asked_to_end() -> asyncio.Event:
    """Return an event that SIGTERM and Ctrl-C set."""
    asked, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows: Ctrl-C is an exception there
            loop.add_signal_handler(number, asked.set)
    return asked


def say(sentence: str) -> None:
    """Write a sentence to standard error at once."""
    print(f"cnnviz: {sentence}", file=sys.stderr, flush=True)
