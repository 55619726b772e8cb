"""A unit's explanation adds up to what Keras computed, for every kind and every network."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnviz import models
from cnnviz.explain import explanation as form
from cnnviz.explain.forward import forward, read_network
from cnnviz.explain.unit import explain
from cnnviz.layers import (
    KINDS,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Conv2DTranspose,
    Dense,
    Flatten,
    MaxPool2D,
    Residual,
)
from cnnviz.models.layer_outputs import Activations, LayerActivation, ObservedModel
from cnnviz.networks import ARCHITECTURES
from cnnviz.utils.errors import InputError
from tests.examples import at_most
from tests.explain.networks import with_random_weights
from tests.layer_strategies import image_layers, image_shapes
from tests.small_networks import network_with, nine_lecture_types

SHAPE = (8, 8, 2)
LECTURES = ("mlp", "physics-mnist", "lecture-mnist", "qmul-mnist", "lecture-neu")
OF_LECTURES: dict[str, tuple] = {}  # networks with what Keras computed, each made once


def image_of(shape, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random(shape, np.float32)


def computed(layers, shape, seed: int = 0):
    observed, network = with_random_weights(layers, shape, seed)
    image = image_of(shape, seed)
    return network, image, observed.activations(image)


def places(network, seed: int, count: int = 4):
    """Some units of every layer, chosen by chance."""
    chance = np.random.default_rng(seed)
    for layer, row in enumerate(network.rows):
        for _ in range(count):
            yield layer, tuple(int(chance.integers(size)) for size in row.output_shape)


def assert_explained(network, image, activations, layer, place) -> None:
    found = explain(network, image, activations, layer, place)
    expected = activations.layers[layer].values[place]
    name = f"{network.rows[layer].name} {place}"
    assert found.value == pytest.approx(expected, rel=1e-5, abs=1e-5), name
    assert_sources(found, (image, *(each.values for each in activations.layers)))


def assert_sources(found, outputs) -> None:
    """Every value of a patch is that of the cell it names; padding is 0."""
    for patches in found.patches:
        source = outputs[patches.source + 1]
        maps = source if source.ndim == 3 else source[np.newaxis, np.newaxis]
        for channel, values in zip(patches.channels[:3], patches.values, strict=False):
            for i, row in enumerate(patches.rows):
                for j, col in enumerate(patches.cols):
                    inside = 0 <= row < maps.shape[0] and 0 <= col < maps.shape[1]
                    assert values[i, j] == (maps[row, col, channel] if inside else 0)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.__name__)
def test_units_of_every_kind_of_layer_add_up_to_keras(kind):
    network, image, activations = computed(network_with(kind), SHAPE)
    for layer, place in places(network, seed=1, count=6):
        assert_explained(network, image, activations, layer, place)


@at_most(30)
@given(layer=image_layers, shape=image_shapes, seed=st.integers(0, 99))
def test_units_of_a_layer_with_any_settings_add_up_to_keras(layer, shape, seed):
    try:
        flat = len(layer.output_shape(shape)) == 1
    except InputError:
        assume(False)
    layers = (layer,) if flat else (layer, Flatten())
    network, image, activations = computed(layers, shape, seed)
    for at, place in places(network, seed):
        assert_explained(network, image, activations, at, place)


def of_lecture(name: str):
    if name not in OF_LECTURES:
        preset = ARCHITECTURES[name]
        OF_LECTURES[name] = computed(preset.layers, preset.input_shape)
    return OF_LECTURES[name]


@pytest.mark.parametrize("name", LECTURES)
@given(data=st.data())
def test_any_unit_of_a_lecture_network_adds_up_to_keras(name, data):
    network, image, activations = of_lecture(name)
    layer = data.draw(st.integers(0, len(network.rows) - 1))
    shape = network.rows[layer].output_shape
    place = tuple(data.draw(st.integers(0, size - 1)) for size in shape)
    assert_explained(network, image, activations, layer, place)


@pytest.mark.parametrize("info", models.shipped(), ids=lambda info: info.name)
def test_units_of_the_shipped_models_add_up_to_keras(info):
    image = image_of(info.input_shape)
    activations = ObservedModel(models.open_model(info)).activations(image)
    network = read_network(info)
    for layer, place in places(network, seed=2):
        assert_explained(network, image, activations, layer, place)


def test_a_path_leads_from_an_answer_to_pixels():
    network, image, activations = computed(nine_lecture_types(), SHAPE)
    layer, place = len(network.rows) - 1, (1,)
    seen = []
    while layer >= 0:
        found = explain(network, image, activations, layer, place)
        seen.append(network.rows[layer].name)
        patches = found.patches[0]
        layer = patches.source
        row, col = patches.rows[0], patches.cols[0]
        height = 1 if layer >= 0 and len(network.rows[layer].output_shape) == 1 else 3
        place = (int(patches.channels[0]),) if height == 1 else (max(row, 0), max(col, 0), 0)
    assert seen[0] == "output"
    assert seen[-1] == "conv_1"


# What is said, in numbers worked out by hand.


def said(layers, shape, outputs, weights, layer, place):
    """Explain a unit of a network whose activations and weights are given."""
    _, network = with_random_weights(layers, shape)
    names = [row.name for row in network.rows]
    given_weights = {**network.weights, **weights}
    network = type(network)(network.rows, given_weights)
    image, *after = (np.asarray(each, np.float32) for each in outputs)
    found = forward(network, image).layers
    layers = [LayerActivation(names[at], "", values) for at, values in enumerate(after)]
    return explain(network, image, Activations((*layers, *found[len(layers) :])), layer, place)


def test_the_largest_partial_sum_comes_first_whatever_its_sign():
    kernel = np.zeros((1, 1, 3, 1), np.float32)
    kernel[0, 0, :, 0] = 1, -4, 2
    image = np.array([[[1.0, 1.0, 1.5]]])
    weights = {"conv_1": (kernel, np.array([0.25], np.float32))}
    found = said(
        (Conv2D(1, 1, activation="relu"), Flatten()), (1, 1, 3), [image], weights, 0, (0, 0, 0)
    )
    assert found.patches[0].channels.tolist() == [1, 2, 0]
    assert found.patches[0].parts.tolist() == [-4, 3, 1]
    kinds = [(step.kind, step.operand, step.result) for step in found.operations]
    assert kinds == [(form.SUM, 3, 0), (form.BIAS, 0.25, 0.25), (form.ACTIVATION, 0, 0.25)]


def test_a_max_pooling_names_the_cell_that_won_and_never_the_padding():
    image = -np.arange(1.0, 5.0).reshape(2, 2, 1)
    found = said((MaxPool2D(2, 1, 1), Flatten()), (2, 2, 1), [image], {}, 0, (0, 0, 0))
    assert (found.winner, found.value) == ((1, 1), -1)


def test_a_mean_says_over_how_many_cells_it_is_taken():
    image = np.arange(1.0, 5.0).reshape(2, 2, 1)
    for padding, count, value in (("same", 4, 2.5), (1, 9, 10 / 9)):
        layers = (AveragePool2D(3, 1, padding), Flatten())
        found = said(layers, (2, 2, 1), [image], {}, 0, (0, 0, 0))
        last = found.operations[-1]
        assert (last.kind, last.operand, last.result) == (form.COUNT, count, pytest.approx(value))


def test_a_normalisation_is_told_step_by_step():
    image = np.array([[[3.0]]])
    numbers = [np.array([each], np.float32) for each in (2.0, 0.5, 1.0, 4.0)]
    found = said(
        (BatchNorm(), Flatten()), (1, 1, 1), [image], {"batch_norm_1": numbers}, 0, (0, 0, 0)
    )
    kinds = [step.kind for step in found.operations]
    assert kinds == [form.MEAN, form.DEVIATION, form.SCALE, form.SHIFT]
    assert found.value == pytest.approx(0.5 + 2 * (3 - 1) / np.sqrt(4.001))


def test_a_flattened_unit_names_the_cell_that_it_comes_from():
    image = image_of((3, 4, 2))
    found = said((Flatten(),), (3, 4, 2), [image], {}, 0, (13,))
    cell = found.patches[0]
    assert (cell.rows, cell.cols, cell.channels.tolist()) == ((1,), (2,), [1])
    assert found.field == ((1, 1), (2, 2))


def test_a_softmax_shows_logits_exponentials_and_their_sum():
    network, image, activations = computed((Flatten(), Dense(4)), SHAPE)
    found = explain(network, image, activations, 2, (1,))
    kernel, bias = network.weights["output"]
    logits = activations.layers[1].values.astype(float) @ kernel + bias
    np.testing.assert_allclose(found.softmax.logits, logits)
    assert found.softmax.total == pytest.approx(np.exp(logits).sum())
    assert found.operations[-2].result == pytest.approx(np.exp(logits[1]))
    assert found.value == pytest.approx(np.exp(logits[1]) / np.exp(logits).sum())


def test_large_logits_do_not_overflow():
    kernel = np.array([[900.0, 0.0, -900.0]], np.float32)
    weights = {"output": (kernel, np.zeros(3, np.float32))}
    found = said((Flatten(),), (1, 1, 1), [np.ones((1, 1, 1))], weights, 1, (0,))
    assert (found.value, found.softmax.shift) == (1, 900)


def test_a_residual_connection_shows_both_branches():
    layers = (Conv2D(2, padding="same"), Conv2D(2, padding="same"), Residual(1), Flatten())
    network, image, activations = computed(layers, SHAPE)
    found = explain(network, image, activations, 2, (3, 4, 1))
    assert [each.source for each in found.patches] == [1, 0]
    both = [activations.layers[at].values[3, 4, 1] for at in (1, 0)]
    assert [each.parts[0] for each in found.patches] == pytest.approx(both)


def test_between_stamps_that_leave_a_gap_a_unit_reads_nothing():
    network, image, activations = computed((Conv2DTranspose(2, 1, 2), Flatten()), (4, 4, 1))
    found = explain(network, image, activations, 0, (1, 1, 0))
    assert found.patches[0].values.size == 0
    assert found.value == pytest.approx(float(network.weights["transposed_conv_1"][1][0]))


def test_the_receptive_field_is_that_of_the_unit_also_behind_flattening():
    layers = (Conv2D(3, 3), MaxPool2D(), Flatten(), Dense(4))
    network, image, activations = computed(layers, SHAPE)
    assert explain(network, image, activations, 0, (1, 2, 0)).field == ((1, 3), (2, 4))
    assert explain(network, image, activations, 1, (0, 2, 0)).field == ((0, 3), (4, 7))
    assert explain(network, image, activations, 2, (8,)).field == ((0, 3), (4, 7))
    assert explain(network, image, activations, 3, (0,)).field == ((0, 7), (0, 7))


@pytest.mark.parametrize(
    ("layer", "place"), [(9, (0,)), (-1, (0, 0, 0)), (0, (8, 0, 0)), (0, (0,)), (0, (0, -1, 0))]
)
def test_a_unit_that_is_not_there_is_refused(layer, place):
    network, image, activations = computed((Conv2D(2, padding="same"), Flatten()), SHAPE)
    with pytest.raises(InputError, match=r"has no unit at|has layers 1 to 3"):
        explain(network, image, activations, layer, place)
