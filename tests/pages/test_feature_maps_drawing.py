"""The feature maps page's pad: what a drawing, no drawing and nonsense become."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.data import strokes
from cnnviz.data.strokes import PEN
from cnnviz.models import network_input
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from tests.pages.feature_maps_page import answered, checked, component, open_page


def draw(page: AppTest, strokes: object, pen: object = PEN) -> AppTest:
    """What the browser sends when the pad has changed."""
    page.session_state[Key.PAD] = {"drawing": {"strokes": strokes, "pen": pen, "number": 1}}
    return checked(page.run())


def open_preparation(page: AppTest) -> AppTest:
    """Its stages are computed and shown while it is open only."""
    page.session_state[Key.PREPARATION] = True
    return checked(page.run())


def test_a_stroke_changes_what_the_network_sees(engine, digit_run):
    page = open_page(digit_run)
    before = answered(page)[1]
    after = answered(draw(page, [[[0.5, 0.1], [0.5, 0.9]]]))[1]
    upright = network_input.of_drawing((((0.5, 0.1), (0.5, 0.9)),)).picture
    np.testing.assert_array_equal(after, upright.ravel())
    assert not np.array_equal(before, after)


def test_a_cleared_pad_invites_to_draw_and_shows_no_answer(engine, digit_run):
    page = open_page(digit_run)
    header, picture, probabilities = answered(draw(page, []))
    assert header["note"] == "Draw a digit: the prediction follows the pen."
    assert picture.size == probabilities.size == 0


def test_a_browser_that_sends_nonsense_leaves_the_drawing_as_it_was(engine, digit_run):
    page = open_page(digit_run)
    header, picture, _ = answered(draw(page, "<script>"))
    assert header["note"] == "No prediction: a drawing must be a list of strokes."
    assert picture.size == 0
    assert Key(page.session_state).strokes == strokes.EXAMPLE


def test_two_digits_on_the_pad_are_doubted(engine, digit_run):
    page = open_page(digit_run)
    header, *_ = answered(draw(page, [[[0.2, 0.2], [0.2, 0.8]], [[0.6, 0.2], [0.6, 0.8]]]))
    assert header["doubt"] == network_input.TWO_SHAPES


def test_a_drawing_is_still_there_after_another_kind_of_input(engine, digit_run):
    page = open_page(digit_run)
    drawn = answered(draw(page, [[[0.5, 0.1], [0.5, 0.9]]]))[1]
    page.segmented_control(Key.INPUT).set_value("Sample").run()
    page.segmented_control(Key.INPUT).set_value("Draw").run()
    np.testing.assert_array_equal(answered(checked(page))[1], drawn)


def test_a_wider_pen_makes_wider_strokes(engine, digit_run):
    page = open_page(digit_run)
    line = [[[0.5, 0.1], [0.5, 0.9]]]
    usual = answered(draw(page, line))[1].sum()
    assert answered(draw(page, line, 2 * PEN))[1].sum() > 1.5 * usual


@pytest.mark.parametrize("pen", [0, -1, 5, "x", None, float("nan"), [PEN]])
def test_a_pen_of_nonsense_leaves_the_pen_as_it_was(engine, digit_run, pen):
    page = open_page(digit_run)
    line = [[[0.5, 0.1], [0.5, 0.9]]]
    expected = network_input.of_drawing((((0.5, 0.1), (0.5, 0.9)),)).picture
    np.testing.assert_array_equal(answered(draw(page, line, pen))[1], expected.ravel())


def test_a_stage_of_the_preparation_is_switched_off(engine, digit_run):
    page = open_page(digit_run)
    drawn = [[[0.2, 0.1], [0.2, 0.4]]]
    draw(page, drawn)
    assert not page.toggle  # while it is closed
    open_preparation(page)
    checked(page.toggle(Key.CROPPED).set_value(False).run())
    checked(page.toggle(Key.SCALED).set_value(False).run())
    checked(page.toggle(Key.CENTRED).set_value(False).run())
    picture = answered(page)[1].reshape(28, 28)
    rows, cols = np.nonzero(picture > 0.5)
    assert (rows.max() < 14, cols.max() < 9) == (True, True)
    checked(page.toggle(Key.CENTRED).set_value(True).run())
    rows, cols = np.nonzero(answered(page)[1].reshape(28, 28) > 0.5)
    assert 12 < rows.mean() < 15
    assert 12 < cols.mean() < 15


def test_a_link_holds_which_stages_are_off(engine, digit_run):
    page = open_page(digit_run, **{Key.CROPPED: "false", Key.SCALED: "false"})
    stages = strokes.Preparation(crop=False, scale=False)
    expected = network_input.of_drawing(strokes.EXAMPLE, stages=stages).picture
    np.testing.assert_array_equal(answered(page)[1], expected.ravel())
    open_preparation(page)
    assert not page.toggle(Key.CROPPED).value
    assert page.toggle(Key.CENTRED).value


def test_stages_stay_off_once_the_preparation_is_closed_again(engine, digit_run):
    page = open_preparation(open_page(digit_run))
    checked(page.toggle(Key.CENTRED).set_value(False).run())
    expected = answered(page)[1]
    page.session_state[Key.PREPARATION] = False
    assert not checked(page.run()).toggle
    assert "false" in page.query_params[Key.CENTRED]  # a reload keeps it, too
    np.testing.assert_array_equal(answered(page)[1], expected)
    assert not open_preparation(page).toggle(Key.CENTRED).value


@pytest.mark.parametrize(("view", "follows"), [("Layers", True), ("Reasons", False)])
def test_the_page_runs_while_a_pen_moves_only_where_its_view_follows(
    engine, digit_run, view, follows
):
    page = open_page(digit_run, **{Key.VIEW: view})
    (pad,) = json.loads(component(page, Key.PAD).json)
    assert pad["live"] == (follows or not pad["route"])
