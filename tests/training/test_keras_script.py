"""A run as a plain Keras script: the same network, and it runs as it stands."""

import runpy

import keras
import numpy as np
import pytest
from keras import layers as keras_layers

from cnnviz import images
from cnnviz.layers import AveragePool2D, Conv2D, Flatten, LayerNorm, MaxPool2D
from cnnviz.networks import ARCHITECTURES
from cnnviz.networks.build import build
from cnnviz.training import job
from cnnviz.training.augmentation import PRESETS
from cnnviz.training.config import SCHEDULES, RunConfig
from cnnviz.training.keras_script import script
from cnnviz.training.recipes import RECIPES

ODD = (
    LayerNorm(),
    Conv2D(4, 3, dilation=2, groups=1),
    MaxPool2D(3, 2, "same"),
    AveragePool2D(),
    Flatten(),
)
SMALL = (Conv2D(2, stride=4), Flatten())


def written_model(config: RunConfig, shape, classes):
    """The model that the script builds, without running the rest of it."""
    code = script(config, shape, classes)
    part = code[code.index("model = keras.Sequential") : code.index("\n])", code.index("model ="))]
    names = {"keras": keras, "layers": keras_layers}
    exec(part + "\n])", names)
    return names["model"]


def settings(model) -> list[dict]:
    kept = []
    for layer in model.layers:
        if not isinstance(layer, keras_layers.InputLayer):
            kept.append({k: v for k, v in layer.get_config().items() if k != "name"})
    return kept


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_script_builds_the_very_network(name):
    architecture = ARCHITECTURES[name]
    ours = build(architecture.layers, architecture.input_shape, 10)
    theirs = written_model(RunConfig(architecture=name), architecture.input_shape, 10)
    assert settings(theirs) == settings(ours)
    assert theirs.count_params() == ours.count_params()


def test_unusual_settings_are_written_too():
    ours = build(ODD, (28, 28, 3), 2)
    assert settings(written_model(RunConfig(layers=ODD), (28, 28, 3), 2)) == settings(ours)


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_s_script_is_python_with_its_numbers(name):
    config = RECIPES[name].config
    code = script(config, (config.image_size or 28, config.image_size or 28, 1), 10)
    compile(code, name, "exec")
    numbers = f"{config.epochs}, {config.batch_size}, {config.learning_rate!r}, {config.seed}"
    assert f"EPOCHS, BATCH, RATE, SEED = {numbers}\n" in code
    assert max(map(len, code.splitlines())) <= 100


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_written_learning_rate_is_the_training_s(name):
    config = RunConfig(epochs=3, learning_rate=0.01, schedule=name)
    code = script(config, (28, 28, 1), 10)
    part = code[code.index("])", code.index("model =")) + 2 : code.index("model.compile")]
    names = {"keras": keras, "EPOCHS": 3, "RATE": 0.01, "train": range(20)}
    exec(part, names)
    ours, theirs = job.learning_rate(config, 60), names["rate"]
    for step in range(60):
        assert rate_at(theirs, step) == pytest.approx(rate_at(ours, step))


def rate_at(rate, step: int) -> float:
    return float(rate(step)) if callable(rate) else rate


def run(code: str, folder, monkeypatch, capsys) -> str:
    """Run a script as it stands in a folder, and return what it prints."""
    (folder / "train.py").write_text(code)
    monkeypatch.chdir(folder)
    runpy.run_path("train.py")
    return capsys.readouterr().out


def test_a_script_for_digits_runs_as_it_stands(tmp_path, monkeypatch, capsys):
    settings = {"layers": SMALL, "epochs": 1, "batch_size": 500}
    config = RunConfig("digits", schedule="one-cycle", augmentation=PRESETS["digits"], **settings)
    assert "val_accuracy" in run(script(config, (28, 28, 1), 10), tmp_path, monkeypatch, capsys)


def test_a_script_for_folders_of_images_runs_as_it_stands(tmp_path, monkeypatch, capsys):
    noise = np.random.default_rng(0).integers(0, 256, (8, 40, 40, 1), np.uint8)
    for number, picture in enumerate(noise):
        split, kind = ("train", "validation")[number // 4], ("dark", "light")[number % 2]
        folder = tmp_path / "NEU-DET" / split / "images" / kind
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.png").write_bytes(images.png_bytes(picture))
    config = RunConfig(
        "neu", epochs=1, augmentation=PRESETS["steel"], schedule="one-cycle", layers=SMALL
    )
    assert "val_accuracy" in run(script(config, (32, 32, 1), 2), tmp_path, monkeypatch, capsys)


def test_a_script_leaves_out_what_the_run_leaves_out_and_splits_by_group(
    tmp_path, monkeypatch, capsys
):
    noise = np.random.default_rng(0).integers(0, 256, (40, 20, 20, 1), np.uint8)
    rows = ["file,group"]
    for number, picture in enumerate(noise):
        split, kind = ("train", "validation")[number // 30], ("dark", "light")[number % 2]
        name = f"{split}/images/{kind}/{number}.png"
        folder = tmp_path / "NEU-DET" / split / "images" / kind
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}.png").write_bytes(images.png_bytes(picture))
        rows.append(f"NEU-DET/{name},{number // 4}")
    (tmp_path / "groups.csv").write_text("\n".join(rows))
    out = "NEU-DET/train/images/dark/0.png"
    config = RunConfig("neu", epochs=1, layers=SMALL, held_out="2/5-groups", left_out=(out,))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text(script(config, (20, 20, 1), 2))
    names = runpy.run_path("train.py")
    groups = np.array(names["groups"])
    assert len(names["x"]) + len(names["x_test"]) == 39
    assert not set(groups[names["learned"]]) & set(groups[names["held_out"]])
    assert not any(path.endswith(out) for path in names["files"])


def test_a_script_of_arrays_says_that_it_neither_leaves_out_nor_groups():
    code = script(RunConfig("mnist", left_out=("train/3",)), (28, 28, 1), 10)
    assert "# In cnnviz this run leaves images out or splits by group" in code
