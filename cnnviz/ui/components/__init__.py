"""Our own Streamlit components: one folder each, with ``component.html``, ``.css``, ``index.js``.

JavaScript draws and reports what the visitor did; every number comes from Python. ``index.js`` is
an ES module whose default export draws the data; it imports its neighbours and what several
components share (``_js``). Streamlit calls ``_js/mount.js``, which fetches a component's files
once, so that a change sends data alone. Streamlit serves the files because ``pyproject.toml``
declares the components of this package, which must be installed for that.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from cnnviz.utils.language import ENGLISH, N_, NAMES, _, current

FOLDER = Path(__file__).parent
NOT_INSTALLED = N_(
    "Streamlit cannot serve cnnviz's scripts, because the package is not installed in this Python "
    "environment. Run `pip install -e .` in the project's folder, then start the app again."
)


def in_language(message: bytes) -> bytes:
    """Write the page's language into a message of ``packing``; mount.js takes it out again.

    As the highest byte of the header's length, which no header needs.
    """
    return message[:3] + bytes([list(NAMES).index(current())]) + message[4:]


def load(name: str, height: int = 0) -> Callable[..., Any]:
    """The mounting command of the component in the folder ``name``.

    Until its files have been fetched it takes ``height`` pixels, about what it will take on a
    desktop screen, so that what is below does not jump on the first visit; see ``mount.js``.

    Streamlit looks for the component's script when it is registered, which needs a running
    server: so that happens when the component is mounted first, not at import.
    """

    @cache
    def component() -> Callable[..., Any]:
        return st.components.v2.component(f"cnnviz.{name}", js="_js/mount.js")

    def mount(*, key: str, **call: Any) -> Any:
        data = call.get("data")
        if isinstance(data, bytes):
            call["data"] = in_language(data)
        elif isinstance(data, dict):
            # In a list: Streamlit looks for data frames in a dict, and imports pandas for that, in
            # the threads of several first visitors at once. mount.js takes it out again.
            call["data"] = [data] if current() == ENGLISH else [data, current()]
        try:
            registered = component()
        except StreamlitAPIException:
            st.error(_(NOT_INSTALLED))
            st.stop()
        return registered(key=key, height=height or "content", **call)

    return mount
