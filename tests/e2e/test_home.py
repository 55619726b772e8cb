"""The front door in a browser: pictures, links, the way back, and who cannot see or wait."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import expect_no_overflow, next_frame, settle
from tests.waiting import wait_until

ROOMS = ("Kernel playground", "Layer calculator", "Trainer", "Feature maps")
COUNT_FRAMES = """
window.frames_asked = 0;
const ask = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (act) => { window.frames_asked += 1; return ask(act); };
"""


@pytest.fixture
def door(open_page, page: Page) -> Page:
    open_page("")
    expect(page.locator(".room")).to_have_count(4)
    return page


def card(page: Page, name: str):
    return page.locator("a.room").filter(has_text=name)


@pytest.mark.parametrize("name", ROOMS)
def test_each_picture_leads_to_its_room_and_back_to_the_door(door, name):
    expect(card(door, name)).to_have_attribute("href", f"/{name.lower().replace(' ', '_')}")
    card(door, name).click()
    expect(door.get_by_role("heading", name=name, exact=True)).to_be_visible()
    settle(door)
    door.go_back()
    expect(door.get_by_role("heading", name="cnnviz")).to_be_visible()


def test_the_keyboard_reaches_a_room(door):
    card(door, "Kernel playground").focus()
    door.keyboard.press("Tab")
    expect(card(door, "Layer calculator")).to_be_focused()
    expect(card(door, "Layer calculator")).to_have_css("outline-style", "solid")
    door.keyboard.press("Enter")
    expect(door.get_by_role("heading", name="Layer calculator", exact=True)).to_be_visible()


def test_the_way_back_leads_to_the_last_room_with_its_settings(open_page, page):
    open_page("kernel_playground?k_kernel=Sharpen")
    expect(page.locator(".cells input")).not_to_have_count(0)
    page.get_by_role("link", name="Home").first.click()
    back = page.locator(".back a").filter(has_text="Kernel playground")
    expect(back).to_contain_text("Sharpen")
    page.reload()
    expect(back).to_contain_text("Sharpen")
    back.click()
    expect(page.get_by_role("heading", name="Kernel playground")).to_be_visible()
    settle(page)
    expect(page.get_by_role("combobox", name="Kernel", exact=True)).to_have_value("Sharpen")


def test_a_link_from_when_the_playground_came_first_opens_it_and_back_is_the_door(page, server):
    page.goto(f"{server}/?k_kernel=Sharpen&k_picture=Cat")
    expect(page.get_by_role("heading", name="Kernel playground")).to_be_visible()
    settle(page)
    expect(page).to_have_url(re.compile(r"/kernel_playground\?k_kernel=Sharpen&k_picture=Cat$"))
    expect(page.get_by_role("combobox", name="Kernel", exact=True)).to_have_value("Sharpen")
    page.go_back()
    expect(page.get_by_role("heading", name="cnnviz")).to_be_visible()


def test_a_layer_to_work_out_by_hand_opens_with_its_four_windows(door):
    door.get_by_role("link", name="Work out a 2 × 2 kernel by hand").click()
    expect(door.locator(".stage .where")).to_have_text("1 / 4")


def test_the_pictures_play_and_stop_where_the_visitor_asks(door):
    told = card(door, "Trainer").locator(".line")
    first = told.inner_text()
    wait_until(lambda: told.inner_text() != first, 60, "the curves go on")
    door.get_by_role("button", name="Pause the pictures").click()
    expect(told).to_contain_text("epoch 12")
    expect(card(door, "Layer calculator").locator(".now")).to_have_text("43")
    door.get_by_role("button", name="Play the pictures").click()
    expect(told).not_to_contain_text("epoch 12")


def test_the_pointer_reads_a_pixel_and_a_window(door):
    playground, calculator = card(door, "Kernel playground"), card(door, "Layer calculator")
    playground.locator(".sheet").first.hover(position={"x": 60, "y": 40})
    expect(playground.locator(".line")).to_contain_text("9 products add up to")
    calculator.locator(".stage").hover(position={"x": 3, "y": 20})
    expect(calculator.locator(".line")).to_have_text("0 × 0 + 1 × 1 + 3 × 2 + 4 × 3 = 19")


def test_less_motion_shows_each_picture_at_its_end(page, open_page):
    page.emulate_media(reduced_motion="reduce")
    page.add_init_script(COUNT_FRAMES)
    open_page("")
    expect(card(page, "Trainer").locator(".line")).to_contain_text("epoch 12")
    expect(card(page, "Feature maps").locator(".line")).to_contain_text("Now it reads 3")
    wait_until(lambda: frames_while_waiting(page) == 0, 60, "nothing moves")


def test_pictures_out_of_sight_ask_for_no_frames(page, open_page):
    page.add_init_script(COUNT_FRAMES)
    open_page("")
    expect(page.locator(".room")).to_have_count(4)
    wait_until(lambda: frames_while_waiting(page) > 0, 60, "the pictures play")
    page.set_viewport_size({"width": 1280, "height": 60})
    wait_until(lambda: frames_while_waiting(page) == 0, 60, "the pictures rest")


def frames_while_waiting(page: Page) -> int:
    """How many frames the page asks for in a tenth of a second."""
    return page.evaluate(
        """() => {
            const before = window.frames_asked;
            return new Promise((done) => setTimeout(() => done(window.frames_asked - before), 100));
        }"""
    )


def test_the_whole_door_is_on_the_first_screen(door):
    button = door.get_by_role("button", name="Pause the pictures").bounding_box()
    assert button["y"] + button["height"] <= door.viewport_size["height"]
    expect_no_overflow(door)


def test_on_a_phone_it_is_one_column_and_nothing_is_clipped(phone, server):
    phone.goto(server)
    settle(phone)
    expect(phone.locator(".room")).to_have_count(4)
    next_frame(phone)
    expect_no_overflow(phone)
    boxes = [each.bounding_box() for each in phone.locator(".room, .way").all()]
    assert len({box["x"] for box in boxes}) == 1
    assert all(box["x"] + box["width"] <= 390 for box in boxes)
