"""Runs functions of the components' modules in Node, to compare them with Python's."""

import json
import os
import shutil
import subprocess
from typing import Any

import pytest

from cnnviz.ui.components import FOLDER
from cnnviz.utils import paths


def evaluate(imports: str, body: str, given: Any = None) -> Any:
    """What a function body returns that knows some modules and a JSON value named ``given``.

    ``imports`` are import statements with paths relative to the components' folder.
    """
    script = f"""{imports}
    import {{ readFileSync }} from "node:fs";
    const given = JSON.parse(readFileSync(0, "utf8"));
    console.log(JSON.stringify((() => {{ {body} }})()));"""
    done = subprocess.run(
        [_node(), "--input-type=module", "--eval", script],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=FOLDER,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _node() -> str:
    """The machine's Node, or the one that ``make`` put beside Python."""
    found = shutil.which("node") or shutil.which("node", path=paths.ROOT / ".venv" / "bin")
    if found is None:
        message = "no Node found: run make quick"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return found
