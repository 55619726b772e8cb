"""What a trace says in words."""

import numpy as np
import pytest

from cnnviz.filters.learning.descent import Settings, learn
from cnnviz.filters.learning.problem import Problem
from cnnviz.filters.learning.text import figure, outcome, trouble, why_slow


def trace(settings: Settings, wanted: float | None = None):
    picture = np.random.default_rng(0).random((20, 20, 1))
    result = picture[1:-1, 1:-1, 0] if wanted is None else np.full((18, 18), wanted)
    return learn(Problem(picture, result), settings)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1, "1"),
        (0.25, "0.25"),
        (0.11234, "0.112"),
        (4312.3, "4,310"),
        (-0.5, "\N{MINUS SIGN}0.5"),
        (1.2e-7, "1.20 × 10⁻⁷"),
        (3.456e8, "3.46 × 10⁸"),
        (100, "100"),
    ],
)
def test_a_figure_has_three_digits(value, text):
    assert figure(value) == text


def test_the_outcome_says_from_where_the_loss_fell_and_to_what():
    learned = trace(Settings(steps=100))
    text = outcome(learned)
    assert text.startswith(f"In 100 steps the loss fell from {figure(learned.losses[0])} to **")
    assert "gets below" not in text


def test_the_outcome_names_the_lowest_loss_where_it_is_above_zero():
    rng = np.random.default_rng(0)
    learned = learn(Problem(rng.random((20, 20, 1)), rng.random((18, 18))), Settings(steps=100))
    assert f"No 3 × 3 kernel gets below {figure(learned.loss.lowest)} here." in outcome(learned)


def test_a_rate_too_large_is_reported_with_the_largest_one():
    settings = Settings("descent", rate=1.0, steps=20)
    learned = trace(settings)
    text = trouble(learned, settings)
    assert f"must be below {figure(learned.loss.largest_rate('descent'))} for gradient" in text
    assert "(2 / the loss's largest curvature), got 1:" in text


def test_a_rate_small_enough_and_adam_are_no_trouble():
    for settings in (
        Settings("descent", rate=0.01, steps=20),
        Settings("adam", rate=1.0, steps=20),
    ):
        assert trouble(trace(settings), settings) == ""


def test_batches_that_diverge_are_reported():
    loss = trace(Settings(steps=1)).loss
    settings = Settings("descent", rate=0.99 * loss.largest_rate("descent"), steps=3000, batch=1)
    learned = trace(settings)
    assert learned.diverged
    assert "must be smaller for batches of 1, got" in trouble(learned, settings)


def test_the_condition_number_is_named():
    learned = trace(Settings(steps=1))
    assert f"condition number **{figure(learned.loss.condition)}**" in why_slow(
        learned, centred=False
    )


def test_a_flat_picture_cannot_tell_the_kernel_and_a_black_one_tells_nothing():
    flat = learn(Problem(np.full((9, 9, 1), 0.5), np.ones((7, 7))), Settings(steps=1))
    assert "can change in 9 ways without any difference" in why_slow(flat, centred=False)


def test_a_round_loss_is_distinguished_from_a_long_valley():
    noise = np.random.default_rng(0).normal(size=(40, 40, 1))
    smooth = noise.cumsum(axis=0).cumsum(axis=1) / 40
    round_one, valley = (
        learn(Problem(picture, picture[1:-1, 1:-1, 0]), Settings(steps=1))
        for picture in (noise, smooth)
    )
    assert "nearly as steep in one direction" in why_slow(round_one, centred=False)
    text = why_slow(valley, centred=False)
    assert text.startswith("Neighbouring pixels are alike")
    assert text.endswith("Centring the picture, under More, helps.")
    assert "Centring" not in why_slow(valley, centred=True)
