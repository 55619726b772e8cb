"""Photographs on the feature maps page: shapes to choose from, a box, the stages."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.data.digit_photo import Box, find_digit_in
from cnnviz.models import network_input
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from tests.pages.feature_maps_page import answered, checked, component, open_page, png, upload


def sheet_of_two() -> np.ndarray:
    """A tall bar, and a lower one to its right."""
    paper = np.full((400, 600), 230, np.uint8)
    paper[100:300, 150:170] = 20
    paper[130:270, 400:420] = 20
    return paper


def shown_boxes(page: AppTest) -> dict:
    (data,) = json.loads(component(page, Key.PHOTO).json)
    return data


def choose(page: AppTest, **change) -> AppTest:
    """What the browser sends when a shape is clicked or a box drawn."""
    number = shown_boxes(page)["taken"] + 1
    page.session_state[Key.PHOTO] = {"edit": [change | {"number": number}]}
    return checked(page.run())


@pytest.fixture
def two(engine, digit_run) -> AppTest:
    page = open_page(digit_run, **{Key.INPUT: "Upload"})
    return upload(page, "two.png", png(sheet_of_two()))


def test_every_shape_in_a_photograph_is_offered_and_the_likeliest_read(two):
    data = shown_boxes(two)
    assert data["size"] == [400, 600]
    np.testing.assert_allclose([shape["box"][1] for shape in data["shapes"]], [150, 400], atol=4)
    assert (data["chosen"], data["drawn"]) == (0, None)
    assert answered(two)[0]["doubt"] == network_input.SEVERAL_SHAPES


def test_a_chosen_shape_is_read_without_doubt_and_kept(two):
    before = answered(two)[1]
    header, picture, _ = answered(choose(two, shape=1))
    assert shown_boxes(two)["chosen"] == 1
    assert header["doubt"] == ""
    assert not np.array_equal(picture, before)  # the lower bar is broader for its height
    two.segmented_control(Key.INPUT).set_value("Draw").run()
    two.segmented_control(Key.INPUT).set_value("Upload").run()
    np.testing.assert_array_equal(answered(checked(two))[1], picture)
    two.toggle(Key.AS_MNIST).set_value(False).run()
    two.toggle(Key.AS_MNIST).set_value(True).run()
    assert shown_boxes(checked(two))["chosen"] == 1


def test_the_visitors_box_is_read_and_kept(two):
    choose(two, box=[110, 380, 180, 60])
    assert shown_boxes(two)["drawn"] == [110, 380, 180, 60]
    assert shown_boxes(two)["chosen"] is None
    found = find_digit_in(sheet_of_two()[..., None], Box(110, 380, 180, 60))
    expected = network_input.of_candidate(found)
    np.testing.assert_array_equal(answered(two)[1], expected.pixels.ravel())
    assert shown_boxes(checked(two.run()))["drawn"] == [110, 380, 180, 60]


def test_a_box_around_nothing_says_so_and_shows_what_stands_out(two):
    choose(two, box=[10, 500, 60, 60])
    assert answered(two)[0]["note"] == "No prediction: no ink stands out in your box."
    (stages,) = [each.body for each in two.get("html") if "What stands out" in each.body]
    assert "Taken for ink" not in stages


def test_another_photograph_forgets_the_choice(two):
    choose(two, shape=1)
    upload(two, "mirrored.png", png(sheet_of_two()[:, ::-1].copy()))
    assert shown_boxes(two)["chosen"] == 0


def test_the_stages_of_a_photograph_are_shown_and_of_nothing_else(two):
    def stages(page: AppTest) -> list[str]:
        return [each.body for each in page.get("html") if "Paper and light" in each.body]

    (shown,) = stages(two)
    assert shown.count("<img") == 5
    two.toggle(Key.AS_MNIST).set_value(False).run()
    assert stages(checked(two)) == []


def test_a_photograph_without_ink_shows_what_was_looked_at(engine, digit_run):
    page = upload(
        open_page(digit_run, **{Key.INPUT: "Upload"}),
        "blank.png",
        png(np.full((90, 90), 200, np.uint8)),
    )
    assert shown_boxes(page)["shapes"] == []
    assert any("What stands out" in each.body for each in page.get("html"))
