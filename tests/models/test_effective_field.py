"""The gradient of one unit against the theoretical field of the same network."""

import numpy as np
import pytest

from cnnviz import models
from cnnviz.models.effective_field import MOST_INPUTS, SEED, inputs_for, measure, trained_weights
from cnnviz.networks import NETWORKS, receptive_fields, trace, trace_back
from cnnviz.networks.cost_table import cost_table
from cnnviz.networks.text import read_stack
from cnnviz.utils.errors import InputError

STACKS = (
    "conv 3 3x3 same relu, max pool, conv 4 3x3 same relu, max pool",
    "conv 4 5x5 stride 2 same tanh, average pool 3x3 stride 2 same, conv 2 2x2",
    "conv 4 3x3 dilation 2 groups 2 relu, batch norm, relu, conv 4 3x3 same, dropout",
    "conv 2 3x3 relu, flatten",
    "conv 2 3x3 relu, flatten, dense 5 relu, dense 3 softmax",
    "conv 3 4x4 same relu, global average",
)
# Every weight 1, no activation: the gradient cannot be 0 where there is a path.
LINEAR = (
    "conv 2 3x3 same, conv 2 3x3 same",
    "conv 2 5x5 stride 3, conv 2 2x2 same",
    "conv 2 4x4 stride 2 same, average pool 3x3 stride 2 same, conv 2 3x3",
    "conv 2 3x3 dilation 2 same, conv 2 2x2",
    "average pool 2x2, conv 2 3x3 same, flatten",
    "conv 2 3x3, flatten, dense 3",
)
SHAPES = ((19, 24, 2), (16, 16, 2))


def rows_of(text: str, shape=(19, 24, 2)):
    return cost_table(read_stack(text), shape).summaries


def extent(values) -> tuple:
    lines = values.any(axis=1), values.any(axis=0)
    return tuple((np.flatnonzero(line)[0], np.flatnonzero(line)[-1]) for line in lines)


def theory(rows, field) -> tuple:
    return trace_back(receptive_fields(rows), len(rows) - 1, field.row, field.col)


@pytest.mark.parametrize("text", STACKS)
def test_no_gradient_lies_outside_the_theoretical_field(text):
    rows = rows_of(text)
    field = measure(rows)
    (top, bottom), (left, right) = theory(rows, field)
    inside = np.zeros_like(field.values, bool)
    inside[top : bottom + 1, left : right + 1] = True
    assert field.values.max() > 0
    assert not field.values[~inside].any()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("text", LINEAR)
def test_a_linear_stack_of_positive_weights_looks_at_its_whole_field(text, shape, monkeypatch):
    def positive(weights):
        return [np.ones_like(weight) for weight in weights]

    monkeypatch.setattr("cnnviz.models.effective_field._drawn", positive)
    rows = rows_of(text, shape)
    field = measure(rows)
    assert extent(field.values) == theory(rows, field)


def test_a_gradient_is_the_weight_that_joins_pixel_and_unit(monkeypatch):
    kernel = np.arange(1, 10, dtype=np.float32).reshape(3, 3)

    known = [kernel[:, :, None, None], np.zeros(1, np.float32)]
    monkeypatch.setattr("cnnviz.models.effective_field._drawn", lambda weights: known)
    field = measure(rows_of("conv 1 3x3 same", (5, 5, 1)))
    assert (field.row, field.col, field.inputs) == (2, 2, MOST_INPUTS)
    np.testing.assert_allclose(field.values[1:4, 1:4], kernel, rtol=1e-6)


def test_the_same_network_is_measured_alike_each_time():
    rows = rows_of(STACKS[0])
    np.testing.assert_array_equal(measure(rows).values, measure(rows).values)


@pytest.mark.parametrize(("name", "side"), [("wide-mnist", 28), ("fast-neu", 160)])
def test_a_shipped_model_is_found_by_its_layers(name, side):
    network = NETWORKS[name]
    path = trained_weights(network.layers, (side, side, 1))
    assert path is not None
    assert models.read_info(path).layers == network.layers[:-1]
    assert trained_weights(network.layers[1:], (side, side, 1)) is None
    assert trained_weights(network.layers, (29, 29, 1)) is None


def test_trained_weights_are_the_shipped_models_own():
    network = NETWORKS["wide-mnist"]
    path = trained_weights(network.layers, network.input_shape)
    rows = tuple(trace(network.layers[:-1], network.input_shape, 10))
    first = rows[:1]
    kernel = (
        models.open_model(path).network.get_layer("conv_1").get_weights()[0]
    )  # (5, 5, 1, filters)
    noise = np.random.default_rng(SEED).random((inputs_for(first), 28, 28, 1), np.float32)
    answers = np.einsum("nij,ijf->nf", noise[:, 12:17, 12:17, 0], kernel[..., 0, :])
    asked = np.abs(kernel[..., 0, answers.argmax(axis=1)]).mean(axis=-1)
    np.testing.assert_allclose(measure(first, path).values[12:17, 12:17], asked, rtol=1e-4)


def test_a_costly_network_is_measured_with_few_inputs():
    assert inputs_for(rows_of("conv 1")) == MOST_INPUTS
    assert inputs_for(rows_of("conv 512 3x3 same, conv 512 3x3 same", (224, 224, 3))) == 1


def test_a_network_that_is_too_large_is_refused_before_it_is_built():
    rows = rows_of("flatten, dense 90000", (100, 100, 3))
    with pytest.raises(InputError, match="a network may have at most 50,000,000 parameters"):
        measure(rows)


def test_the_engine_measures_what_is_measured_here(engine):
    rows = rows_of(STACKS[0])
    far, near = engine.measured_field(rows), measure(rows)
    assert (far.inputs, far.row, far.col) == (near.inputs, near.row, near.col)
    np.testing.assert_allclose(far.values, near.values, rtol=1e-4, atol=1e-7)


def test_the_engine_says_why_a_network_is_too_large(engine):
    with pytest.raises(InputError, match="may have at most"):
        engine.measured_field(rows_of("flatten, dense 90000", (100, 100, 3)))
