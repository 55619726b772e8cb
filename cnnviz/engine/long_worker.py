"""A second inference worker for long work, so that drawings never wait for it.

It is started when long work is asked for, and ended when none was for some minutes. Like a
training it is forked, with low priority, from the process that a training slot keeps for that: it
is there in a second and shares that process's memory, while a fresh process takes 5 to 20 s.
These functions run in the slot's worker, which starts and ends it, and in the new process.
"""

import asyncio
import multiprocessing
import os
import threading
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from typing import Any

import dask.config
import psutil
from distributed import Security, Worker

from cnnviz.engine import server, training_process
from cnnviz.utils import system

RESOURCE = "long work"
WATCH_SECONDS = 1

_children: list[BaseProcess] = []


async def begin(dask_worker: Worker) -> None:
    """Start the process if it is not running; called in a slot's worker, through Dask.

    In a thread: where the process to fork from is still importing Keras, it takes seconds.
    """
    await asyncio.to_thread(_begin, dask_worker.scheduler.address, dask_worker.security)


def end(dask_worker: Worker) -> None:
    """End the process if it is running; called in a slot's worker, through Dask."""
    while _children:
        child = _children.pop()
        child.terminate()
        child.join()


def _begin(scheduler: str, security: Security) -> None:
    if any(child.is_alive() for child in _children):
        return
    _children.clear()
    training_process.start_fork_server()
    context: Any = training_process.FORKS or training_process.FRESH
    child = context.Process(
        target=_serve, args=(scheduler, security, dask.config.config), name=RESOURCE
    )
    child.start()
    _children.append(child)


def _serve(scheduler: str, security: Security, settings: Mapping[str, Any]) -> None:
    """In the new process: be a worker of the scheduler."""
    threading.Thread(target=_watch, daemon=True).start()
    system.lower_priority(max(0, training_process.NICENESS - os.nice(0)))
    _compute_on_cores()
    with dask.config.set(settings):
        asyncio.run(_work(scheduler, security))


def _compute_on_cores() -> None:
    """Forget what the slot's environment says of devices and threads."""
    import tensorflow as tf

    tf.config.set_visible_devices([], "GPU")
    tf.config.threading.set_intra_op_parallelism_threads(server.INFERENCE_THREADS)
    tf.config.threading.set_inter_op_parallelism_threads(server.INFERENCE_THREADS)


async def _work(scheduler: str, security: Security) -> None:
    worker = Worker(
        scheduler,
        name=RESOURCE,
        nthreads=1,
        resources={RESOURCE: 1},
        memory_limit=0,
        security=security,
        **server.HERE,
    )
    async with worker:
        await worker.finished()


def _watch() -> None:
    """End with the slot's worker, or where the process grows too large."""
    parent, this = multiprocessing.parent_process(), psutil.Process()
    while this.memory_info().rss < server.INFERENCE_MEMORY:
        if parent is None or not parent.is_alive():
            break
        parent.join(WATCH_SECONDS)
    os._exit(1)
