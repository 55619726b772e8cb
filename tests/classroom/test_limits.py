"""The limits: environment, teacher and defaults, and their table in the documentation."""

import json
import sys
from math import inf

import pytest

from cnnviz import classroom
from cnnviz.classroom import limits, settings
from cnnviz.classroom.visitor import separates
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError

# With a C locale and without UTF-8 no variable can have it.
IS_ASCII = sys.getfilesystemencoding() == "ascii"
SQUARED = pytest.param("²", marks=pytest.mark.skipif(IS_ASCII, reason="a C locale"))


@pytest.fixture(autouse=True)
def a_class(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    monkeypatch.setenv("CNNVIZ_CLASS", "1")
    for limit in limits.ALL:
        monkeypatch.delenv(limit.name, raising=False)


def test_the_documentation_has_the_table_of_the_code():
    assert limits.table() in (paths.ROOT / "docs" / "class.md").read_text("utf-8")


def test_names_are_variables_of_their_own():
    names = [limit.name for limit in limits.ALL]
    assert len(set(names)) == len(names)
    assert all(name.startswith("CNNVIZ_") for name in names)


@pytest.mark.parametrize("limit", limits.ALL, ids=lambda limit: limit.name)
def test_the_teacher_comes_before_the_environment_and_that_before_the_default(limit, monkeypatch):
    assert limit.value == limit.default
    monkeypatch.setenv(limit.name, "7")
    assert limit.value == 7
    limits.change({limit.name: 9.0})
    assert limit.value == 9
    assert limit.of_server == 7
    limits.change({limit.name: inf})
    assert limit.value == inf
    limits.change({limit.name: None})
    assert limit.value == 7
    monkeypatch.setenv(limit.name, "none")
    assert limit.value == inf


def test_on_one_persons_machine_only_what_is_set_there_holds(monkeypatch):
    limits.change({limits.QUEUE.name: 5.0})
    monkeypatch.setenv("CNNVIZ_CLASS", "0")
    assert limits.QUEUE.value == inf
    assert limits.UPLOADS_TOTAL.value == 4295
    monkeypatch.setenv(limits.QUEUE.name, "4")
    assert limits.QUEUE.value == 4


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "many", "1e99", "9" * 20, SQUARED])
def test_a_limit_that_is_no_number_is_refused_as_the_server_starts(monkeypatch, text):
    monkeypatch.setenv("CNNVIZ_QUEUE", text)
    with pytest.raises(InputError, match="CNNVIZ_QUEUE must be a whole number, at least 1, or no"):
        classroom.check()


def test_a_limit_that_the_teacher_mistypes_changes_nothing():
    with pytest.raises(InputError, match="CNNVIZ_QUEUE must be"):
        limits.change({limits.EPOCHS.name: 5.0, limits.QUEUE.name: 0.0})
    assert limits.EPOCHS.value == limits.EPOCHS.default


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"closed": true}', '{"limits": 3}', "9" * 9999]
)
def test_damaged_settings_are_the_usual_ones(content):
    settings.change(closed=True)
    (settings.folder() / "settings.json").write_text(content, "utf-8")
    assert settings.read() == settings.Settings()


def test_settings_are_changed_one_at_a_time():
    settings.change(limits={"CNNVIZ_QUEUE": 3.0})
    settings.change(closed=True)
    settings.change(limits={"CNNVIZ_MOST_EPOCHS": inf})
    kept = settings.read()
    assert kept == settings.Settings(True, {"CNNVIZ_QUEUE": 3.0, "CNNVIZ_MOST_EPOCHS": inf})
    file = settings.folder() / "settings.json"
    assert json.loads(file.read_text("utf-8"))["limits"]["CNNVIZ_MOST_EPOCHS"] is None


def test_settings_that_cannot_be_kept_are_one_sentence(tmp_path):
    (tmp_path / "classroom").write_text("a file where the folder should be", "utf-8")
    with pytest.raises(InputError, match="the settings cannot be kept"):
        settings.change(closed=True)


def test_a_teachers_password_makes_a_class_unless_the_switch_says_no(monkeypatch):
    monkeypatch.delenv("CNNVIZ_CLASS")
    assert not separates()
    monkeypatch.setenv("CNNVIZ_TEACHER", "scrypt:...")
    assert separates()
    monkeypatch.setenv("CNNVIZ_CLASS", "0")
    assert not separates()


@pytest.mark.parametrize(
    ("switch", "address", "warned"),
    [
        (None, None, True),
        (None, "0.0.0.0", True),
        (None, "localhost", False),
        (None, "127.0.0.1", False),
        ("0", "0.0.0.0", False),
        ("1", None, False),
    ],
)
def test_a_server_that_others_reach_says_that_it_does_not_tell_them_apart(
    monkeypatch, caplog, switch, address, warned
):
    monkeypatch.delenv("CNNVIZ_CLASS")
    if switch is not None:
        monkeypatch.setenv("CNNVIZ_CLASS", switch)
    classroom.warn_if_open(address)
    assert ("CNNVIZ_CLASS=1 tells them apart" in caplog.text) is warned
