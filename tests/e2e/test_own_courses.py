"""A teacher makes a course from the state of a room; somebody else takes it."""

import json
import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import choose, settle


def fill(page: Page, label: str, text: str) -> None:
    page.get_by_role("textbox", name=label, exact=True).fill(text)
    page.keyboard.press("Control+Enter")
    settle(page)


def make_course(page: Page, title: str) -> None:
    fill(page, "Title of a new course", title)
    page.get_by_role("button", name="Make a course").click()
    page.get_by_text(title, exact=True).click()
    page.get_by_role("button", name="Add cards in a room").last.click()
    expect(page.get_by_text(f"New card of “{title}”")).to_be_visible()


def test_a_card_is_made_from_a_room_and_asks_its_question(open_page, page, elsewhere, server):
    open_page("course")
    make_course(page, "Short course")
    page.get_by_role("link", name="Layer calculator").click()
    settle(page)
    page.locator(".st-key-l_height input").fill("9")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("l_height=9"))
    settle(page)
    fill(page, "Title of the lesson", "Nine rows")
    text = page.get_by_role("textbox", name="Text of the card")
    expect(text).to_be_in_viewport(ratio=0.9)  # it gave way to the fields below it
    fill(page, "Text of the card", "An input of 9 × 9.")
    choose(page, "Question", "Choose an answer")
    fill(page, "The question", "What comes out?")
    fill(page, "Answers, one per line", "* 7 × 7 | 9 − 3 + 1.\n9 × 9 | That needs padding.")
    choose(page, "Fixed controls", "Height")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add this card").click()
    expect(page.get_by_text("The card was added.")).to_be_visible()
    page.get_by_role("button", name="Done", exact=True).click()
    settle(page)

    other = elsewhere(f"{server}/course")
    other.get_by_text("Short course", exact=True).click()
    other.get_by_role("link", name="1. Nine rows").click()
    expect(other.get_by_text("An input of 9 × 9.")).to_be_visible()
    expect(other.locator(".st-key-l_height input")).to_have_value("9")
    settle(other)
    other.get_by_text("9 × 9", exact=True).first.click()
    other.get_by_role("button", name="Answer", exact=True).click()
    expect(other.get_by_text("Not “9 × 9”. That needs padding.")).to_be_visible()


def test_a_card_without_a_right_answer_is_refused_and_what_was_typed_stays(open_page, page):
    open_page("course")
    make_course(page, "Faulty course")
    fill(page, "Title of the lesson", "One")
    fill(page, "Text of the card", "Some text.")
    choose(page, "Question", "Choose an answer")
    fill(page, "The question", "Which?")
    fill(page, "Answers, one per line", "a\nb")
    page.get_by_role("button", name="Add this card").click()
    expect(page.get_by_text("One option is right")).to_be_visible()
    expect(page.get_by_role("textbox", name="Text of the card")).to_have_value("Some text.")


def test_a_course_file_from_elsewhere_is_opened_or_refused(open_page, page):
    content = {
        "format": "cnnviz course",
        "version": 1,
        "title": "From elsewhere",
        "lessons": [
            {
                "key": "a",
                "title": "A lesson",
                "cards": [{"text": "Text", "room": "layer_calculator"}],
            }
        ],
    }
    open_page("course")
    upload = page.locator(".st-key-c_own_file input[type=file]")
    upload.set_input_files(
        {"name": "a.json", "mimeType": "application/json", "buffer": json.dumps(content).encode()}
    )
    expect(page.get_by_text("From elsewhere")).to_be_visible()
    content["lessons"][0]["cards"][0]["text"] = "<script>"
    upload.set_input_files(
        {"name": "b.json", "mimeType": "application/json", "buffer": json.dumps(content).encode()}
    )
    expect(page.get_by_text("Lesson 1, card 1, text: a text has no HTML")).to_be_visible()
