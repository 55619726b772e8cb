"""Invalid settings raise errors that state rule and value and name a setting that works."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnviz.layers.window import (
    AVERAGE_POOLING,
    CONVOLUTION,
    DEPTHWISE,
    MAX_POOLING,
    TRANSPOSED,
    Sides,
    WindowSettings,
    checked,
    slide,
    why_not_drawn,
)
from cnnviz.utils.errors import InputError
from tests.window_layers import layer_of


def pairs(most: int) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(st.integers(1, most), st.integers(1, most))


BAD = [
    ({"stride": (0, 0)}, "stride must be at least 1, got 0"),
    ({"size": (10_001, 7)}, "input height must be at most 10,000, got 10,001"),
    ({"size": (7, -2)}, "input width must be at least 1, got -2"),
    ({"kernel": (0, 3)}, "kernel height must be at least 1, got 0"),
    ({"operation": MAX_POOLING, "kernel": (3, 0)}, "window width must be at least 1, got 0"),
    ({"padding": Sides(0, 1001)}, "padding must be at most 1,000, got 1,001"),
    ({"dilation": (1, 0)}, "dilation must be at least 1, got 0"),
    ({"filters": 0}, "filters must be at least 1, got 0"),
    ({"dims": 3}, "number of dimensions must be one of 1, 2, got 3"),
    ({"operation": "sum"}, "operation must be one of convolution, depthwise convolution, transp"),
    (
        {"padding": "some"},
        "padding must be valid, same, same, PyTorch, full or numbers, got some",
    ),
    (
        {"size": (3, 3), "kernel": (5, 5)},
        "a 5 × 5 kernel does not fit a 3 × 3 input; pad by 1 or more",
    ),
    (
        {"size": (3, 3), "kernel": (9, 2), "padding": Sides.each(1, 1)},
        "a 9 × 2 kernel does not fit a 3 × 3 input padded to 5 × 5; pad the height by 3 or more",
    ),
    (
        {"size": (3, 3), "kernel": (8, 5)},
        "an 8 × 5 kernel does not fit a 3 × 3 input; "
        "pad the height by 3 or more and the width by 1 or more",
    ),
    (
        {"size": (4, 4), "dilation": (3, 3)},
        "a 3 × 3 kernel with dilation 3 spans 7 × 7 and does not fit a 4 × 4 input; "
        "pad by 2 or more",
    ),
    (
        {"size": (3, 3), "kernel": (5, 5), "dims": 1},
        "a kernel of 5 does not fit an input of 3; pad by 1 or more",
    ),
    (
        {"size": (1, 1), "kernel": (999, 32), "dilation": (3, 2)},
        "make the input larger, or the kernel or its dilation smaller",
    ),
    (
        {"operation": MAX_POOLING, "kernel": (2, 2), "padding": Sides.each(2, 2)},
        "padding 2 leaves a 2 × 2 window nothing but padding; pad by 1 or less",
    ),
    (
        {"operation": MAX_POOLING, "kernel": (1, 1), "padding": Sides.each(1, 1)},
        "padding 1 leaves a 1 × 1 window nothing but padding; take no padding",
    ),
    ({"channels": 4, "filters": 6, "groups": 4}, "4 does not divide both 4 and 6; take 1 or 2"),
    (
        {"operation": DEPTHWISE, "channels": 3, "filters": 4},
        "filters must be a multiple of the 3 channels, got 4; take 3 or 6",
    ),
    ({"operation": TRANSPOSED, "padding": "full"}, 'has no padding "full": take "valid"'),
    (
        {"padding": "same, PyTorch", "stride": (2, 1)},
        'PyTorch\'s "same" takes stride 1 only, got 2',
    ),
    ({"operation": MAX_POOLING, "padding": "same, PyTorch"}, 'take Keras\'s "same" or numbers'),
    ({"output_padding": (1, 1)}, "output padding goes with transposed convolution"),
    (
        {"operation": TRANSPOSED, "stride": (2, 2), "output_padding": (1, 1)},
        'output padding goes with padding in numbers: "valid" settles the output by itself',
    ),
    (
        {"operation": TRANSPOSED, "padding": Sides(), "stride": (2, 2), "output_padding": (2, 0)},
        "output padding must be below stride 2 or dilation 1, got 2; take 1 or less",
    ),
    (
        {"operation": TRANSPOSED, "size": (1, 1), "padding": Sides.each(2, 2)},
        "padding is cut from its output, and 2 + 2 leave nothing of 3; pad by 1 or less",
    ),
    ({"ceil": True}, "rounding up goes with pooling; convolution always rounds down"),
    (
        {
            "operation": AVERAGE_POOLING,
            "padding": Sides.each(1, 1),
            "count_padding": True,
            "ceil": True,
        },
        "padding that counts in the mean goes with windows that round down",
    ),
]


@pytest.mark.parametrize(("changes", "sentence"), BAD)
def test_invalid_settings_raise_with_rule_and_value(changes, sentence):
    with pytest.raises(InputError) as caught:
        layer_of(**changes)
    assert sentence in str(caught.value)


def error_of(**changes) -> str:
    """The error that a layer's settings raise; "" for none."""
    try:
        layer_of(**changes)
    except InputError as error:
        return str(error)
    return ""


def amounts(message: str) -> tuple[int, int]:
    """Padding of height and width that an error names, 0 for none."""

    def after(words: str) -> int:
        return int(message.split(words)[1].split(maxsplit=1)[0]) if words in message else 0

    both = after("pad by ")
    return after("the height by ") or both, after("the width by ") or both


@given(
    size=pairs(32),
    kernel=pairs(32),
    stride=pairs(3),
    padding=st.integers(0, 16),
    dilation=pairs(2),
    ceil=st.booleans(),
    operation=st.sampled_from([CONVOLUTION, MAX_POOLING, AVERAGE_POOLING]),
)
def test_the_padding_that_an_error_names_is_enough_and_one_less_is_not(padding, ceil, **rest):
    rest["ceil"] = ceil and rest["operation"] != CONVOLUTION
    message = error_of(padding=Sides.each(padding, padding), **rest)
    assume("does not fit" in message and "pad " in message)
    height, width = amounts(message)
    enough = Sides.each(height or padding, width or padding)
    left = error_of(padding=enough, **rest)
    assert "does not fit" not in left
    for less in (replace_sides(enough, height=height - 1), replace_sides(enough, width=width - 1)):
        if less:
            assert error_of(padding=less, **rest)


def replace_sides(sides: Sides, height: int | None = None, width: int | None = None):
    """Other padding of one axis; None where that would be below 0, for nothing was named."""
    if (height if height is not None else width) < 0:
        return None
    return Sides.each(
        sides.top if height is None else height, sides.left if width is None else width
    )


def check_the_most(operation: str, complaint: str, padding: int, **square: int) -> None:
    """The largest padding that an error names is valid, and one more is not."""

    def message(amount: int) -> str:
        sides = {name: (length, length) for name, length in square.items()}
        return error_of(operation=operation, padding=Sides.each(amount, amount), **sides)

    why = message(padding)
    assume(complaint in why)
    named = 0 if "take no padding" in why else int(why.split("pad by ")[1].split()[0])
    assert message(named) == ""
    assert message(named + 1)


@given(
    size=st.integers(2, 12),
    kernel=st.integers(1, 5),
    stride=st.integers(1, 4),
    padding=st.integers(1, 9),
)
def test_the_padding_that_leaves_no_window_empty_is_enough_and_one_more_is_not(padding, **square):
    check_the_most(MAX_POOLING, "nothing but padding", padding, **square)


@given(
    size=st.integers(1, 6),
    kernel=st.integers(1, 5),
    stride=st.integers(1, 4),
    padding=st.integers(1, 16),
)
def test_the_padding_that_leaves_an_output_is_enough_and_one_more_is_not(padding, **square):
    check_the_most(TRANSPOSED, "leave nothing", padding, **square)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"size": (33, 7)}, "an input of up to 32 × 32 cells, and here it has 33 × 7"),
        (
            {"size": (40, 40), "kernel": (33, 3)},
            "an input of up to 32 × 32 cells, and here it has 40 × 40",
        ),
        ({"size": (1, 33), "dims": 1}, "an input of up to 32 cells, and here it has 33"),
        (
            {"size": (32, 32), "kernel": (32, 32), "padding": "full"},
            "a padded input of up to 72 × 72 cells, and here it has 94 × 94",
        ),
        (
            {"operation": TRANSPOSED, "size": (32, 32), "stride": (3, 3)},
            "an output, before it is cut, of up to 72 × 72 cells, and here it has 96 × 96",
        ),
    ],
)
def test_what_is_too_large_to_be_drawn_says_the_limit_and_the_size(changes, sentence):
    assert sentence in why_not_drawn(layer_of(**changes))


def test_the_largest_settings_that_are_drawn_give_no_reason_against_it():
    largest = layer_of(size=(32, 32), kernel=(32, 32), padding=Sides.each(20, 20))
    assert why_not_drawn(largest) == ""


def test_a_layer_too_large_to_draw_raises():
    layer = layer_of(size=(33, 33))
    with pytest.raises(InputError, match="the animation shows"):
        slide(layer, np.zeros((1, 33, 33), int), np.zeros((1, 1, 3, 3), int))


def test_the_stem_of_a_residual_network_has_its_published_numbers():
    """K. He et al., Deep residual learning for image recognition, 2015, table 1: conv1."""
    stem = layer_of(
        size=(224, 224),
        kernel=(7, 7),
        stride=(2, 2),
        padding=Sides.each(3, 3),
        channels=3,
        filters=64,
    )
    assert (*stem.output, stem.filters) == (112, 112, 64)
    assert (stem.weight_count, stem.multiply_adds) == (9_408, 118_013_952)


def test_settings_that_follow_from_others_are_filled_in_and_those_given_stay():
    given = WindowSettings(MAX_POOLING, channels=3, dims=1)
    assert checked(given).size == (1, 7)
    assert checked(given).filters == 3
    assert (given.size, given.filters) == ((7, 7), 1)


@pytest.mark.parametrize("groups", [1, 2, 3, 4, 6])
def test_each_number_of_groups_that_an_error_names_is_valid(groups):
    message = error_of(channels=12, filters=18, groups=groups)
    if message:
        named = [
            int(word.strip(",")) for word in message.split("take ")[1].replace("or", "").split()
        ]
        assert named == [1, 2, 3, 6]
        assert all(layer_of(channels=12, filters=18, groups=n) for n in named)


def test_numbers_of_another_size_raise():
    with pytest.raises(InputError, match="input 1 × 7 × 7 and weights 1 × 1 × 3 × 3 expected"):
        slide(layer_of(), np.zeros((1, 6, 7), int), np.zeros((1, 1, 3, 3), int))


def test_a_change_of_depth_changes_no_size():
    layer = layer_of(stride=(2, 2), padding="same")
    assert replace(layer, channels=3, filters=9).output == layer.output
