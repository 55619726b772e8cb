"""Images that are left out: a note that outlives the server; the files stay as they are."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz import data
from cnnviz.data import left_out
from cnnviz.training.config import RunConfig
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from tests.small_data import write_folder


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_folder(tmp_path_factory.mktemp("data") / "noise", 20)


def test_an_image_left_out_is_in_no_split_and_the_others_stay_in_theirs(folder):
    whole = data.load(str(folder))
    out = (whole.train.files[2], whole.test.files[0])
    rest = left_out.leave_out(whole, out)
    for before, after in zip(whole.splits, rest.splits, strict=True):
        kept = [index for index, file in enumerate(before.files) if file not in out]
        assert after.files == tuple(before.files[index] for index in kept)
        np.testing.assert_array_equal(after.images, before.images[kept])
        np.testing.assert_array_equal(after.labels, before.labels[kept])
    assert "2 images left out" in rest.source
    assert rest.fingerprint != whole.fingerprint


def test_an_unknown_file_is_refused_by_name(folder):
    with pytest.raises(InputError, match=r"must be in the data set, got 'bright/none\.png'"):
        left_out.leave_out(data.load(str(folder)), ["bright/none.png"])


def test_the_last_image_of_a_class_in_a_split_stays(folder):
    whole = data.load(str(folder))
    bright = [file for file in whole.test.files if file.startswith("bright")]
    with pytest.raises(InputError, match="each class must stay in each split, got none of bright"):
        left_out.leave_out(whole, bright)


def test_the_note_is_kept_and_undone(home):
    left_out.mark("a" * 32, "x/2.png", True)
    left_out.mark("a" * 32, "x/1.png", True)
    left_out.mark("b" * 32, "y.png", True)
    assert left_out.read("a" * 32) == ("x/1.png", "x/2.png")
    left_out.mark("a" * 32, "x/2.png", False)
    assert left_out.read("a" * 32) == ("x/1.png",)
    assert left_out.read("c" * 32) == ()


@pytest.mark.parametrize("damage", ["", "[]", '{"files": 3}', '{"files": [1, {}]}', "\x00"])
def test_a_damaged_note_leaves_nothing_out(home, damage):
    (home / "left_out").mkdir(parents=True)
    (home / "left_out" / f"{'a' * 32}.json").write_text(damage)
    assert left_out.read("a" * 32) == ()


def test_the_key_depends_on_names_and_classes_alone(folder, tmp_path):
    whole = data.load(str(folder))
    assert left_out.key(data.load(str(folder), seed=7, size=8)) == left_out.key(whole)
    other = data.load(str(write_folder(tmp_path / "noise", 21)))
    assert left_out.key(other) != left_out.key(whole)
    assert left_out.key(replace(whole, classes=("a", "b"))) != left_out.key(whole)


def test_a_note_that_cannot_be_written_is_one_sentence(home):
    home.write_text("a file where the folder should be")
    with pytest.raises(InputError, match="the note of left-out images could not be written"):
        left_out.mark("a" * 32, "x", True)
    assert paths.home().is_file()


def test_a_run_leaves_out_what_its_settings_say(folder):
    whole = data.load(str(folder))
    config = RunConfig(str(folder), "physics-mnist", left_out=whole.train.files[:3])
    loaded = RunConfig.from_json(config.to_json()).load_data()
    assert loaded.train.files == whole.train.files[3:]
