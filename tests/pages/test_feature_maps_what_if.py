"""The view "What if?" of the feature maps page, with the engine that answers in earnest."""

import shutil

import numpy as np
import pytest

from cnnviz import images, models
from cnnviz.data import strokes
from cnnviz.explain.what_if import CHANGES, NEUTRAL, sweep
from cnnviz.layers import Dense, Flatten
from cnnviz.models import network_input
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from cnnviz.ui.feature_maps.what_if_view import read_changes, written_changes
from tests.pages.feature_maps_page import DIGITS, checked, component, finished_run, open_page
from tests.pages.test_feature_maps_reasons import array_of, unpack_header
from tests.waiting import wait_until

VIEW = {Key.VIEW: "What if?"}


def expected(run, values) -> np.ndarray:
    drawn = network_input.of_drawing(strokes.EXAMPLE).picture
    network = models.open_model(run.model).network
    return np.stack([network(sweep(drawn, values, change)).numpy() for change in CHANGES])


def curves(page) -> np.ndarray:
    """The curves, once they are all there, as a browser asks for them by the clock."""

    def are_known() -> bool:
        header = unpack_header(component(checked(page.run()), Key.CHANGES).bytes)
        return all(change["known"] for change in header["changes"])

    wait_until(are_known, 120, "all curves are computed")
    return array_of(component(page, Key.CHANGES).bytes, "curves")


def test_each_change_s_curve_is_keras_s_and_a_slider_changes_the_others(engine, digit_run):
    page = open_page(digit_run, **VIEW)
    np.testing.assert_allclose(curves(page)[0], expected(digit_run, NEUTRAL), atol=1e-5)
    moved = NEUTRAL | {"turn": 30.0}
    page.session_state[Key.CHANGE_TEXT] = "turn:30"  # as the component's callback sets it
    page = checked(page.run())
    np.testing.assert_allclose(curves(page)[0], expected(digit_run, moved), atol=1e-5)


def test_a_second_network_with_the_same_input_is_compared(engine, digit_run):
    other = finished_run("digits", DIGITS, (28, 28, 1), (Flatten(), Dense(8, "relu")))
    try:
        page = open_page(digit_run, **VIEW, **{Key.OTHER: other.id})
        np.testing.assert_allclose(curves(page)[1], expected(other, NEUTRAL), atol=1e-5)
        header = unpack_header(component(page, Key.CHANGES).bytes)
        assert header["other"].startswith(
            "small, 75"
        )  # both are "small": the label tells them apart
    finally:
        shutil.rmtree(other.path)


def test_a_second_network_of_another_size_gets_the_input_in_its_own_size(engine, digit_run):
    other = finished_run("digits", DIGITS, (20, 20, 1), (Flatten(), Dense(8, "relu")))
    try:
        page = open_page(digit_run, **VIEW, **{Key.OTHER: other.id})
        drawn = network_input.of_drawing(strokes.EXAMPLE).pixels
        seen = network_input.fit_to_network(images.to_float(drawn), (20, 20, 1))
        network = models.open_model(other.model).network
        own = np.stack([network(sweep(seen, NEUTRAL, change)).numpy() for change in CHANGES])
        np.testing.assert_allclose(curves(page)[1], own, atol=1e-5)
    finally:
        shutil.rmtree(other.path)


def test_a_link_opens_the_changes_that_it_names(engine, digit_run):
    page = open_page(digit_run, **VIEW, **{Key.CHANGE_TEXT: "turn:30,right:-0.1"})
    values = NEUTRAL | {"turn": 30.0, "right": -0.1}
    np.testing.assert_allclose(curves(page)[0], expected(digit_run, values), atol=1e-5)
    assert page.query_params[Key.CHANGE_TEXT] in ("turn:30,right:-0.1", ["turn:30,right:-0.1"])


@pytest.mark.parametrize("text", ["turn:nan", "twist:3", "turn", "turn:x", "turn:1e999"])
def test_a_link_with_a_change_that_does_not_exist_changes_nothing(text):
    with pytest.raises((ValueError, KeyError)):
        read_changes(text)


def test_numbers_of_a_link_are_brought_into_their_range_and_written_again():
    values = read_changes("turn:999,blur:-1")
    assert values == NEUTRAL | {"turn": 180.0, "blur": 0.0}
    assert written_changes(values) == "turn:180"
    assert written_changes(NEUTRAL) == ""
