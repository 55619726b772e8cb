"""Each optimiser's update rule, computed in NumPy, gives what its Keras optimiser gives."""

import keras
import numpy as np
import pytest
from hypothesis import given

from cnnviz.training.optimisers import KINDS, SGD, Adam, AdamW, Momentum, Nesterov, RMSprop
from tests.examples import at_most
from tests.training.optimiser_strategies import optimisers

RATE = 0.05
START = np.array([1.0, -2.0, 0.5, 3.0])
GRADIENTS = (np.array([0.3, -1.0, 0.0, 2.0]), np.array([-0.2, -0.5, 0.1, 4.0]))


def sgd(w, gradients, numbers):
    for g in gradients:
        w = w - RATE * numbers.weight_decay * w
        w = w - RATE * g
    return w


def momentum(w, gradients, numbers):
    v = np.zeros_like(w)
    for g in gradients:
        w = w - RATE * numbers.weight_decay * w
        v = numbers.momentum * v - RATE * g
        w = w + v
    return w


def nesterov(w, gradients, numbers):
    v = np.zeros_like(w)
    for g in gradients:
        w = w - RATE * numbers.weight_decay * w
        v = numbers.momentum * v - RATE * g
        w = w + numbers.momentum * v - RATE * g
    return w


def rmsprop(w, gradients, numbers):
    s, v = np.zeros_like(w), np.zeros_like(w)
    for g in gradients:
        w = w - RATE * numbers.weight_decay * w
        s = numbers.rho * s + (1 - numbers.rho) * g**2
        v = numbers.momentum * v + RATE * g / np.sqrt(s + numbers.epsilon)
        w = w - v
    return w


def adam(w, gradients, numbers):
    m, s = np.zeros_like(w), np.zeros_like(w)
    for t, g in enumerate(gradients, start=1):
        w = w - RATE * numbers.weight_decay * w
        m = numbers.beta_1 * m + (1 - numbers.beta_1) * g
        s = numbers.beta_2 * s + (1 - numbers.beta_2) * g**2
        correction = np.sqrt(1 - numbers.beta_2**t) / (1 - numbers.beta_1**t)
        w = w - RATE * correction * m / (np.sqrt(s) + numbers.epsilon)
    return w


RULES = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": nesterov,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adam,
}
WITH_DECAY = (
    SGD(0.1),
    Momentum(0.7, 0.1),
    Nesterov(0.7, 0.1),
    RMSprop(0.8, 0.6, 1e-3, 0.1),
    Adam(0.8, 0.95, 1e-3, 0.1),
    AdamW(0.8, 0.95, 1e-3, 0.1),
)


def in_keras(optimiser, gradients) -> np.ndarray:
    """The weights after one step per gradient."""
    weights = keras.Variable(START)
    made = optimiser.keras(RATE)
    for gradient in gradients:
        made.apply([keras.ops.convert_to_tensor(gradient, "float32")], [weights])
    return np.asarray(weights)


@pytest.mark.parametrize(
    "optimiser", [*(kind() for kind in KINDS), *WITH_DECAY], ids=lambda each: each.describe()
)
def test_two_steps_are_those_of_the_rule(optimiser):
    by_hand = RULES[optimiser.kind](START, GRADIENTS, optimiser)
    np.testing.assert_allclose(in_keras(optimiser, GRADIENTS), by_hand, rtol=2e-6)
    assert np.abs(by_hand - START).max() > 0.01


def test_the_kinds_differ_in_their_second_step():
    ends = [tuple(RULES[kind.kind](START, GRADIENTS, kind())) for kind in KINDS]
    assert len(set(ends)) == len(KINDS)


@given(optimisers)
@at_most(20)
def test_keras_takes_every_number_in_range(optimiser):
    made = optimiser.keras(RATE).get_config()
    assert {name: made[name] or 0 for name in optimiser.numbers} == optimiser.numbers


@given(optimisers)
@at_most(20)
def test_the_written_call_makes_the_same_keras_optimiser(optimiser):
    written = eval(optimiser.code("rate"), {"keras": keras, "rate": RATE})
    ours = optimiser.keras(RATE)
    assert type(written) is type(ours)
    assert written.get_config() | {"name": ours.name} == ours.get_config()
