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


NETWORK = "conv 8 3x3 same relu, depthwise 3x3 same, residual 1, flatten, dense 16"


def test_of_a_network_the_output_is_the_last_layer():
    table = cost_table(read_stack(NETWORK), (12, 12, 1), classes=3)
    output = table.summaries[-1]
    assert (table.fault, output.name, output.output_shape) == (None, "output", (3,))
    assert output.parameters == (16 + 1) * 3


@pytest.mark.parametrize(
    ("text", "at", "sentence"),
    [
        ("", 0, "a dense layer needs a flat input; flatten (12, 12, 1) first"),
        ("conv 8", 1, "a dense layer needs a flat input; flatten (10, 10, 8) first"),
        ("conv 8 12x12, max pool 2, flatten", 1, "a 2 × 2 window does not fit a 1 × 1 input"),
        (
            "flatten, dense 100000, dense 100000, dense 10",
            2,
            "at most 50,000,000 parameters, got 10,015,600,043; dense_2 has 10,000,100,000",
        ),
        (
            "conv 10000 same, conv 10000 same, flatten",
            1,
            "at most 50,000,000 parameters, got 904,430,003; conv_2 has 900,010,000",
        ),
        (
            "transposed conv 64 2x2 stride 200, global average pool",
            0,
            "at most 100,000,000 values per image, got 368,640,067; transposed_conv_1 makes 368,",
        ),
    ],
)
def test_a_network_that_cannot_be_trained_has_its_fault_at_the_layer_to_blame(text, at, sentence):
    table = cost_table(read_stack(text), (12, 12, 1), classes=3)
    assert table.fault.at == len(table.summaries) == at
    assert sentence in table.fault.reason


def test_a_stack_of_any_size_can_be_looked_at():
    assert cost_table(read_stack("flatten, dense 100000, dense 100000"), (12, 12, 1)).fault is None


def test_a_draft_without_a_required_setting_is_a_fault():
    assert cost_table([{"layer": "Dense"}], (12, 12, 1)).fault.reason == "Dense needs units"


def test_an_image_without_width_raises():
    with pytest.raises(InputError, match=r"the input's width must lie in 1\.\.1,024, got 0"):
        cost_table([], (8, 0, 1))
