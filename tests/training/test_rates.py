"""Schedules of the learning rate, by hand calculation."""

import numpy as np
import pytest

from cnnviz.training.config import RunConfig
from cnnviz.training.rates import learning_rate


def test_one_cycle_rises_to_the_learning_rate_and_falls_to_0():
    schedule = learning_rate(RunConfig(schedule="one-cycle", learning_rate=0.1), 100)
    rates = [float(schedule(step)) for step in range(101)]
    assert np.argmax(rates) == 30
    np.testing.assert_allclose([rates[0], max(rates), rates[-1]], [0.004, 0.1, 0], atol=1e-7)
    assert rates[:31] == sorted(rates[:31])
    assert rates[30:] == sorted(rates[30:], reverse=True)


def test_a_warm_restart_falls_to_0_in_a_third_of_the_steps_and_again_in_the_rest():
    schedule = learning_rate(RunConfig(schedule="warm-restart", learning_rate=0.1), 120)
    rates = [float(schedule(step)) for step in range(120)]
    # cos(pi / 4) = 0.7071: a quarter into a fall 0.8536 of the rate is left, at three 0.1464.
    by_hand = {0: 0.1, 10: 0.08536, 20: 0.05, 30: 0.01464, 41: 0.09996, 60: 0.08536, 80: 0.05}
    assert {step: round(rates[step], 5) for step in by_hand} == by_hand
    assert rates[:40] == sorted(rates[:40], reverse=True)
    assert rates[41:] == sorted(rates[41:], reverse=True)
    assert max(rates[39], rates[119]) < 0.0002


@pytest.mark.parametrize("steps", [7, 100, 1001, 2814, 50_000])
def test_a_warm_restart_s_last_rate_is_low_whatever_the_number_of_steps(steps):
    schedule = learning_rate(RunConfig(schedule="warm-restart", learning_rate=1.0), steps)
    assert float(schedule(steps - 1)) <= max(6 / steps**2, 1e-6)  # 1 - cos x is x * x / 2
