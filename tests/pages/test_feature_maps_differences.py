"""The feature maps page with a pinned input: its maps beside the present ones, by difference."""

import re

import numpy as np
from streamlit.testing.v1 import AppTest

from cnnviz.data import strokes
from cnnviz.models import network_input
from cnnviz.ui.feature_maps.differences import pairs_html
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from tests.pages.feature_maps_page import checked, open_page
from tests.pages.test_feature_maps_drawing import draw

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
