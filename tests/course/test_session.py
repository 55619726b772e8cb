"""A class session: codes, nicknames, answers, who may do what, and damaged files."""

import csv
import io
import json
import shutil
import threading

import pytest

from cnnviz.course import attendance, results, session, session_files
from cnnviz.course.guesses import IN_ALL, PER_ADDRESS, SECONDS, Guesses
from cnnviz.course.lesson import CALCULATOR, Card, Lesson
from cnnviz.course.questions import Choice, Number, Option, Slip
from cnnviz.utils import language, paths
from cnnviz.utils.errors import InputError

COUNT = Number("How many?", 2, "two", (Slip(3, "one too many"),), "count")
WHICH = Choice("Which?", (Option("a", "yes", right=True), Option("b", "no")))
LESSONS = (
    Lesson("one", "One", "", (Card("first", CALCULATOR, {}, question=COUNT),)),
    Lesson(
        "two",
        "Two",
        "",
        (
            Card("second", CALCULATOR, {}, question=WHICH),
            Card("third", CALCULATOR, {}),
        ),
    ),
)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))


@pytest.fixture
def led():
    return session.begin("Today", LESSONS)


def test_a_session_begins_with_its_first_card(led):
    found = session.find(led[0])
    assert (found.title, found.lessons, found.card.text) == ("Today", LESSONS, "first")


def test_a_code_is_found_however_it_is_typed(led):
    code = led[0]
    assert session.find(f" {code[:3].lower()} {code[3:]}").code == code


@pytest.mark.parametrize("code", ["", "ABC", "ABCDEF", "../../x", "A" * 1000, "ÄÖÜßßß"])
def test_another_code_finds_nothing(led, code):
    with pytest.raises(InputError, match="no class session with this code"):
        session.find(code)


def test_two_students_with_one_nickname_are_told_apart(led):
    for name in ("Anna", "anna", " Anna "):
        attendance.join(led[0], name)
    assert list(attendance.students(led[0]).values()) == ["Anna", "anna 2", "Anna 3"]


@pytest.mark.parametrize("name", ["", " \n ", "x" * 31, "a" * 300, "\u200b\u202e"])
def test_a_nickname_has_1_to_30_characters(led, name):
    with pytest.raises(InputError, match="1 to 30 characters"):
        attendance.join(led[0], name)


def test_a_nickname_loses_what_cannot_be_seen(led):
    attendance.join(led[0], "An\u202ena\n\tB")
    assert list(attendance.students(led[0]).values()) == ["An na B"]


def test_a_full_session_takes_nobody_more(led, monkeypatch):
    monkeypatch.setattr(attendance, "MOST_STUDENTS", 1)
    attendance.join(led[0], "Anna")
    with pytest.raises(InputError, match="at most 1 students"):
        attendance.join(led[0], "Ben")


def test_the_last_answer_of_each_student_counts(led):
    code, _ = led
    anna, ben = attendance.join(code, "Anna"), attendance.join(code, "Ben")
    for student, value in ((anna, 3), (ben, 2), (anna, 2)):
        attendance.answer(code, student, 0, value)
    assert [(each.student, each.answer) for each in attendance.answers(code, 0)] == [
        (ben, 2),
        (anna, 2),
    ]


def test_answers_given_at_the_same_time_are_all_kept(led):
    code, _ = led
    students = [attendance.join(code, f"S{number}") for number in range(20)]
    threads = [
        threading.Thread(target=attendance.answer, args=(code, student, 0, 2))
        for student in students
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {each.student for each in attendance.answers(code)} == set(students)


@pytest.mark.parametrize(
    "close",
    [session.reveal, session.end, lambda code, token: session.open_card(code, token, 1)],
)
def test_a_closed_question_takes_no_answer(led, close):
    student = attendance.join(led[0], "Anna")
    close(*led)
    with pytest.raises(InputError, match=r"closed|ended"):
        attendance.answer(led[0], student, 0, 2)


def test_a_strange_student_cannot_answer(led):
    with pytest.raises(InputError, match="join it again"):
        attendance.answer(led[0], "unknown", 0, 2)


def test_what_is_no_answer_is_refused(led):
    student = attendance.join(led[0], "Anna")
    with pytest.raises(InputError, match="finite number"):
        attendance.answer(led[0], student, 0, "two")


@pytest.mark.parametrize(
    "act",
    [
        session.reveal,
        session.end,
        lambda code, token: session.open_card(code, token, 1),
        lambda code, token: session.pick(code, token, []),
        lambda code, token: session.give_data(code, token, "key"),
    ],
)
def test_only_the_leader_leads(led, act):
    with pytest.raises(InputError, match="only whoever began"):
        act(led[0], "another token")


def test_a_data_set_is_given_after_the_end_too(led):
    session.end(*led)
    session.give_data(*led, "upload-1")
    state = session.find(led[0]).state
    assert (state.data, state.phase) == ("upload-1", session.ENDED)


def test_a_session_of_an_earlier_version_has_no_data_set(led):
    file = session_files.folder_of(led[0]) / session_files.STATE
    kept = json.loads(file.read_text("utf-8"))
    del kept["data"]
    file.write_text(json.dumps(kept), "utf-8")
    assert session.find(led[0]).state.data == ""


def test_cards_go_on_to_the_last_and_back_to_the_first(led):
    code, token = led
    places = []
    for at in (1, 2, 3, -1):
        session.open_card(code, token, at)
        places.append(session.find(code).state.at)
    assert places == [1, 2, 2, 0]


def test_an_ended_session_cannot_be_joined(led):
    session.end(*led)
    with pytest.raises(InputError, match="has ended"):
        attendance.join(led[0], "Anna")


def test_a_session_ends_by_itself_after_a_day(led, monkeypatch):
    now = session.time.time()
    monkeypatch.setattr(session.time, "time", lambda: now + session.OPEN_SECONDS + 1)
    assert not session.find(led[0]).is_open


@pytest.mark.parametrize("file", ["state.json", "course.json"])
@pytest.mark.parametrize("text", ["", "{}", "[]", '{"at": "x"}'])
def test_a_damaged_session_is_none(led, file, text):
    (paths.home() / "sessions" / led[0] / file).write_text(text, "utf-8")
    with pytest.raises(InputError, match="no class session"):
        session.find(led[0])


def test_a_damaged_answer_is_left_out(led):
    student = attendance.join(led[0], "Anna")
    file = paths.home() / "sessions" / led[0] / "answers.jsonl"
    file.write_text('{"card": 0}\nnonsense\n[1]\n', "utf-8")
    attendance.answer(led[0], student, 0, 2)
    assert [each.answer for each in attendance.answers(led[0])] == [2]


def test_a_student_cannot_fill_the_disk_with_answers(led):
    student = attendance.join(led[0], "Anna")
    for _ in range(attendance.MOST_ANSWERS):
        attendance.answer(led[0], student, 0, 3)
    with pytest.raises(InputError, match="at most 20 answers"):
        attendance.answer(led[0], student, 0, 2)


def test_a_damaged_list_of_students_is_none(led):
    (paths.home() / "sessions" / led[0] / "students.json").write_text("[", "utf-8")
    attendance.join(led[0], "Anna")
    assert list(attendance.students(led[0]).values()) == ["Anna"]


def test_a_session_that_nobody_could_find_does_not_begin():
    with pytest.raises(InputError):
        session.begin("<b>", LESSONS)


def test_the_answers_are_counted_with_their_reasons(led):
    given = [
        attendance.Given(0, str(place), value) for place, value in enumerate((2, 3, 3, 9, "x"))
    ]
    assert results.tally(COUNT, given) == [
        results.Bar("3", 2, False, "one too many"),
        results.Bar("2", 1, True, "two"),
        results.Bar("9", 1, False, "count"),
    ]


def test_every_option_is_counted_in_order():
    given = [attendance.Given(0, "x", "b")]
    assert [(bar.answer, bar.count) for bar in results.tally(WHICH, given)] == [("a", 0), ("b", 1)]


def test_a_large_answer_and_one_with_decimals_are_written_whole():
    given = [attendance.Given(0, "x", 819840), attendance.Given(0, "y", 0.125)]
    assert [bar.answer for bar in results.tally(COUNT, given)] == ["819,840", "0.125"]


def test_what_is_summed_up_is_named_in_the_readers_language():
    given = [attendance.Given(0, str(value), value) for value in range(100)]
    with language.using("de"):
        assert results.tally(COUNT, given)[-1].answer == "andere"


def test_many_different_answers_are_summed_up():
    given = [attendance.Given(0, str(value), value) for value in range(100)]
    bars = results.tally(COUNT, given)
    assert len(bars) == results.MOST_BARS + 1
    assert sum(bar.count for bar in bars) == 100


def test_the_csv_has_a_line_per_answer_and_no_formula(led):
    code, token = led
    student = attendance.join(code, "=1+1")
    attendance.answer(code, student, 0, 3)
    session.open_card(code, token, 1)
    attendance.answer(code, student, 1, "a")
    text = results.as_csv(session.find(code), attendance.answers(code), attendance.students(code))
    assert list(csv.reader(io.StringIO(text)))[1:] == [
        ["'=1+1", "One", "1", "How many?", "3", "no", "one too many"],
        ["'=1+1", "Two", "1", "Which?", "a", "yes", "yes"],
    ]


def test_wrong_codes_from_one_address_are_limited():
    now = [0.0]
    guesses = Guesses(lambda: now[0])
    for _ in range(PER_ADDRESS):
        guesses.was_wrong("a")
    assert [guesses.may_try("a"), guesses.may_try("b")] == [False, True]
    now[0] = SECONDS + 1
    assert guesses.may_try("a")


def test_wrong_codes_from_all_addresses_are_limited():
    guesses = Guesses(lambda: 0.0)
    for number in range(IN_ALL):
        guesses.was_wrong(str(number))
    assert not guesses.may_try("new")


@pytest.mark.parametrize(
    "act",
    [
        lambda code, token, student: session.open_card(code, token, 1),
        lambda code, token, student: attendance.join(code, "Ben"),
        lambda code, token, student: attendance.answer(code, student, 0, 2),
    ],
)
def test_a_session_that_cannot_be_written_is_one_sentence_without_its_folder(led, act):
    code, token = led
    student = attendance.join(code, "Anna")
    lock = paths.home() / "sessions" / code / ".lock"
    lock.unlink()
    lock.mkdir()  # which cannot be opened to write
    with pytest.raises(InputError, match=r"^the class session cannot be kept: [a-z ]+$"):
        act(code, token, student)


def test_a_session_that_cannot_be_begun_is_one_sentence(tmp_path):
    (tmp_path / "sessions").write_text("a file where the folder should be", "utf-8")
    with pytest.raises(InputError, match=r"^the class session cannot be kept: [a-z ]+$"):
        session.begin("Today", LESSONS)


def test_an_answer_to_a_session_that_was_cleared_says_that_it_is_gone(led):
    code, _token = led
    student = attendance.join(code, "Anna")
    shutil.rmtree(paths.home() / "sessions" / code)
    with pytest.raises(InputError, match="no class session with this code"):
        attendance.answer(code, student, 0, 2)
