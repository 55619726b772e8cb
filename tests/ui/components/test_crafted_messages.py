"""Messages that no browser of ours sends: each reader takes a valid one, or nothing."""

import json
from contextlib import suppress

import numpy as np
import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as hs

from cnnviz.data.strokes import MAX_POINTS, draw, read_strokes
from cnnviz.filters import kernels
from cnnviz.filters.apply import filter_image
from cnnviz.layers.shift_invariance import LARGEST_SHIFT
from cnnviz.layers.window import slide
from cnnviz.layers.window.own_numbers import read_cells
from cnnviz.layers.window.patterns import Numbers
from cnnviz.networks.edits import ACTIONS, edited
from cnnviz.ui.calculator import numbers
from cnnviz.ui.calculator.state import CalculatorState, ShownLayer
from cnnviz.ui.components import contact_sheet, kernel_bench, layer_stack, map_row, shift_pooling
from cnnviz.ui.components.feature_strips import _full_map
from cnnviz.ui.components.feature_strips.amount import Asked
from cnnviz.ui.components.kernel_bench import BenchView
from cnnviz.ui.components.worked_line import edited_signal
from cnnviz.ui.playground.kernel import take_edit
from cnnviz.ui.playground.state import PlaygroundState
from cnnviz.utils.errors import InputError
from tests.window_layers import layer_of

HUGE = 10**400
WORDS = ["input", "kernel", "Dense", "filters", "weights", "values", "undo"]
WORDS += [*kernels.TOOLS, *ACTIONS]
SCALARS = (
    hs.none()
    | hs.booleans()
    | hs.integers(-3, 20)
    | hs.floats()
    | hs.sampled_from([HUGE, -HUGE, 2**63, -(2**31)])
    | hs.text(max_size=8)
    | hs.sampled_from(WORDS)
)
FIELDS = hs.sampled_from(
    [
        "what",
        "planes",
        "values",
        "tool",
        "factor",
        "serial",
        "number",
        "grid",
        "place",
        "value",
        "do",
        "at",
        "name",
        "layer",
        "weights",
        "picture",
        "pixel",
    ]
)
MESSAGES = hs.recursive(
    SCALARS,
    lambda inner: hs.lists(inner, max_size=4) | hs.dictionaries(FIELDS, inner, max_size=6),
    max_leaves=12,
)
EDITS = hs.fixed_dictionaries(
    {"number": hs.integers(1, 9)},
    optional={
        "grid": MESSAGES | hs.sampled_from(["input", "kernel"]),
        "place": MESSAGES | hs.lists(hs.integers(-1, 3), max_size=5),
        "value": MESSAGES,
        "do": hs.sampled_from(ACTIONS) | MESSAGES,
        "at": hs.integers(-2, 3) | MESSAGES,
        "name": hs.sampled_from(["filters", "kernel_size", "activation"]) | MESSAGES,
    },
)
KERNEL_EDITS = hs.fixed_dictionaries(
    {"what": hs.sampled_from(["weights", "values", "tool", "scale", "undo", "text", "else"])},
    optional=dict.fromkeys(("planes", "values", "tool", "factor", "serial", "text"), MESSAGES),
)


@pytest.fixture
def session(monkeypatch):
    state = {}
    monkeypatch.setattr(st, "session_state", state)
    return state


@pytest.fixture(scope="module")
def shown() -> ShownLayer:
    layer = layer_of(size=(2, 2), kernel=(1, 1))
    cells = np.array([[[1, 2], [3, 4]]])
    return ShownLayer(layer, slide(layer, cells, np.array([[[[3]]]])), Numbers(), {})


def with_session(monkeypatch, **state) -> dict:
    monkeypatch.setattr(st, "session_state", state)
    return state


@given(MESSAGES)
def test_no_message_breaks_a_reader(sent):
    with pytest.MonkeyPatch.context() as patch:
        names = ("edit", "pick", "shift", "signal", "measure", "pixel")
        with_session(patch, key=dict.fromkeys(names, sent))
        assert contact_sheet.picked("key") >= 0
        picked = map_row.pick_of("key")
        assert picked is None or picked >= 0
        shift = shift_pooling.shift_of("key")
        assert shift is None or max(map(abs, shift)) <= LARGEST_SHIFT
        signal = edited_signal("key")
        assert signal is None or all(0 <= cell <= 9 for cell in signal)
        asked = layer_stack.asked_field("key")
        assert asked is None or isinstance(asked[0], int)
        _full_map([np.zeros((2, 2, 3))], sent)
        Asked.read(sent, ())
        pointed = kernel_bench.pointed_at("key")
        assert pointed is None or min(pointed[1]) >= 0
        with suppress(InputError):
            kernel_bench.edit("key")


@given(hs.lists(EDITS | MESSAGES, max_size=4))
def test_no_edit_breaks_the_stack_of_layers(sent):
    with pytest.MonkeyPatch.context() as patch:
        with_session(patch, key={"edit": sent})
        drafts = [{"layer": "Conv2D", "filters": 4}, {"layer": "Flatten"}]
        for edit in layer_stack.edits_of("key"):
            with suppress(InputError):
                drafts = edited(drafts, edit)
        assert len(json.dumps(drafts)) < 2000


@given(sent=hs.lists(EDITS | MESSAGES, max_size=4))
def test_no_edit_breaks_the_numbers_of_a_layer(shown, sent):
    with pytest.MonkeyPatch.context() as patch:
        with_session(patch)
        state = CalculatorState()
        state.numbers, state.last = Numbers(), shown
        state.own_input = state.own_kernel = ""
        state.session[state.ANIMATION] = {"edit": sent}
        numbers.keep_edits(state)
        assert np.isfinite(read_cells(state.own_input, (1, 2, 2))).all()


@given(KERNEL_EDITS | MESSAGES)
def test_no_edit_breaks_the_kernel(sent):
    with pytest.MonkeyPatch.context() as patch:
        with_session(patch)
        state = PlaygroundState()
        named = next(iter(kernels.KERNELS.values()))
        state.kernel = named.weights[..., None], named.name, []
        state.session[state.BENCH] = {"edit": sent}
        take_edit(state)
        assert np.isfinite(state.weights).all()
        assert len(state.kernel_complaint) < 400


@given(MESSAGES, MESSAGES, hs.lists(SCALARS, max_size=3))
def test_no_report_breaks_the_bench(edit, pixel, at):
    filtered = filter_image(np.zeros((5, 6, 1), np.float32), np.ones((3, 3, 1)))
    view = BenchView(filtered, "picture", "kernel", "", "", "signed")
    for chosen in (pixel, {"picture": "picture", "at": at}):
        message, _ = kernel_bench.payload(view, {"edit": edit, "pixel": chosen}, {})
        length = int.from_bytes(message[:4], "little")
        json.loads(message[4 : 4 + length], parse_constant=pytest.fail)


@given(hs.lists(hs.lists(hs.lists(SCALARS, max_size=3) | SCALARS, max_size=4), max_size=3))
def test_no_drawing_breaks_the_pad(sent):
    with suppress(InputError):
        drawn = draw(read_strokes(sent))
        assert 0 <= drawn.min() <= drawn.max() <= 1


@pytest.mark.parametrize("number", [HUGE, -HUGE, float("nan"), float("inf"), "1", None, [1]])
def test_a_point_that_is_no_pair_of_finite_numbers_is_refused_briefly(number):
    with pytest.raises(InputError, match="must be two finite numbers") as refusal:
        read_strokes([[[0.5, number]]])
    assert len(str(refusal.value)) < 120


def test_a_drawing_of_too_many_points_is_refused():
    with pytest.raises(InputError, match="at most 50,000 points, got 50,001"):
        read_strokes([[[0, 0]] * (MAX_POINTS + 1)])
