"""Drawn digits are drawings: on the pad, with their label, no two alike."""

import numpy as np

from cnnviz.data import synthetic_digits
from cnnviz.data.strokes import read_strokes
from cnnviz.models import network_input


def test_every_drawing_is_one_that_the_pad_could_send():
    for _, strokes in synthetic_digits.digits(6):
        sent = [[list(point) for point in stroke] for stroke in strokes]
        assert read_strokes(sent) == strokes


def test_each_digit_is_drawn_as_often_as_asked_and_never_twice_alike():
    drawn = synthetic_digits.digits(7)
    assert [digit for digit, _ in drawn] == [digit for digit in range(10) for _ in range(7)]
    assert len({strokes for _, strokes in drawn}) == 70


def test_the_seed_decides_the_drawings():
    assert synthetic_digits.digits(2, seed=3) == synthetic_digits.digits(2, seed=3)
    assert synthetic_digits.digits(2, seed=3) != synthetic_digits.digits(2, seed=4)


def test_a_stroke_that_begins_where_the_last_one_ended_still_does():
    rng = np.random.default_rng(0)
    flag, stem = synthetic_digits.sample_strokes(synthetic_digits.STYLES[1][1], rng)
    np.testing.assert_allclose(flag[-1], stem[0], atol=1e-9)


def test_a_photograph_shows_dark_ink_whose_digit_is_found():
    rng = np.random.default_rng(0)
    for _, strokes in synthetic_digits.digits(1):
        photo = synthetic_digits.photograph(strokes, 0.04, rng)
        assert photo.shape == (240, 240, 1)
        assert (
            network_input.of_picture(photo, network_input.DRAWN, as_mnist=True).pixels.max() > 0.9
        )


def test_a_drawing_looks_like_its_label():
    """The nearest class mean, the simplest classifier, recognises drawings of another seed."""

    def pictures(seed):
        labelled = synthetic_digits.digits(12, seed)
        drawn = [network_input.of_drawing(strokes).pixels.ravel() for _, strokes in labelled]
        return np.array([digit for digit, _ in labelled]), np.stack(drawn)

    labels, known = pictures(0)
    means = np.stack([known[labels == digit].mean(axis=0) for digit in range(10)])
    labels, unseen = pictures(1)
    distances = np.linalg.norm(unseen[:, None] - means, axis=2)
    assert (distances.argmin(axis=1) == labels).mean() > 0.6
