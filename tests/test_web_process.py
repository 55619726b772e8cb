"""The web process never imports TensorFlow or Keras; `lint-imports` checks the rest."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cnnviz.utils import paths

PAGES = sorted((paths.ROOT / "pages").glob("*.py"))
# Only worker processes and the shell import these; elsewhere Keras is imported inside a function.
WITH_KERAS = {
    f"cnnviz.training.{name}"
    for name in (
        *("augment", "epoch_recorder", "job", "losses", "pipeline", "rates", "recorder"),
        *("steering", "step_random", "testing"),
    )
}
# Importing them starts what they hold.
PROGRAMS = {"cnnviz.engine.__main__", "cnnviz.publish.__main__"}


def module_name(path: Path) -> str:
    parts = path.relative_to(paths.ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {module_name(path) for path in (paths.ROOT / "cnnviz").rglob("*.py")}


def fresh_process(script: str, **environment: str) -> list[str]:
    """Run a script in a new process; return the list that it prints last."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=paths.ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_a_page_imports_no_other_page(page):
    tree = ast.walk(ast.parse(page.read_text("utf-8")))
    imported = {node.module for node in tree if isinstance(node, ast.ImportFrom)}
    assert imported
    assert not [name for name in imported if name and name.startswith("pages")]


IMPORT_EACH = """
import importlib, json, sys
found = []
for module in {modules}:
    importlib.import_module(module)
    found += [f"{{module}} imports {{name}}" for name in {banned} if sys.modules.pop(name, None)]
print(json.dumps(found))
"""


@pytest.mark.parametrize(
    ("package", "banned"),
    [("cnnviz.ui", ["keras", "tensorflow"]), ("cnnviz", ["keras", "tensorflow", "streamlit"])],
)
def test_importing_a_module_does_not_import(package, banned):
    in_ui = {module for module in MODULES if module.startswith("cnnviz.ui")}
    modules = in_ui if package == "cnnviz.ui" else MODULES - in_ui
    modules = sorted(modules - WITH_KERAS - PROGRAMS)
    assert len(modules) > 40
    assert fresh_process(IMPORT_EACH.format(modules=modules, banned=banned)) == []


OPEN_EACH_PAGE = """
import json, sys
from streamlit.testing.v1 import AppTest
from cnnviz.ui import caches
caches.engine().wait_ready()
app = AppTest.from_file("app.py", default_timeout=120).run()
for page in {pages}:
    app.switch_page(page).run()
    assert not app.exception, (page, app.exception)
    assert app.title, page
print(json.dumps([name for name in ("keras", "tensorflow") if name in sys.modules]))
"""


def test_all_pages_together_import_neither_tensorflow_nor_keras(engine, tmp_path):
    (tmp_path / "cert.pem").write_text(engine._workers.host.certificate)
    (tmp_path / "key.pem").write_text(engine._workers.host.key)
    pages = [str(path.relative_to(paths.ROOT)) for path in PAGES]
    assert len(pages) >= 4
    found = fresh_process(
        OPEN_EACH_PAGE.format(pages=pages),
        CNNVIZ_SCHEDULER=engine._workers.host.address,
        DASK_DISTRIBUTED__COMM__TLS__CA_FILE=str(tmp_path / "cert.pem"),
        DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT=str(tmp_path / "cert.pem"),
        DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY=str(tmp_path / "key.pem"),
    )
    assert found == []
