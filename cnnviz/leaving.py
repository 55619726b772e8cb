"""What a visitor leaves behind is freed.

Streamlit keeps a session for two minutes after its browser has gone, so that a short break of
the line loses nothing; but it looks for expired sessions only when another visitor leaves. After
the last one, uploads and pictures would stay for good.
"""

import asyncio
import ctypes
import gc
import sys

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

GRACE = 60  # seconds in which a visitor may come back; Streamlit allows 120


def free_on_leaving() -> None:
    """Have this session freed when its visitor has left; called at every run that holds much."""
    context = get_script_run_ctx()
    if context is not None:
        _watch(context.session_id)


def _has_left(session_id: str) -> None:
    """Streamlit calls this in its event loop, at the moment the browser has gone."""
    asyncio.get_running_loop().call_later(GRACE, _free, session_id)


@st.cache_resource(scope="session", on_release=_has_left, show_spinner=False)
def _watch(session_id: str) -> str:
    """Streamlit's own hook: it releases what is cached for a session when it disconnects."""
    return session_id


def _free(session_id: str) -> None:
    runtime = get_instance()
    if not runtime.is_active_session(session_id):  # else the visitor is back
        runtime.close_session(session_id)
        release_memory()


def release_memory() -> None:
    """Give what is freed back to the system.

    A session is a ring of objects, which the garbage collector must find. And glibc keeps freed
    pieces below 32 MB for itself, as its malloc_trim(3) tells; it takes 5 to 20 ms.
    """
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
        if trim is not None:
            trim(0)
