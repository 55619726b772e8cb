"""ES modules inside one HTML file, for pages that play without a server."""

import base64
import re
from pathlib import Path

from cnnviz.ui.components import FOLDER

# What every import of ours has, at a module's beginning or when it is needed; the formatter keeps
# to it.
_RELATIVE = re.compile(r'\b(from |await import\()"(\.\.?/[^"]+)"')


def import_map(entry: str) -> dict[str, str]:
    """A module and all that it imports, each as a data URL under its path in this folder.

    Parameters
    ----------
    entry : str
        The module's path in this folder, for example ``"sliding_window/index.js"``. A script of
        the page imports it by that name.

    Returns
    -------
    dict
        What belongs under ``"imports"`` in the page's import map. Within a data URL there are no
        relative paths, so the modules import one another by these names, too.
    """
    found: dict[str, str] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        script, imported = _with_absolute_names(name)
        found[name] = "data:text/javascript;base64," + base64.b64encode(script.encode()).decode()
        waiting += imported
    return found


def _with_absolute_names(name: str) -> tuple[str, list[str]]:
    """A module's text with its imports by their paths in this folder, and these paths."""
    path = FOLDER / name
    imported: list[str] = []

    def rename(found: re.Match[str]) -> str:
        target = (path.parent / found[2]).resolve().relative_to(FOLDER.resolve())
        imported.append(target.as_posix())
        return f'{found[1]}"{imported[-1]}"'

    return _RELATIVE.sub(rename, Path(path).read_text("utf-8")), imported
