"""``cnnviz data``: what would be learned from a data set, as JSON."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cnnviz.__main__ import main
from cnnviz.data import memory_limit
from tests.image_files import CUSTOM, encoded, make_folder, make_zip, picture, tree

pytestmark = pytest.mark.unit


def call(capsys, *arguments: object) -> tuple[int, str, str]:
    status = main(["data", *map(str, arguments)])
    return status, *capsys.readouterr()


def test_it_prints_classes_and_counts_per_split(tmp_path, capsys):
    status, out, err = call(capsys, make_folder(tmp_path / "parts", CUSTOM))
    described = json.loads(out)
    assert (status, err) == (0, "")
    assert (described["title"], described["classes"]) == ("parts", ["dents", "good"])
    assert described["shape"] == [12, 12, 1]
    assert described["n"] == {"training": 28, "validation": 6, "test": 6}
    assert described["images"]["training"] == {"dents": 14, "good": 14}
    assert described["left_out"] == described["notes"] == []


def test_it_prints_declared_splits(tmp_path, capsys):
    counts = {"training_set": 5, "dev": 3, "test_set": 4}
    names = [f"{s}/{c}/{n}.png" for s, count in counts.items() for c in "ab" for n in range(count)]
    described = json.loads(call(capsys, make_zip(tmp_path / "x.zip", tree(names)))[1])
    assert described["n"] == {"training": 10, "validation": 6, "test": 8}


def test_it_prints_what_is_left_out_and_why(tmp_path, capsys):
    path = make_folder(tmp_path / "x", CUSTOM | {"docs/a.png": b"", "good/3.png": b"broken"})
    status, out, _ = call(capsys, path, "--skip-unusable")
    left_out = {each["file"]: each["reason"] for each in json.loads(out)["left_out"]}
    assert status == 0
    assert left_out.keys() == {"docs/a.png", "good/3.png"}
    assert left_out["docs/a.png"] == "a class needs at least 3 images, got 1"
    assert left_out["good/3.png"].startswith("this file is not a readable image")


def test_unusable_files_are_one_sentence_that_names_the_option(tmp_path, capsys):
    path = make_folder(tmp_path / "x", CUSTOM | {"good/3.png": b"broken"})
    status, out, err = call(capsys, path)
    assert (status, out) == (2, "")
    assert err.startswith("cnnviz: good/3.png: this file is not a readable image")
    assert err.endswith("or leave it out (--skip-unusable)\n")
    assert err.count("\n") == 1


def test_images_that_are_too_large_are_one_sentence_that_names_the_size(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(memory_limit, "MAX_MEMORY", 40 * 100)
    path = make_folder(tmp_path / "x", CUSTOM)
    status, _, err = call(capsys, path)
    assert (status, err.endswith("image size 10 fits (--size 10)\n")) == (2, True)
    assert call(capsys, path, "--size", 10)[0] == 0


def test_equal_images_and_odd_sizes_are_findings(tmp_path, capsys):
    names = [f"{split}/{c}/{n}.png" for split in ("train", "test") for c in "ab" for n in range(4)]
    members = {name: encoded(picture(n)) for n, name in enumerate(names)}
    members["test/a/0.png"] = members["train/a/1.png"] = encoded(picture(60))
    members["train/b/1.png"] = encoded(picture(50, (20, 30)))
    described = json.loads(call(capsys, make_folder(tmp_path / "x", members))[1])
    findings = {finding["kind"]: finding for finding in described["findings"]}
    assert findings["size"]["files"] == ["train/b/1.png"]
    (pair,) = (*findings.get("equal", {}).get("pairs", []),)
    assert sorted(pair) == ["test/a/0.png", "train/a/1.png"]
    assert "equal images across splits" in findings["equal"]["text"]


def test_nothing_to_learn_from_is_one_sentence_and_status_2(tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("hello")
    status, out, err = call(capsys, tmp_path)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("cnnviz: a data set must hold images")


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_out_of_range_is_one_sentence_and_status_2(tmp_path, capsys, seed):
    folder = make_folder(tmp_path / "x", CUSTOM)
    status, out, err = call(capsys, folder, "--seed", seed)
    assert (status, out) == (2, "")
    assert err == f"cnnviz: seed must be a whole number from 0 to 4294967295, got {seed}\n"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices here")
def test_a_device_without_end_is_one_sentence_and_status_2(capsys):
    status, out, err = call(capsys, "/dev/zero")
    assert (status, out) == (2, "")
    assert err.endswith("a folder or a zip of images, got zero: it is a device or a pipe\n")


def test_it_needs_no_keras(tmp_path):
    path = make_folder(tmp_path / "x", CUSTOM)
    code = (
        "import sys; from cnnviz.__main__ import main; main(sys.argv[1:]);"
        "print({'streamlit', 'keras', 'tensorflow'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", code, "data", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == "set()"


def test_arrays_are_described_too(tmp_path, capsys):
    labels = np.arange(60) % 3
    images = np.random.default_rng(0).integers(0, 256, (60, 8, 8), np.uint8)
    np.savez(tmp_path / "set.npz", x=images, y=labels)
    described = json.loads(call(capsys, tmp_path / "set.npz")[1])
    assert described["classes"] == ["0", "1", "2"]
    assert sum(described["n"].values()) == 60
