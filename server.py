"""The server: ``streamlit run server.py``; the engine starts with it, not with the first visitor.

``streamlit run app.py`` serves the same pages and starts the engine behind the first one.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st


@asynccontextmanager
async def engine_runs(app: st.App) -> AsyncIterator[None]:
    """Start the engine, which returns at once; it ends with this process."""
    from cnnviz.ui import caches  # whose caches look for Streamlit's runtime

    caches.engine()
    yield


app = st.App("app.py", lifespan=engine_runs)
