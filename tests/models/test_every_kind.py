"""Every kind of layer can be written, drawn, trained, saved, loaded, looked into and exported."""

from dataclasses import dataclass
from typing import ClassVar

import keras
import numpy as np
import pytest
from keras import layers as keras_layers

from cnnviz import models
from cnnviz.layers import (
    KINDS,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Flatten,
    GlobalMaxPool2D,
    Layer,
    MaxPool2D,
    Residual,
)
from cnnviz.layers.calls import Call, call
from cnnviz.models import ModelInfo
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.networks import trace
from cnnviz.networks.build import build
from cnnviz.networks.cost_table import cost_table
from cnnviz.networks.text import read_stack
from cnnviz.training.config import RunConfig
from cnnviz.training.keras_script import script
from cnnviz.ui.components.layer_stack import Shown, payload
from tests.small_networks import network_with, nine_lecture_types
from tests.ui.components.test_packing import unpack

SHAPE = (8, 8, 2)
LAYERS = nine_lecture_types()


@dataclass(frozen=True)
class Doubled(Layer):
    """A kind that is defined here alone."""

    kind: ClassVar[str] = "doubled"
    words: ClassVar[tuple[str, ...]] = ("doubled", "twice")

    def keras_calls(self) -> tuple[Call, ...]:
        return (call("Rescaling", 2.0),)

    def describe(self) -> str:
        return "every value times 2"


def info_of(layers) -> ModelInfo:
    return ModelInfo("one", ("a", "b", "c"), SHAPE, tuple(layers), "digits")


def written(layers, shape=SHAPE, classes=3):
    """The model that the exported script builds."""
    code = script(RunConfig(layers=tuple(layers)), shape, classes)
    lines = code[code.index("train = train.prefetch(2)") : code.index("rate = RATE")]
    names = {"keras": keras, "layers": keras_layers}
    exec(lines.split("\n", 1)[1], names)
    return names["model"]


def images(count: int = 4) -> np.ndarray:
    return np.random.default_rng(0).random((count, *SHAPE), np.float32) - np.float32(0.5)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_a_kind_is_saved_loaded_and_looked_into(kind, tmp_path):
    layers = network_with(kind)
    model = build(layers, SHAPE, 3)
    models.save(model, info_of(layers), tmp_path / "one.keras")
    observed = ObservedModel(models.open_model(tmp_path / "one.keras"))
    outputs = observed.activations(images(1)[0]).layers
    assert [each.values.shape for each in outputs] == [
        each.output_shape for each in trace(layers, SHAPE, 3)
    ]
    np.testing.assert_allclose(outputs[-1].values, np.asarray(model(images(1)))[0], atol=1e-5)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_a_kind_s_written_code_computes_the_same(kind):
    model, theirs = build(network_with(kind), SHAPE, 3), written(network_with(kind))
    assert theirs.count_params() == model.count_params()
    theirs.set_weights(model.get_weights())
    np.testing.assert_allclose(theirs(images()), model(images()), atol=1e-5)


def test_the_lectures_nine_layer_types_are_trained_together_and_exported(tmp_path):
    model = build(LAYERS, SHAPE, 3)
    model.compile("adam", "sparse_categorical_crossentropy")
    before = model.get_weights()
    model.fit(images(16), np.arange(16) % 3, epochs=1, verbose=0)
    moved = [not np.allclose(a, b) for a, b in zip(before, model.get_weights(), strict=True)]
    assert all(moved)
    models.save(model, info_of(LAYERS), tmp_path / "one.keras")
    plain = keras.models.load_model(tmp_path / "one.keras")
    np.testing.assert_allclose(plain(images()), model(images()), atol=1e-5)
    theirs = written(LAYERS)
    theirs.set_weights(model.get_weights())
    np.testing.assert_allclose(theirs(images()), model(images()), atol=1e-5)


def test_a_residual_connection_is_written_with_a_name_for_what_it_adds():
    code = script(RunConfig(layers=network_with(Residual)), SHAPE, 3)
    assert "skip_1 = x\n" in code
    assert "x = layers.Add()([x, skip_1])\n" in code


def test_padding_in_numbers_is_written_as_a_layer_of_its_own():
    code = script(RunConfig(layers=(Conv2D(4, 7, 2, 3), Flatten())), (28, 28, 1), 10)
    lines = "    layers.ZeroPadding2D(((3, 3), (3, 3))),\n    layers.Conv2D(4, 7, strides=2),\n"
    assert lines in code


def test_a_new_kind_appears_wherever_layers_do(monkeypatch, tmp_path):
    monkeypatch.setitem(KINDS, "Doubled", Doubled)
    drafts = read_stack("conv 2 same, Twice, flatten")
    table = cost_table(drafts, SHAPE)
    assert table.fault is None

    header = unpack(payload(Shown(drafts, table, table, {"random": "Random"}), "stack"))[0]
    assert header["words"]["Doubled"] == "doubled"
    assert header["controls"]["Doubled"] == []
    assert header["layers"][1]["detail"] == "every value times 2 → 8 × 8 × 2"

    model = build(table.layers, SHAPE, 3)
    models.save(model, info_of(table.layers), tmp_path / "one.keras")
    conv, doubled, *_ = (
        ObservedModel(models.open_model(tmp_path / "one.keras")).activations(images(1)[0]).layers
    )
    assert (doubled.name, doubled.kind) == ("doubled_1", "doubled")
    np.testing.assert_allclose(doubled.values, 2 * conv.values, rtol=1e-6)
    assert "layers.Rescaling(2.0)" in script(RunConfig(layers=table.layers), SHAPE, 3)


@pytest.mark.parametrize(
    ("kind", "style"),
    [
        (Conv2D, "conv"),
        (DepthwiseConv2D, "conv"),
        (Conv2DTranspose, "conv"),
        (Dense, "dense"),
        (MaxPool2D, "other"),
        (GlobalMaxPool2D, "other"),
    ],
)
def test_a_volume_is_drawn_in_its_kind_s_style(kind, style):
    drafts = [layer.to_json() for layer in network_with(kind)]
    table = cost_table(drafts, SHAPE)
    header = unpack(payload(Shown(drafts, table, table, {"random": "Random"}), "stack"))[0]
    assert style in {box["style"] for box in header["volumes"]["boxes"]}
