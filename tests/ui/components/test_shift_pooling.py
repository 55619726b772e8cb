"""What the shifting picture sends to the browser, and what it takes from there."""

import numpy as np
import pytest
import streamlit as st

from cnnviz.layers.shift_invariance import METHODS, Shifts
from cnnviz.layers.window.patterns import INPUTS
from cnnviz.ui.components.shift_pooling import payload, shift_of
from tests.ui.components.test_packing import unpack

SHIFTS = Shifts(INPUTS["A seven"](14, 14, 0))


def sent(shifts: Shifts) -> tuple[dict, list[np.ndarray]]:
    """The header, and the arrays in their order: surroundings, then five a method."""
    header, values = unpack(payload(shifts, (0, 1)))
    side = 2 * header["reach"] + 1
    lengths = [np.prod(np.array(header["size"]) + 2 * header["reach"])]
    for method in header["methods"]:
        lengths += [np.prod(method["everywhere"]), *[side**2] * 4]
    return header, np.split(values, np.cumsum(lengths))


def test_the_arrays_are_those_that_the_header_tells_of():
    header, (surroundings, *arrays, rest) = sent(SHIFTS)
    np.testing.assert_array_equal(surroundings, SHIFTS.surroundings.ravel())
    assert not rest.size
    for index, method in enumerate(METHODS):
        effects = SHIFTS.effects[method]
        everywhere, same, inked, same_inked, change = arrays[5 * index : 5 * index + 5]
        np.testing.assert_allclose(everywhere, SHIFTS.everywhere[method].ravel())
        np.testing.assert_array_equal(same, effects.same.ravel())
        np.testing.assert_array_equal(inked, effects.inked.ravel())
        np.testing.assert_array_equal(same_inked, effects.same_inked.ravel())
        np.testing.assert_allclose(change, effects.change.ravel(), rtol=1e-6)
        assert header["methods"][index]["outputs"] == 49


@pytest.mark.parametrize("shift", [(0, 0), (1, -2), (-7, 7)])
def test_the_output_that_the_browser_picks_is_that_of_the_moved_picture(shift):
    header, (_, *arrays, _) = sent(SHIFTS)
    reach, stride = header["reach"], header["stride"]
    for index, method in enumerate(METHODS):
        rows, cols = header["methods"][index]["grid"]
        everywhere = arrays[5 * index].reshape(header["methods"][index]["everywhere"])
        picked = [
            [
                everywhere[r * stride - shift[0] + reach, c * stride - shift[1] + reach]
                for c in range(cols)
            ]
            for r in range(rows)
        ]
        np.testing.assert_allclose(picked, SHIFTS.outputs(method, *shift))


def test_a_drawn_digit_takes_less_than_50_kb():
    digit = np.random.default_rng(0).integers(0, 10, (28, 28))
    assert len(payload(Shifts(digit), (0, 0))) < 50_000


@pytest.mark.parametrize("value", [None, {}, {"shift": "1,2"}, {"shift": [1]}, {"shift": [9, 0]}])
def test_what_is_no_shift_is_read_as_none(value, monkeypatch):
    monkeypatch.setattr(st, "session_state", {"key": value})
    assert shift_of("key") is None


def test_a_shift_is_read_as_the_browser_sends_it(monkeypatch):
    monkeypatch.setattr(st, "session_state", {"key": {"shift": [1, -2]}})
    assert shift_of("key") == (1, -2)
