"""The layer calculator on screens of all sizes: nothing is cut off, and nothing moves."""

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.calculator import Calculator
from tests.e2e.conftest import settle
from tests.waiting import wait_until

LAYERS = [
    "",
    "?l_one_dimension=true",
    "?l_one_dimension=true&l_channels=4&l_filters=4",
    "?l_channels=3&l_filters=2",
    "?l_channels=64&l_filters=128&l_padding=same",
    "?l_operation=Transposed+convolution&l_stride=2",
    "?l_height=32&l_kernel=5",
]


def bottom(part: Locator) -> float:
    box = part.bounding_box()
    return box["y"] + box["height"]


@pytest.mark.parametrize("address", LAYERS)
def test_the_core_loop_and_the_bill_fit_1280_by_800_uncut(open_page, page, address):
    open_page(f"layer_calculator{address}")
    expect(page.locator(".transport .where")).not_to_be_empty()
    settle(page)
    for part in (
        page.locator(".stage .transport"),
        page.locator("table").filter(has_text="Never read"),
        page.locator(".hint"),
    ):
        wait_until(lambda part=part: bottom(part) <= 800, 60, f"{part} ends on the screen")
    stage = page.locator(".stage").bounding_box()
    for caption in page.locator(".stage figcaption").all():
        right = caption.evaluate(
            "caption => caption.getBoundingClientRect().left + caption.scrollWidth"
        )
        assert right <= stage["x"] + stage["width"] + 1


def test_the_stage_grows_with_the_window_and_is_compact_for_a_small_layer(open_page, page):
    page.set_viewport_size({"width": 1920, "height": 1080})

    def height(side: int) -> float:
        expect(page.locator(".input figcaption")).to_contain_text(f"{side} × {side}")
        return page.locator(".grids").bounding_box()["height"]

    open_page("layer_calculator?l_height=7&l_kernel=2")
    wait_until(lambda: height(7) > 540, 60, "the stage grows with the window")
    open_page("layer_calculator?l_height=2&l_kernel=2")
    wait_until(lambda: height(2) < 300, 60, "the stage of a small layer is compact")


TABS_TOPS = """
window.tops = [];
const watch = () => {
  const tabs = document.querySelector("[data-testid=stTabs]");
  const top = tabs?.getBoundingClientRect().top ?? innerHeight;
  if (top < innerHeight) window.tops.push(top);
  requestAnimationFrame(watch);
};
watch();
"""


def test_the_tabs_stay_in_place_while_the_page_loads(open_page, page):
    page.add_init_script(TABS_TOPS)
    open_page("layer_calculator")
    expect(page.locator(".transport .where")).to_have_text("1 / 25")
    settle(page)
    tops = page.evaluate("window.tops")
    assert max(tops) - min(tops) <= 2


def test_a_phone_asked_for_less_motion_gets_a_still_picture_that_fits(phone, server):
    phone.emulate_media(reduced_motion="reduce")
    phone.goto(server)
    settle(phone)
    phone.goto(f"{server}/layer_calculator")
    calculator = Calculator(phone)
    expect(calculator.where).to_have_text("1 / 25")
    expect(phone.get_by_role("button", name="Play")).to_be_visible()
    output = phone.locator(".output canvas").last
    side = output.bounding_box()["width"]
    output.tap(position={"x": side - 5, "y": side - 5})
    expect(calculator.where).to_have_text("25 / 25")
    for part in (phone.get_by_test_id("stMain"), phone.locator(".stage")):
        assert part.evaluate("(element) => element.scrollWidth <= element.clientWidth")
