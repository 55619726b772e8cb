"""What a stack sends to the browser, and what it takes from there."""

import numpy as np
import pytest
import streamlit as st

from cnnviz.layers import KINDS
from cnnviz.layers.settings import ACTIVATIONS
from cnnviz.models.effective_field import MeasuredField
from cnnviz.networks import NETWORKS, trace_back
from cnnviz.networks.cost_table import Fault, cost_table
from cnnviz.networks.edits import Edit
from cnnviz.networks.text import defaults, read_stack, settings_of
from cnnviz.ui.components.layer_stack import Measured, Shown, asked_field, edits_of, payload
from tests.ui.components.test_packing import unpack

WEIGHTS = {"random": "Random weights"}


def sent(text: str, shape=(28, 28, 1), good: str = "", **more) -> dict:
    drafts = read_stack(text)
    asked = cost_table(drafts, shape)
    shown = Shown(drafts, asked, cost_table(read_stack(good or text), shape), WEIGHTS, **more)
    return unpack(payload(shown))[0]


def of_network(name: str) -> bytes:
    network = NETWORKS[name]
    drafts = [layer.to_json() for layer in network.layers]
    followed = cost_table(drafts, network.input_shape)
    return payload(Shown(drafts, followed, followed, WEIGHTS))


def test_a_row_says_what_a_layer_is_makes_and_costs():
    row = sent("conv 32 3x3 same relu, max pool")["layers"][0]
    assert (row["what"], row["output"], row["field"]) == (
        "3 × 3 same, ReLU",
        "28 × 28 × 32",
        "3 × 3",
    )
    assert row["parameters"] == ["320", "320"]
    assert row["multiplyAdds"] == ["226 k", "225,792"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("conv 8 5x5 stride 2", "5 × 5, stride 2"),
        ("conv 8 dilation 2 groups 1 tanh", "3 × 3, dilation 2, tanh"),
        ("max pool 2", "2 × 2"),
        ("average pool 3 stride 2 same", "3 × 3 same, stride 2"),
        ("dropout 0.25", "25 %"),
        ("flatten", ""),
    ],
)
def test_a_row_says_what_the_other_columns_do_not(text, words):
    assert sent(text)["layers"][0]["what"] == words


def test_a_poolings_stride_is_shown_as_it_works():
    assert sent("max pool 3")["layers"][0]["settings"]["stride"] == 3


def test_from_the_fault_on_rows_have_no_numbers_and_the_picture_is_the_last_good_one():
    header = sent("conv 8, conv 8 99x99, relu", good="conv 8", stale="Layer 2 cannot be.")
    assert ["output" in row for row in header["layers"]] == [True, False, False]
    assert header["fault"]["at"] == 1
    assert header["fault"]["reason"].startswith("A 99 × 99 kernel does not fit")
    assert [layer["name"] for layer in header["good"]] == ["conv_1"]
    assert len(header["volumes"]["boxes"]) == 2
    assert header["stale"] == "Layer 2 cannot be."


def test_looking_up_places_leads_to_what_python_says_a_unit_sees():
    text, shape = "conv 4 5x5 stride 2 same, max pool, conv 4 same, flatten, dense 3", (29, 21, 1)
    good = sent(text, shape)["good"]
    found = cost_table(read_stack(text), shape).receptive_fields
    for layer, (height, width) in enumerate(each["grid"] for each in good):
        for row, col in ((0, 0), (height - 1, width - 1), (height // 2, width // 2)):
            rows, cols = (row, row), (col, col)
            for each in reversed(good[: layer + 1]):
                across = each["cols"] or each["rows"]
                rows = each["rows"][rows[0]][0], each["rows"][rows[1]][1]
                cols = across[cols[0]][0], across[cols[1]][1]
            assert (rows, cols) == trace_back(found, layer, row, col)


def test_a_controls_options_are_the_layers_own():
    controls = {each["name"]: each for each in sent("conv 8")["controls"]["Conv2D"]}
    assert controls["padding"]["options"][:2] == ["valid", "same"]
    assert controls["activation"]["options"] == list(ACTIVATIONS)
    fields = {name: control["field"] for name, control in controls.items()}
    assert (fields["use_bias"], fields["activation"]) == ("flag", "choice")
    assert (fields["kernel"], fields["padding"], fields["filters"]) == ("text", "text", "number")
    assert controls["kernel"]["label"] == "window"


def test_a_new_layers_settings_are_sent_for_the_table_to_show_at_once():
    starts = sent("conv 8")["starts"]
    assert starts["Dense"] == {"units": 10, "activation": "linear"}
    assert starts["MaxPool2D"]["stride"] == 2  # as it works


def test_a_refused_edit_is_explained_at_its_layer():
    refused = Fault(1, "stride must be whole, got 2.5")
    header = sent("conv 8, relu", refused=refused)
    assert header["refused"] == {"at": 1, "reason": "Stride must be whole, got 2.5."}
    assert header["fault"] is None


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_layer_can_be_sent(kind):
    drafts = [defaults(kind)]
    asked, good = cost_table(drafts, (28, 28, 1)), cost_table(read_stack("conv 8"), (28, 28, 1))
    header = unpack(payload(Shown(drafts, asked, good, WEIGHTS)))[0]
    assert header["layers"][0]["settings"].keys() == settings_of(drafts[0]).keys()


def test_a_measured_field_travels_with_what_is_read_from_it():
    values = np.zeros((6, 5), np.float32)
    values[1:4, 2:4] = [[1, 2], [3, 10], [0, 4]]
    measured = Measured(0, "random", MeasuredField(values, 32, 3, 2))
    drafts = read_stack("conv 8 same")
    followed = cost_table(drafts, (6, 5, 1))
    data = payload(Shown(drafts, followed, followed, WEIGHTS, measured=measured))
    header, array = unpack(data)
    np.testing.assert_array_equal(array, values.ravel())
    found = header["measured"]
    assert (found["most"], found["inputs"], found["unit"]) == (10, 32, [3, 2])
    assert found["extent"] == [[1, 3], [2, 3]]
    assert found["theory"] == [[2, 4], [1, 3]]
    assert found["core"] == 4  # 10 + 4 + 3 + 2 = 19 of 20


def test_a_silent_unit_has_no_extent():
    values = np.zeros((6, 5), np.float32)
    measured = Measured(0, "random", MeasuredField(values, 32, 3, 2))
    assert sent("conv 8 same", (6, 5, 1), measured=measured)["measured"]["extent"] is None


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_takes_less_than_50_kb(name):
    assert len(of_network(name)) < 50_000


def test_edit_and_request_are_read_as_the_browser_sends_them(monkeypatch):
    edit = {"do": "remove", "at": 1, "number": 5}
    sent_values = {"edit": [edit], "measure": {"layer": 2, "weights": "random"}}
    monkeypatch.setattr(st, "session_state", {"key": sent_values})
    assert edits_of("key") == [Edit("remove", 1)]
    assert asked_field("key") == (2, "random")


@pytest.mark.parametrize("value", [None, {}, {"measure": 3}, {"measure": {"layer": "2"}}])
def test_what_is_no_request_is_read_as_none(value, monkeypatch):
    monkeypatch.setattr(st, "session_state", {"key": value})
    assert edits_of("key") == []
    assert asked_field("key") is None
