"""Numbers and sentences as the app writes them."""

import pytest

from cnnviz.utils import text
from cnnviz.utils.errors import InputError


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0 s"), (59.4, "59 s"), (59.6, "1 min 00 s"), (125, "2 min 05 s"), (4320, "1 h 12 min")],
)
def test_a_duration_is_short(seconds, expected):
    assert text.duration(seconds) == expected


def test_an_error_becomes_a_sentence():
    assert text.sentence(InputError("MNIST is not here")) == "MNIST is not here."
    assert text.sentence(InputError("epochs must rise.")) == "Epochs must rise."
    assert text.sentence(InputError("did you mean conv?")) == "Did you mean conv?"


def test_a_file_name_keeps_its_lower_case_letter():
    assert text.sentence(InputError("a/0.png: it is no image")) == "a/0.png: it is no image."


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "0"),
        (9_999, "9,999"),
        (10_000, "10.0 k"),
        (18_496, "18.5 k"),
        (999_500, "1.00 M"),
        (138_357_544, "138 M"),
        (15_470_264_320, "15.5 G"),
    ],
)
def test_a_large_number_has_three_digits_and_a_unit(number, expected):
    assert text.compact(number) == expected


def test_memory_is_counted_in_powers_of_a_thousand():
    assert (text.memory(936), text.memory(60_481_440)) == ("936 B", "60.5 MB")


def test_a_name_of_ten_thousand_digits_can_be_sorted():
    assert text.natural("1" * 10_000) > text.natural("9")
