"""Our own Streamlit components: a folder each, with ``component.html``, ``.css`` and ``.js``.

JavaScript draws and reports what the hand did; every number comes from Python. Each component's
script is ``shared.js`` (number format, colour scales, sharp canvases), the folder's other scripts
if it has any, and ``component.js``, one after another in one module.
"""

import json
from pathlib import Path
from typing import Any

import streamlit as st

from cnnviz.colours import SCALES

FOLDER = Path(__file__).parent


def load(name: str) -> Any:
    """Register the component in the folder ``name`` and return its mounting command.

    Call it once, at import of the component's own module: Streamlit wants one registration
    (https://docs.streamlit.io/develop/api-reference/custom-components).
    """
    folder = FOLDER / name
    scales = f"const SCALES = {json.dumps(SCALES)};\n"
    own = sorted(folder.glob("*.js"), key=lambda path: (path.name == "component.js", path.name))
    script = scales + "".join(_lean(path.read_text()) for path in [FOLDER / "shared.js", *own])
    style = (FOLDER / "shared.css").read_text() + (folder / "component.css").read_text()
    html = (folder / "component.html").read_text()
    return st.components.v2.component(f"cnnviz.{name}", html=html, css=style, js=script)


def _lean(script: str) -> str:
    """Leave out indentation and whole-line comments: the script travels with every change."""
    lines = (line.strip() for line in script.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not _is_comment(line))


def _is_comment(line: str) -> bool:
    return line.startswith("//") or (line.startswith("/*") and line.endswith("*/"))
