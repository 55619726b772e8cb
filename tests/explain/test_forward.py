"""The forward pass in NumPy computes what Keras computes, whatever the network."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnviz import models
from cnnviz.explain.forward import forward, read_network
from cnnviz.layers import KINDS, Conv2D, Dense, Flatten, GlobalAveragePool2D, Residual
from cnnviz.models import ModelInfo
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.networks import ARCHITECTURES
from cnnviz.networks.build import build
from cnnviz.utils.errors import InputError
from tests.examples import at_most
from tests.explain.networks import with_random_weights
from tests.layer_strategies import image_layers, image_shapes
from tests.small_networks import network_with, nine_lecture_types

SHAPE = (8, 8, 2)
TINY = {"rtol": 1e-5, "atol": 1e-5}


def image_of(shape, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random(shape, np.float32)


def assert_same(observed: ObservedModel, network, image: np.ndarray) -> None:
    """Every layer is compared, and as Keras computed its input, so that nothing adds up."""
    ours, theirs = forward(network, image), observed.activations(image)
    assert [layer.name for layer in ours.layers] == [layer.name for layer in theirs.layers]
    for our, their in zip(ours.layers, theirs.layers, strict=True):
        assert our.values.dtype == np.float32
        assert our.values.shape == their.values.shape
        np.testing.assert_allclose(our.values, their.values, **TINY, err_msg=our.name)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_every_kind_of_layer_equals_keras(kind):
    assert_same(*with_random_weights(network_with(kind), SHAPE), image_of(SHAPE))


@at_most(30)
@given(layer=image_layers, shape=image_shapes, seed=st.integers(0, 99))
def test_a_layer_with_any_settings_equals_keras(layer, shape, seed):
    try:
        flat = len(layer.output_shape(shape)) == 1
    except InputError:
        assume(False)
    layers = (layer,) if flat else (layer, Flatten())
    assert_same(*with_random_weights(layers, shape, seed), image_of(shape, seed))


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_preset_equals_keras(name):
    preset = ARCHITECTURES[name]
    height, width, channels = preset.input_shape
    shape = (min(height, 64), min(width, 64), channels)
    assert_same(*with_random_weights(preset.layers, shape), image_of(shape))


@pytest.mark.parametrize("info", models.shipped(), ids=lambda info: info.name)
def test_every_shipped_model_equals_keras_from_its_file(info):
    image = image_of(info.input_shape)
    assert_same(ObservedModel(models.open_model(info)), read_network(info), image)


def test_a_large_convolution_is_computed_in_blocks_of_rows(monkeypatch):
    monkeypatch.setattr("cnnviz.explain.forward.COLUMNS", 500)
    layers = (Conv2D(3, 3, 2, 1, "relu"), Conv2D(4, 3, dilation=2), Flatten())
    assert_same(*with_random_weights(layers, (17, 14, 2)), image_of((17, 14, 2)))


def test_weights_are_found_by_name_also_behind_steps_of_a_layer(tmp_path):
    layers = nine_lecture_types()
    info = ModelInfo("nine", ("a", "b", "c"), SHAPE, layers, "digits")
    saved = models.save(build(layers, SHAPE, 3), info, tmp_path / "nine.keras")
    assert_same(ObservedModel(models.open_model(saved)), read_network(saved), image_of(SHAPE))


def test_a_network_of_two_branches_equals_keras():
    layers = (
        Conv2D(4, padding="same", activation="relu"),
        Conv2D(4, padding="same"),
        Residual(1),
        GlobalAveragePool2D(),
        Dense(5, "tanh"),
    )
    assert_same(*with_random_weights(layers, SHAPE), image_of(SHAPE))


def test_an_image_of_another_shape_is_refused():
    _, network = with_random_weights((Flatten(),), SHAPE)
    with pytest.raises(InputError, match="takes images of 8 × 8 × 2, got 8 × 9 × 2"):
        forward(network, image_of((8, 9, 2)))


def test_a_file_with_other_weights_than_its_layers_is_refused(tmp_path):
    layers = (Conv2D(2), Flatten())
    info = ModelInfo("one", ("a", "b", "c"), SHAPE, layers, "digits")
    saved = models.save(build(layers, SHAPE, 3), info, tmp_path / "one.keras")
    others = replace(saved, layers=(Conv2D(3), Flatten()))
    with pytest.raises(InputError, match=r"one\.keras cannot be opened: .* must be float32"):
        read_network(others)
