"""``python -m cnnviz export``: what is written opens elsewhere and computes the same."""

import csv
import shutil

import keras
import numpy as np
import onnxruntime
import pytest

from cnnviz import models
from cnnviz.__main__ import FORMATS
from cnnviz.cli import export
from cnnviz.layers import Flatten
from cnnviz.training import job
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.utils import paths
from tests.cli.command import call
from tests.small_data import write_folder
from tests.small_networks import INFO, small_model


@pytest.fixture
def run(tmp_path, monkeypatch) -> RunFolder:
    """A finished run among the app's, with the current folder elsewhere."""
    monkeypatch.setattr(paths, "runs", lambda: tmp_path / "runs")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    run = RunFolder.create(RunConfig(layers=INFO.layers), tmp_path / "runs" / "first-run")
    models.save(small_model(), INFO, run.model)
    return run


@pytest.fixture
def batch():
    return np.random.default_rng(1).random((5, *INFO.input_shape), np.float32)


def test_onnx_computes_what_the_run_s_model_computes(run, capsys, tmp_path, batch):
    status, lines, _ = call(capsys, "export", "first-run", "--to", "onnx")
    assert (status, lines) == (0, [{"run": "first-run", "to": "onnx", "path": "first-run.onnx"}])
    session = onnxruntime.InferenceSession(tmp_path / "here" / "first-run.onnx")
    (found,) = session.run(None, {"images": batch})
    np.testing.assert_allclose(found, small_model()(batch), atol=1e-5)


def test_keras_opens_the_exported_file(run, capsys, tmp_path, batch):
    status, *_ = call(capsys, "export", run.path, "--to", "keras", "--out", "model.keras")
    assert status == 0
    theirs = keras.models.load_model(tmp_path / "here" / "model.keras")
    np.testing.assert_array_equal(theirs(batch), small_model()(batch))


@pytest.mark.parametrize("given", ["copy.keras", "shelf"])
def test_a_model_is_exported_too(run, capsys, monkeypatch, tmp_path, given):
    monkeypatch.setattr(paths, "MODELS", tmp_path)
    shutil.copy(run.model, "copy.keras")
    shutil.copy(run.model, tmp_path / "shelf.keras")
    status, ((line),), _ = call(capsys, "export", given, "--to", "onnx")
    assert (status, line["path"]) == (0, f"{given.partition('.')[0]}.onnx")


def test_an_existing_file_is_not_overwritten(run, capsys, tmp_path):
    (tmp_path / "here" / "first-run.onnx").write_text("mine")
    status, lines, err = call(capsys, "export", "first-run", "--to", "onnx")
    assert (status, lines) == (2, [])
    assert "first-run.onnx exists already; choose another path with --out" in err
    assert (tmp_path / "here" / "first-run.onnx").read_text("utf-8") == "mine"


def test_a_folder_that_is_not_there_is_one_sentence(run, capsys):
    out = ("--out", "absent/model.onnx")
    status, _, err = call(capsys, "export", "first-run", "--to", "onnx", *out)
    assert status == 2
    assert err.startswith("cnnviz: absent/model.onnx cannot be written: ")


def test_keras_s_file_needs_its_ending(run, capsys):
    status, _, err = call(capsys, "export", "first-run", "--to", "keras", "--out", "model.h5")
    assert (status, err) == (2, "cnnviz: Keras reads files that end in .keras, got model.h5\n")


def test_an_unfinished_run_is_refused(run, capsys):
    run.model.unlink()
    status, _, err = call(capsys, "export", "first-run", "--to", "onnx")
    assert status == 2
    assert "holds no trained model: its run has not finished" in err


def test_an_unknown_run_is_refused(run, capsys):
    assert call(capsys, "export", "absent", "--to", "onnx")[0] == 2


def test_the_help_lists_every_format():
    assert tuple(export.FORMATS) == FORMATS


@pytest.fixture(scope="module")
def trained(tmp_path_factory) -> RunFolder:
    """A run that was trained, on files of its own."""
    folder = tmp_path_factory.mktemp("trained")
    data = write_folder(folder / "steel", 20)
    config = RunConfig(str(data), "own", epochs=2, batch_size=8, layers=(Flatten(),))
    run = RunFolder.create(config, folder / "run")
    assert job.train_run(run).status == "done"
    return run


def test_csv_holds_every_epoch_and_every_test_image(trained, capsys, tmp_path):
    status, *_ = call(capsys, "export", trained.path, "--to", "csv", "--out", tmp_path / "tables")
    assert status == 0
    with (tmp_path / "tables" / "history.csv").open() as file:
        history = list(csv.DictReader(file))
    with (tmp_path / "tables" / "predictions.csv").open() as file:
        predictions = list(csv.DictReader(file))
    evaluation = trained.evaluation()
    right = sum(row["true"] == row["predicted"] for row in predictions)
    assert [float(row["loss"]) for row in history] == [e.loss for e in trained.history().epochs]
    assert (len(predictions), right / len(predictions)) == (evaluation.n, evaluation.accuracy)
    assert [row["file"] for row in predictions] == list(trained.config().load_data().test.files)


@pytest.mark.parametrize(
    ("form", "names"),
    [
        ("script", {"train.py", "data.npz"}),
        ("notebook", {"train.ipynb", "data.npz"}),
        ("tensorboard", {"train", "validation"}),
    ],
)
def test_a_folder_holds_all_that_belongs_together(form, names, trained, capsys, tmp_path):
    status, *_ = call(capsys, "export", trained.path, "--to", form, "--out", tmp_path / "out")
    assert (status, {path.name for path in (tmp_path / "out").iterdir()}) == (0, names)


def test_data_that_was_changed_after_the_run_is_refused(trained, capsys, tmp_path, monkeypatch):
    copy = shutil.copytree(trained.path, tmp_path / "copy")
    text = (copy / "config.json").read_text("utf-8").replace("steel", "other")
    (copy / "config.json").write_text(text)
    write_folder(trained.path.parent / "other", 21)
    status, _, err = call(capsys, "export", copy, "--to", "csv", "--out", tmp_path / "out")
    assert status == 2
    assert "this run was made with data of fingerprint" in err
    assert not (tmp_path / "out").exists()
