from dataclasses import fields

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.lib.stride_tricks import sliding_window_view

from cnnviz.layers import (
    KINDS,
    AveragePool2D,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    GlobalAveragePool2D,
    Layer,
    LayerNorm,
    LeakyReLU,
    MaxPool2D,
    ReLU,
    Residual,
    Sigmoid,
    Tanh,
    layer_from_json,
)
from cnnviz.layers.code import keras_weights
from cnnviz.layers.settings import MAX_SETTING, SETTINGS
from cnnviz.layers.window import compute
from cnnviz.networks import follow
from cnnviz.networks import named as named_layers
from cnnviz.networks.build import assemble
from cnnviz.ops.activations import BY_KERAS_NAME
from cnnviz.utils.errors import InputError
from tests.examples import at_most
from tests.layer_strategies import (
    activation,
    any_layer,
    image_layers,
    image_shapes,
    small,
    window_layers,
)


def model_of(layer: Layer, shape):
    """The Keras model of one layer."""
    import keras

    inputs = keras.Input(shape)
    return keras.Model(inputs, layer.connect("layer", [inputs]))


def output_shape(layer: Layer, shape):
    """The layer's output shape; settings that do not fit the shape are another test's."""
    try:
        return layer.output_shape(shape)
    except InputError:
        assume(False)


@given(layer=image_layers, shape=image_shapes)
def test_shapes_and_parameters_are_keras_own(layer, shape):
    expected, model = output_shape(layer, shape), model_of(layer, shape)
    assert model.output_shape[1:] == expected
    assert model.count_params() == layer.parameters(shape)


@given(layer=image_layers, shape=image_shapes)
def test_the_shapes_of_weights_are_keras_own_in_its_order(layer, shape):
    output_shape(layer, shape)
    model = model_of(layer, shape)
    assert layer.weight_shapes(shape) == tuple(weight.shape for weight in model.weights)


@at_most(150)
@given(layer=window_layers, shape=image_shapes, seed=st.integers(0, 99))
def test_the_windows_values_are_those_that_keras_computes(layer, shape, seed):
    expected, window = output_shape(layer, shape), layer.window(shape)
    chance = np.random.default_rng(seed)
    cells = chance.integers(-9, 10, (shape[2], *shape[:2]))
    weights = chance.integers(-9, 10, window.weight_shape)
    model = model_of(layer, shape)
    if window.weighted:
        kernel = keras_weights(window, weights)
        model.set_weights([kernel, np.zeros(window.filters)][: 1 + layer.use_bias])
    ours = compute(window, cells, weights).output.transpose(1, 2, 0).astype(np.float32)
    if window.weighted:
        ours = BY_KERAS_NAME[layer.activation](ours)
    theirs = np.asarray(model(cells.transpose(1, 2, 0)[None].astype(np.float32)))[0]
    np.testing.assert_allclose(theirs, ours.reshape(expected), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("layer", "corner"), [(AveragePool2D(2, 2, 1), 0.25), (AveragePool2D(3, 1, "same"), 1.0)]
)
def test_padding_in_numbers_counts_in_a_mean_and_that_of_same_does_not(layer, corner):
    ones = np.ones((1, 2, 2, 1), np.float32)
    assert np.asarray(model_of(layer, (2, 2, 1))(ones))[0, 0, 0, 0] == corner
    window = layer.window((2, 2, 1))
    assert (
        compute(window, ones[0].transpose(2, 0, 1), np.zeros(window.weight_shape)).output[0, 0, 0]
        == corner
    )


@pytest.mark.parametrize(
    ("layer", "name"),
    [
        (ReLU(), "relu"),
        (LeakyReLU(), "leaky_relu"),
        (Sigmoid(), "sigmoid"),
        (Tanh(), "tanh"),
    ],
)
def test_an_activation_layer_computes_its_function(layer, name):
    values = np.linspace(-3, 3, 12, dtype=np.float32).reshape(1, 2, 3, 2)
    theirs = model_of(layer, (2, 3, 2))(values)
    np.testing.assert_allclose(theirs, BY_KERAS_NAME[name](values), atol=1e-6)


def test_a_residual_connection_adds_what_went_into_the_layers_before():
    layers, shape = [ReLU(), Sigmoid(), Residual(2)], (3, 3, 1)
    model = assemble(list(follow(named_layers(layers), shape)))
    values = np.linspace(-2, 2, 9, dtype=np.float32).reshape(1, 3, 3, 1)
    expected = values + 1 / (1 + np.exp(-np.maximum(values, 0)))
    np.testing.assert_allclose(model(values), expected, rtol=1e-5)


@settings(max_examples=20)
@given(layer=st.builds(Dense, small, activation), inputs=small)
def test_dense_shapes_and_parameters_are_keras_own(layer, inputs):
    model = model_of(layer, (inputs,))
    assert layer.output_shape((inputs,)) == model.output_shape[1:]
    assert layer.parameters((inputs,)) == model.count_params()
    assert layer.weight_shapes((inputs,)) == tuple(weight.shape for weight in model.weights)


@given(small, small, small, image_shapes)
def test_a_convolution_multiplies_every_cell_of_every_window_for_every_filter(
    filters, kernel, stride, shape
):
    windows = sliding_window_view(np.zeros(shape), (kernel, kernel), axis=(0, 1))
    expected = filters * windows[::stride, ::stride].size
    assert Conv2D(filters, kernel, stride).multiply_adds(shape) == expected


@settings(max_examples=20)
@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), image_shapes)
def test_groups_part_channels_and_filters_and_divide_the_cost(groups, part, kernel, shape):
    shape = (*shape[:2], groups * part)
    grouped, whole = (Conv2D(6 * groups, kernel, use_bias=False, groups=g) for g in (groups, 1))
    count = model_of(grouped, shape).count_params()
    assert grouped.parameters(shape) == count == whole.parameters(shape) // groups
    assert grouped.multiply_adds(shape) == whole.multiply_adds(shape) // groups
    assert grouped.output_shape(shape) == whole.output_shape(shape)


def test_a_layer_norm_normalises_each_image_separately():
    images = np.random.default_rng(0).random((3, 8, 9, 2), np.float32)
    own = model_of(LayerNorm(), (8, 9, 2))
    mean, variance = (of(images, axis=(1, 2, 3), keepdims=True) for of in (np.mean, np.var))
    expected = (images - mean) / np.sqrt(variance + own.layers[-1].epsilon)
    np.testing.assert_allclose(own(images), expected, atol=1e-5)


def test_a_dense_layer_multiplies_every_input_for_every_unit():
    assert Dense(5).multiply_adds((7,)) == np.ones((5, 7)).size


@given(layer=any_layer)
def test_a_layer_is_the_same_after_a_round_trip_through_json(layer):
    assert layer_from_json(layer.to_json()) == layer


def test_every_kind_of_layer_has_a_word_of_its_own():
    for name in ("kind", "words"):
        found = [getattr(kind, name) for kind in KINDS.values()]
        assert all(found)
        assert len(set(found)) == len(KINDS)


def subclasses(kind) -> set:
    below = set(kind.__subclasses__())
    return below.union(*map(subclasses, below))


def test_every_concrete_layer_is_a_kind():
    ours = {
        kind for kind in subclasses(Layer) if kind.__module__.startswith("cnnviz.layers.kinds.")
    }
    concrete = {kind for kind in ours if kind.kind}
    assert concrete == set(KINDS.values())


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_every_setting_of_a_layer_is_in_the_table_of_settings(kind):
    assert {field.name for field in fields(kind)} <= SETTINGS.keys()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Conv2D(0), "filters must be at least 1, got 0"),
        (lambda: Conv2D(1, padding="full"), "must be valid, same or numbers, got 'full'"),
        (lambda: Conv2D(4, groups=3), "groups must divide the 4 filters, got 3"),
        (
            lambda: Conv2D(4, groups=2).parameters((8, 8, 3)),
            "2 does not divide both 3 and 4",
        ),
        (lambda: Conv2D(1, stride=2, dilation=2), "a stride or a dilation above 1, not both"),
        (lambda: Conv2D(1, dilation=0).output_shape((8, 8, 1)), "dilation must be at least 1"),
        (lambda: Conv2D(1, 1, 0, "same").output_shape((8, 8, 1)), "stride must be at least 1"),
        (lambda: MaxPool2D(2, -1), "stride must be at least 0, got -1"),
        (
            lambda: AveragePool2D(2, padding="full"),
            "must be valid, same or numbers, got 'full'",
        ),
        (lambda: Dense(0), "units must be at least 1, got 0"),
        (lambda: Dropout(1.0), r"dropout rate must lie in 0\.\.1, below 1, got 1\.0"),
        (lambda: Dropout(float("nan")), "dropout rate must lie"),
        (lambda: Conv2D(1, stride=0).output_shape((8, 8, 1)), "stride must be at least 1, got 0"),
        (
            lambda: Conv2D(1, kernel=0).output_shape((8, 8, 1)),
            "height must be at least 1, got 0",
        ),
        (
            lambda: Conv2D(1, kernel=9).output_shape((8, 8, 1)),
            "9 × 9 kernel does not fit an 8 × 8",
        ),
        (
            lambda: MaxPool2D(9).output_shape((8, 8, 1)),
            "9 × 9 window does not fit an 8 × 8",
        ),
        (lambda: MaxPool2D(0).output_shape((8, 8, 1)), "must be at least 1, got 0"),
        (lambda: Conv2D(1).output_shape((8,)), r"a conv layer needs \(height, width, channels\)"),
        (lambda: GlobalAveragePool2D().output_shape((8,)), "a global average layer needs"),
        (lambda: LayerNorm().output_shape((8,)), "a layer norm layer needs"),
        (
            lambda: DepthwiseConv2D(3, (1, 2)),
            r"takes equal strides .*, got \(1, 2\)",
        ),
        (lambda: Residual(0), "layers of a residual connection must be at least 1, got 0"),
        (lambda: LeakyReLU(2.0), r"slope must lie in 0\.\.1, got 2\.0"),
        (lambda: MaxPool2D(2, 1, 2).output_shape((8, 8, 1)), "must hold a cell of the input"),
        (lambda: Dense(1).parameters((8, 8, 1)), r"flatten \(8, 8, 1\) first"),
    ],
)
def test_an_invalid_setting_raises_with_rule_and_value(make, sentence):
    with pytest.raises(InputError, match=sentence):
        make()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"layer": "Lambda"}, "unknown layer 'Lambda'"),
        ({"layer": "Conv2"}, r"unknown layer 'Conv2': did you mean Conv2D\?"),
        ({"layer": ["Conv2D"]}, "unknown layer"),
        ({}, "unknown layer None"),
        ("Conv2D", "unknown layer"),
        (None, "unknown layer"),
        ({"layer": "Conv2D"}, "Conv2D needs filters"),
        (
            {"layer": "Dense", "units": 3.0},
            r"Dense units must be a whole number up to 100,000, got 3\.0",
        ),
        (
            {"layer": "Dense", "units": True},
            "Dense units must be a whole number up to 100,000, got True",
        ),
        ({"layer": "Dense", "units": "3"}, "Dense units must be a whole number .*, got '3'"),
        (
            {"layer": "Dense", "units": MAX_SETTING + 1},
            "Dense units must be a whole number up to 100,000, got 100001",
        ),
        (
            {"layer": "Dense", "units": 3, "activation": "exec"},
            "Dense activation must be one of linear, relu",
        ),
        (
            {"layer": "Conv2D", "filters": 3, "kernel": [3]},
            r"kernel must be whole numbers .*, got \[3\]",
        ),
        (
            {"layer": "Conv2D", "filters": 3, "kernel": [3, 2.5]},
            r"kernel must be whole numbers .*, got \[3, 2\.5\]",
        ),
        ({"layer": "Conv2D", "filters": 3, "padding": "full"}, "must be valid, same or whole"),
        ({"layer": "Dense", "units": 3, "name": "x"}, "Dense has no setting 'name'"),
        ({"layer": "Dense", "units": 3, "activation": "x" * 10**5}, "Dense activation must be"),
    ],
)
def test_a_crafted_layer_raises_with_a_short_message(settings, sentence):
    with pytest.raises(InputError, match=sentence) as error:
        layer_from_json(settings)
    assert len(str(error.value)) < 200
