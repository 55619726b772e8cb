"""Every lesson is walked in a browser: each question is answered rightly, and its answer shown."""

import pytest
from playwright.sync_api import Page, expect

from cnnviz.course import catalogue
from cnnviz.course.lesson import Lesson
from cnnviz.course.questions import Cell, Choice, Drawing, Number, Question
from tests.e2e.conftest import settle

LESSONS = catalogue.lessons()


def card(page: Page):
    return page.locator(".st-key-lesson-card")


def press(page: Page, name: str) -> None:
    card(page).get_by_role("button", name=name, exact=True).click()
    settle(page)


def answer(page: Page, question: Question) -> None:
    if isinstance(question, Choice):
        card(page).get_by_text(question.solution, exact=True).click()
        press(page, "Answer")
    elif isinstance(question, Number):
        card(page).get_by_label("Your answer").fill(f"{question.solution:g}")
        press(page, "Answer")
    elif isinstance(question, Cell):
        row, col = question.solution
        cells = card(page).get_by_role("grid").get_by_role("row").nth(row)
        cells.get_by_role("gridcell").nth(col).click()
    else:
        draw(page, question)


def draw(page: Page, question: Drawing) -> None:
    """Draw a seven, with the pointer."""
    assert question.wanted == "7"
    pad = card(page).locator("canvas").first
    box = pad.bounding_box()
    assert box
    places = [(0.28, 0.25), (0.72, 0.25), (0.6, 0.5), (0.45, 0.82)]
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=6)
    page.mouse.up()
    press(page, "Answer with this drawing")


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.key)
def test_the_right_answers_lead_through_a_lesson(open_page, page, lesson: Lesson):
    open_page(f"{lesson.cards[0].room}?lesson={lesson.key}.1")
    for number, each in enumerate(lesson.cards, 1):
        expect(card(page).get_by_role("img", name=f"Card {number} of")).to_be_visible()
        if each.question is not None:
            for key in each.focus:
                expect(page.locator(f".st-key-{key}").first).to_be_visible()
            answer(page, each.question)
            if each.task is not None:
                press(page, "Show the answer")
            expect(card(page).get_by_text("is right.")).to_be_visible()
        if each is not lesson.cards[-1]:
            press(page, "Next")
