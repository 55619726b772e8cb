import keras
import numpy as np
import pytest
from scipy.special import softmax

from cnnviz import models
from cnnviz.models import layer_outputs
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.utils.errors import InputError
from tests.small_networks import INFO, small_model


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return models.save(small_model(), INFO, tmp_path_factory.mktemp("m") / "small.keras").path


@pytest.fixture(scope="module")
def observed(path):
    return ObservedModel(models.open_model(path))


@pytest.fixture
def batch():
    return np.random.default_rng(1).random((7, 8, 8, 1), np.float32)


def test_every_layer_is_listed_in_order_and_the_output_comes_last(observed, batch):
    layers = observed.activations(batch[0]).layers
    assert [layer.name for layer in layers] == [
        "conv_1",
        "batch_norm_1",
        "relu_1",
        "max_pool_1",
        "conv_2",
        "flatten_1",
        "dense_1",
        "dropout_1",
        "output",
    ]
    assert layers[3].kind == "max_pool"


def test_every_layer_has_the_values_of_keras_own_submodel(observed, path, batch):
    whole = keras.models.load_model(path)
    for layer in observed.activations(batch[0]).layers:
        submodel = keras.Model(whole.input, whole.get_layer(layer.name).output)
        assert layer.values.dtype == np.float32
        np.testing.assert_allclose(layer.values, submodel(batch[:1])[0], rtol=1e-5, atol=1e-6)


def test_the_probabilities_are_the_output_and_sum_to_one(observed, batch):
    found = observed.activations(batch[0])
    assert found.probabilities.sum() == pytest.approx(1, abs=1e-6)
    np.testing.assert_array_equal(found.probabilities, found.layers[-1].values)


def test_the_features_are_what_the_output_layer_reads(observed, path, batch):
    kernel, bias = keras.models.load_model(path).layers[-1].get_weights()
    found = observed.features(batch)
    np.testing.assert_allclose(
        softmax(found @ kernel + bias, axis=1), observed.predict(batch), rtol=1e-3, atol=1e-6
    )
    np.testing.assert_allclose(observed.activations(batch[0]).features, found[0], rtol=1e-5)


@pytest.mark.parametrize("values_a_step", [1, 2000, 10**6])
def test_predict_gives_keras_own_output_in_steps_of_any_size(
    observed, path, batch, monkeypatch, values_a_step
):
    monkeypatch.setattr(layer_outputs, "VALUES_A_STEP", values_a_step)
    expected = keras.models.load_model(path)(batch)
    np.testing.assert_allclose(observed.predict(batch), expected, rtol=1e-5, atol=1e-6)


def test_no_images_give_no_probabilities(observed, batch):
    assert observed.predict(batch[:0]).shape == (0, 3)


def test_an_image_of_another_shape_is_refused_with_both_shapes(observed):
    with pytest.raises(InputError, match="small takes images of 8 × 8 × 1, got 28 × 28 × 1"):
        observed.activations(np.zeros((28, 28, 1), np.float32))
