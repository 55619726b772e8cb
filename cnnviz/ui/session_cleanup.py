"""Frees the memory of a session whose visitor has left, and returns it to the system.

Streamlit keeps a session for two minutes after its browser has gone, so that a short network
failure loses nothing; but it looks for expired sessions only when another visitor leaves. After
the last one, pictures and uploads would never be freed.
"""

import asyncio
import ctypes
import gc
import sys
import threading
from functools import cache

import psutil
import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

GRACE = 50  # seconds in which a visitor may come back; Streamlit allows 120

COLLECT_SECONDS = 5  # after a session is freed: a class leaves at once, and is collected once
MOST_FREE = 16e6  # bytes by which the process may grow before what it does not use is returned

# Of mallopt(3): blocks from MMAP_THRESHOLD on are the system's own and go back when freed; an
# arena keeps TRIM_THRESHOLD at most. Both in bytes. By default each of a class's threads may have
# an arena of its own, of which 16 visitors left 640 MB free and unused; Python's lock lets only one
# of them work anyway.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENAS = 16 * 2**20, 4 * 2**20, 2

_collecting = threading.Event()


def free_on_leaving() -> None:
    """Have this session freed when its visitor has left; to be called at every run."""
    context = get_script_run_ctx()
    if context is not None:
        _watch(context.session_id)


def share_arenas() -> None:
    """Let all threads share two arenas of the C library; to be called as the server starts."""
    _call_glibc("mallopt", M_ARENA_MAX, ARENAS)


class Trimmer:
    """Returns to the system what the process has freed, where it has grown since the last time."""

    def __init__(self) -> None:
        self._process, self._least = psutil.Process(), 0.0

    def look(self) -> None:
        """Return what is free; it takes some ten milliseconds, in which Python goes on."""
        if self._process.memory_info().rss > self._least + MOST_FREE:
            _call_glibc("malloc_trim", 0)
            self._least = self._process.memory_info().rss


def _has_left(session_id: str) -> None:
    """Streamlit calls this in its event loop, at the moment the browser has gone."""
    _look_later(session_id, gone=True)


@st.cache_resource(scope="session", on_release=_has_left, show_spinner=False)
def _watch(session_id: str) -> str:
    """Streamlit's own hook: what is cached for a session is released when it disconnects."""
    return session_id


def _look_later(session_id: str, gone: bool) -> None:
    asyncio.get_running_loop().call_later(GRACE, _look, session_id, gone)


def _look(session_id: str, gone: bool) -> None:
    """Free a session that is found without a browser twice.

    Who came back is looked after from here: a browser that connects again runs nothing, so that
    the hook is not set.
    """
    active = get_instance().is_active_session(session_id)
    if active or not gone:
        _look_later(session_id, gone=not active)
    else:
        _free(session_id)


def _free(session_id: str) -> None:
    """Close a session, for Streamlit's loop holds the one it served: emptied first.

    Its fragments keep what they were called with.
    """
    runtime = get_instance()
    left = runtime._session_mgr.get_session_info(session_id)
    if left is not None:
        left.session.session_state.clear()
        left.session._fragment_storage.clear()
    runtime.close_session(session_id)
    if not _collecting.is_set():
        _collecting.set()
        asyncio.get_running_loop().call_later(COLLECT_SECONDS, _collect)


def _collect() -> None:
    _collecting.clear()
    gc.collect()  # a session has reference cycles
    _call_glibc("malloc_trim", 0)


@cache
def return_large_blocks() -> None:
    """Have the C library return large freed blocks to the system at once.

    By default glibc keeps freed blocks of up to 32 MB: after arrays of 18 and 36 MB in four
    threads 277 MB stayed, 133 MB after ``malloc_trim``; with these settings 7 MB. The variables
    MALLOC_MMAP_THRESHOLD_ and MALLOC_TRIM_THRESHOLD_ have the same effect, but only if they are
    set before the process starts, which ``streamlit run`` leaves to the shell; and there
    is none for ``malloc_trim``. Set only when a visitor uploads a picture, because it costs a few
    milliseconds per run on pictures of one megapixel.
    """
    _call_glibc("mallopt", M_MMAP_THRESHOLD, MMAP_THRESHOLD)
    _call_glibc("mallopt", M_TRIM_THRESHOLD, TRIM_THRESHOLD)


def _call_glibc(function: str, *arguments: int) -> None:
    """Do nothing where the C library is another and has no such function."""
    if sys.platform != "linux":  # elsewhere the program itself is no library
        return
    found = getattr(ctypes.CDLL(None), function, None)
    if found is not None:
        found(*arguments)
