"""A run as a plain Keras script: the same network, and it runs as it stands."""

import keras
import pytest
from keras import layers as keras_layers

from cnnviz.layers import AveragePool2D, Conv2D, Flatten, LayerNorm, MaxPool2D
from cnnviz.networks import ARCHITECTURES
from cnnviz.networks.build import build
from cnnviz.training import rates
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
    ours, theirs = rates.learning_rate(config, 60), names["rate"]
    for step in range(60):
        assert rate_at(theirs, step) == pytest.approx(rate_at(ours, step))


def rate_at(rate, step: int) -> float:
    return float(rate(step)) if callable(rate) else rate
