"""Several kernels as one layer: their text, their common size, their maps, their count."""

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from cnnviz.filters import kernels
from cnnviz.filters.bank import (
    MOST,
    START,
    Filter,
    describe,
    feature_maps,
    layer_weights,
    named,
    read_bank,
    start,
    write_bank,
)
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.utils.errors import InputError

IMAGE = np.random.default_rng(0).random((12, 14, 3), np.float32)

weights = some.builds(
    lambda seed, rows, cols, planes: np.random.default_rng(seed).normal(size=(rows, cols, planes)),
    some.integers(0, 99),
    some.integers(1, 15),
    some.integers(1, 15),
    some.sampled_from([1, 3]),
)
filters = some.one_of(
    some.sampled_from(list(kernels.KERNELS)).map(named),
    weights.map(lambda each: Filter("Custom", each)),
    some.integers(1, 15).map(lambda side: named("Gabor", (side, 5), (30.0, 4.5))),
)


@given(some.lists(filters, min_size=1, max_size=MOST))
def test_what_was_written_is_read_exactly(bank):
    again = read_bank(write_bank(bank))
    assert [each.name for each in again] == [each.name for each in bank]
    for one, other in zip(bank, again, strict=True):
        np.testing.assert_array_equal(one.weights, other.weights)
        assert one.values == other.values


def test_the_first_layer_is_written_by_names_alone():
    assert write_bank(start()) == "~".join(START)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1 to 8 filters here, got 0"),
        ("~".join(["Box"] * 9), "1 to 8 filters here, got 9"),
        ("Sobel z", "number"),
        ("Gabor:9:30,4", "name:3x5:values"),
        ("Gabor:9x9:thirty", "name:3x5:values"),
        ("Gabor:99x9:30,4", "1 to 15 rows and columns"),
        ("Gabor:9x9:30,nan", "wavelength"),
        ("1,2;3", "row"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(text, message):
    with pytest.raises(InputError, match=message):
        read_bank(text)


def test_smaller_kernels_get_zeros_around_them():
    small, large = layer_weights([named("Sobel x"), named("Gaussian")], 1)
    assert small.shape == large.shape == (7, 7, 1)
    np.testing.assert_array_equal(small[2:5, 2:5], named("Sobel x").weights)
    assert np.count_nonzero(small) == np.count_nonzero(named("Sobel x").weights)


def test_one_plane_serves_all_channels_where_they_are_summed():
    (summed,) = layer_weights([named("Sobel x")], 3)
    for channel in range(3):
        np.testing.assert_array_equal(summed[..., channel], kernels.KERNELS["Sobel x"].weights)


def test_the_maps_are_those_of_a_keras_layer_and_the_count_is_its_count():
    bank = [*start(), Filter("Custom", np.random.default_rng(2).normal(size=(3, 3, 3)))]
    kernel = layer_weights(bank, 3)
    layer = FilterLayer(stride=2, border="zero", bias=0.5, activation="ReLU", pooling="max", pool=2)
    keras_layer = keras.layers.Conv2D(5, 3, 2, padding="same", activation="relu")
    keras_layer.build((1, *IMAGE.shape))
    keras_layer.set_weights([np.stack(kernel, axis=3), np.full(5, 0.5)])
    expected = keras.layers.MaxPooling2D(2)(keras_layer(IMAGE[None]))[0]
    maps = feature_maps(IMAGE, kernel, layer)
    np.testing.assert_allclose(np.concatenate(maps, axis=2), expected, atol=1e-5)
    parameters = keras_layer.count_params()
    biases = len(kernel)
    assert f"{parameters - biases} weights and {biases} biases" in describe(kernel, maps)


def test_the_words_name_filters_weights_and_maps():
    kernel = layer_weights(start(), 1)
    grey = feature_maps(IMAGE[..., :1], kernel, FilterLayer())
    assert describe(kernel, grey) == (
        "4 filters of 3 × 3 × 1: 36 weights and 4 biases. They make 4 maps of 10 × 12."
    )
    colour = feature_maps(IMAGE, kernel[:1], FilterLayer())
    assert describe(kernel[:1], colour) == (
        "1 filter of 3 × 3 × 1: 9 weights and 1 bias. "
        "It makes 3 maps of 10 × 12, one for each channel."
    )
