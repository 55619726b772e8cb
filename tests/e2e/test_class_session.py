"""A class session in real browsers: a teacher and three students, from code to CSV."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cnnviz.course import attendance, class_digits
from cnnviz.course import session as sessions
from cnnviz.course.lesson import CALCULATOR, Card, Lesson
from cnnviz.course.questions import Choice, Number, Option, Slip
from cnnviz.data.stroke_text import write_strokes
from cnnviz.utils import paths
from tests.e2e.conftest import settle

SEVEN = write_strokes((((0.3, 0.2), (0.7, 0.2), (0.5, 0.8)),))
LESSON = Lesson(
    "test",
    "Stride",
    "",
    (
        Card(
            "Windows move by the stride.",
            CALCULATOR,
            {"l_height": "6", "l_kernel": "3", "l_padding": "valid"},
            ("l_stride",),
            Number("How many?", 2, "Two fit.", (Slip(3, "One stands over the edge."),), "Count."),
            reveal="Columns 1 and 3.",
            reveal_link={"l_height": "6", "l_kernel": "3", "l_stride": "2", "l_padding": "valid"},
        ),
        Card(
            "And now?",
            CALCULATOR,
            {},
            question=Choice("Which?", (Option("this", "yes", right=True), Option("that", "no"))),
        ),
    ),
)


@pytest.fixture
def led(server_home, monkeypatch):
    """A session on the server, and its leader's token."""
    with monkeypatch.context() as patch:
        patch.setattr(paths, "home", lambda: server_home)
        yield sessions.begin("Stride", [LESSON])


@pytest.fixture
def teacher(server, elsewhere, led) -> Page:
    code, token = led
    page: Page = elsewhere(f"{server}/lead?lead={code}&token={token}")
    return page


def joined(elsewhere: Callable[[str], Page], server: str, code: str, name: str) -> Page:
    page = elsewhere(f"{server}/join?join={code}")
    page.get_by_role("textbox", name="Your nickname").fill(name)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text(f"Class {code} · ")).to_be_visible()
    settle(page)
    return page


def answer(page: Page, value: str) -> None:
    page.get_by_role("spinbutton", name="Your answer").fill(value)
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(page.get_by_text("Waiting for your teacher")).to_be_visible()


def room(page: Page):
    return page.get_by_role("heading", name="Layer calculator")


def test_a_class_answers_a_card_and_sees_the_room_open(server, elsewhere, teacher, led):
    code, _ = led
    students = [joined(elsewhere, server, code, name) for name in ("Anna", "Anna", "<b>Cem")]
    expect(students[1].get_by_text("Anna 2")).to_be_visible()
    expect(students[2].get_by_text("<b>Cem")).to_be_visible()
    expect(room(students[0])).to_have_count(0)
    for student, value in zip(students, ("2", "3", "3"), strict=True):
        answer(student, value)
        expect(room(student)).to_be_visible()
    expect(teacher.get_by_text("3 of 3 answered")).to_be_visible()
    expect(teacher.get_by_text("One stands over the edge.")).to_be_visible()
    expect(teacher.locator(".class-answers .count")).to_have_text(["2", "1"])
    teacher.get_by_role("button", name="Show the answer").click()
    expect(students[0].get_by_text("2 is right. Two fit.")).to_be_visible()
    expect(students[1].get_by_text("Not 3. One stands over the edge.")).to_be_visible()
    expect(students[0].locator(".st-key-l_stride input")).to_have_value("2")
    teacher.get_by_role("button", name="Next card").click()
    expect(students[2].get_by_text("And now?")).to_be_visible()
    expect(room(students[2])).to_have_count(0)


def test_a_reload_goes_on_for_teacher_and_student(server, elsewhere, teacher, led):
    code, _ = led
    student = joined(elsewhere, server, code, "Dora")
    answer(student, "2")
    for page in (student, teacher):
        page.reload()
        settle(page)
    expect(student.get_by_text("Waiting for your teacher")).to_be_visible()
    expect(teacher.get_by_text("1 of 1 answered")).to_be_visible()


def test_after_the_end_nobody_answers_or_joins_and_the_csv_stays(server, elsewhere, teacher, led):
    code, _ = led
    student = joined(elsewhere, server, code, "=1+1")
    answer(student, "3")
    teacher.get_by_role("button", name="End the session").click()
    teacher.get_by_role("button", name="End it now").click()
    expect(student.get_by_text("The class session has ended")).to_be_visible()
    late = elsewhere(f"{server}/join?join={code}")
    late.get_by_role("textbox", name="Your nickname").fill("Late")
    late.get_by_role("button", name="Join").click()
    expect(late.get_by_text("This class session has ended.")).to_be_visible()
    with teacher.expect_download() as saved:
        teacher.get_by_role("button", name="Answers as CSV").click()
    rows = list(csv.reader(io.StringIO(saved.value.path().read_text("utf-8"))))
    assert rows[1] == ["'=1+1", "Stride", "1", "How many?", "3", "no", "One stands over the edge."]


def test_a_wrong_code_is_refused_in_a_sentence(server, elsewhere):
    page = elsewhere(f"{server}/join")
    page.get_by_label("Code of the class").fill("XXXXXX")
    page.get_by_role("textbox", name="Your nickname").fill("Eve")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text(re.compile("There is no class session with this code"))).to_be_visible()


def test_a_teacher_begins_a_session_in_the_browser(server, elsewhere):
    page = elsewhere(f"{server}/course")
    page.get_by_role("link", name="Lead a class").click()
    page.get_by_role("combobox", name="Lessons of this session").click()
    page.get_by_role("listbox").get_by_role("option").first.click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Begin the session").click()
    expect(page.locator(".class-code")).to_have_text(re.compile(r"^[A-Z2-9]{6}$"))
    expect(page.get_by_text("0 joined").or_(page.get_by_text("0 of 0 answered"))).to_be_visible()


def test_the_class_s_digits_become_a_data_set_of_the_trainer(
    server, elsewhere, server_home, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr(paths, "home", lambda: server_home)
        code, token = sessions.begin("Digits", [class_digits.digits_lesson()])
        students = [attendance.join(code, name) for name in ("Anna", "Ben", "Cem")]
        for card in range(10):
            sessions.open_card(code, token, card)
            for student in students:
                attendance.answer(code, student, card, "7", SEVEN)
    page = elsewhere(f"{server}/lead?lead={code}&token={token}")
    expect(page.get_by_text("reads 3 of them as they were meant (10.0 %)")).to_be_visible()
    page.get_by_role("button", name="Make a data set of them").click()
    page.get_by_role("link", name="Train a network on the class's digits").click()
    expect(page.get_by_text(f"class-{code}").first).to_be_visible()
