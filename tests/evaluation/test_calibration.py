"""The calibration error against hand calculation, and the definition in a plain loop."""

import numpy as np
import pytest

from cnnviz.evaluation.calibration import expected_calibration_error


def test_who_is_as_often_right_as_sure_has_no_error():
    probabilities = np.tile([0.75, 0.25], (8, 1))
    labels = np.array([0, 0, 0, 1] * 2)
    assert expected_calibration_error(probabilities, labels) == pytest.approx(0)


def test_who_is_sure_and_wrong_has_all_of_it():
    assert expected_calibration_error(np.array([[1.0, 0.0]] * 3), np.ones(3, int)) == 1


def test_bins_are_weighed_by_how_many_answers_they_hold():
    probabilities = np.array([[0.95, 0.05]] * 3 + [[0.55, 0.45]])
    labels = np.array([0, 0, 0, 1])  # 3 × right at 0.95, wrong at 0.55
    expected = 3 / 4 * 0.05 + 1 / 4 * 0.55
    assert expected_calibration_error(probabilities, labels) == pytest.approx(expected)


def test_it_is_the_sum_over_the_paper_s_bins():
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet(np.ones(5) / 2, 400)
    labels = rng.integers(0, 5, 400)
    sure, right = probabilities.max(1), probabilities.argmax(1) == labels
    expected = 0.0
    for lowest in np.arange(15) / 15:
        inside = (sure > lowest) & (sure <= lowest + 1 / 15)
        if inside.any():
            expected += inside.mean() * abs(right[inside].mean() - sure[inside].mean())
    assert expected_calibration_error(probabilities, labels) == pytest.approx(expected)
