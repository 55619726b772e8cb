"""The table of optimisers: their numbers, what is refused, JSON, words and written calls."""

import json

import pytest
from hypothesis import given

from cnnviz.training import optimisers as table
from cnnviz.training.optimisers import KINDS, SGD, Adam, AdamW, Momentum, Nesterov, RMSprop
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from tests.training.optimiser_strategies import optimisers

NAN = float("nan")


@given(optimisers)
def test_an_optimiser_comes_back_from_json_unchanged(optimiser):
    again = table.from_json(json.loads(json.dumps(optimiser.to_json())))
    assert again == optimiser
    assert type(again) is type(optimiser)


@pytest.mark.parametrize(
    ("kind", "numbers", "sentence"),
    [
        ("momentum", {"momentum": 1}, "momentum must be at least 0 and below 1, got 1"),
        ("nesterov", {"momentum": -0.5}, "momentum must be at least 0 and below 1, got -0.5"),
        ("rmsprop", {"momentum": 1.5}, "momentum must be at least 0 and below 1, got 1.5"),
        ("rmsprop", {"rho": 1}, "rho must be at least 0 and below 1, got 1"),
        ("rmsprop", {"epsilon": 0}, "epsilon must be at least 1e-12 and at most 1, got 0"),
        ("adam", {"beta_1": 1}, "beta 1 must be at least 0 and below 1, got 1"),
        ("adam", {"beta_2": NAN}, "beta 2 must be at least 0 and below 1, got nan"),
        ("adam", {"epsilon": 2}, "epsilon must be at least 1e-12 and at most 1, got 2"),
        ("adam", {"beta_1": True}, "beta 1 must be at least 0 and below 1, got True"),
        ("adam", {"beta_1": "0.9"}, "beta 1 must be at least 0 and below 1, got '0.9'"),
        ("adam", {"beta_1": None}, "beta 1 must be at least 0 and below 1, got None"),
        ("sgd", {"weight_decay": -1}, "weight decay must be at least 0 and at most 1, got -1"),
        ("adamw", {"weight_decay": 1.1}, "weight decay must be at least 0 and at most 1, got 1.1"),
        (
            "lion",
            {},
            "optimiser must be one of sgd, momentum, nesterov, rmsprop, adam, adamw, got 'lion'",
        ),
        (
            "adam",
            {"momentum": 0.9},
            "Adam has no setting 'momentum', only beta_1, beta_2, epsilon, weight_decay; "
            "momentum, nesterov, rmsprop have it",
        ),
        ("sgd", {"size": 1}, "SGD has no setting 'size', only weight_decay"),
    ],
)
def test_a_number_is_refused_with_the_rule_and_what_was_received(kind, numbers, sentence):
    with pytest.raises(InputError) as error:
        table.make(kind, numbers)
    assert str(error.value) == sentence


@pytest.mark.parametrize("value", [None, 3, [], {}, ["adam"], {"beta_1": 0.9}])
def test_json_of_another_form_is_refused(value):
    with pytest.raises(InputError, match="optimiser must be a name or an object with its kind"):
        table.from_json(value)


@pytest.mark.parametrize(
    ("optimiser", "text"),
    [
        (Adam(), "Adam"),
        (Nesterov(momentum=0.8), "Nesterov (momentum = 0.8)"),
        (AdamW(weight_decay=0.004), "AdamW"),
        (RMSprop(momentum=0.5, weight_decay=1), "RMSprop (momentum = 0.5, weight decay = 1)"),
        (Adam(0.5, 0.9, 1e-3), "Adam (beta 1 = 0.5, beta 2 = 0.9, epsilon = 0.001)"),
    ],
)
def test_it_is_described_by_the_numbers_that_are_not_its_defaults(optimiser, text):
    assert optimiser.describe() == text


@pytest.mark.parametrize(
    ("optimiser", "code"),
    [
        (SGD(), "keras.optimizers.SGD(rate)"),
        (SGD(0.01), "keras.optimizers.SGD(rate, weight_decay=0.01)"),
        (Momentum(), "keras.optimizers.SGD(rate, momentum=0.9)"),
        (Momentum(0), "keras.optimizers.SGD(rate, momentum=0.0)"),
        (Nesterov(), "keras.optimizers.SGD(rate, momentum=0.9, nesterov=True)"),
        (RMSprop(), "keras.optimizers.RMSprop(rate, rho=0.9, momentum=0.0, epsilon=1e-07)"),
        (Adam(), "keras.optimizers.Adam(rate, beta_1=0.9, beta_2=0.999, epsilon=1e-07)"),
        (
            AdamW(weight_decay=0),
            "keras.optimizers.AdamW(rate, beta_1=0.9, beta_2=0.999, epsilon=1e-07, "
            "weight_decay=0.0)",
        ),
    ],
)
def test_the_written_call_has_every_number(optimiser, code):
    assert optimiser.code("rate") == code


@pytest.mark.parametrize(
    ("optimiser", "rate", "hint"),
    [
        (SGD(), 0.001, "SGD usually learns with rates from 0.01 to 0.1."),
        (SGD(), 0.01, ""),
        (SGD(), 0.5, "SGD usually learns with rates from 0.01 to 0.1."),
        (Adam(), 0.1, "Adam usually learns with rates from 0.0001 to 0.01."),
        (Adam(), 0.001, ""),
    ],
)
def test_a_learning_rate_that_suits_another_optimiser_is_remarked_on(optimiser, rate, hint):
    assert optimiser.rate_hint(rate) == hint


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_kind_has_its_words_and_a_rate_to_start_with(kind):
    assert kind.summary.endswith(".")
    assert r"\leftarrow" in kind.formula
    assert kind.source
    assert kind().rate_hint(kind.start_rate) == ""
    assert all(name in table.NUMBERS for name in kind().numbers)


def test_the_documentation_lists_every_optimiser_and_number():
    text = (paths.ROOT / "docs" / "optimisers.md").read_text("utf-8")
    for kind in KINDS:
        numbers = ", ".join(f"{name} {value:g}" for name, value in kind().numbers.items())
        low, high = kind.usual_rates
        assert f"| `{kind.kind}` | {numbers} | {low:g} to {high:g} | {kind.source} |" in text
    for name, number in table.NUMBERS.items():
        assert f"| `{name}` | {number.range} | {number.meaning} |" in text
