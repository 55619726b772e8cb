"""What all tests share: lanes, a home of their own, and the real data where it is present."""

import gc
import importlib.metadata
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import hypothesis
import pytest

from cnnviz.utils import paths

# The Makefile has a test's own process warn of encodings that are not named, and pyproject.toml
# makes that an error; the programs that tests start write no such warnings.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.pop("PYTHONWARNDEFAULTENCODING", None)

TESTS = Path(__file__).parent

# The lane of a folder's or a file's tests; the longest match counts, "unit" where there is none.
# A test that differs from its file carries a mark of its own.
LANES = {
    "cli": "keras",
    "course/test_channels.py": "keras",
    "course/test_modern.py": "keras",
    "course/test_projects.py": "keras",
    "deploy/test_server.py": "keras",
    "docs/test_app_links.py": "page",
    "docs/test_blocks.py": "keras",
    "e2e": "e2e",
    "engine": "keras",
    "explain/test_forward.py": "keras",
    "explain/test_unit.py": "keras",
    "explain/test_attribution.py": "keras",
    "explain/test_filters.py": "keras",
    "filters/test_bank.py": "keras",
    "filters/test_export.py": "keras",
    "layers/test_code.py": "keras",
    "layers/test_run_keras.py": "keras",
    "layers/test_kinds.py": "keras",
    "models": "keras",
    "models/test_network_input.py": "unit",
    "networks/test_architecture.py": "keras",
    "pages": "page",
    "publish": "keras",
    "test_many_visitors.py": "page",
    "test_startup.py": "page",
    "test_web_process.py": "page",
    "training/test_augment.py": "keras",
    "training/test_card.py": "keras",
    "training/test_catalog.py": "keras",
    "training/test_damaged_runs.py": "keras",
    "training/test_epoch_model.py": "keras",
    "training/test_epoch_recorder.py": "keras",
    "training/test_experiment_runs.py": "keras",
    "training/test_export_acts.py": "keras",
    "training/test_export_code.py": "keras",
    "training/test_export_tensorboard.py": "keras",
    "training/test_job.py": "keras",
    "training/test_steering.py": "keras",
    "training/test_keras_augmentation.py": "keras",
    "training/test_keras_script.py": "keras",
    "training/test_losses.py": "keras",
    "training/test_own_networks.py": "keras",
    "training/test_pipeline.py": "keras",
    "training/test_rates.py": "keras",
    "training/test_recorder.py": "keras",
    "training/test_update_rules.py": "keras",
    "ui/calculator": "page",
    "ui/course": "page",
    "ui/calculator/test_result_html.py": "unit",
    "ui/playground": "page",
    "utils/test_system.py": "keras",
}
REAL_DATA = {"real_mnist", "real_neu"}  # fixtures
# Browser tests run last: Playwright keeps an event loop running in its thread.
ORDER = ("keras", "page", "unit", "e2e")

# CI looks for counter-examples longer. No deadline: other work on the machine is no failure.
hypothesis.settings.register_profile("dev", max_examples=25, deadline=None)
# CI tries the same examples for the same code, so what passed once passes again; "dev" looks on.
hypothesis.settings.register_profile("ci", max_examples=300, deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_terminal_summary(terminalreporter):
    """Without the installed package, Streamlit finds no component and pages show an error."""
    if "cnnviz" not in {found.name for found in importlib.metadata.distributions()}:
        terminalreporter.line("cnnviz is not installed in this environment: run pip install -e .")


def lane_of(path: Path) -> str:
    """The lane that tests of a file belong to."""
    name = f"{path.relative_to(TESTS).as_posix()}/"
    matches = [prefix for prefix in LANES if name.startswith(f"{prefix}/")]
    return LANES[max(matches, key=len)] if matches else "unit"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """`-m unit` does not even open the files of other lanes: importing Keras takes seconds."""
    is_test = collection_path.name.startswith("test_")
    other = config.option.markexpr == "unit" and is_test and lane_of(collection_path) != "unit"
    return other or None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Leave out of every search for garbage what is imported and collected: it stays to the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test with its lane, and with the group whose tests run in one process."""
    lanes = {}
    for item in items:
        own = [lane for lane in ORDER if item.get_closest_marker(lane)]
        lanes[item] = own[0] if own else lane_of(item.path)
        item.add_marker(lanes[item])
        if REAL_DATA & set(item.fixturenames):
            item.add_marker("data")
        shares_engine = lanes[item] == "page" or "engine" in item.fixturenames
        group = "engine" if shares_engine else str(item.path.relative_to(TESTS))
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: ORDER.index(lanes[item]))


@pytest.fixture(autouse=True)
def units_leave_keras_alone(request):
    """A unit test that imports Keras belongs to another lane: `LANES` or a mark says so."""
    before = "keras" in sys.modules
    yield
    if request.node.get_closest_marker("unit") and not before:
        assert "keras" not in sys.modules, "a unit test imported Keras"


@pytest.fixture(scope="session", autouse=True)
def cnnviz_home(tmp_path_factory):
    """Runs and caches go to a folder of this process's tests, never to the developer's own."""
    home = tmp_path_factory.mktemp("cnnviz-home")
    os.environ["CNNVIZ_HOME"] = str(home)
    return home


@pytest.fixture(scope="session", autouse=True)
def pages_run_as_on_a_server(request):
    """Take from AppTest what a server does not do in each run, or not at all."""
    if not any(item.get_closest_marker("page") for item in request.session.items):
        yield
        return
    from streamlit.components.v2 import manifest_scanner
    from streamlit.runtime.scriptrunner import script_runner

    with pytest.MonkeyPatch.context() as patch:
        # All installed packages are searched for components: 0.14 s.
        search = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", search)
        # Where Keras is imported, which it is not in a web process, its session is cleared: 0.4 s.
        patch.setattr(script_runner, "_clean_problem_modules", lambda: None)
        yield


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
