"""A lesson beside a room: it sets the room, stays over reloads and other pages, and closes."""

import re

from playwright.sync_api import Page, expect

from cnnviz.course import catalogue
from tests.e2e.conftest import settle

LESSON = next(lesson for lesson in catalogue.lessons() if lesson.key == "stride")
QUESTION = next(at for at, card in enumerate(LESSON.cards) if card.question is not None)


def card(page: Page):
    return page.locator(".st-key-lesson-card")


def height(page: Page):
    return page.locator(".st-key-l_height input")


def press(page: Page, name: str) -> None:
    card(page).get_by_role("button", name=name, exact=True).click()
    settle(page)


def expect_open(page: Page, number: int) -> None:
    count = len(LESSON.cards)
    expect(card(page).get_by_role("img", name=f"Card {number + 1} of {count}")).to_be_visible()


def test_the_contents_open_a_lesson_beside_its_room(open_page, page):
    open_page("course")
    page.get_by_role("link", name=re.compile(rf"\d+\. {LESSON.title}$")).click()
    expect_open(page, 0)
    expect(page.get_by_role("heading", name="Layer calculator")).to_be_visible()


def test_a_reload_keeps_the_card_and_what_was_changed_in_the_room(open_page, page):
    open_page("layer_calculator?lesson=stride.1")
    press(page, "Next")
    expect_open(page, 1)
    height(page).fill("9")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("l_height=9"))
    page.reload()
    settle(page)
    expect_open(page, 1)
    expect(height(page)).to_have_value("9")


def test_going_back_sets_the_room_again(open_page, page):
    open_page("layer_calculator?lesson=stride.1")
    press(page, "Next")
    expect_open(page, 1)
    height(page).fill("9")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("l_height=9"))
    press(page, "Back")
    expect_open(page, 0)
    expect(height(page)).not_to_have_value("9")


def test_a_closed_lesson_leaves_the_room_alone(open_page, page):
    open_page("layer_calculator?lesson=stride.1")
    press(page, "Close the lesson")
    expect(card(page)).to_have_count(0)
    expect(page).not_to_have_url(re.compile("lesson="))


def test_on_another_page_the_card_leads_back_to_its_room(open_page, page):
    open_page("layer_calculator?lesson=stride.1")
    page.get_by_role("link", name="Trainer").click()
    expect(card(page).get_by_text("another page")).to_be_visible()
    press(page, "Back to it")
    expect(page.get_by_role("heading", name="Layer calculator")).to_be_visible()
    expect_open(page, 0)


def test_a_link_to_no_lesson_says_so(open_page, page):
    open_page("layer_calculator?lesson=nothing")
    expect(page.get_by_text("names a lesson that does not exist: nothing")).to_be_visible()
    expect(card(page)).to_have_count(0)


def test_on_a_phone_the_card_is_above_the_room(open_page, page):
    page.set_viewport_size({"width": 390, "height": 800})
    open_page("layer_calculator?lesson=stride.1")
    above, below = card(page), page.get_by_role("heading", name="Layer calculator")
    expect(below).to_be_visible()
    top = above.bounding_box()
    room = below.bounding_box()
    assert top is not None
    assert room is not None
    assert top["y"] + top["height"] <= room["y"]
