import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.lib.stride_tricks import sliding_window_view

from cnnviz.layers import (
    LAYERS,
    MAX_SETTING,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool2D,
    LayerNorm,
    MaxPool2D,
    ReLU,
    layer_from_json,
)
from cnnviz.utils.errors import InputError

small, padding = st.integers(1, 6), st.sampled_from(["valid", "same"])
activation = st.sampled_from(["linear", "relu", "tanh", "sigmoid", "softmax"])
strided = st.builds(Conv2D, small, small, small, padding, activation, st.booleans())
dilated = st.builds(
    Conv2D, small, st.integers(1, 3), st.just(1), padding, dilation=st.integers(1, 2)
)
image_layers = st.one_of(
    strided,
    dilated,
    st.builds(MaxPool2D, small, st.integers(0, 6), padding),
    st.builds(AveragePool2D, small, st.integers(0, 6), padding),
    st.sampled_from([BatchNorm(), LayerNorm(), ReLU(), Flatten(), GlobalAveragePool2D()]),
    st.builds(Dropout, st.floats(0, 0.99)),
)
any_layer = st.one_of(image_layers, st.builds(Dense, small, activation))
image_shapes = st.tuples(st.integers(6, 20), st.integers(6, 20), small)


@settings(max_examples=60, deadline=None)
@given(layer=image_layers, shape=image_shapes)
def test_shapes_and_parameters_are_keras_own(layer, shape):
    own = layer.keras_layer("layer")
    own.build((None, *shape))
    assert layer.output_shape(shape) == own.compute_output_shape((None, *shape))[1:]
    assert layer.parameters(shape) == own.count_params()


@settings(max_examples=20, deadline=None)
@given(layer=st.builds(Dense, small, activation), inputs=small)
def test_dense_shapes_and_parameters_are_keras_own(layer, inputs):
    own = layer.keras_layer("layer")
    own.build((None, inputs))
    assert layer.output_shape((inputs,)) == own.compute_output_shape((None, inputs))[1:]
    assert layer.parameters((inputs,)) == own.count_params()


@given(small, small, small, image_shapes)
def test_a_convolution_multiplies_every_cell_of_every_window_for_every_filter(
    filters, kernel, stride, shape
):
    windows = sliding_window_view(np.zeros(shape), (kernel, kernel), axis=(0, 1))
    expected = filters * windows[::stride, ::stride].size
    assert Conv2D(filters, kernel, stride).multiply_adds(shape) == expected


@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), image_shapes)
def test_groups_part_channels_and_filters_and_divide_the_cost(groups, part, kernel, shape):
    shape = (*shape[:2], groups * part)
    grouped, whole = (Conv2D(6 * groups, kernel, use_bias=False, groups=g) for g in (groups, 1))
    own = grouped.keras_layer("layer")
    own.build((None, *shape))
    assert grouped.parameters(shape) == own.count_params() == whole.parameters(shape) // groups
    assert grouped.multiply_adds(shape) == whole.multiply_adds(shape) // groups
    assert grouped.output_shape(shape) == whole.output_shape(shape)


def test_a_layer_norm_takes_light_and_contrast_out_of_each_image_by_itself():
    images = np.random.default_rng(0).random((3, 8, 9, 2), np.float32)
    own = LayerNorm().keras_layer("layer")
    mean, variance = (of(images, axis=(1, 2, 3), keepdims=True) for of in (np.mean, np.var))
    expected = (images - mean) / np.sqrt(variance + own.epsilon)
    np.testing.assert_allclose(own(images), expected, atol=1e-5)


def test_a_dense_layer_multiplies_every_input_for_every_unit():
    assert Dense(5).multiply_adds((7,)) == np.ones((5, 7)).size


@given(layer=any_layer)
def test_a_layer_is_the_same_after_a_round_trip_through_json(layer):
    assert layer_from_json(layer.to_json()) == layer


def test_every_kind_of_layer_has_a_word_of_its_own():
    kinds = [cls.kind for cls in LAYERS.values()]
    assert all(kinds)
    assert len(set(kinds)) == len(LAYERS)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Conv2D(0), "filters must be at least 1, got 0"),
        (lambda: Conv2D(1, padding="full"), "padding must be valid or same, got 'full'"),
        (lambda: Conv2D(4, groups=3), "groups must divide the 4 filters, got 3"),
        (lambda: Conv2D(4, groups=2).parameters((8, 8, 3)), "must divide the 3 channels, got 2"),
        (lambda: Conv2D(1, stride=2, dilation=2), "a stride or a dilation above 1, not both"),
        (lambda: Conv2D(1, dilation=0).output_shape((8, 8, 1)), "dilation must be at least 1"),
        (lambda: Conv2D(1, 1, 0, "same").output_shape((8, 8, 1)), "stride must be at least 1"),
        (lambda: MaxPool2D(2, -1), "stride must be at least 0, got -1"),
        (lambda: AveragePool2D(2, padding="full"), "padding must be valid or same, got 'full'"),
        (lambda: Dense(0), "units must be at least 1, got 0"),
        (lambda: Dropout(1.0), r"dropout rate must lie in 0\.\.1, below 1, got 1\.0"),
        (lambda: Dropout(float("nan")), "dropout rate must lie"),
        (lambda: Conv2D(1, stride=0).output_shape((8, 8, 1)), "stride must be at least 1, got 0"),
        (lambda: Conv2D(1, kernel=0).output_shape((8, 8, 1)), "kernel must be at least 1, got 0"),
        (lambda: Conv2D(1, kernel=9).output_shape((8, 8, 1)), "a window 9 wide does not fit"),
        (lambda: MaxPool2D(9).output_shape((8, 8, 1)), "a window 9 wide does not fit"),
        (lambda: MaxPool2D(0).output_shape((8, 8, 1)), "must be at least 1, got 0"),
        (lambda: Conv2D(1).output_shape((8,)), r"a conv layer needs \(height, width, channels\)"),
        (lambda: GlobalAveragePool2D().output_shape((8,)), "a global_average layer needs"),
        (lambda: LayerNorm().output_shape((8,)), "a layer_norm layer needs"),
        (lambda: Dense(1).parameters((8, 8, 1)), r"flatten \(8, 8, 1\) first"),
    ],
)
def test_a_bad_setting_is_one_sentence_with_rule_and_value(make, sentence):
    with pytest.raises(InputError, match=sentence):
        make()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"layer": "Lambda"}, "unknown layer 'Lambda'; known are Conv2D, "),
        ({"layer": ["Conv2D"]}, "unknown layer"),
        ({}, "unknown layer None"),
        ("Conv2D", "unknown layer"),
        (None, "unknown layer"),
        ({"layer": "Conv2D"}, "Conv2D needs filters"),
        ({"layer": "Dense", "units": 3.0}, r"Dense units must be of type int, got 3\.0"),
        ({"layer": "Dense", "units": True}, "Dense units must be of type int, got True"),
        ({"layer": "Dense", "units": "3"}, "Dense units must be of type int, got '3'"),
        ({"layer": "Dense", "units": MAX_SETTING + 1}, "Dense units must be at most 100,000"),
        ({"layer": "Dense", "units": 3, "activation": "exec"}, "Dense activation must be linear"),
        ({"layer": "Dense", "units": 3, "name": "x"}, "Dense has no setting 'name'"),
        ({"layer": "Dense", "units": 3, "activation": "x" * 10**5}, "Dense activation must be"),
    ],
)
def test_a_crafted_layer_is_refused_in_one_short_sentence(settings, sentence):
    with pytest.raises(InputError, match=sentence) as error:
        layer_from_json(settings)
    assert len(str(error.value)) < 200
