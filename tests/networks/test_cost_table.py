"""The cost table of a stack, up to the first invalid layer."""

import pytest

from cnnviz.networks.cost_table import cost_table
from cnnviz.networks.text import (
    read_stack,
)
from cnnviz.utils.errors import InputError


def test_activations_take_four_bytes_per_value():
    assert cost_table(read_stack("flatten, dense 128"), (28, 28, 1)).activation_bytes == 4 * (
        784 + 128
    )


@pytest.mark.parametrize(
    ("text", "at", "sentence"),
    [
        (
            "conv 4 5x5, max pool, conv 4 9x9",
            2,
            "a 9 × 9 kernel does not fit a 4 × 4 input",
        ),
        ("conv 4, dense 10", 1, "a dense layer needs a flat input"),
        ("flatten, conv 4", 1, "a conv layer needs (height, width, channels)"),
        ("conv 0", 0, "filters must be at least 1, got 0"),
        ("relu, conv 4 stride 0", 1, "stride must be at least 1, got 0"),
        ("conv 6, conv 4 groups 4", 1, "4 does not divide both 6 and 4; take 1 or 2"),
        ("conv 4 same, residual 2", 1, "goes over at most the 1 layers before it, got 2"),
        ("conv 4 same, residual 1", 1, "adds equal shapes, got (12, 12, 4) and (12, 12, 1)"),
        ("dropout 1.5", 0, "dropout rate must lie in 0..1"),
        ("relu, conv 999999999", 1, "Conv2D filters must be a whole number up to 100,000"),
    ],
)
def test_a_fault_names_the_first_invalid_layer_and_the_rule(text, at, sentence):
    whole = cost_table(read_stack(text), (12, 12, 1))
    assert whole.fault.at == len(whole.summaries) == at
    assert sentence in whole.fault.reason


def test_a_draft_without_a_required_setting_is_a_fault():
    assert cost_table([{"layer": "Dense"}], (12, 12, 1)).fault.reason == "Dense needs units"


def test_an_image_without_width_raises():
    with pytest.raises(InputError, match=r"the input's width must lie in 1\.\.1,024, got 0"):
        cost_table([], (8, 0, 1))
