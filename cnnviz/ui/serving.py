"""What the server does beside serving pages: start the engine, look after it, end with grace."""

import asyncio
import logging
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any

import streamlit as st

from cnnviz.course import retention
from cnnviz.engine import Engine
from cnnviz.training import computed, queue
from cnnviz.training.state import TAKES_UP
from cnnviz.ui import message_batches, run_message, session_cleanup, session_view
from cnnviz.ui.health import CHECK_SECONDS, watch
from cnnviz.utils import home_folder
from cnnviz.utils.threads import use_one_blas_thread

CONNECTION_SECONDS = 2  # for connections to end, once the server is asked to


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Start the engine, which returns at once; it ends with this process."""
    from cnnviz.ui import caches  # whose caches look for Streamlit's runtime

    home_folder.ensure_temporary_folder()
    if problem := home_folder.problem():
        print(f"cnnviz: {problem}", file=sys.stderr, flush=True)
    engine = caches.engine()
    server = _server()
    if server is not None:
        _end_with_grace(server, engine)
    session_cleanup.share_arenas()
    use_one_blas_thread()
    run_message.keep_theme()
    session_view.look_up_singly()
    message_batches.hand_over_in_batches()
    TAKES_UP.set()
    tasks = [asyncio.create_task(_look_after(engine))]
    if server is not None:
        tasks.append(asyncio.create_task(send_at_once(server)))
    try:
        yield
    finally:
        TAKES_UP.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(engine.close)  # a second call waits for the first


async def _look_after(engine: Engine) -> None:
    """Start an engine again that has ended, and queue runs again whose server or worker has.

    Memory that visitors no longer need goes back to the system.
    """
    trimmer = session_cleanup.Trimmer()
    while True:
        await asyncio.sleep(CHECK_SECONDS)
        try:
            await asyncio.to_thread(watch.look, engine)
            await asyncio.to_thread(queue.resume, engine)
            await asyncio.to_thread(engine.use_free_slots)
            await asyncio.to_thread(trimmer.look)
            await asyncio.to_thread(retention.remove_old_sessions)
            await asyncio.to_thread(computed.remove_unused)
        except Exception:  # the next look may succeed; the log has the cause
            logging.getLogger(__name__).exception("looking after the engine")


def _server() -> Any:
    """Return Uvicorn's server, whose method handles SIGTERM; None where something else does."""
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    in_main_thread = threading.current_thread() is threading.main_thread()
    return server if in_main_thread and hasattr(server, "should_exit") else None


async def send_at_once(server: Any) -> None:
    """Let a started server's connections send small messages without waiting for earlier ACKs.

    asyncio sets ``TCP_NODELAY`` only on sockets that name their protocol, which the one that
    Streamlit binds does not (https://github.com/Kludex/uvicorn/issues/3149): a body would follow
    its headers, and a message the one before, after a delayed ACK of 40 ms. Connections inherit
    the option from the socket that listens.
    """
    while not server.started:
        await asyncio.sleep(0.01)
    for listening in server.servers:
        for each in listening.sockets:
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _end_with_grace(server: Any, engine: Engine) -> None:
    """On SIGTERM let trainings save at once, beside the connections' end, and exit with 0.

    Uvicorn, which Streamlit serves with, ends its work first and then by the signal itself: as
    process 1 of a container it would wait to be killed.
    """
    server.config.timeout_graceful_shutdown = CONNECTION_SECONDS

    def leave(number: int, frame: FrameType | None) -> None:
        server.should_exit = True
        threading.Thread(target=engine.close, name="engine-close", daemon=True).start()

    signal.signal(signal.SIGTERM, leave)
