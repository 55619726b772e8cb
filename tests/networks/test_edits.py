"""Edits of a stack of layers."""

import pytest

from cnnviz.networks.cost_table import cost_table
from cnnviz.networks.edits import Edit, edited, read_edit
from cnnviz.networks.text import (
    MAX_STACK_LAYERS,
    read_stack,
    write_stack,
)

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
        (Edit("set", 0, "padding", "2"), "conv 8 3x3 padding 2, relu, flatten"),
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
        Edit("set", 0, "kernel", "9" * 100),
        Edit("set", 0, "kernel", [3]),
        Edit("set", 0, "kernel", 1e300),
    ],
)
def test_an_edit_that_does_not_apply_changes_nothing(edit):
    assert write_stack(edited(THREE, edit)) == write_stack(THREE)


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
