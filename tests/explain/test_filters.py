"""Filters switched off, their strengths and gradient ascent, against Keras and direct loops."""

import keras
import numpy as np
import pytest

from cnnviz.explain.ascent import LONGEST, Ascent, by_wavelength, first_image, stretched
from cnnviz.explain.blocks import block_named, blocks
from cnnviz.explain.filters_off import scaled_filter, strengths
from cnnviz.layers import (
    BatchNorm,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Flatten,
    MaxPool2D,
    ReLU,
    Sigmoid,
)
from cnnviz.utils.errors import InputError
from tests.explain.networks import with_random_weights

PLAIN = (
    *(Conv2D(3, activation="relu"), MaxPool2D(), DepthwiseConv2D(activation="relu")),
    *(Conv2DTranspose(2, activation="relu"), Flatten(), Dense(5, "relu")),
)
NORMALISED = (Conv2D(3, use_bias=False), MaxPool2D(), BatchNorm(), ReLU(), Flatten())
SHAPE = (12, 12, 1)


@pytest.fixture
def batch():
    return np.random.default_rng(0).random((6, *SHAPE), np.float32)


@pytest.mark.parametrize("name", ["conv_1", "depthwise_conv_1", "transposed_conv_1", "dense_1"])
def test_switched_off_equals_a_model_whose_kernel_and_bias_are_zeroed(name, batch):
    observed, _ = with_random_weights(PLAIN, SHAPE)
    block = block_named(observed.info.summaries, name)
    twin = keras.models.clone_model(observed.network)
    twin.set_weights(observed.network.get_weights())
    kernel, bias = (each.numpy() for each in twin.get_layer(name).weights)
    if name == "transposed_conv_1":
        kernel[:, :, 1] = 0
    elif name == "depthwise_conv_1":
        kernel[:, :, 1, 0] = 0
    else:
        kernel[..., 1] = 0
    bias[1] = 0
    twin.get_layer(name).set_weights([kernel, bias])
    before = observed.predict(batch)
    with scaled_filter(observed.network, block, 1, 0):
        np.testing.assert_allclose(observed.predict(batch), twin(batch).numpy(), atol=1e-6)
    np.testing.assert_array_equal(observed.predict(batch), before)


@pytest.mark.parametrize("factor", [0, 2])
def test_a_normalised_filter_s_map_is_multiplied_too(factor, batch):
    observed, _ = with_random_weights(NORMALISED, SHAPE)
    (block, _) = blocks(observed.info.summaries)
    short = keras.Model(observed.network.input, observed.network.get_layer("relu_1").output)
    expected = short(batch).numpy()
    expected[..., 2] *= factor
    with scaled_filter(observed.network, block, 2, factor):
        np.testing.assert_allclose(short(batch).numpy(), expected, rtol=1e-5, atol=1e-6)


def test_an_error_leaves_the_weights_as_they_were(batch):
    observed, _ = with_random_weights(PLAIN, SHAPE)
    block, before = block_named(observed.info.summaries, "conv_1"), observed.predict(batch)
    with pytest.raises(ZeroDivisionError), scaled_filter(observed.network, block, 0, 0):
        raise ZeroDivisionError
    np.testing.assert_array_equal(observed.predict(batch), before)
    with (
        pytest.raises(InputError, match="conv_1 has 3 filters, got 3"),
        scaled_filter(observed.network, block, 3, 0),
    ):
        pass


def test_a_block_ends_where_filters_are_mixed():
    observed, _ = with_random_weights((*NORMALISED, Dense(4), Sigmoid()), SHAPE)
    found = blocks(observed.info.summaries)
    assert [(each.first.name, each.last.name, each.scaled.name) for each in found] == [
        ("conv_1", "relu_1", "batch_norm_1"),
        ("dense_1", "sigmoid_1", "dense_1"),
        ("output", "output", "output"),
    ]
    assert [each.doubles for each in found] == [True, False, False]
    assert [each.hidden for each in found] == [True, True, False]
    with pytest.raises(InputError, match="no layer with filters that is called 'relu_1'"):
        block_named(observed.info.summaries, "relu_1")


def test_strengths_are_those_of_a_loop():
    maps = np.random.default_rng(1).normal(size=(3, 4, 5, 2)).astype(np.float32)
    peaks, places, means = strengths(maps)
    for image in range(3):
        for unit in range(2):
            one = maps[image, :, :, unit]
            row, col = divmod(int(places[image, unit]), 5)
            assert one[row, col] == peaks[image, unit] == one.max()
            assert means[image, unit] == pytest.approx(one.mean(), abs=1e-6)
    assert strengths(maps[:, 0, 0])[1].tolist() == [[0, 0]] * 3


@pytest.mark.parametrize(
    ("layers", "name"), [(PLAIN, "conv_1"), (NORMALISED, "conv_1"), (PLAIN, "output")]
)
def test_ascent_raises_the_unit_s_value(layers, name):
    observed, _ = with_random_weights(layers, SHAPE)
    block = block_named(observed.info.summaries, name)
    start = first_image(SHAPE)
    image, values = Ascent(observed.network, block).steps(start, 1, 0, 60)
    assert values[-1] > values[0]
    assert image.min() >= 0
    assert image.max() <= 1
    short = keras.Model(observed.network.input, observed.network.get_layer(block.last.name).output)
    before, after = (short(each[np.newaxis]).numpy()[..., 1].mean() for each in (start, image))
    assert after > before


def test_ascent_finds_a_kernel_s_pattern_and_no_even_image():
    """A vertical edge: the plain mean of its map is the same for every even image."""
    kernel = np.tile(np.array([[1, 0, -1]], np.float32), (3, 1)).reshape(3, 3, 1, 1)
    observed, _ = with_random_weights((Conv2D(1, 3, activation="relu"), Flatten()), (20, 20, 1))
    observed.network.get_layer("conv_1").set_weights([kernel, np.full(1, -0.1, np.float32)])
    ascent = Ascent(observed.network, block_named(observed.info.summaries, "conv_1"))
    image, _ = ascent.steps(first_image((20, 20, 1)), 0, 0, 60)
    across, down = (np.abs(np.diff(image[..., 0], axis=axis)).mean() for axis in (1, 0))
    assert across > 3 * down
    assert across > 0.1


@pytest.mark.parametrize(("length", "weight"), [(2, 2), (5, 5), (20, LONGEST)])
def test_a_wave_is_weighted_by_its_length_up_to_a_longest(length, weight):
    wave = np.cos(2 * np.pi * np.arange(40) / length) * np.ones((30, 1))
    weighted = by_wavelength(wave[..., np.newaxis])[..., 0]
    np.testing.assert_allclose(weighted, weight * wave, atol=1e-9)


def test_contrast_is_stretched_to_an_image_s_own_range():
    image = np.linspace(0.45, 0.55, 100, dtype=np.float32).reshape(10, 10, 1)
    shown = stretched(image)
    assert (shown.min(), shown.max()) == (0, 1)
    assert (np.diff(shown.ravel()) >= 0).all()
    even = np.full((4, 4, 1), 0.5, np.float32)
    np.testing.assert_array_equal(stretched(even), even)


def test_ascent_in_parts_leads_to_the_same_image():
    observed, _ = with_random_weights(PLAIN, SHAPE)
    ascent = Ascent(observed.network, block_named(observed.info.summaries, "conv_1"))
    whole, _ = ascent.steps(first_image(SHAPE), 0, 0, 12)
    part, _ = ascent.steps(first_image(SHAPE), 0, 0, 5)
    np.testing.assert_allclose(ascent.steps(part, 0, 5, 7)[0], whole, atol=1e-5)


def test_the_layer_s_activation_is_as_it_was_after_tracing(batch):
    observed, _ = with_random_weights(PLAIN, SHAPE)
    Ascent(observed.network, block_named(observed.info.summaries, "conv_1"))
    assert observed.network.get_layer("conv_1").activation is keras.activations.relu
