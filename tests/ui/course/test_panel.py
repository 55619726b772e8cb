"""The card beside a room: answering, trying, showing the answer, and going through a lesson."""

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.course import library, progress
from cnnviz.course.lesson import CALCULATOR, Card, Lesson, Task
from cnnviz.course.questions import Choice, Number, Option, Slip
from cnnviz.ui.course import composing

COUNT = Number("How many?", 2, "Two fit.", (Slip(3, "One too many."),), "Count.")
WHICH = Choice("Which?", (Option("this", "yes", right=True), Option("that", "no")))
FIRST = Lesson(
    "one",
    "One",
    "",
    (
        Card("First.", CALCULATOR, {}, ("l_stride",), COUNT, Task("Try it."), "So it is."),
        Card("Second.", CALCULATOR, {}, question=WHICH, reveal="See."),
    ),
)
SECOND = Lesson("two", "Two", "", (Card("Third.", CALCULATOR, {}),))


@pytest.fixture(autouse=True)
def course(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    return library.make("Mine", [FIRST, SECOND])


def shown(is_beside: bool) -> None:
    """What app.py shows of an open lesson."""
    from cnnviz.ui.course.panel import show_card
    from cnnviz.ui.course.place import CourseState

    state = CourseState()
    if state.place is not None:
        show_card(state, state.place, is_beside)


def opened(course: library.Course, card: str = "one.1", is_beside: bool = True) -> AppTest:
    app = AppTest.from_function(shown, args=(is_beside,), default_timeout=60)
    app.session_state["c_opened"] = f"{course.key}~{card}"
    return checked(app.run())


def checked(app: AppTest) -> AppTest:
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [button for button in app.button if button.label == label]
    return checked(button.click().run())


def words(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.warning, app.info, app.success)
    return "\n".join(element.value for kind in kinds for element in kind)


def test_a_number_is_tried_before_it_is_judged(course):
    app = opened(course)
    app.number_input[0].set_value(3.0)
    press(app, "Answer")
    assert "Your answer: 3." in words(app)
    assert "**Try it:** Try it." in words(app)
    press(app, "Show the answer")
    assert "Not 3. One too many." in words(app)
    assert "So it is." in words(app)


def test_no_answer_is_none(course):
    app = press(opened(course), "Answer")
    assert "Your answer" not in words(app)


def test_an_option_is_judged_at_once_where_there_is_nothing_to_try(course):
    app = opened(course, "one.2")
    app.radio[0].set_value("this")
    press(app, "Answer")
    assert "“this” is right. yes" in words(app)


def test_next_notes_the_card_and_goes_on_to_the_next_lesson(course):
    app = press(opened(course), "Skip")
    assert progress.read() == {f"{course.key}~one": 1}
    press(app, "Next: Two")
    assert app.session_state["c_opened"] == f"{course.key}~two.1"
    press(app, "Finish")
    assert app.session_state["c_opened"] == ""


def test_back_opens_the_card_before(course):
    app = press(opened(course, "one.2"), "Back")
    assert app.session_state["c_opened"] == f"{course.key}~one.1"


def test_a_closed_lesson_is_open_no_more(course):
    app = press(opened(course), "Close the lesson")
    assert app.session_state["c_opened"] == ""


def test_beside_another_page_the_card_offers_the_way_back(course):
    app = opened(course, is_beside=False)
    assert "This card belongs to another page." in words(app)
    press(app, "Back to it")
    assert app.session_state["c_shown_for"] == ""


def form(room: str) -> None:
    """The form beside a room."""
    from cnnviz.ui.course import composing
    from cnnviz.ui.course.place import CourseState

    state = CourseState()
    if state.composes:
        composing.show(state, room)


def composed(key: str) -> AppTest:
    app = AppTest.from_function(form, args=(CALCULATOR,), default_timeout=60)
    app.session_state["c_composes"] = key
    return checked(app.run())


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        (composing.CHOICE, {"Answers, one per line"}),
        (composing.NUMBER, {"Right answer", "Mistakes, one per line", "Why it is right"}),
        (composing.CELL, {"Grid, a row per line", "Right cell: row, column"}),
        (composing.DRAWING, {"The digit", "Why it is right"}),
    ],
)
def test_each_kind_of_question_has_its_fields(course, kind, labels):
    app = composed(course.key)
    app.selectbox(key=composing.KIND).set_value(kind)
    checked(app.run())
    fields = (app.text_area, app.text_input, app.number_input, app.selectbox)
    assert labels <= {field.label for kind in fields for field in kind}


def test_an_incomplete_card_is_refused_and_what_was_typed_stays(course):
    app = composed(course.key)
    app.selectbox(key=composing.LESSON).set_value(composing.NEW)
    app.text_area(key=composing.TEXT).input("Some text.")
    press(checked(app.run()), "Add this card")
    assert [error.value for error in app.error] == ["A new lesson has a title."]
    assert app.text_area(key=composing.TEXT).value == "Some text."


def test_a_card_is_added_to_the_lesson_that_is_chosen(course):
    app = composed(course.key)
    app.selectbox(key=composing.LESSON).set_value("two")
    app.text_area(key=composing.TEXT).input("Fourth.")
    press(checked(app.run()), "Add this card")
    lessons = library.find(course.key).lessons
    assert [card.text for card in lessons[1].cards] == ["Third.", "Fourth."]


def test_done_ends_the_form_and_a_deleted_course_closes_it(course):
    assert press(composed(course.key), "Done").session_state["c_composes"] == ""
    assert composed("0123456789").session_state["c_composes"] == ""
