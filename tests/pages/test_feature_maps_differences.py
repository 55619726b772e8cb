"""The feature maps page with a pinned input: its maps beside the present ones, by difference."""

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.data import strokes
from cnnviz.models import network_input
from cnnviz.ui.feature_maps import pins
from cnnviz.ui.feature_maps.differences import pairs_html
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from tests.pages.feature_maps_page import INK, checked, open_model, open_page, upload
from tests.pages.test_feature_maps_drawing import draw, open_preparation

LOST = "The pinned input of this link is no longer there"
LINE = [[[0.5, 0.1], [0.5, 0.9]]]


def shown(page: AppTest) -> list[tuple[int, float]]:
    """The channel and the difference of each pair, in the order on the screen."""
    html = " ".join(each.proto.body for each in page.get("html"))
    found = re.findall(r'title="([\d.e-]+)"><div.*?<figcaption>(\d+):', html)
    return [(int(unit) - 1, float(difference)) for difference, unit in found]


def test_the_maps_of_two_inputs_are_sorted_by_their_difference(engine, digit_run):
    page = open_page(digit_run)
    assert shown(page) == []
    checked(page.button(Key.PIN).click().run())
    assert all(difference == 0 for _, difference in shown(page))
    draw(page, LINE)
    pictures = (
        network_input.of_drawing(drawn).picture
        for drawn in (strokes.EXAMPLE, (((0.5, 0.1), (0.5, 0.9)),))
    )
    first, second = (
        engine.activations(digit_run.model, each).layers[0].values for each in pictures
    )
    expected = np.mean(np.abs(first - second), axis=(0, 1))
    found = shown(page)
    assert [unit for unit, _ in found] == np.argsort(-expected).tolist()
    np.testing.assert_allclose([each for _, each in found], np.sort(expected)[::-1], rtol=1e-4)


def reopened(page: AppTest, model: str) -> AppTest:
    """The page as its link opens it for somebody else."""
    return open_model(model, **dict(page.query_params.items()))


def pinned_pixels(page: AppTest) -> np.ndarray:
    return page.session_state["f_pinned"].given.pixels


def test_a_pinned_drawing_is_in_the_link_with_its_pen_and_stages(engine, digit_run):
    page = open_preparation(draw(open_page(digit_run), LINE))
    checked(page.toggle(Key.CENTRED).set_value(False).run())
    checked(page.button(Key.PIN).click().run())
    before = pinned_pixels(page)
    draw(page, [*LINE, [[0.2, 0.5], [0.8, 0.5]]])
    page.query_params[Key.CENTRED] = "false"  # as the browser writes it
    other = reopened(page, digit_run.id)
    np.testing.assert_array_equal(pinned_pixels(other), before)
    assert shown(other) == shown(page)


def test_a_pinned_sample_is_in_the_link(engine, digit_run):
    page = open_page(digit_run, **{Key.INPUT: "Sample", Key.SAMPLE: "7"})
    checked(page.button(Key.PIN).click().run())
    before = pinned_pixels(page)
    checked(page.number_input(Key.SAMPLE).set_value(3).run())
    other = reopened(page, digit_run.id)
    np.testing.assert_array_equal(pinned_pixels(other), before)
    checked(other.button(Key.UNPIN).click().run())
    assert Key.PINNED_INPUT not in other.query_params
    assert shown(checked(other.run())) == []


def test_of_an_own_picture_the_page_says_that_the_pin_is_not_kept(engine, digit_run):
    page = upload(open_page(digit_run, **{Key.INPUT: "Upload"}), "ink.png", INK)
    checked(page.button(Key.PIN).click().run())
    assert Key.PINNED_INPUT not in page.query_params
    assert pins.NOT_KEPT in [each.value for each in page.caption]


@pytest.mark.parametrize(
    "text",
    [
        "nothing",
        "draw~0.08~111",
        "draw~9~111~.",
        "draw~0.08~12~.",
        "draw~0.08~111~.",
        "draw~0.08~111~%",
        "sample~mnist~test~-1",
        "sample~mnist~test~99999999",
        "sample~mnist~test~x",
        "sample~nowhere~test~1",
        "else~a~b~c",
    ],
)
def test_a_pin_of_a_link_that_means_nothing_is_left_out_in_a_sentence(engine, digit_run, text):
    page = open_page(digit_run, **{Key.PINNED_INPUT: text})
    assert any(each.value.startswith(LOST) for each in page.caption)
    assert Key.PINNED_INPUT not in page.query_params
    assert shown(page) == []


def test_another_layer_is_chosen_and_the_pin_taken_away(engine, digit_run):
    page = open_page(digit_run, **{Key.PINNED_LAYER: "max_pool_1"})
    checked(page.button(Key.PIN).click().run())
    assert Key.PINNED_LAYER in page.query_params
    checked(page.button(Key.UNPIN).click().run())
    assert shown(page) == []
    assert page.button(Key.PIN)


def test_a_pinned_input_of_another_size_is_explained(engine, digit_run, steel_run):
    page = open_page(steel_run)
    checked(page.button(Key.PIN).click().run())
    page.session_state[Key.MODEL] = digit_run.id
    page = checked(page.run())
    assert any("The pinned input has 200" in each.value for each in page.caption)


def test_at_most_24_pairs_are_laid_out_the_most_different_first():
    now = np.zeros((2, 2, 40), np.float32)
    then = np.broadcast_to(np.arange(40, dtype=np.float32), (2, 2, 40))
    units = re.findall(r"<figcaption>(\d+):", pairs_html(now, then))
    assert [int(unit) for unit in units] == list(range(40, 16, -1))
