"""A model in ONNX computes in ONNX Runtime what it computes in Keras."""

import json
from dataclasses import dataclass, replace
from math import prod
from typing import ClassVar

import keras
import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnviz.layers import (
    KINDS,
    Conv2D,
    Conv2DTranspose,
    Dense,
    Flatten,
    GlobalAveragePool2D,
    GlobalMaxPool2D,
    Layer,
    LayerNorm,
    Residual,
)
from cnnviz.models import Model, ModelInfo, open_model
from cnnviz.models.files import description
from cnnviz.models.onnx_format import to_onnx
from cnnviz.networks import ARCHITECTURES
from cnnviz.networks.build import build
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from tests.examples import at_most
from tests.layer_strategies import activation, image_layers, image_shapes
from tests.models.test_keras_format import NETWORKS
from tests.small_networks import INFO, small_model

SHAPE = (8, 8, 2)
TOLERANCE = {"rtol": 1e-5, "atol": 1e-5}
FLAT = (GlobalMaxPool2D, GlobalAveragePool2D, Flatten)


def model_of(layers, shape, seed: int = 0) -> Model:
    """A network with random weights, the biases and running averages too."""
    network, rng = build(layers, shape, 3), np.random.default_rng(seed)
    weights = network.get_weights()
    # Positive, since variances are among them, and small enough for sums of moderate size.
    scales = [np.sqrt(6 / max(6, prod(each.shape[:-1]))) for each in weights]
    network.set_weights(
        [rng.uniform(0.1, 1, w.shape) * scale for w, scale in zip(weights, scales, strict=True)]
    )
    return Model(ModelInfo("net", ("a", "b", "c"), shape, tuple(layers), "digits"), network)


def session(file: bytes) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])


def probabilities(file: bytes, images: np.ndarray) -> np.ndarray:
    return session(file).run(None, {"images": images})[0]


def features(file: bytes, images: np.ndarray) -> np.ndarray:
    """What the output layer reads; a softmax would hide differences."""
    model = onnx.load_from_string(file)
    output = [node for node in model.graph.node if node.op_type == "Gemm"][-1].input[0]
    model.graph.output.append(onnx.helper.make_empty_tensor_value_info(output))
    return session(model.SerializeToString()).run([output], {"images": images})[0]


def keras_features(model: Model, images: np.ndarray) -> np.ndarray:
    network = model.network
    return np.asarray(keras.Model(network.inputs[0], network.layers[-1].input)(images))


def pictures(shape, count: int = 3) -> np.ndarray:
    return np.random.default_rng(1).random((count, *shape), np.float32) - np.float32(0.3)


def check(layers, shape, seed: int = 0) -> None:
    model, images = model_of(layers, shape, seed), pictures(shape)
    theirs = features(to_onnx(model), images)
    np.testing.assert_allclose(theirs, keras_features(model, images), **TOLERANCE)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_kind_and_preset_computes_the_same(name):
    layers, shape = NETWORKS[name]
    model, images = model_of(layers, shape), pictures(shape)
    file = to_onnx(model)
    np.testing.assert_allclose(features(file, images), keras_features(model, images), **TOLERANCE)
    np.testing.assert_allclose(probabilities(file, images), model.network(images), atol=1e-5)


def test_a_large_picture_of_low_contrast_is_normalised_as_exactly_as_float32_allows():
    noise = np.random.default_rng(2).normal(0.5, 0.03, (8, 200, 200, 1))
    images = noise.astype(np.float32)  # as dull steel has it
    model = model_of((LayerNorm(), Flatten()), (200, 200, 1))
    (layer,) = (x for x in model.network.layers if isinstance(x, keras.layers.LayerNormalization))
    exact = images.astype(np.float64)
    exact -= exact.mean(axis=(1, 2, 3), keepdims=True)
    exact /= np.sqrt((exact**2).mean(axis=(1, 2, 3), keepdims=True) + layer.epsilon)
    theirs = features(to_onnx(model), images)
    np.testing.assert_allclose(theirs, exact.reshape(8, -1), atol=5e-6)


def test_every_kind_is_among_those_that_are_compared():
    assert KINDS.keys() <= NETWORKS.keys()
    assert ARCHITECTURES.keys() <= NETWORKS.keys()


@at_most(100)
@given(layer=image_layers, shape=image_shapes, seed=st.integers(0, 99))
def test_a_layer_with_any_settings_computes_the_same(layer, shape, seed):
    try:
        made = layer.output_shape(shape)
    except InputError:
        assume(False)
    layers = (layer,) if len(made) == 1 else (layer, Flatten())
    check(layers, shape, seed)


@at_most(30)
@given(first=activation, second=activation, over=st.integers(1, 2))
def test_activations_and_residual_connections_compute_the_same(first, second, over):
    layers = (
        Conv2D(2, padding="same", activation=first),
        Conv2D(2, padding="same", activation=second),
        Residual(over),
        Flatten(),
        Dense(5, second),
        Dense(5, first),
        Residual(1),
    )
    check(layers, SHAPE)


@pytest.mark.parametrize(
    "layer",
    [
        Conv2DTranspose(2, 2, 3, 0),
        Conv2DTranspose(2, (5, 4), (2, 3), (3, 2)),
        Conv2D(2, 1, 2, 3),
    ],
    ids=str,
)
def test_padding_as_large_as_the_window_computes_the_same(layer):
    check((layer, Flatten()), SHAPE)


def test_a_flat_vector_has_its_channels_last_as_in_keras():
    images = pictures((3, 4, 2))
    file = to_onnx(model_of((Flatten(),), (3, 4, 2)))
    np.testing.assert_array_equal(features(file, images), images.reshape(3, -1))


@pytest.mark.parametrize("count", [1, 2, 50])
def test_any_number_of_images_is_a_batch(count):
    model = Model(INFO, small_model())
    images = pictures(INFO.input_shape, count)
    np.testing.assert_allclose(
        probabilities(to_onnx(model), images), model.network(images), atol=1e-5
    )


def test_input_and_output_are_keras_s():
    made = session(to_onnx(Model(INFO, small_model())))
    assert [(each.name, each.shape) for each in made.get_inputs()] == [
        ("images", ["batch", 8, 8, 1])
    ]
    assert [(each.name, each.shape) for each in made.get_outputs()] == [
        ("probabilities", ["batch", 3])
    ]


def test_the_file_names_its_classes_and_layers():
    classes = ("Kratzer", "Übergang", "划痕")
    info = replace(INFO, classes=classes)
    metadata = session(to_onnx(Model(info, small_model()))).get_modelmeta()
    assert tuple(json.loads(metadata.custom_metadata_map["classes"])) == classes
    assert json.loads(metadata.custom_metadata_map["cnnviz"]) == json.loads(
        json.dumps(description(info))
    )
    assert metadata.producer_name == "cnnviz"


def test_the_images_are_transposed_once_and_a_map_before_it_is_flattened():
    graph = onnx.load_from_string(to_onnx(Model(INFO, small_model()))).graph
    transposed = [node.attribute[0].ints for node in graph.node if node.op_type == "Transpose"]
    assert [list(order) for order in transposed] == [[0, 3, 1, 2], [0, 2, 3, 1]]


def test_the_file_is_of_a_version_that_older_runtimes_read():
    file = onnx.load_from_string(to_onnx(Model(INFO, small_model())))
    assert (file.ir_version, [each.version for each in file.opset_import]) == (7, [13])


@dataclass(frozen=True)
class Unwritten(Layer):
    """A kind that ONNX export does not know."""

    kind: ClassVar[str] = "unwritten"
    words: ClassVar[tuple[str, ...]] = ("unwritten",)

    def keras_calls(self):
        return KINDS["ReLU"]().keras_calls()


def test_a_kind_that_is_not_written_is_named():
    with pytest.raises(InputError, match="ONNX export has no layer of the kind 'unwritten'"):
        to_onnx(model_of((Unwritten(), Flatten()), SHAPE))


def test_the_shipped_steel_network_answers_the_same_in_onnx_runtime():
    """The averages over 25,600 pixels in its normalisation lose digits in float32, in Keras too."""
    model = open_model(paths.ROOT / "models" / "neu.keras")
    noise = np.random.default_rng(3).normal(0.5, 0.1, (8, *model.info.input_shape))
    images = np.clip(noise, 0, 1).astype(np.float32)
    theirs = probabilities(to_onnx(model), images)
    np.testing.assert_allclose(theirs, np.asarray(model.network(images)), atol=1e-5)
