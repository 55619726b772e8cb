"""What all tests share: a home of their own, and the real data where it is present."""

import importlib.metadata
import os
import sys
from pathlib import Path

import pytest

from cnnviz.utils import paths


def pytest_terminal_summary(terminalreporter):
    """Without the installed package, Streamlit finds no component and pages show an error."""
    if "cnnviz" not in {found.name for found in importlib.metadata.distributions()}:
        terminalreporter.line("cnnviz is not installed in this environment: run pip install -e .")


def pytest_collection_modifyitems(items):
    """Browser tests last: Playwright keeps an event loop running in this thread."""
    items.sort(key=lambda item: "e2e" in item.path.parts)


@pytest.fixture(scope="session", autouse=True)
def cnnviz_home(tmp_path_factory):
    """Runs and caches go to a folder of this test session, never to the developer's own."""
    home = tmp_path_factory.mktemp("cnnviz-home")
    os.environ["CNNVIZ_HOME"] = str(home)
    return home


@pytest.fixture(autouse=True)
def main_module_stays(monkeypatch):
    """AppTest leaves the page's script as ``__main__``, which a child process would run again."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


def real_file(name: str) -> Path:
    """A file of the real data sets; skips the test where ``$CNNVIZ_DATA`` does not hold it."""
    folder = paths.data()
    if folder is None or not (folder / name).exists():
        pytest.skip(f"{name} is not in $CNNVIZ_DATA")
    return (folder / name).resolve()


@pytest.fixture(scope="session")
def real_mnist() -> Path:
    return real_file("mnist.npz")


@pytest.fixture(scope="session")
def real_neu() -> Path:
    return real_file("NEU-DET.zip")


@pytest.fixture(scope="session")
def engine():
    """The engine that pages use in this process, ready: one for all tests."""
    from cnnviz.ui import caches

    os.environ.setdefault("CNNVIZ_TRAINING_SLOTS", "1")
    engine = caches.engine()
    engine.wait_ready()
    yield engine
    engine.close()
