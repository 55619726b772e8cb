"""The optimisers, beside hand calculation and beside Keras."""

import numpy as np
import pytest

from cnnviz.filters.learning.optimisers import OPTIMISERS, Adam, GradientDescent, Momentum

SLOPES = np.array([[0.5, -2.0], [0.25, -1.0], [-0.1, 3.0]])


def steps(optimiser: GradientDescent) -> np.ndarray:
    return np.array([optimiser.step(slope) for slope in SLOPES])


def test_gradient_descent_goes_against_the_slope():
    np.testing.assert_allclose(steps(GradientDescent(0.1)), -0.1 * SLOPES)


def test_momentum_keeps_nine_tenths_of_the_step_before():
    first, second, third = steps(Momentum(0.1))
    np.testing.assert_allclose(first, [-0.05, 0.2])
    np.testing.assert_allclose(second, [0.9 * -0.05 - 0.025, 0.9 * 0.2 + 0.1])
    np.testing.assert_allclose(third, 0.9 * second - 0.1 * SLOPES[2])


def test_adams_first_step_is_the_learning_rate_whatever_the_slope():
    np.testing.assert_allclose(Adam(0.1).step(np.array([1e-2, -5.0])), [-0.1, 0.1], rtol=1e-4)


def test_adams_first_two_steps_by_hand():
    first, second = steps(Adam(0.1))[:2, 0]
    assert first == pytest.approx(-0.1 * 0.5 / (0.5 + 1e-7))
    mean = (0.9 * 0.1 * 0.5 + 0.1 * 0.25) / (1 - 0.9**2)
    square = (0.999 * 0.001 * 0.5**2 + 0.001 * 0.25**2) / (1 - 0.999**2)
    assert second == pytest.approx(-0.1 * mean / (square**0.5 + 1e-7))


@pytest.mark.keras
@pytest.mark.parametrize("name", OPTIMISERS)
def test_an_optimiser_steps_as_keras_does(name):
    import keras

    theirs = {
        "descent": lambda: keras.optimizers.SGD(0.1),
        "momentum": lambda: keras.optimizers.SGD(0.1, momentum=0.9),
        "adam": lambda: keras.optimizers.Adam(0.1),
    }[name]()
    variable = keras.Variable(np.zeros(2))
    path = []
    for slope in SLOPES:
        theirs.apply([keras.ops.convert_to_tensor(slope)], [variable])
        path.append(keras.ops.convert_to_numpy(variable))
    np.testing.assert_allclose(steps(OPTIMISERS[name](0.1)).cumsum(axis=0), path, rtol=1e-4)
