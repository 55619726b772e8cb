"""cnnviz.ops.activations against SciPy, NumPy and the formulas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.special import expit

from cnnviz.ops.activations import ACTIVATIONS, BY_KERAS_NAME

ORACLES = {
    "none": lambda x: x,
    "ReLU": lambda x: x if x > 0 else 0.0,
    "leaky ReLU": lambda x: x if x > 0 else 0.2 * x,
    "sigmoid": lambda x: float(expit(x)),
    "tanh": lambda x: float(np.tanh(x)),
}
anything = arrays(np.float32, array_shapes(max_dims=3), elements=st.floats(-1e6, 1e6, width=32))


def test_every_activation_has_an_oracle_here():
    assert ACTIVATIONS.keys() == ORACLES.keys()
    assert all(name == activation.name for name, activation in ACTIVATIONS.items())


@pytest.mark.parametrize("name", ORACLES)
@given(values=anything)
def test_an_activation_is_its_formula(name, values):
    expected = np.vectorize(ORACLES[name], otypes=[float])(values.astype(float))
    result = ACTIVATIONS[name](values)
    assert result.dtype == np.float32
    np.testing.assert_allclose(result, expected, rtol=2e-6, atol=1e-37)


@pytest.mark.parametrize("name", ORACLES)
def test_apply_writes_into_the_values_and_a_call_leaves_them(name):
    values = np.linspace(-3, 3, 7, dtype=np.float32)
    before = values.copy()
    answer = ACTIVATIONS[name](values)
    np.testing.assert_array_equal(values, before)
    ACTIVATIONS[name].apply(values)
    np.testing.assert_array_equal(values, answer)


@pytest.mark.parametrize("name", ORACLES)
def test_a_view_of_every_second_value_is_changed_there_alone(name):
    values = np.full(6, -2, np.float32)
    ACTIVATIONS[name].apply(values[::2])
    np.testing.assert_array_equal(values[1::2], -2)
    np.testing.assert_allclose(values[::2], ORACLES[name](-2), rtol=1e-6)


def test_a_sigmoid_far_below_0_is_small_and_not_0():
    assert ACTIVATIONS["sigmoid"](np.float32([-20]))[0] == pytest.approx(2.0611536e-9, rel=1e-6)


@pytest.mark.filterwarnings("error")
def test_extreme_sums_raise_no_warning():
    for activation in ACTIVATIONS.values():
        assert np.isfinite(activation(np.float32([-3e38, -1e6, 0, 1e6, 3e38]))).all()


@pytest.mark.parametrize("activation", [*ACTIVATIONS.values()], ids=lambda each: each.name)
def test_the_derivative_is_the_slope_between_neighbouring_values(activation):
    at = np.linspace(-4, 4, 81) + 0.013  # no value at the kink
    slopes = (activation(at + 1e-5) - activation(at - 1e-5)) / 2e-5
    np.testing.assert_allclose(activation.slope(at), slopes, atol=1e-8)


@pytest.mark.parametrize("activation", [*BY_KERAS_NAME.values()], ids=lambda each: each.name)
def test_the_numpy_expression_computes_the_function(activation):
    output = np.linspace(-4, 4, 20).reshape(4, 5)
    written = eval(activation.numpy, {"np": np, "output": output})
    np.testing.assert_allclose(written, activation(output), rtol=1e-12)


@pytest.mark.keras
@pytest.mark.parametrize("name", BY_KERAS_NAME)
def test_keras_computes_the_function_under_the_name_given(name):
    import keras

    output = np.linspace(-4, 4, 20, dtype=np.float32).reshape(4, 5)
    theirs = keras.activations.get(name)(output)
    np.testing.assert_allclose(theirs, BY_KERAS_NAME[name](output), atol=1e-6)
