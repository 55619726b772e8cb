"""Which preset suits images that the chosen one grows too large on."""

import pytest

from cnnviz.networks import ARCHITECTURES
from cnnviz.networks.suited import MANY_PARAMETERS, better_suited, count_parameters

STEEL, DIGITS = (200, 200, 1), (28, 28, 1)


def test_the_lecture_s_digit_network_on_steel_has_the_parameters_counted_by_hand():
    by_hand = (9 + 1) * 32 + (9 * 32 + 1) * 64 + (50 * 50 * 64 + 1) * 128 + (128 + 1) * 6
    assert count_parameters("lecture-mnist", STEEL, 6) == by_hand == 20_499_718


@pytest.mark.parametrize(
    ("name", "shape", "suited"),
    [
        ("lecture-mnist", STEEL, "fast-neu"),
        ("physics-mnist", STEEL, "fast-neu"),
        ("lecture-mnist", (512, 512, 3), "fast-neu"),  # does not even fit
        ("lecture-mnist", DIGITS, None),
        ("lecture-neu", STEEL, None),  # made for it, whatever its size
        ("wide-mnist", STEEL, None),  # global average pooling
        ("own layers", STEEL, None),
    ],
)
def test_only_a_network_made_for_smaller_images_has_a_better_one(name, shape, suited):
    assert better_suited(name, shape, 6) == suited


@pytest.mark.parametrize("side", [29, 48, 64, 100, 200, 512])
@pytest.mark.parametrize("name", ARCHITECTURES)
def test_what_is_offered_is_small_and_no_one_is_offered_another_for_it(name, side):
    shape = (side, side, 1)
    if suited := better_suited(name, shape, 6):
        assert count_parameters(suited, shape, 6) <= MANY_PARAMETERS
        assert better_suited(suited, shape, 6) is None
