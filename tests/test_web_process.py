"""The house rules: imports run one way, and the web process never imports TensorFlow or Keras."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cnnviz.utils import paths

# From the top floor down; a module imports from its own floor and those below. What is listed
# nowhere is on the ground floor, which knows neither Streamlit nor Keras nor any floor above.
FLOORS = (
    ("app",),
    ("pages",),
    (
        "cnnviz.ui",
        "cnnviz.__main__",
        "cnnviz.cli.commands",
        "cnnviz.cli.progress",
        "cnnviz.publish.__main__",
        "cnnviz.publish.wrong_answers",
        "cnnviz.publish.cross_validation",
    ),
    ("cnnviz.engine",),
    (
        "cnnviz.training",
        "cnnviz.explain",
        "cnnviz.models.layer_outputs",
        "cnnviz.models",
        "cnnviz.models.hdf5_weights",
        "cnnviz.training.catalog",
        "cnnviz.networks.architecture",
        "cnnviz.publish.card",
        "cnnviz.networks.describe",
        "cnnviz.networks",
        "cnnviz.networks.receptive_field",
        "cnnviz.models.effective_field",
    ),
)
ENGINE, GROUND = 3, len(FLOORS)
# Only workers and the shell import these; anywhere else Keras is imported inside a function.
WITH_KERAS = tuple(
    f"cnnviz.training.{name}" for name in ("augment", "job", "pipeline", "recorder", "testing")
)


def belongs(module: str, group: tuple[str, ...]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in group)


def floor_of(module: str) -> int:
    floors = (level for level, names in enumerate(FLOORS) if belongs(module, names))
    return next(floors, GROUND)


def name_of(path: Path) -> str:
    parts = path.relative_to(paths.ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


SOURCES = {
    name_of(path): path
    for path in (
        paths.ROOT / "app.py",
        *(paths.ROOT / "pages").glob("*.py"),
        *(paths.ROOT / "cnnviz").rglob("*.py"),
    )
}
KERAS_FREE = sorted(
    module
    for module in SOURCES
    if floor_of(module) >= ENGINE and not belongs(module, (*WITH_KERAS, "cnnviz.engine.__main__"))
)


def imported(module: str) -> set[str]:
    """Every module of ours that ``module`` imports, inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(SOURCES[module].read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports by dots"
            whole = f"{node.module}."
            inside = {whole + alias.name for alias in node.names} & SOURCES.keys()
            found |= inside or {node.module}
    return found & SOURCES.keys()


@pytest.mark.parametrize("module", SOURCES)
def test_a_module_imports_nothing_from_a_floor_above(module):
    above = {other for other in imported(module) if floor_of(other) < floor_of(module)}
    assert not above


@pytest.mark.parametrize("page", [name for name in SOURCES if name.startswith("pages.")])
def test_a_page_imports_no_page(page):
    assert not {other for other in imported(page) if other.startswith("pages")}


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


IMPORT_EACH = """
import importlib, json, sys
guilty = []
for module in {modules}:
    importlib.import_module(module)
    guilty += [f"{{module}} imports {{name}}" for name in {banned} if sys.modules.pop(name, None)]
print(json.dumps(guilty))
"""


def test_up_to_the_engine_no_module_imports_keras_or_streamlit():
    banned = ["keras", "tensorflow", "streamlit"]
    assert fresh_process(IMPORT_EACH.format(modules=KERAS_FREE, banned=banned)) == []


def test_the_ground_floor_is_there_to_be_tested():
    assert {
        "cnnviz.images",
        "cnnviz.ops.convolution",
        "cnnviz.ops.geometry",
        "cnnviz.layers",
    } <= set(KERAS_FREE)
    assert {"cnnviz.models", "cnnviz.models.layer_outputs", "cnnviz.engine.client"} <= set(
        KERAS_FREE
    )


OPEN_EACH_PAGE = """
import json, sys
from streamlit.testing.v1 import AppTest
from cnnviz.ui import caches
caches.engine().wait_ready()
app = AppTest.from_file("app.py", default_timeout=60).run()
for page in {pages}:
    app.switch_page(page).run()
    assert not app.exception, (page, app.exception)
    assert app.title, page
print(json.dumps([name for name in ("keras", "tensorflow") if name in sys.modules]))
"""


def test_all_pages_together_import_neither_tensorflow_nor_keras(engine, tmp_path):
    (tmp_path / "cert.pem").write_text(engine._host.certificate)
    (tmp_path / "key.pem").write_text(engine._host.key)
    pages = [f"pages/{path.name}" for path in (paths.ROOT / "pages").glob("*.py")]
    assert len(pages) >= 4
    found = fresh_process(
        OPEN_EACH_PAGE.format(pages=pages),
        CNNVIZ_SCHEDULER=engine._host.address,
        DASK_DISTRIBUTED__COMM__TLS__CA_FILE=str(tmp_path / "cert.pem"),
        DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT=str(tmp_path / "cert.pem"),
        DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY=str(tmp_path / "key.pem"),
    )
    assert found == []
