"""A saved model's ``config.json`` names only what Keras 3.8 knows.

``KNOWN`` is what ``inspect.signature`` gives in Keras 3.8.0. Models of every kind and all presets
were opened there and computed the same, so that this test needs no second Keras.
"""

import json
import zipfile

import keras
import numpy as np
import pytest

from cnnviz.layers import (
    KINDS,
    AveragePool2D,
    Conv2D,
    Conv2DTranspose,
    DepthwiseConv2D,
    GlobalAveragePool2D,
    LayerNorm,
    LeakyReLU,
    MaxPool2D,
)
from cnnviz.models import keras_format
from cnnviz.networks import ARCHITECTURES
from cnnviz.networks.build import build
from tests.small_networks import network_with, nine_lecture_types

KNOWN = {
    "Activation": "activation",
    "Add": "",
    "AveragePooling2D": "pool_size strides padding data_format",
    "BatchNormalization": "axis momentum epsilon center scale synchronized",
    "Conv2D": "filters kernel_size strides padding data_format dilation_rate groups activation "
    "use_bias",
    "Conv2DTranspose": "filters kernel_size strides padding data_format dilation_rate activation "
    "use_bias",
    "Cropping2D": "cropping data_format",
    "Dense": "units activation use_bias",
    "DepthwiseConv2D": "kernel_size strides padding depth_multiplier data_format dilation_rate "
    "activation use_bias",
    "Dropout": "rate noise_shape seed",
    "Flatten": "data_format",
    "GlobalAveragePooling2D": "data_format keepdims",
    "GlobalMaxPooling2D": "data_format keepdims",
    "InputLayer": "shape batch_size dtype sparse batch_shape optional",
    "LayerNormalization": "axis epsilon center scale rms_scaling",
    "LeakyReLU": "negative_slope",
    "MaxPooling2D": "pool_size strides padding data_format",
    "ReLU": "max_value negative_slope threshold",
    "ZeroPadding2D": "padding data_format",
}
PAD = {"pad_width", "mode"}  # keras.src.ops.numpy.Pad, whose config has no name in 3.8
SHAPE = (8, 8, 2)
UNUSUAL = (
    Conv2D(4, (3, 2), padding=(1, 0), groups=2),
    DepthwiseConv2D((2, 3), 2, "same", multiplier=2),
    Conv2D(4, dilation=(1, 2), padding=2),
    AveragePool2D(3, 1, 1),
    Conv2DTranspose(3, (2, 5), (1, 2), 1),
    Conv2DTranspose(3, 2, 3, 0),
    Conv2DTranspose(3, 3, 2, "same", "tanh", False),
    LeakyReLU(0.0),
    LayerNorm(),
    MaxPool2D(3, 2, 1),
    MaxPool2D((2, 1), (1, 2)),
    GlobalAveragePool2D(),
)
NETWORKS = {
    **{name: (network_with(kind), SHAPE) for name, kind in KINDS.items()},
    **{name: (each.layers, each.input_shape) for name, each in ARCHITECTURES.items()},
    "lectures": (nine_lecture_types(), SHAPE),
    "unusual": (UNUSUAL, SHAPE),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_saved_network_names_only_arguments_that_keras_3_8_knows(name):
    config = keras_format.minimal_config(build(*NETWORKS[name], 3))
    for layer in config["config"]["layers"]:
        known = PAD if layer["class_name"] == "Pad" else set(KNOWN[layer["class_name"]].split())
        named = {"name"} if layer["class_name"] in KNOWN else set()
        assert set(layer["config"]) <= known | named


@pytest.mark.parametrize("name", ["lectures", "unusual"])
def test_the_written_config_and_weights_make_the_same_network(name, tmp_path):
    network = build(*NETWORKS[name], 3)
    keras_format.write(network, tmp_path / "one.keras")
    images = np.random.default_rng(0).random((3, *SHAPE), np.float32)
    theirs = keras.models.load_model(tmp_path / "one.keras")
    np.testing.assert_array_equal(theirs(images), network(images))


def test_a_value_that_differs_from_its_default_is_kept():
    config = keras_format.minimal_config(build((Conv2D(4, use_bias=False), *UNUSUAL), SHAPE, 3))
    by_name = {layer["name"]: layer["config"] for layer in config["config"]["layers"]}
    assert by_name["conv_1"]["use_bias"] is False
    assert by_name["leaky_relu_1"]["negative_slope"] == 0.0
    assert by_name["layer_norm_1"] == {
        "name": "layer_norm_1",
        "axis": [1, 2, 3],
        "center": False,
        "scale": False,
    }


def test_the_zip_has_the_members_that_keras_reads(tmp_path):
    network = build(*NETWORKS["lectures"], 3)
    keras_format.write(network, tmp_path / "one.keras")
    with zipfile.ZipFile(tmp_path / "one.keras") as file:
        assert file.namelist() == ["metadata.json", "config.json", "model.weights.h5"]
        assert json.loads(file.read("metadata.json"))["keras_version"] == keras.__version__
    assert [path.name for path in tmp_path.iterdir()] == ["one.keras"]


def test_a_file_for_which_the_disk_has_no_room_is_refused_before_it_is_written(tmp_path):
    file = tmp_path / "model.weights.h5"
    with pytest.raises(OSError):  # noqa: PT011  "no space" or "too large", by file system
        keras_format.reserve(file, 1 << 60)
    assert not file.exists()


def test_room_that_was_reserved_is_given_back(tmp_path):
    keras_format.reserve(tmp_path / "model.weights.h5", 1000)
    assert list(tmp_path.iterdir()) == []
