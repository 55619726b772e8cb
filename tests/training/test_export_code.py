"""A run's script and notebook train on the very images of the run, whatever their layout."""

import csv
import json
import re
import runpy
import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest

from cnnviz import data, images
from cnnviz.layers import Conv2D, Dense, Flatten
from cnnviz.training import job, keras_script
from cnnviz.training.augmentation import PRESETS
from cnnviz.training.config import RunConfig
from cnnviz.training.export.code import NOTEBOOK, SCRIPT, notebook_files, script_files
from cnnviz.training.export.data_file import data_npz
from cnnviz.training.folder import RunFolder
from cnnviz.training.script_data import MNIST, needs_file
from tests.data.test_array_files import idx_bytes
from tests.small_data import LEVELS, pictures, write_folder, write_zip

LAYERS = (Conv2D(4, stride=2, activation="relu"), Flatten(), Dense(8, "relu"))
NAMES = tuple(LEVELS)


def png(path: Path, picture: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(images.png_bytes(picture))


def arrays(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Images (N, 12, 12) and labels of both classes in turn."""
    both = [pictures(name, count) for name in NAMES]
    mixed = [picture[..., 0] for pair in zip(*both, strict=True) for picture in pair]
    return np.stack(mixed), np.tile(np.arange(len(NAMES)), count).astype(np.uint8)


def idx_files(folder: Path) -> Path:
    x, y = arrays(30)
    folder.mkdir()
    for part, keep in {"train": slice(40), "t10k": slice(40, None)}.items():
        (folder / f"{part}-images-idx3-ubyte").write_bytes(idx_bytes(x[keep]))
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(idx_bytes(y[keep]))
    return folder


def npz_file(folder: Path) -> Path:
    x, y = arrays(30)
    folder.mkdir()
    np.savez(folder / "own.npz", x_train=x[:40], y_train=y[:40], x_test=x[40:], y_test=y[40:])
    return folder / "own.npz"


def three_splits(folder: Path) -> Path:
    for name in NAMES:
        for number, picture in enumerate(pictures(name, 30)):
            split = "train" if number < 20 else "valid" if number < 25 else "test"
            png(folder / split / name / f"{number}.png", picture)
    return folder


def neu_layout(folder: Path) -> Path:
    kinds = ("crazing", "inclusion", "patches", "pitted_surface", "rolled-in_scale", "scratches")
    rng = np.random.default_rng(0)
    for label, name in enumerate(kinds):
        for number in range(12):
            noise = rng.integers(20 * label, 20 * label + 90, (12, 12, 1), np.uint8)
            split = "train" if number < 9 else "validation"
            png(folder / "NEU-DET" / split / "images" / name / f"{name}_{number}.png", noise)
    return folder / "NEU-DET"


def table_of_labels(folder: Path) -> Path:
    rows = [("file", "label")]
    for name in NAMES:
        for number, picture in enumerate(pictures(name, 30)):
            png(folder / "images" / f"{name}{number}.png", picture)
            rows.append((f"{name}{number}.png", name))
    with (folder / "labels.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    return folder


LAYOUTS = {
    "classes": lambda folder: write_folder(folder, 30),
    "zip": lambda folder: write_zip(folder.with_suffix(".zip"), 30),
    "three splits": three_splits,
    "NEU": neu_layout,
    "idx": idx_files,
    "npz": npz_file,
    "table of labels": table_of_labels,
    "digits": lambda folder: "digits",
}


def config_of(dataset: object, **settings) -> RunConfig:
    given = {"epochs": 2, "batch_size": 8, "learning_rate": 0.003, "layers": LAYERS, **settings}
    return RunConfig(str(dataset), "own", **given)


def trained(config: RunConfig, path: Path) -> RunFolder:
    run = RunFolder.create(config, path)
    assert job.train_run(run).status == "done"
    return run


def write(files: dict[str, bytes], folder: Path, monkeypatch) -> None:
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def code_of(notebook: str) -> str:
    cells = json.loads(notebook)["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def check_figures(names: dict, run: RunFolder, printed: str) -> None:
    """The script's figures are the run's: its last epoch's, and those on the test images."""
    evaluation, last = run.evaluation(), run.history().epochs[-1]
    assert len(names["x_test"]) == evaluation.n
    assert names["accuracy"] == pytest.approx(evaluation.accuracy, abs=1e-6)
    assert names["loss"] == pytest.approx(evaluation.loss, abs=1e-4)
    validation = re.findall(r"val_accuracy: ([\d.]+)", printed)
    assert float(validation[-1]) == pytest.approx(last.validation_accuracy, abs=1e-4)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_script_and_notebook_repeat_the_run(layout, tmp_path, monkeypatch, capsys):
    config = config_of(LAYOUTS[layout](tmp_path / "own"))
    if layout == "digits":
        config = config_of("digits", batch_size=200)
    run = trained(config, tmp_path / "run")
    dataset = config.load_data()
    write(script_files(run.config(), dataset), tmp_path / "script", monkeypatch)
    capsys.readouterr()
    check_figures(runpy.run_path(SCRIPT), run, capsys.readouterr().out)

    write(notebook_files(run.config(), dataset), tmp_path / "notebook", monkeypatch)
    names: dict = {}
    exec(code_of(Path(NOTEBOOK).read_text("utf-8")), names)
    check_figures(names, run, capsys.readouterr().out)


@pytest.mark.parametrize(
    "settings",
    [
        {"augmentation": PRESETS["steel"], "schedule": "one-cycle"},
        {"augmentation": PRESETS["digits-elastic"], "epochs": 1},
        {"label_smoothing": 0.1},
        {"class_weights": "balanced"},
        {"label_smoothing": 0.1, "class_weights": "balanced", "schedule": "warm-restart"},
    ],
    ids=str,
)
def test_a_script_with_any_settings_runs_as_it_stands(settings, tmp_path, monkeypatch, capsys):
    config = config_of(write_folder(tmp_path / "own", 20), **settings)
    write(script_files(config, config.load_data()), tmp_path / "script", monkeypatch)
    names = runpy.run_path(SCRIPT)
    printed = f"6 test images: loss {names['loss']:.4f}, accuracy {names['accuracy']:.4f}"
    assert capsys.readouterr().out.splitlines()[-1] == printed


@pytest.mark.parametrize(
    "settings",
    [
        {"held_out": "2/5"},
        {"held_out": "test"},
        {"held_out": "2/5-groups"},
        {"left_out": ("bright/bright_0.png",)},
        {"image_size": 8},
    ],
    ids=str,
)
def test_the_script_reads_the_run_s_own_split_and_size(settings, tmp_path, monkeypatch):
    config = config_of(write_folder(tmp_path / "own", 20), **settings)
    dataset = config.load_data()
    write(script_files(config, dataset), tmp_path / "script", monkeypatch)
    names = {"np": np}
    exec("\n".join(keras_script.parts(config, dataset.input_shape, 2)[1].splitlines()), names)
    for part, split in zip(("", "_validation", "_test"), dataset.splits, strict=True):
        np.testing.assert_array_equal(names[f"x{part}"], split.scaled)
        np.testing.assert_array_equal(names[f"y{part}"], split.labels)


@pytest.mark.parametrize("seed", [0, 7])
def test_mnist_is_split_in_the_script_as_in_cnnviz(seed, monkeypatch, real_mnist):
    dataset = data.load("mnist", seed=seed)
    with np.load(real_mnist) as file:
        pairs = [(file[f"x_{part}"], file[f"y_{part}"]) for part in ("train", "test")]
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: pairs)
    names = {"np": np, "keras": keras, "SEED": seed}
    exec(MNIST, names)
    for part, split in zip(("", "_validation", "_test"), dataset.splits, strict=True):
        np.testing.assert_array_equal(names[f"x{part}"], split.scaled)
        np.testing.assert_array_equal(names[f"y{part}"], split.labels)


@pytest.mark.parametrize(
    ("config", "needed"),
    [
        (RunConfig("mnist"), False),
        (RunConfig("mnist", image_size=28), False),
        (RunConfig("mnist", image_size=14), True),
        (RunConfig("mnist", held_out="test"), True),
        (RunConfig("mnist", left_out=("train/3",)), True),
        (RunConfig("digits"), True),
        (RunConfig("neu"), True),
    ],
    ids=str,
)
def test_only_mnist_as_it_comes_needs_no_file_of_images(config, needed):
    assert needs_file(config) == needed
    assert ("data.npz" in keras_script.script(config, (28, 28, 1), 10)) == needed


def test_the_packed_images_are_a_data_set_for_cnnviz_too(tmp_path):
    dataset = config_of(write_folder(tmp_path / "own", 20)).load_data()
    (tmp_path / "data.npz").write_bytes(data_npz(dataset))
    again = data.load(str(tmp_path / "data.npz"))
    assert again.fingerprint == dataset.fingerprint


def test_the_packed_images_hold_no_pickled_objects(tmp_path):
    dataset = config_of(write_folder(tmp_path / "own", 20)).load_data()
    (tmp_path / "data.npz").write_bytes(data_npz(dataset))
    with np.load(tmp_path / "data.npz", allow_pickle=False) as file:
        assert file["names"].tolist() == list(dataset.classes)
        assert {name: file[name].dtype for name in file.files if name != "names"} == {
            f"{axis}_{part}": np.dtype(dtype)
            for axis, dtype in (("x", np.uint8), ("y", np.int64))
            for part in ("train", "validation", "test")
        }
    assert zipfile.is_zipfile(tmp_path / "data.npz")


def test_a_notebook_has_what_nbformat_4_5_requires(tmp_path):
    config = config_of("digits")
    dataset = data.load("digits")
    notebook = json.loads(notebook_files(config, dataset)[NOTEBOOK])
    assert notebook.keys() == {"cells", "metadata", "nbformat", "nbformat_minor"}
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert notebook["metadata"]["kernelspec"].keys() >= {"name", "display_name"}
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in notebook["cells"]:
        required = {"id", "cell_type", "metadata", "source"}
        if cell["cell_type"] == "code":
            required |= {"execution_count", "outputs"}
        assert cell.keys() == required
        assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell["id"])
        assert all(isinstance(line, str) for line in cell["source"])


def test_the_notebook_s_cells_are_the_script():
    config, dataset = config_of("digits"), data.load("digits")
    text = code_of(notebook_files(config, dataset)[NOTEBOOK].decode())
    script = script_files(config, dataset)[SCRIPT].decode()
    assert text.split() == script.split()
