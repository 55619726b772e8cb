"""The shipped digit network reads photographs with every fault of the benchmark.

A small part of ``python -m benchmarks.digit_photos``, whose table is ``docs/digit-photos.md``.
"""

import numpy as np
import pytest

from benchmarks.digit_photo_kinds import KINDS
from benchmarks.digit_photos import Reader, Tally, choose_digits, measure
from cnnviz import data, images

DIGITS = 5
MOST_WRONG = 0.01  # of all photographs: answered wrongly without a doubt


@pytest.fixture(scope="module")
def tallies(real_mnist) -> dict[str, Tally]:
    test = data.load("mnist").test
    chosen, reader = test.take(choose_digits(len(test), DIGITS, develop=False)), Reader()
    digits = images.to_float(chosen.images[..., 0])
    found = {}
    for name, make in KINDS.items():
        rng = np.random.default_rng(0)
        photos = (make(digit, rng) for digit in digits)
        found[name] = measure(name, photos, chosen.labels, reader)
    return found


def test_hardly_any_photograph_is_read_wrongly_without_a_doubt(tallies):
    assert len(tallies) >= 12
    wrong = sum(tally.wrong for tally in tallies.values())
    assert wrong <= MOST_WRONG * DIGITS * len(tallies)


@pytest.mark.parametrize("kind", KINDS)
def test_of_each_kind_nearly_all_are_right_or_doubted(tallies, kind):
    tally = tallies[kind]
    assert tally.right + tally.right_doubted + tally.wrong_doubted >= DIGITS - 1
    assert tally.right + tally.right_doubted >= DIGITS - 2
