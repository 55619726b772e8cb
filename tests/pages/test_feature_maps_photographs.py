"""Photographs on the feature maps page: shapes to choose from, a box, the stages."""

import json
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.data.digit_photo import Box, find_digit_in, find_digits
from cnnviz.data.strokes import Preparation
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
    assert stage_names(two) == ["Photograph", "Background", "What stands out"]


def test_another_photograph_forgets_the_choice(two):
    choose(two, shape=1)
    upload(two, "mirrored.png", png(sheet_of_two()[:, ::-1].copy()))
    assert shown_boxes(two)["chosen"] == 0


def stage_names(page: AppTest) -> list[str]:
    """Names of the stages on show, in their order."""
    found = [re.search("<figcaption.*</span> (.*)</figcaption>", e.body) for e in page.get("html")]
    return [each[1] for each in found if each]


def test_the_stages_of_a_photograph_are_shown_and_none_where_it_is_read_as_it_is(two):
    last = ["Cropped", "Scaled", "Centred"]
    assert stage_names(two) == ["Photograph", "Background", "Taken for ink", *last]
    two.toggle(Key.AS_MNIST).set_value(False).run()
    assert stage_names(checked(two)) == ["As it is"]


def test_without_its_stages_the_ink_keeps_its_place_and_size_in_what_is_read():
    (read,) = [each.stages for each in find_digits(sheet_of_two()[..., None])[:1]]
    whole = Preparation(crop=False, scale=False, centre=False)
    picture = network_input.prepared_photograph(read, whole).picture[..., 0]
    side = max(read.taken.shape)
    for axis in (0, 1):
        share = read.taken.sum(1 - axis) @ (np.arange(read.taken.shape[axis]) + 0.5)
        at = share / read.taken.sum() + (side - read.taken.shape[axis]) / 2
        found = picture.sum(1 - axis) @ (np.arange(28) + 0.5) / picture.sum()
        assert found == pytest.approx(at * 28 / side, abs=1)
    assert picture.sum() == pytest.approx(read.taken.sum() * (28 / side) ** 2, rel=0.1)


@pytest.mark.parametrize(
    ("key", "name", "which"),
    [
        (Key.CROPPED, "Not cropped", Preparation(crop=False)),
        (Key.SCALED, "Not scaled", Preparation(scale=False)),
        (Key.CENTRED, "Not centred", Preparation(centre=False)),
    ],
)
def test_each_stage_of_a_photograph_is_switched_off_by_itself(two, key, name, which):
    choose(two, shape=1)
    before = answered(two)[1]
    two.toggle(key).set_value(False).run()
    _, picture, _ = answered(checked(two))
    assert name in stage_names(two)
    chosen = find_digits(sheet_of_two()[..., None])[1]
    expected = network_input.of_candidate(chosen, (), which)
    np.testing.assert_array_equal(picture, expected.pixels.ravel())
    assert (picture != before).any()


def test_a_photograph_without_ink_shows_what_was_looked_at(engine, digit_run):
    page = upload(
        open_page(digit_run, **{Key.INPUT: "Upload"}),
        "blank.png",
        png(np.full((90, 90), 200, np.uint8)),
    )
    assert shown_boxes(page)["shapes"] == []
    assert "What stands out" in stage_names(page)
