"""What the sliders' component is sent and sends, and what its script reads from the curves."""

import numpy as np
import pytest
import streamlit as st

from cnnviz.explain.what_if import CHANGES, NEUTRAL, STEPS
from cnnviz.ui.components.what_if import Swept, read_values, what_if_data
from tests import javascript

RANDOM = np.random.default_rng(0)
CURVES = [{c.name: RANDOM.random((STEPS, 3), np.float32) for c in CHANGES} for _ in range(2)]
ANSWERS = [RANDOM.random(3, np.float32) for _ in range(2)]
SHOWN = Swept(
    RANDOM.random((4, 5, 1), np.float32), NEUTRAL | {"turn": 45.0}, 1, ANSWERS, CURVES, ["a", "b"]
)


def test_the_script_reads_each_network_s_curve_at_the_step_nearest_to_a_number():
    found = javascript.evaluate(
        """
        import { unpackExact } from "./_js/packing.js";
        import { nearestStep, probabilitiesAt, stepsOf } from "./what_if/curves.js";
        """,
        """
        const data = unpackExact(Uint8Array.from(given));
        return [stepsOf(data), nearestStep(data, 2, 46), probabilitiesAt(data, 1, 2, 45)];
        """,
        list(what_if_data(SHOWN, ("x", "y", "z"))),
    )
    assert found[:2] == [STEPS, 25]  # 9 degrees from one to the next, the 20th is 0
    np.testing.assert_allclose(found[2], CURVES[1]["turn"][25])


@pytest.mark.parametrize(
    "sent", [None, 3, {"turn": "90"}, {"turn": float("nan")}, {"turn": 10**400}]
)
def test_what_is_no_number_is_neutral(sent, monkeypatch):
    monkeypatch.setattr(st, "session_state", {"key": {"values": sent}})
    assert read_values("key") == NEUTRAL


def test_a_number_beyond_the_range_is_its_end(monkeypatch):
    values = {"turn": 200, "noise": -1, "blur": 0.05, "other": 1}
    monkeypatch.setattr(st, "session_state", {"key": {"values": values}})
    assert read_values("key") == NEUTRAL | {"turn": 180, "noise": 0, "blur": 0.05}


def test_curves_that_are_not_there_yet_keep_their_place():
    some = [{"turn": CURVES[0]["turn"]}]
    values = NEUTRAL | {"turn": 45.0}
    for answers, curves in (([], []), (ANSWERS[:1], some)):
        data = what_if_data(Swept(SHOWN.image, values, 1, answers, curves, ["a"]), ("x", "y", "z"))
        found = javascript.evaluate(
            """
            import { unpackExact } from "./_js/packing.js";
            import { stepsOf } from "./what_if/curves.js";
            """,
            """
            const data = unpackExact(Uint8Array.from(given));
            const known = data.changes.filter((each) => each.known);
            return [stepsOf(data), known.map(({ name }) => name)];
            """,
            list(data),
        )
        assert found == [STEPS, [name for each in curves for name in each]]
