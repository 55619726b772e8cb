"""Names, notes and stars of runs: kept, checked, and never in the way of a run."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnviz.training import notes
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.training.notes import Notes
from cnnviz.utils.errors import InputError
from tests.damage import DAMAGES


@pytest.fixture
def run(tmp_path) -> RunFolder:
    return RunFolder.create(RunConfig(), tmp_path / "20260101-101010-mlp-0001")


def test_a_new_run_has_no_name_no_note_and_no_star(run):
    assert notes.read(run) == Notes("", "", False, "", "")


LETTERS = st.characters(categories=("L", "N", "P", "S"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(LETTERS, max_size=80), st.text(LETTERS, max_size=200), st.booleans())
def test_what_is_noted_is_read_again(run, name, note, starred):
    notes.change(run, name=name, note=note, starred=starred)
    assert notes.read(run) == Notes(name, note, starred)


def test_a_name_is_one_line(run):
    assert notes.change(run, name=" two\n\tlines\x00 ").name == "two lines"


def test_one_change_leaves_the_rest(run):
    notes.change(run, name="first", note="why", experiment="filters", variant="8 filters")
    notes.change(run, starred=True)
    assert notes.read(run) == Notes("first", "why", True, "filters", "8 filters")


def test_what_a_newer_version_wrote_is_kept(run):
    (run.path / notes.FILE).write_text('{"name": "old", "colour": "red"}')
    notes.change(run, name="new")
    written = json.loads((run.path / notes.FILE).read_text("utf-8"))
    assert (written["name"], written["colour"]) == ("new", "red")


@pytest.mark.parametrize("key", ["name", "note"])
def test_a_text_that_is_too_long_is_refused_and_changes_nothing(run, key):
    most = {"name": notes.MAX_NAME, "note": notes.MAX_NOTE}[key]
    notes.change(run, **{key: "x" * most})
    with pytest.raises(InputError, match=rf"at most {most:,} characters, got {most + 1:,}"):
        notes.change(run, **{key: "y" * (most + 1)})
    assert getattr(notes.read(run), key) == "x" * most


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_costs_the_notes_only(run, damage):
    notes.change(run, name="lost", starred=True)
    DAMAGES[damage](run.path / notes.FILE)
    assert notes.read(run) == Notes()


@pytest.mark.parametrize("content", ['{"name": 3}', '{"starred": "yes"}', '{"note": null}'])
def test_values_of_a_wrong_type_are_ignored(run, content):
    (run.path / notes.FILE).write_text(content)
    assert notes.read(run) == Notes()


def test_a_deleted_run_is_not_made_again(run):
    for file in run.path.iterdir():
        file.unlink()
    run.path.rmdir()
    with pytest.raises(InputError, match="there is no run"):
        notes.change(run, name="ghost")
    assert not run.path.exists()
