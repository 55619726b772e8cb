"""The proof: thousands of generated layers against Keras, in shape and in every value."""

from dataclasses import replace

import numpy as np
import pytest

from cnnviz.layers.code import keras_form, run_keras
from cnnviz.layers.code.run_keras import Comparison, check_cost, compare, run, torch_size
from cnnviz.layers.window import (
    AVERAGE_POOLING,
    CONVOLUTION,
    DEPTHWISE,
    MAX_POOLING,
    TRANSPOSED,
    Sides,
    Slide,
    WindowSettings,
    slide,
)
from cnnviz.utils.errors import InputError
from tests.window_layers import generated, layer_of, numbers

SHAPES, VALUES = 2500, 500


def slid(layer: WindowSettings) -> Slide:
    return slide(layer, *numbers(layer.shown))


def test_thousands_of_layers_have_the_shape_that_keras_computes():
    import keras

    layers = [layer for layer in generated(SHAPES) if keras_form(layer).calls]
    assert len(layers) > SHAPES / 2
    wrong = [one for one in layers if keras_shape(keras, one) != (*one.output, one.filters)]
    assert wrong == []


def keras_shape(keras, layer: WindowSettings) -> tuple[int, ...]:
    """What the layers' ``compute_output_shape`` make of the input's, without a run."""
    shape = (1, *layer.size[2 - layer.dims :], layer.channels)
    for one in keras_form(layer).calls:
        if one.name == "pad":
            shape = tuple(n + sum(p) for n, p in zip(shape, one.arguments[0], strict=True))
        else:
            made = getattr(keras.layers, one.name)(*one.arguments, **dict(one.named))
            shape = tuple(made.compute_output_shape(shape))
    return shape if layer.dims == 1 else shape[1:]


def test_hundreds_of_layers_have_every_value_that_keras_computes():
    layers = [layer for layer in generated(VALUES, seed=1) if keras_form(layer).calls]
    assert len(layers) > VALUES / 2
    wrong = [layer for layer in layers if not checked(layer).equal]
    assert wrong == []


def checked(layer: WindowSettings) -> Comparison:
    both = run_keras.numbers(layer, slid(layer))
    return compare(layer, *both, run(layer, *both))


@pytest.mark.parametrize(
    "layer",
    [
        layer_of(size=(14, 14), padding="same", channels=32, filters=64),
        layer_of(channels=64, filters=64, groups=8),
        layer_of(TRANSPOSED, (8, 8), (4, 4), (2, 2), Sides.each(1, 1), channels=16, filters=8),
        layer_of(DEPTHWISE, channels=40, filters=80, stride=(2, 1)),
    ],
    ids=lambda layer: layer.operation,
)
def test_a_layer_deeper_than_what_is_drawn_is_run_whole(layer):
    result = checked(layer)
    assert result.equal
    assert result.ours == (*layer.output, layer.filters)


def test_the_numbers_on_screen_are_among_those_that_are_checked():
    deep = layer_of(channels=32, filters=64)
    shown = slid(deep)
    cells, weights = run_keras.numbers(shown.layer, shown)
    assert (cells[:1] == shown.cells).all()
    assert (weights[:1, :1] == shown.weights).all()


def test_of_a_layer_that_is_drawn_whole_all_numbers_are_those_on_screen():
    shown = slid(layer_of(channels=3, filters=2))
    cells, weights = run_keras.numbers(shown.layer, shown)
    assert (cells == shown.cells).all()
    assert (weights == shown.weights).all()


def test_a_wrong_value_is_found_and_named():
    result = slid(layer_of())
    theirs = result.output.transpose(1, 2, 0).astype(float)
    theirs[2, 3, 0] += 1
    found = compare(result.layer, result.cells, result.weights, theirs)
    assert not found.equal
    assert (found.difference, found.worst) == (1, (2, 3, 0))
    assert found.verdict.startswith("Not equal: row 3, column 4 of filter 1 is")


def test_another_shape_is_not_equal_whatever_its_values():
    found = compare(layer_of(), *numbers(layer_of()), np.zeros((4, 5, 1)))
    assert not found.equal
    assert found.verdict == "Not equal: 5 × 5 × 1 values here, 4 × 5 × 1 in Keras."


def test_agreement_says_how_much_was_compared():
    assert checked(layer_of()).verdict == (
        "Equal: Keras gives the same shape and the same 25 values."
    )


def test_a_layer_that_keras_lacks_raises_with_the_reason():
    layer = layer_of(MAX_POOLING, dilation=(2, 2))
    with pytest.raises(InputError, match="Keras's pooling has no dilation"):
        run(layer, *numbers(layer))


def test_what_keras_lacks_agrees_with_the_formula_that_pytorch_documents():
    layers = [
        layer
        for layer in generated(3000, seed=2, operations=(MAX_POOLING, AVERAGE_POOLING))
        if not keras_form(layer).calls
    ]
    assert len(layers) > 500
    assert [layer for layer in layers if torch_size(layer) != layer.output] == []


LARGE = [
    (layer_of(size=(32, 32), kernel=(8, 8), channels=256, filters=256), "filters"),
    (layer_of(size=(32, 32), kernel=(9, 9), channels=4096, filters=2), "channels"),
    (layer_of(MAX_POOLING, size=(32, 32), channels=4096), "channels"),
    (layer_of(DEPTHWISE, size=(32, 32), channels=4096, filters=8192 // 2), "channels"),
    (layer_of(size=(32, 32), channels=4096, filters=4096, groups=4096), "groups"),
    (layer_of(size=(9, 9), kernel=(9, 9), channels=1000, filters=1000, groups=2), "filters"),
    (layer_of(TRANSPOSED, (8, 8), (9, 9), channels=512, filters=512, groups=4), "filters"),
    (layer_of(TRANSPOSED, (8, 8), (3, 3), channels=512, filters=512, groups=4), "groups"),
]


@pytest.mark.parametrize(("layer", "noun"), LARGE, ids=lambda case: str(case)[:40])
def test_a_layer_too_large_to_check_names_the_largest_depth_that_is_not(layer, noun):
    with pytest.raises(InputError, match="a check multiplies at most 50,000,000 times") as caught:
        check_cost(layer)
    named = str(caught.value).rsplit("at most ", 1)[1]
    most = int(named.split()[0])
    assert named.split()[1] == noun
    check_cost(with_depth(layer, noun, most, str(caught.value)))
    with pytest.raises(InputError):
        check_cost(with_depth(layer, noun, most + 1, str(caught.value)))


def with_depth(layer: WindowSettings, noun: str, most: int, message: str) -> WindowSettings:
    """The layer changed as the sentence says."""
    parts = layer.groups
    filters, channels = layer.filters // parts, layer.channels // parts
    if noun == "groups" or layer.operation not in (CONVOLUTION, TRANSPOSED):
        depth = {"channels": most * channels, "filters": most * filters, "groups": most}
    elif noun == "filters":
        depth = {"channels": channels, "filters": most, "groups": 1}
    else:
        assert "1 filter and" in message
        depth = {"channels": most, "filters": 1, "groups": 1}
    return replace(layer, **depth)


def test_the_engine_runs_a_layer_as_keras_does_here(engine):
    layer = layer_of(TRANSPOSED, stride=(2, 2), padding="same", channels=2, filters=3)
    both = run_keras.numbers(layer, slid(layer))
    assert compare(layer, *both, engine.run_layer(layer, *both)).equal


def test_the_engine_passes_an_error_on(engine):
    layer = layer_of(MAX_POOLING, dilation=(2, 2))
    with pytest.raises(InputError, match="Keras's pooling has no dilation"):
        engine.run_layer(layer, *numbers(layer))
