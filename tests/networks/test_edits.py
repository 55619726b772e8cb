"""Edits of a stack of layers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.layers import KINDS
from cnnviz.layers.settings import SETTINGS
from cnnviz.networks.cost_table import cost_table
from cnnviz.networks.edits import Edit, edited, read_edit
from cnnviz.networks.text import (
    MAX_STACK_LAYERS,
    defaults,
    read_stack,
    settings_of,
    write_stack,
)
from cnnviz.utils.errors import InputError

THREE = read_stack("conv 8, relu, flatten")


@pytest.mark.parametrize(
    ("edit", "text"),
    [
        (Edit("add", -1, value="BatchNorm"), "batch norm, conv 8 3x3, relu, flatten"),
        (Edit("add", 2, value="Dense"), "conv 8 3x3, relu, flatten, dense 10"),
        (Edit("remove", 1), "conv 8 3x3, flatten"),
        (Edit("move", 1, value=-1), "relu, conv 8 3x3, flatten"),
        (Edit("move", 1, value=1), "conv 8 3x3, flatten, relu"),
        (Edit("set", 0, "kernel", 5), "conv 8 5x5, relu, flatten"),
        (Edit("set", 0, "use_bias", False), "conv 8 3x3 unbiased, relu, flatten"),
        (Edit("set", 0, "kernel", "3x5"), "conv 8 3x5, relu, flatten"),
        (Edit("set", 0, "kernel", " 3 x 5 "), "conv 8 3x5, relu, flatten"),
        (Edit("set", 0, "kernel", "3,5"), "conv 8 3x5, relu, flatten"),
        (Edit("set", 0, "kernel", [3, 5]), "conv 8 3x5, relu, flatten"),
        (Edit("set", 0, "kernel", "5"), "conv 8 5x5, relu, flatten"),
        (Edit("set", 0, "padding", "2"), "conv 8 3x3 padding 2, relu, flatten"),
        (Edit("set", 0, "padding", "1x2"), "conv 8 3x3 padding 1x2, relu, flatten"),
        (Edit("set", 0, "padding", "Same"), "conv 8 3x3 same, relu, flatten"),
        (Edit("set", 0, "stride", "2x1"), "conv 8 3x3 stride 2x1, relu, flatten"),
        (Edit("set", 0, "activation", "tanh"), "conv 8 3x3 tanh, relu, flatten"),
    ],
)
def test_an_edit_changes_a_copy_of_the_stack(edit, text):
    assert write_stack(edited(THREE, edit)) == text
    assert write_stack(THREE) == "conv 8 3x3, relu, flatten"


@pytest.mark.parametrize(
    "edit",
    [
        Edit("move", 0, value=-1),
        Edit("move", 2, value=1),
        Edit("move", 1, value=7),
        Edit("remove", 3),
        Edit("add", 3, value="ReLU"),
        Edit("add", 0, value="Lambda"),
        Edit("set", 0, "name", "x"),
    ],
)
def test_an_edit_that_does_not_apply_changes_nothing(edit):
    assert write_stack(edited(THREE, edit)) == write_stack(THREE)


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        (
            "kernel",
            "9" * 100,
            "window must be whole numbers up to 100,000, like 3 or 3x5, got '999",
        ),
        ("kernel", [3], r"window must be whole numbers .*, got \[3\]"),
        ("kernel", 1e300, r"got 1e\+300"),
        ("kernel", "3.5", "got '3.5'"),
        ("kernel", "", "got ''"),
        ("stride", 2.5, "stride must be whole numbers .*, got 2.5"),
        ("filters", 3.5, "filters must be a whole number up to 100,000, got 3.5"),
        ("filters", True, "got True"),
        ("filters", 10**9, "got 1000000000"),
        ("padding", 1.5, "padding must be valid, same or whole numbers, like 1 or 1x2, got 1.5"),
        ("padding", "full", "got 'full'"),
        ("activation", "swish", "activation must be one of linear, relu"),
        ("use_bias", 2, "bias must be true or false, got 2"),
        ("use_bias", None, "bias must be true or false, got None"),
    ],
)
def test_what_is_no_value_of_a_setting_is_refused_with_rule_and_value(name, value, rule):
    with pytest.raises(InputError, match=rule):
        edited(THREE, Edit("set", 0, name, value))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "many", None, False])
def test_a_share_is_a_finite_number(value):
    with pytest.raises(InputError, match=r"share must be a number like 0\.5, got"):
        edited(read_stack("dropout"), Edit("set", 0, "rate", value))


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.from_regex(r"-?\d{1,3}(\.\d)?([x,]-?\d{1,3}(\.\d)?)?%?", fullmatch=True),
    st.lists(st.integers(-5, 20) | st.floats(), max_size=3),
    st.sampled_from(["same", "valid", "relu", "leaky_relu", "softmax"]),
)


@given(st.sampled_from(sorted(KINDS)), st.sampled_from(sorted(SETTINGS)), VALUES)
def test_any_edit_is_refused_or_leaves_a_stack_that_text_and_table_hold(kind, name, value):
    try:
        drafts = edited([defaults(kind)], Edit("set", 0, name, value))
    except InputError:
        return
    again = read_stack(write_stack(drafts))
    assert [settings_of(draft) for draft in again] == [settings_of(draft) for draft in drafts]
    cost_table(drafts, (28, 28, 1))


def test_a_full_stack_takes_no_more_layers():
    full = read_stack("relu," * MAX_STACK_LAYERS)
    assert len(edited(full, Edit("add", 0, value="ReLU"))) == MAX_STACK_LAYERS


def test_a_rate_set_to_an_integer_stays_valid():
    drafts = edited(read_stack("dropout"), Edit("set", 0, "rate", 0))
    assert cost_table(drafts, (8, 8, 1)).fault is None


@pytest.mark.parametrize(
    "sent", [None, "x", {}, {"do": "explode", "at": 0}, {"do": "set", "at": "0"}, {"do": ["set"]}]
)
def test_what_is_no_edit_is_read_as_none(sent):
    assert read_edit(sent) is None


def test_an_edit_is_read_as_the_browser_sends_it():
    sent = {"do": "set", "at": 0, "name": "kernel", "value": 5}
    assert read_edit(sent) == Edit("set", 0, "kernel", 5)
