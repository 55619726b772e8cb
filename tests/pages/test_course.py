"""The course's pages: contents, own courses, leading and joining a class session."""

import csv
import io
import re
import shutil
from dataclasses import replace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnnviz.classroom import belongings
from cnnviz.classroom.visitor import Visitor
from cnnviz.course import (
    attendance,
    catalogue,
    class_digits,
    course_file,
    guesses,
    library,
    progress,
    results,
    session,
    session_files,
)
from cnnviz.course.lesson import CALCULATOR, FEATURE_MAPS, Card, Lesson, Task
from cnnviz.course.questions import Cell, Choice, Drawing, Number, Option, Slip
from cnnviz.data import uploads
from cnnviz.data.stroke_text import write_strokes
from cnnviz.layers import Dense, Flatten
from cnnviz.training import challenge, class_end
from cnnviz.ui.course import answers_html, beginning, composing, drawing_answer, leading, tries
from cnnviz.ui.course.place import CourseState
from cnnviz.ui.identity import VISITOR
from cnnviz.utils import paths
from tests.pages.feature_maps_page import DIGITS, finished_run

SEVEN = (((0.3, 0.2), (0.7, 0.2), (0.5, 0.8)),)
COUNT = Number("How many?", 2, "Two fit.", (Slip(3, "One too many."),), "Count.")
WHICH = Choice("Which?", (Option("this", "yes", right=True), Option("that", "no")))
LESSON = Lesson(
    "one",
    "One",
    "An idea",
    (
        Card(
            "First.",
            CALCULATOR,
            {"l_height": "6"},
            ("l_stride",),
            COUNT,
            Task("Set the stride to 2.", {"l_stride": "2"}),
            "So it is.",
            {"l_height": "6", "l_stride": "2"},
            ("l_seed",),
            ("l_height",),
        ),
        Card("Second.", CALCULATOR, {}, question=WHICH, reveal="See."),
        Card("Third.", CALCULATOR, {}),
    ),
)
TWO = replace(LESSON, key="two", title="Two")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch, engine):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))


def checked(app: AppTest) -> AppTest:
    assert not app.exception
    return app


def opened(page: str, link: dict[str, str] | None = None, **session_state: object) -> AppTest:
    """The page as app.py shows it; from its second run on without app.py."""
    app = AppTest.from_file(paths.ROOT / "app.py", default_timeout=120)
    for key, value in session_state.items():
        app.session_state[key] = value
    app.switch_page(f"pages/{page}.py")
    for key, value in (link or {}).items():
        app.query_params[key] = value
    return checked(app.run())


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [button for button in app.button if button.label == label]
    return checked(button.click().run())


def words(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.error, app.warning, app.info, app.success)
    return "\n".join(element.value for kind in kinds for element in kind)


def markup(app: AppTest) -> str:
    return "".join(element.proto.body for element in app.get("html"))


def test_the_contents_name_every_lesson():
    shown = words(opened("course"))
    assert [lesson.idea for lesson in catalogue.lessons() if lesson.idea not in shown] == []


def test_the_contents_say_how_far_a_visitor_is():
    first, second = catalogue.lessons()[:2]
    progress.note(first.key, len(first.cards))
    progress.note(second.key, 1)
    shown = words(opened("course"))
    assert f"1 of {len(catalogue.lessons())} lessons finished" in shown
    assert f"Card 2 of {len(second.cards)} · {second.idea}" in shown


def test_an_own_course_is_made_put_in_order_and_deleted():
    app = opened("course")
    app.text_input(key="c_own_title").input("Mine").run()
    press(app, "Make a course")
    (course,) = library.courses()
    library.change(course.key, lambda _: (LESSON, TWO))
    app = press(opened("course"), "Move up")
    assert [lesson.key for lesson in library.find(course.key).lessons] == ["two", "one"]
    checked(app.button(key=f"c_remove_{course.key}_0").click().run())
    assert [lesson.key for lesson in library.find(course.key).lessons] == ["one"]
    press(app, "Delete this course")
    assert library.courses() == []


def test_a_course_without_a_title_is_refused_in_a_sentence():
    assert "A course has a title." in words(press(opened("course"), "Make a course"))


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"\xff", "A course file is text in UTF-8."), (b"{}", "A course file says")],
)
def test_a_file_that_is_no_course_is_refused_in_a_sentence(data, said):
    app = opened("course")
    checked(app.file_uploader("c_own_file").set_value(("a.json", data, "application/json")).run())
    assert said in words(app)


def test_a_course_file_becomes_a_course():
    data = course_file.write("From elsewhere", [LESSON]).encode()
    app = opened("course")
    checked(app.file_uploader("c_own_file").set_value(("a.json", data, "application/json")).run())
    assert [course.title for course in library.courses()] == ["From elsewhere"]


def composed(typed: dict[str, object]) -> library.Course:
    """A course with the card that was made beside the calculator."""
    course = library.make("Mine")
    app = opened(CALCULATOR, {"l_height": "9"}, c_composes=course.key)
    for key, value in typed.items():
        app.session_state[key] = value
    checked(app.button(key="c_compose_add").click().run())
    return library.find(course.key)


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ({}, None),
        (
            {
                composing.KIND: composing.CHOICE,
                composing.ASK: "Which?",
                composing.LINES: "* this | yes\nthat | no",
            },
            WHICH,
        ),
        (
            {
                composing.KIND: composing.NUMBER,
                composing.ASK: "How many?",
                composing.ANSWER: 2.0,
                composing.REASON: "Two fit.",
                composing.LINES: "3 | One too many.",
                composing.OTHERWISE: "Count.",
            },
            COUNT,
        ),
        (
            {
                composing.KIND: composing.CELL,
                composing.ASK: "Where?",
                composing.GRID: "1 2",
                composing.RIGHT: "1, 2",
            },
            Cell("Where?", (("1", "2"),), ((0, 1),), ""),
        ),
        (
            {
                composing.KIND: composing.DRAWING,
                composing.ASK: "Draw a 7.",
                composing.DIGIT: "7",
            },
            Drawing("Draw a 7.", "7", ""),
        ),
    ],
)
def test_a_card_takes_the_room_as_it_is_and_a_question(typed, question):
    course = composed({composing.NEW_TITLE: "A lesson", composing.TEXT: "Some text.", **typed})
    (lesson,) = course.lessons
    (card,) = lesson.cards
    assert (lesson.title, card.text, card.room) == ("A lesson", "Some text.", CALCULATOR)
    assert card.link["l_height"] == "9"
    assert card.question == question


def test_the_next_card_does_not_begin_with_the_last_ones_right_answer(monkeypatch):
    course = library.make("Mine")
    typed: dict[str, object] = {composing.NEW_TITLE: "A lesson", composing.TEXT: "Some text."}
    typed |= {composing.KIND: composing.NUMBER, composing.ASK: "How many?", composing.ANSWER: 2.0}
    typed |= {composing.LESSON: composing.NEW}
    monkeypatch.setattr(st, "session_state", typed)
    composing._add(CourseState(), course, CALCULATOR, {})
    (lesson,) = library.find(course.key).lessons
    assert lesson.cards[0].question.solution == 2
    assert typed[composing.ANSWER] is None


def session_of(*lessons: Lesson) -> tuple[str, str]:
    return session.begin("Today", lessons)


def led(code: str, token: str) -> AppTest:
    return opened("lead", {leading.LEADS: code, leading.TOKEN: token})


def test_a_session_is_begun_with_the_chosen_lessons():
    app = opened("lead")
    title = catalogue.lessons()[0].title
    app.multiselect(key=beginning.LESSONS).select(title).run()
    press(app, "Begin the session")
    found = session.find(app.session_state["c_leads"])
    assert [lesson.title for lesson in found.lessons] == [title]


def test_a_chapter_adds_its_lessons_in_the_order_of_the_course():
    first, second = catalogue.chapters()[:2]
    app = opened("lead")
    press(app, second.title)
    press(app, first.title)
    assert app.multiselect(key=beginning.LESSONS).value == [
        lesson.title for lesson in (*first.lessons, *second.lessons)
    ]


def test_the_teacher_sees_the_answers_shows_the_right_one_and_goes_on():
    code, token = session_of(LESSON)
    for name, value in (("Anna", 2), ("Ben", 3)):
        attendance.answer(code, attendance.join(code, name), 0, value)
    app = led(code, token)
    assert "2 of 2 answered" in words(app)
    assert "One too many." in markup(app)
    press(app, "Show the answer")
    assert session.find(code).state.phase == session.SHOWN
    press(app, "Next card")
    assert session.find(code).state.at == 1
    press(app, "End it now")
    assert not session.find(code).is_open
    press(app, "Begin another session")
    assert app.session_state["c_leads"] == ""


def test_hidden_answers_are_shown_as_the_names_of_those_who_gave_them():
    code, token = session_of(LESSON)
    attendance.answer(code, attendance.join(code, "<b>Anna"), 0, 3)
    app = led(code, token)
    app.toggle(key=leading.HIDDEN).set_value(True)
    checked(app.run())
    assert "&lt;b&gt;Anna" in markup(app)
    assert "One too many." not in markup(app)


def test_another_token_shows_and_leads_nothing():
    code, _token = session_of(LESSON)
    attendance.answer(code, attendance.join(code, "Anna"), 0, 3)
    app = led(code, "another")
    assert "Only whoever began a class session leads it" in words(app)
    assert "1 of 1 answered" not in words(app)
    assert "One too many." not in markup(app)
    assert not app.get("download_button")
    assert app.session_state["c_leads"] == ""


def test_a_session_that_is_cleared_while_it_is_led_is_said_to_be_gone():
    code, token = session_of(LESSON)
    app = led(code, token)
    class_end.clear(lambda file: True)
    checked(app.run())
    assert "There is no class session with this code" in words(app)


def toasts(app: AppTest) -> list[str]:
    return [toast.value for toast in app.toast]


def test_a_link_does_not_tell_an_unknown_code_from_an_unknown_student():
    code, _token = session_of(LESSON)
    said = [toasts(opened("home", {"class": each, "student": "x"})) for each in (code, "ABCDEF")]
    assert said == [["This class session does not know you: join it again."]] * 2


@pytest.mark.parametrize(
    ("page", "link"),
    [("home", {"class": "ABCDEF", "student": "x"}), ("lead", {"lead": "ABCDEF", "token": "x"})],
)
def test_wrong_codes_of_links_are_counted_and_then_refused(page, link, monkeypatch):
    counted = guesses.Guesses()
    monkeypatch.setattr(tries, "linked", lambda: counted)
    monkeypatch.setattr(tries, "_source", lambda: "here")  # AppTest has an address per page
    monkeypatch.setattr(guesses, "PER_ADDRESS", 1)
    first, second = (opened(page, link) for _ in range(2))
    refused = f"More than {tries.PER_ADDRESS} wrong codes came from here"
    assert refused not in "\n".join([words(first), *toasts(first)])
    assert refused in "\n".join([words(second), *toasts(second)])


def test_a_session_that_goes_while_its_answers_are_shown_shows_none():
    code, token = session_of(class_digits.digits_lesson())
    attendance.answer(code, attendance.join(code, "Anna"), 0, "7", write_strokes(SEVEN))
    found = session.find_led(code, token)
    shutil.rmtree(session_files.folder_of(code))

    def show(found) -> None:
        from cnnviz.ui.course import leading
        from cnnviz.ui.course.place import CourseState

        leading._show_answers(CourseState(), found)

    app = checked(AppTest.from_function(show, kwargs={"found": found}).run())
    assert "0 of 0 answered" in words(app)


def test_an_old_session_leads_to_the_beginning():
    app = led("ABCDEF", "token")
    assert "Only whoever began a class session leads it, as long as it is kept." in words(app)


def test_in_a_class_only_the_teacher_begins_a_session(monkeypatch):
    monkeypatch.setenv("CNNVIZ_CLASS", "1")
    app = opened("lead", **{VISITOR: "a" * 32})
    assert "Of this class only the teacher begins a session" in words(app)


def test_drawings_are_shown_picked_and_made_a_data_set():
    code, token = session_of(class_digits.digits_lesson())
    text = write_strokes(SEVEN)
    students = [attendance.join(code, name) for name in ("Anna", "Ben", "Cem")]
    for card in range(10):
        session.open_card(code, token, card)
        for student in students:
            attendance.answer(code, student, card, "7", text)
    app = led(code, token)
    assert "Anna: read as 7" in markup(app)
    app.multiselect(key=f"{leading.PICKED}_9").select(students[1])
    checked(app.run())
    assert session.find(code).state.picked == (students[1],)
    assert "30 drawings by 3 students. The shipped network reads 3 of them" in words(app)
    press(app, "Make a data set of them")
    key = session.find(code).state.data
    run = finished_run(str(uploads.find(key)), DIGITS, (28, 28, 1), (Flatten(), Dense(8, "relu")))
    checked(app.run())
    assert "75.0 %" in markup(app)
    assert run.id


def drawn_session(students: int) -> tuple[str, str, list[str]]:
    """A session in which each student has drawn one digit."""
    code, token = session_of(class_digits.digits_lesson())
    joined = [attendance.join(code, f"Student {number}") for number in range(students)]
    for student in joined:
        attendance.answer(code, student, 0, "7", write_strokes(SEVEN))
    return code, token, joined


def test_what_was_picked_stays_when_the_teachers_page_is_opened_anew():
    code, token, students = drawn_session(2)
    session.pick(code, token, students[:1])
    app = led(code, token)
    assert app.multiselect(key=f"{leading.PICKED}_0").value == students[:1]
    assert session.find(code).state.picked == (students[0],)


def links(app: AppTest) -> list[str]:
    return [link.proto.label for link in app.get("page_link")]


@pytest.mark.parametrize("ends", [False, True], ids=["during", "after"])
def test_a_student_of_a_class_may_train_on_the_digits_of_all(monkeypatch, ends):
    monkeypatch.setenv("CNNVIZ_CLASS", "1")
    code, token, students = drawn_session(2)
    if ends:
        session.end(code, token)
    link = {"class": code, "student": students[0]}
    teacher = opened("lead", {leading.LEADS: code, leading.TOKEN: token}, **{VISITOR: "a" * 32})
    label = "Train a network on the class's digits"
    assert label not in links(opened(CALCULATOR, link, **{VISITOR: "b" * 32}))
    press(teacher, "Make a data set of them")
    assert label in links(teacher)
    assert label in links(opened(CALCULATOR, link, **{VISITOR: "b" * 32}))
    key = session.find(code).state.data
    assert [
        belongings.of(paths.home() / "uploads" / key).shows(Visitor(each * 32)) for each in "bc"
    ] == [
        True,
        False,
    ]


def test_a_links_code_is_in_its_field_whichever_run_a_browser_shows():
    app = opened("join", {"join": "ABC234"})
    app.run()
    field = app.text_input(key="c_join_code")
    assert (field.proto.default, field.value) == ("ABC234", "ABC234")


def test_a_student_joins_with_code_and_nickname():
    code, _token = session_of(LESSON)
    app = opened("join", {"join": code})
    app.text_input(key="c_join_name").input("Anna")
    press(app, "Join")
    assert attendance.students(code) == {app.session_state["c_student"]: "Anna"}


@pytest.mark.parametrize(
    ("typed", "name", "said"),
    [
        ("ABCDEF", "Anna", "There is no class session with this code"),
        ("", "Anna", "There is no class session with this code"),
        (None, "", "A nickname has 1 to 30 characters, got 0."),
    ],
)
def test_a_wrong_code_or_nickname_is_refused_in_a_sentence(typed, name, said):
    code, _token = session_of(LESSON)
    app = opened("join")
    app.text_input(key="c_join_code").input(code if typed is None else typed)
    app.text_input(key="c_join_name").input(name)
    assert said in words(press(app, "Join"))


def attended(code: str, student: str) -> AppTest:
    return opened(CALCULATOR, {"class": code, "student": student})


def test_a_student_reads_the_courses_cards_in_another_language_than_the_teachers():
    code, _token = session_of(catalogue.find("stride"))
    student = attendance.join(code, "Anna")
    link = {"class": code, "student": student, "language": "de"}
    assert "Die **Schrittweite** (Stride) ist" in words(opened(CALCULATOR, link))


def test_the_room_is_closed_until_the_card_is_answered():
    code, _token = session_of(LESSON)
    student = attendance.join(code, "Anna")
    assert "Layer calculator" not in [title.value for title in attended(code, student).title]
    attendance.answer(code, student, 0, 3)
    app = attended(code, student)
    assert "Layer calculator" in [title.value for title in app.title]
    assert "Waiting for your teacher" in words(app)


def test_a_student_who_did_not_answer_is_told_what_is_right():
    code, token = session_of(LESSON)
    student = attendance.join(code, "Anna")
    session.reveal(code, token)
    assert "2 is right. Two fit." in words(attended(code, student))


def test_after_the_end_a_student_is_thanked():
    code, token = session_of(LESSON)
    student = attendance.join(code, "Anna")
    session.end(code, token)
    assert "The class session has ended" in words(attended(code, student))


def test_a_stranger_to_the_session_is_sent_away():
    code, _token = session_of(LESSON)
    app = attended(code, "stranger")
    assert [toast.value for toast in app.toast] == [
        "This class session does not know you: join it again."
    ]


def test_a_lesson_of_an_own_course_opens_with_its_fixed_and_hidden_controls():
    course = library.make("Mine", [LESSON])
    app = opened(CALCULATOR, {"lesson": f"{course.key}~one.1"})
    assert "Mine · Lesson 1 of 1" in markup(app)
    assert ".st-key-l_seed { display: none" in markup(app)
    assert ".st-key-l_height { pointer-events: none" in markup(app)
    assert app.number_input(key="l_height").value == 6


@pytest.mark.parametrize(
    ("answer", "said"), [(2.0, "2 is right. Two fit."), (3.0, "Not 3. One too many.")]
)
def test_an_answer_that_was_shown_has_its_reason(answer, said):
    course = library.make("Mine", [LESSON])
    name = f"{course.key}~one.1"
    state = {
        CourseState.answers.key: {name: answer},
        CourseState.revealed.key: frozenset({name}),
        CourseState.opened.key: name,
    }
    app = opened(CALCULATOR, {"lesson": name}, **state)
    assert said in words(app)
    assert app.number_input(key="l_stride").value == 2


@pytest.mark.parametrize(("reveal", "is_told"), [("", True), ("Two: count them.", False)])
def test_who_is_wrong_is_told_what_is_right_where_the_card_has_no_text_for_it(reveal, is_told):
    card = Card("First.", CALCULATOR, {}, question=COUNT, reveal=reveal)
    course = library.make("Mine", [replace(LESSON, cards=(card,))])
    name = f"{course.key}~one.1"
    state = {
        CourseState.answers.key: {name: 3.0},
        CourseState.revealed.key: frozenset({name}),
        CourseState.opened.key: name,
    }
    said = words(opened(CALCULATOR, {"lesson": name}, **state))
    assert "Not 3. One too many." in said
    assert ("2 is right. Two fit." in said) == is_told


def test_a_card_asks_what_to_try_and_ticks_it_once_it_is_done():
    course = library.make("Mine", [LESSON])
    name = f"{course.key}~one.1"
    state = {CourseState.answers.key: {name: 2.0}, CourseState.opened.key: name}
    app = opened(CALCULATOR, {"lesson": name}, **state)
    assert ":material/radio_button_unchecked: **Try it:** Set the stride to 2." in words(app)


def test_a_link_to_a_drawing_question_shows_the_pad():
    card = Card("Draw.", FEATURE_MAPS, {}, question=Drawing("Draw a 7.", "7", "A seven."))
    course = library.make("Mine", [Lesson("draw", "Draw", "", (card,))])
    app = opened(FEATURE_MAPS, {"lesson": f"{course.key}~draw.1"})
    assert [button.disabled for button in app.button if "drawing" in button.label] == [True]


def test_the_shipped_network_reads_a_drawing():
    digit, probability, note = drawing_answer.read(SEVEN)
    assert (digit, note) == ("7", "")
    assert 0.5 < probability <= 1


def test_the_answer_is_what_is_drawn_at_the_click_though_the_page_has_not_seen_it(monkeypatch):
    now: dict[str, object] = {}
    monkeypatch.setattr(st, "session_state", now)
    taken: list[tuple[str, str]] = []
    drawing_answer.give("q", lambda *given: taken.append(given))
    assert taken == []  # nothing is drawn
    now["q_pad"] = {"drawing": {"strokes": [[list(point) for point in SEVEN[0]]]}}
    drawing_answer.give("q", lambda *given: taken.append(given))
    assert taken == [("7", write_strokes(SEVEN))]


def test_after_the_end_the_teacher_sees_what_was_right_and_picks_nothing_more():
    code, token, _students = drawn_session(1)
    session.end(code, token)
    app = led(code, token)
    assert app.multiselect(key=f"{leading.PICKED}_0").disabled
    assert "The shipped network reads it as 7." in markup(app)


def test_nothing_is_read_in_an_empty_drawing():
    assert drawing_answer.read(())[0] == ""


def test_a_histogram_marks_the_right_answer_only_once_it_is_shown():
    bars = [answers_html.Bar("<2>", 1, True, "Two fit.")]
    before = answers_html.histogram(bars, 1, with_reasons=True, marked=False)
    after = answers_html.histogram(bars, 1, with_reasons=True, marked=True)
    assert "Two fit." not in before
    assert "Two fit." in after
    assert "&lt;2&gt;" in before


def test_the_answers_are_saved_as_a_table():
    code, _token = session_of(LESSON)
    attendance.answer(code, attendance.join(code, "Anna"), 0, 3)
    text = results.as_csv(session.find(code), attendance.answers(code), attendance.students(code))
    assert list(csv.reader(io.StringIO(text)))[1][0] == "Anna"


def test_the_challenge_ranks_finished_runs():
    finished_run("digits", DIGITS, (8, 8, 1), (Flatten(), Dense(8, "relu")))
    shown = markup(opened("course"))
    assert "1. lecture-mnist" in shown
    assert "75.00 %" in shown


def test_the_challenge_says_why_an_own_run_is_not_there(monkeypatch):
    finished_run("digits", DIGITS, (8, 8, 1), (Flatten(), Dense(8, "relu")))
    monkeypatch.setattr(challenge, "MOST_PARAMETERS", 100)
    (said,) = [text.value for text in opened("course").text]
    assert re.fullmatch(r"Beyond the limit, so not here: lecture-mnist \(\d+\)", said)


@pytest.mark.parametrize("where", ["courses", "sessions"])
def test_where_nothing_can_be_kept_the_course_s_pages_say_so_in_a_sentence(tmp_path, where):
    (tmp_path / where).write_text("a file where the folder should be", "utf-8")
    if where == "courses":
        app = opened("course")
        app.text_input(key="c_own_title").input("Mine")
        app = press(app, "Make a course")
    else:
        app = opened("lead")
        app.multiselect(key=beginning.LESSONS).select(catalogue.lessons()[0].title).run()
        app = press(app, "Begin the session")
    (said,) = [error.value for error in app.error]
    assert re.fullmatch("The (course|class session) cannot be kept: [a-z ]+\\.", said)
