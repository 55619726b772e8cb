"""The server's one engine, shared by all visitors."""

import streamlit as st

from cnnviz.engine import Engine
from cnnviz.training import queue, upkeep
from cnnviz.utils import paths


@st.cache_resource(show_spinner=False)
def engine() -> Engine:
    """The server's engine: started by the first page that asks, one for all visitors.

    Runs that an earlier server left waiting are queued again; of a class, old ones are removed.
    What the server and its workers write from now on is its own user's to read.
    """
    paths.keep_private()
    engine = Engine()
    queue.resume(engine)
    upkeep.start(engine.release)
    return engine
