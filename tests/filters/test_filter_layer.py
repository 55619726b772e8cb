"""cnnviz.filters.filter_layer: what a layer may and may not be."""

import math

import pytest

from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.utils.errors import InputError


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"operation": "turn"}, "operation must be one of correlate, convolve, got 'turn'"),
        ({"border": "mirror"}, "border must be one of valid, zero, .*, wrap, got 'mirror'"),
        ({"activation": "GELU"}, "activation must be one of none, ReLU, .*, got 'GELU'"),
        ({"pooling": "min"}, "pooling must be one of none, max, average, got 'min'"),
        ({"stride": 0}, "stride must be at least 1, got 0"),
        ({"dilation": -1}, "dilation must be at least 1, got -1"),
        ({"pool": 0}, "pool must be at least 1, got 0"),
        ({"white": 100.0}, "a white pixel must have the value 1 or 255, got 100"),
        ({"bias": 1.5e6}, r"a bias must be a number up to ±1,000,000, got 1.5e\+06"),
        ({"bias": 1e308}, r"a bias must be a number up to ±1,000,000, got 1e\+308"),
        ({"bias": math.nan}, "a bias must be a number up to ±1,000,000, got nan"),
        ({"bias": -math.inf}, "a bias must be a number up to ±1,000,000, got -inf"),
    ],
)
def test_a_broken_rule_is_named_with_the_value(options, sentence):
    with pytest.raises(InputError, match=f"^{sentence}$"):
        FilterLayer(**options)


@pytest.mark.parametrize("bias", [-1e6, 0.5, 1e6])
def test_a_bias_up_to_a_million_is_taken(bias):
    assert FilterLayer(bias=bias).bias == bias


@pytest.mark.parametrize(
    ("layer", "bare"),
    [
        (FilterLayer(), True),
        (FilterLayer("convolve", stride=2, dilation=3, border="wrap", pooling="max"), True),
        (FilterLayer(bias=0.1), False),
        (FilterLayer(activation="tanh"), False),
    ],
)
def test_sums_stay_bare_without_bias_and_activation(layer, bare):
    assert layer.keeps_sums == bare
