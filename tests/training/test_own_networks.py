"""An own network, with a residual connection and a depthwise layer, in every written form."""

import json
import runpy
from dataclasses import replace

import keras
import numpy as np
import onnxruntime
import pytest

from cnnviz import models
from cnnviz.layers import Conv2D, Dense, DepthwiseConv2D, Flatten, MaxPool2D, Residual
from cnnviz.models.onnx_format import to_onnx
from cnnviz.networks import ARCHITECTURES
from cnnviz.training import job
from cnnviz.training.config import RunConfig
from cnnviz.training.export.code import NOTEBOOK, SCRIPT, notebook_files, script_files
from cnnviz.training.folder import RunFolder
from cnnviz.utils import paths
from tests.small_data import write_zip

LAYERS = (
    Conv2D(4, padding="same", activation="relu"),
    DepthwiseConv2D(padding="same"),
    Residual(1),
    MaxPool2D(2),
    Flatten(),
    Dense(8, "relu"),
)


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> RunFolder:
    folder = tmp_path_factory.mktemp("own")
    data = write_zip(folder / "own.zip", count=30)
    config = RunConfig(
        str(data), "two blocks", epochs=2, batch_size=8, learning_rate=0.01, layers=LAYERS
    )
    run = RunFolder.create(config, folder / "run")
    assert job.train_run(run).status == "done", run.state().reason
    return run


def test_the_settings_carry_name_and_layers(run):
    config = run.config()
    assert (config.architecture, config.network) == ("two blocks", LAYERS)
    assert RunConfig.from_json(config.to_json()) == config


def test_the_model_s_description_carries_them_too(run):
    info = models.read_info(run.model)
    assert (info.name, info.layers) == ("two blocks", LAYERS)


@pytest.mark.parametrize("name", [SCRIPT, NOTEBOOK])
def test_script_and_notebook_repeat_the_run(run, name, tmp_path, monkeypatch):
    config = run.config()
    write = script_files if name == SCRIPT else notebook_files
    monkeypatch.chdir(tmp_path)
    for file, content in write(config, config.load_data()).items():
        (tmp_path / file).write_bytes(content)
    if name == NOTEBOOK:
        cells = json.loads((tmp_path / NOTEBOOK).read_text("utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        (tmp_path / SCRIPT).write_text("\n\n".join(code))
    found = runpy.run_path(SCRIPT)
    evaluation = run.evaluation()
    assert found["accuracy"] == pytest.approx(evaluation.accuracy)
    assert found["loss"] == pytest.approx(evaluation.loss, rel=1e-4)


def test_onnx_runtime_and_plain_keras_compute_what_the_run_computes(run):
    model = models.open_model(run.model)
    images = run.config().load_data().test.scaled
    session = onnxruntime.InferenceSession(to_onnx(model))
    (outputs,) = session.run(None, {session.get_inputs()[0].name: images})
    plain = keras.models.load_model(run.model, compile=False)
    np.testing.assert_allclose(outputs, plain.predict(images, verbose=0), rtol=1e-5, atol=1e-5)


def test_a_config_of_an_earlier_version_still_names_its_preset():
    text = json.dumps({"dataset": "digits", "architecture": "mlp", "epochs": 3})
    assert RunConfig.from_json(text).network == ARCHITECTURES["mlp"].layers


def test_every_shipped_model_s_card_is_read_as_before():
    cards = sorted(paths.MODELS.glob("*.json"))
    assert cards
    for card in cards:
        recipe = json.loads(card.read_text("utf-8"))["recipe"]
        config = RunConfig.from_settings(recipe)
        assert replace(config, seed=0).network
