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
