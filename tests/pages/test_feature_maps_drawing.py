"""The feature maps page's pad: what a drawing, no drawing and nonsense become."""

import numpy as np
from streamlit.testing.v1 import AppTest

from cnnviz.data import strokes
from cnnviz.models import network_input
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from tests.pages.feature_maps_page import answered, checked, open_page


def draw(page: AppTest, strokes: object) -> AppTest:
    """What the browser sends when the pad has changed."""
    page.session_state[Key.PAD] = {"strokes": strokes}
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
    assert header["note"] == "Draw a digit: the prediction is updated after every stroke."
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
