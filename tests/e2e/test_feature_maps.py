"""The feature maps page as a person uses it: samples, photographs, and its look."""

import io
import re

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect

from cnnviz import data
from cnnviz.models import network_input
from tests.e2e.conftest import expect_no_overflow, next_frame, settle
from tests.e2e.feature_maps import ONE, Explorer
from tests.waiting import wait_until


def test_a_sample_is_chosen_on_the_sheet_and_its_link_opens_it_again(explorer):
    explorer.choose("Sample")
    expect(explorer.page.locator(".sheet button")).to_have_count(25)
    explorer.page.locator(".sheet button").nth(7).click()
    expect(explorer.page).to_have_url(re.compile("f_sample=7"))
    dataset = data.load(network_input.sample_set("mnist"))
    truth = f"the label says {dataset.classes[dataset.test.labels[7]]}"
    expect(explorer.page.locator(".truth")).to_contain_text(truth)
    explorer.page.reload()
    settle(explorer.page)
    expect(explorer.page.locator(".truth")).to_contain_text(truth)


def draw_seven(paper: np.ndarray, top: int, left: int, height: int, width: int, pen: int) -> None:
    """A bar and a slope in dark ink."""
    paper[top : top + pen, left : left + width] = 40
    for row in range(top + pen, top + height):
        col = left + width - pen - (row - top - pen) // 3
        paper[row, col : col + pen] = 40


def encoded(paper: np.ndarray, form: str) -> bytes:
    file = io.BytesIO()
    Image.fromarray(paper).save(file, form)
    return file.getvalue()


def photograph() -> bytes:
    """A seven on grey paper."""
    paper = np.full((400, 300), 200, np.uint8)
    draw_seven(paper, 80, 70, 250, 160, 30)
    return encoded(paper, "JPEG")


def test_an_uploaded_photograph_is_recognised_and_a_broken_one_changes_nothing(explorer):
    explorer.choose("Upload")
    explorer.upload("7.jpg", photograph())
    expect(explorer.answer).to_have_text("7")
    explorer.upload("bad.png", b"no picture")
    expect(explorer.page.get_by_text("bad.png: ")).to_be_visible()
    expect(explorer.answer).to_have_text("7")


def two_digits() -> bytes:
    """A one and, right of it, a seven."""
    paper = np.full((400, 600), 200, np.uint8)
    paper[80:320, 140:168] = 40
    draw_seven(paper, 100, 380, 210, 120, 26)
    return encoded(paper, "PNG")


def upload_two(explorer: Explorer) -> None:
    explorer.choose("Upload")
    explorer.upload("two.png", two_digits())
    expect(explorer.page.locator(".thumbs button")).to_have_count(2)
    expect(explorer.answer).to_have_text("1")


def on_photo(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a point of ``two_digits`` lies on the screen."""
    frame = page.locator(".photo .frame").bounding_box()
    return frame["x"] + x / 600 * frame["width"], frame["y"] + y / 400 * frame["height"]


def drag_on_photo(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*on_photo(page, *start))
    page.mouse.down()
    page.mouse.move(*on_photo(page, *end), steps=5)
    page.mouse.up()


def test_another_shape_in_a_photograph_is_read_after_a_click(explorer):
    upload_two(explorer)
    explorer.page.mouse.click(*on_photo(explorer.page, 440, 112))
    expect(explorer.answer).to_have_text("7")
    explorer.page.locator(".thumbs button").first.click()
    expect(explorer.answer).to_have_text("1")
    expect(explorer.page.get_by_text("Taken for ink")).to_be_visible()


def test_a_box_is_drawn_moved_and_taken_away(explorer):
    upload_two(explorer)
    page, drawn = explorer.page, explorer.page.locator(".photo .drawn")
    drag_on_photo(page, (350, 60), (540, 340))
    expect(explorer.answer).to_have_text("7")
    expect(page.locator(".photo .hint")).to_contain_text("The digit in your box is read.")
    drag_on_photo(page, (445, 200), (155, 200))
    expect(explorer.answer).to_have_text("1")
    width = drawn.bounding_box()["width"]
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_function(
        "([part, width]) => part.getBoundingClientRect().width > width",
        arg=[drawn.element_handle(), width],
    )
    page.keyboard.press("Delete")
    expect(drawn).to_be_hidden()
    expect(page.locator(".thumbs button").first).to_have_attribute("aria-pressed", "true")


def test_nothing_moves_when_the_answer_changes(explorer):
    places = lambda: [explorer.films.nth(i).bounding_box() for i in range(2)]  # noqa: E731
    before = places()
    explorer.stroke(ONE[0])
    expect(explorer.answer).to_have_text("1")
    explorer.press("Clear")
    expect(explorer.answer).to_contain_text("Draw a digit")
    wait_until(lambda: places() == before, 60, "the maps lie where they lay")


def test_on_a_tablet_the_lens_lies_beside_the_colour_scales(explorer):
    explorer.page.set_viewport_size({"width": 768, "height": 900})
    expect(explorer.page.locator(".strips:not(.narrow)")).to_be_visible()
    right = "scales => Math.max(...scales.map((scale) => scale.getBoundingClientRect().right))"
    lens, scales = explorer.page.locator(".lens"), explorer.page.locator(".scale")
    next_frame(explorer.page)
    wait_until(
        lambda: scales.evaluate_all(right) <= lens.bounding_box()["x"], 60, "the lens is beside"
    )


def test_the_page_s_picture_is_taken(explorer, screenshot):
    explorer.point_at(0, 150, 30)
    screenshot("feature-maps")


def test_on_a_phone_nothing_is_clipped_and_a_tap_reads_a_value(phone, server):
    phone.goto(f"{server}/feature_maps?f_model=mnist")
    settle(phone)
    expect(phone.locator(".headline b")).to_have_text("3")
    expect_no_overflow(phone)
    phone.locator(".film canvas").first.tap(position={"x": 12, "y": 12})
    expect(phone.locator(".lens .value")).not_to_be_empty()
    expect(phone.locator(".drawer")).to_be_visible()
    expect_no_overflow(phone)


def test_on_a_phone_a_finger_draws_a_box_around_a_digit(phone, server):
    phone.goto(f"{server}/feature_maps?f_model=mnist")
    explorer = Explorer(phone)
    expect(explorer.answer).to_have_text("3")
    upload_two(explorer)
    phone.locator(".photo").scroll_into_view_if_needed()
    touch = phone.context.new_cdp_session(phone)
    along = [on_photo(phone, 350 + 19 * step, 60 + 28 * step) for step in range(11)]
    for kind, points in (
        ("touchStart", along[:1]),
        *(("touchMove", [point]) for point in along),
        ("touchEnd", []),
    ):
        places = [{"x": x, "y": y} for x, y in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})
    expect(explorer.answer).to_have_text("7")
    expect(phone.locator(".photo .drawn")).to_be_visible()
