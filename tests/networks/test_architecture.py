from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnviz.layers import Conv2D, Dense, Flatten, MaxPool2D, ReLU
from cnnviz.networks import ARCHITECTURES, trace, with_output
from cnnviz.networks.build import build
from cnnviz.utils.errors import InputError
from tests.layer_strategies import image_layers, image_shapes

# Weights and biases of each lecture network, layer by layer, as one writes them on paper:
# (kernel area x channels in + 1) x filters for a convolution, (inputs + 1) x units for dense.
BY_HAND = {
    "mlp": [(28 * 28 + 1) * 128, (128 + 1) * 10],
    "physics-mnist": [(9 * 1 + 1) * 32, (13 * 13 * 32 + 1) * 32, (32 + 1) * 10],
    "lecture-mnist": [
        (9 * 1 + 1) * 32,
        (9 * 32 + 1) * 64,
        (7 * 7 * 64 + 1) * 128,
        (128 + 1) * 10,
    ],
    "qmul-mnist": [
        (9 * 1 + 1) * 12,
        (9 * 12 + 1) * 24,
        (7 * 7 * 24 + 1) * 64,
        (64 + 1) * 10,
    ],
    "lecture-neu": [
        (9 * 1 + 1) * 32,
        (9 * 32 + 1) * 64,
        (9 * 64 + 1) * 128,
        (25 * 25 * 128 + 1) * 128,
        (128 + 1) * 6,
    ],
}
# What the lectures' networks consist of, in the issue's words.
IN_WORDS = {
    "mlp": "flatten, dense 128",
    "physics-mnist": "conv 32, max_pool, flatten, dense 32",
    "lecture-mnist": "conv 32, max_pool, conv 64, max_pool, flatten, dense 128",
    "qmul-mnist": "conv 12, max_pool, conv 24, max_pool, flatten, dense 64, dropout",
    "lecture-neu": "conv 32, max_pool, conv 64, max_pool, conv 128, max_pool, flatten, dense 128",
}


def classes_of(name: str) -> int:
    return 6 if name.endswith("neu") else 10


def traced(name: str):
    architecture = ARCHITECTURES[name]
    return trace(architecture.layers, architecture.input_shape, classes_of(name))


@pytest.mark.parametrize("name", BY_HAND)
def test_a_lecture_network_has_the_parameters_counted_by_hand(name):
    counted = [row.parameters for row in traced(name) if row.parameters]
    assert counted == BY_HAND[name]


@pytest.mark.parametrize("name", IN_WORDS)
def test_a_lecture_network_has_the_layers_that_the_lecture_names(name):
    def word(layer) -> str:
        size = getattr(layer, "filters", getattr(layer, "units", ""))
        return f"{layer.kind} {size}".strip()

    assert ", ".join(word(layer) for layer in ARCHITECTURES[name].layers) == IN_WORDS[name]


@pytest.mark.parametrize("name", IN_WORDS)
def test_a_lecture_network_uses_relu_and_three_by_three_windows(name):
    layers = ARCHITECTURES[name].layers
    padding = "valid" if name == "physics-mnist" else "same"
    for layer in layers:
        if isinstance(layer, Conv2D):
            assert (layer.kernel, layer.stride, layer.padding) == (3, 1, padding)
        if isinstance(layer, Conv2D | Dense):
            assert layer.activation == "relu"
        if isinstance(layer, MaxPool2D):
            assert layer.size == 2


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_named_network_is_what_keras_builds(name):
    architecture, rows = ARCHITECTURES[name], traced(name)
    model = build(architecture.layers, architecture.input_shape, classes_of(name))
    assert model.count_params() == sum(row.parameters for row in rows)
    for row in rows:
        layer = model.get_layer(row.name)
        assert layer.output.shape[1:] == row.output_shape
        assert layer.count_params() == row.parameters


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_named_network_ends_in_probabilities(name):
    architecture = ARCHITECTURES[name]
    model = build(architecture.layers, architecture.input_shape, classes_of(name))
    out = model(np.random.default_rng(0).random((2, *architecture.input_shape), np.float32))
    np.testing.assert_allclose(np.sum(out, axis=1), 1, rtol=1e-5)


@settings(max_examples=30)
@given(
    layers=st.lists(image_layers, max_size=5),
    shape=image_shapes,
    classes=st.integers(2, 5),
)
def test_the_trace_of_any_stack_is_what_keras_computes(layers, shape, classes):
    stack = [*layers, Flatten()]
    try:
        rows = trace(stack, shape, classes)
    except InputError:
        assume(False)  # a window too large, or an image layer after flatten
    model = build(stack, shape, classes)
    assert [model.get_layer(row.name).output.shape[1:] for row in rows] == [
        row.output_shape for row in rows
    ]
    assert model.count_params() == sum(row.parameters for row in rows)


def test_each_row_of_a_trace_takes_what_the_row_before_gave():
    rows = traced("lecture-neu")
    for before, after in pairwise(rows):
        assert after.input_shape == before.output_shape


def test_layers_are_named_by_kind_and_number_and_the_output_comes_last():
    names = [name for name, _ in with_output([Conv2D(1), ReLU(), Conv2D(1), Flatten()], 3)]
    assert names == ["conv_1", "relu_1", "conv_2", "flatten_1", "output"]


FLAT = [Flatten()]


@pytest.mark.parametrize(
    ("layers", "shape", "classes", "sentence"),
    [
        (FLAT, (8, 8, 1), 1, "a network needs at least 2 classes, got 1"),
        (FLAT, (8, 8), 2, r"images must be \(height, width, channels\), 1 or more, got \(8, 8\)"),
        (FLAT, (8, 0, 1), 2, "images must be"),
        ([], (8, 8, 1), 2, "a dense layer needs a flat input"),
        ([Conv2D(1, 9), *FLAT], (8, 8, 1), 2, "a 9 × 9 kernel does not fit an 8 × 8 input"),
        ([*FLAT, Dense(60_000_000)], (1, 1, 1), 2, "at most 50,000,000 parameters, got 24"),
        ([ReLU()] * 201 + FLAT, (8, 8, 1), 2, "at most 200 layers, got 203"),
        (FLAT, (20_000, 20_000, 1), 2, "a network may"),
        ([Conv2D(200), *FLAT], (1000, 1000, 1), 2, "a network may"),
        ([Conv2D(9, 99, padding="same"), *FLAT], (999, 999, 1), 2, "a network may"),
    ],
)
def test_an_invalid_network_raises_with_rule_and_value(layers, shape, classes, sentence):
    with pytest.raises(InputError, match=sentence):
        trace(layers, shape, classes)


def test_an_invalid_network_is_not_built():
    with pytest.raises(InputError, match="may make at most"):
        build([Conv2D(200), MaxPool2D(900), Flatten()], (1000, 1000, 1), 2)
