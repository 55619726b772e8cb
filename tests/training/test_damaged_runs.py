"""Whatever lies in a run's folder: each reader gives a value or raises our error, and no other."""

import shutil
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.training import folder
from cnnviz.training import text as wording
from cnnviz.training.catalog import catalog, labels
from cnnviz.training.folder import RunFolder
from cnnviz.training.outlook import outlook
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from tests.damage import DAMAGES, FILES, damaged_copy, damages, finished_run


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_HOME", str(home))
        patch.setattr(paths, "MODELS", home / "models")
        yield home


@pytest.fixture(scope="module")
def good(home) -> RunFolder:
    return finished_run(home / "good")


def read_all(run: RunFolder) -> None:
    """Read a run as the pages do."""
    assert "\n" not in wording.run_label(run)
    outlook(1, lambda config: None)
    with suppress(InputError):
        config, state = run.config(), run.state()
        wording.settings_line(config)
        wording.ending(state)
        run.history()
        if state.active:
            wording.standing(state, config.epochs, 0)
        evaluation = run.evaluation()
        if evaluation:
            wording.figures(evaluation, run.history(), config.epochs)


def test_the_run_is_good(home, good):
    target = paths.runs() / "20260101-good"
    shutil.copytree(good.path, target)
    found = catalog()
    assert ([entry.key for entry in found.entries], found.left_out) == ([target.name], ())
    shutil.rmtree(target)


@pytest.mark.parametrize("kind", DAMAGES)
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_reported_or_its_part_left_out(home, good, name, kind):
    run = RunFolder(damaged_copy(good.path, paths.runs() / "20260101-x", (name, DAMAGES[kind])))
    try:
        read_all(run)
        found = catalog()
        listed = [entry.key for entry in found.entries] == [run.id]
        inessential = name in ("events.jsonl", "evaluation.json")
        # A zip may have anything before its members.
        assert listed == (inessential or (name, kind) == ("model.keras", "not UTF-8"))
        named = [phrase for phrase in found.left_out if run.id in phrase and name in phrase]
        assert bool(named) == (run.is_run and run.model.exists() and not listed)
    finally:
        shutil.rmtree(run.path)


@given(st.lists(damages(), min_size=1, max_size=2, unique_by=lambda each: each[0]))
def test_no_damage_raises_anything_but_our_error(home, good, found):
    run = RunFolder(shutil.copytree(good.path, paths.runs() / "20260101-y"))
    try:
        for name, apply in found:
            apply(run.path / name)
        read_all(run)
        list(folder.newest())
        labels(catalog().entries)
        for entry in catalog().entries:
            assert entry.label
            assert entry.summary
    finally:
        shutil.rmtree(run.path)
