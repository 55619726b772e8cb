"""Our own Streamlit components: a folder each, with ``component.html``, ``.css`` and ``.js``.

JavaScript draws and reports what the hand did; every number comes from Python. Each component's
script is ``shared.js`` (number format, colour scales, sharp canvases), the folder's other scripts
if it has any, and ``component.js``, one after another in one module.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from cnnviz.utils.colours import SCALES

FOLDER = Path(__file__).parent


# What a resident component's two halves share in the browser: the way in, and who waits for it.
DESK = """
const desk = ((globalThis.cnnvizDesks ??= {})[%s] ??= { show: null, waiting: new Set() });
"""
PROGRAM = """
export default function () {
  desk.show ??= (call) => { furnish(call.parentElement); return show(call); };
  for (const begin of desk.waiting) begin();
  desk.waiting.clear();
}
function furnish(root) {
  const room = root.querySelector(".resident");
  if (!room.firstChild) room.innerHTML = PAGE;
}
"""
CALLER = """
export default function (call) {
  let leave = null;
  const begin = () => { leave = desk.show(call); };
  const ask = () => { if (!desk.show) call.setTriggerValue("missing", true); };
  if (desk.show) begin();
  else { desk.waiting.add(begin); setTimeout(ask, 3000); }
  return () => { desk.waiting.delete(begin); leave?.(); };
}
"""


@dataclass(frozen=True)
class Source:
    """A component's page, style and script."""

    html: str
    css: str
    js: str


def read(name: str) -> Source:
    """The source of the component in the folder ``name``, with what all components share."""
    folder = FOLDER / name
    scales = f"const SCALES = {json.dumps(SCALES)};\n"
    own = sorted(folder.glob("*.js"), key=lambda path: (path.name == "component.js", path.name))
    script = scales + "".join(_lean(path.read_text()) for path in [FOLDER / "shared.js", *own])
    style = (FOLDER / "shared.css").read_text() + (folder / "component.css").read_text()
    return Source((folder / "component.html").read_text(), style, script)


def load(name: str) -> Any:
    """Register the component in the folder ``name`` and return its mounting command.

    Call it once, at import of the component's own module: Streamlit wants one registration
    (https://docs.streamlit.io/develop/api-reference/custom-components).
    """
    source = read(name)
    return st.components.v2.component(
        f"cnnviz.{name}", html=source.html, css=source.css, js=source.js
    )


def load_resident(name: str) -> Callable[..., Any]:
    """Register a component whose program is sent once a visit; return its mounting command.

    Streamlit sends a component's page, style and script with every change of its data. Here they
    are in a second component without data, which is on the page only until the browser has it; the
    browser asks again for one that was lost on the way.
    """
    source, desk = read(name), DESK % json.dumps(name)
    page = json.dumps(f"<style>{source.css}</style>{source.html}")
    show = source.js.replace("export default function (", "function show(")
    program = st.components.v2.component(
        f"cnnviz.{name}_program", js=f"{desk}const PAGE = {page};\n{show}{PROGRAM}"
    )
    caller = st.components.v2.component(
        f"cnnviz.{name}", html='<div class="resident"></div>', js=desk + CALLER
    )

    def mount(*, key: str, **call: Any) -> Any:
        sent = f"{key}_program_sent"
        with st.container(gap=None):
            result = caller(key=key, on_missing_change=lambda: st.session_state.pop(sent), **call)
            if not st.session_state.get(sent):
                program(key=f"{key}_program")
                st.session_state[sent] = True
        return result

    return mount


def _lean(script: str) -> str:
    """Leave out indentation and whole-line comments: the script travels with every change."""
    lines = (line.strip() for line in script.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not _is_comment(line))


def _is_comment(line: str) -> bool:
    return line.startswith("//") or (line.startswith("/*") and line.endswith("*/"))
