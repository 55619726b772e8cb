"""The teacher's role: a hashed password, few guesses, and a role that ends."""

import base64
import hashlib
import json
import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz import classroom
from cnnviz.classroom import attempts, password, settings, teachers
from cnnviz.classroom.attempts import FIRST_PAUSE, FREE, LONGEST_PAUSE, Attempts
from cnnviz.utils.errors import InputError
from tests.examples import at_most

ID = "ab" * 16


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CNNVIZ_HOME", str(tmp_path))
    monkeypatch.setattr(password, "COST", 2**4)
    monkeypatch.setenv("CNNVIZ_TEACHER", password.hashed("right password"))
    return tmp_path


def test_only_the_password_that_was_hashed_is_right():
    assert password.is_right("right password")
    for typed in ("", "right passwore", "Right password", "right password ", "x" * 2000):
        assert not password.is_right(typed)


def test_the_hash_is_scrypts_with_a_salt_of_its_own():
    first, second = password.hashed("right password"), password.hashed("right password")
    assert first != second
    kind, cost, block, parallel, salt, key = first.split(":")
    assert (kind, cost, block, parallel) == ("scrypt", "16", "8", "1")
    made = hashlib.scrypt(
        b"right password", salt=base64.urlsafe_b64decode(salt), n=16, r=8, p=1, dklen=32
    )
    assert base64.urlsafe_b64decode(key) == made


def test_the_hash_has_no_character_that_shells_or_compose_replace():
    assert not set("$\"'\\ `#") & set(os.environ["CNNVIZ_TEACHER"])


@pytest.mark.parametrize("text", ["", "   "])
def test_without_a_hash_there_is_no_teacher(monkeypatch, text):
    teachers.sign_in(ID)
    assert teachers.is_teacher(ID)
    monkeypatch.setenv("CNNVIZ_TEACHER", text)
    assert not password.is_set()
    assert not password.is_right("")
    assert not teachers.is_teacher(ID)
    password.check()


@pytest.mark.parametrize("typed", ["short", "x" * 1001])
def test_a_password_has_its_length(typed):
    with pytest.raises(InputError, match="must have 8 to 1,000 characters"):
        password.hashed(typed)


@given(st.text(alphabet="scrypt:0123456789=AZ-", min_size=1, max_size=80).filter(str.strip))
@at_most(100)
def test_whatever_is_no_hash_of_ours_is_refused_as_the_server_starts(text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CNNVIZ_TEACHER", text)
        with pytest.raises(InputError, match="CNNVIZ_TEACHER must be what `python -m cnnviz hash"):
            classroom.check()


@pytest.mark.parametrize("numbers", ["3:8:1", "2097152:8:1", "16:64:1", "16:8:2", "16:0:1"])
def test_a_hash_that_would_take_all_memory_is_refused(monkeypatch, numbers):
    _, _, _, _, salt, key = password.kept().split(":")
    monkeypatch.setenv("CNNVIZ_TEACHER", f"scrypt:{numbers}:{salt}:{key}")
    with pytest.raises(InputError, match="CNNVIZ_TEACHER must be"):
        password.check()


def test_who_has_signed_in_is_the_teacher_until_signing_out():
    assert not teachers.is_teacher(ID)
    teachers.sign_in(ID)
    assert teachers.is_teacher(ID)
    assert not teachers.is_teacher("cd" * 16)
    assert not teachers.is_teacher("")
    teachers.sign_out(ID)
    assert not teachers.is_teacher(ID)


@pytest.mark.parametrize(("hours", "still"), [(11.9, True), (12.1, False), (-1, False)])
def test_the_role_ends_after_twelve_hours(hours, still):
    teachers.sign_in(ID)
    then = time.time() - hours * 3600
    (file,) = (settings.folder() / "teachers").iterdir()
    os.utime(file, (then, then))
    assert teachers.is_teacher(ID) is still


def test_another_password_signs_everybody_out(monkeypatch):
    teachers.sign_in(ID)
    monkeypatch.setenv("CNNVIZ_TEACHER", password.hashed("another one"))
    assert not teachers.is_teacher(ID)


def test_no_visitors_id_is_on_disk_as_a_teachers():
    teachers.sign_in(ID)
    assert not [path for path in settings.folder().rglob("*") if ID in path.name]


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_each_wrong_guess_makes_the_next_wait_longer():
    clock = Clock()
    guesses, pauses = Attempts(clock), []
    for _ in range(FREE + 10):
        pauses.append(guesses.wait("anna"))
        clock.now += pauses[-1]
        assert guesses.begin("anna") == 0
    doubled = [min(FIRST_PAUSE * 2**n, LONGEST_PAUSE) for n in range(10)]
    assert pauses == [0.0] * FREE + doubled


def test_guesses_that_are_sent_at_once_are_not_all_checked():
    guesses = Attempts(Clock())
    assert [guesses.begin("anna") == 0 for _ in range(10)] == [True] * FREE + [False] * 7


def test_another_cookie_from_the_same_address_waits_as_well():
    guesses = Attempts(Clock())
    checked = [guesses.begin(f"cookie {n}", "address") == 0 for n in range(10)]
    assert checked == [True] * FREE + [False] * 7


def test_all_sources_together_have_a_limit(monkeypatch):
    monkeypatch.setattr(attempts, "MOST_IN_ALL", 5)
    clock = Clock()
    guesses = Attempts(clock)
    checked = [guesses.begin(f"cookie {n}", f"address {n}") == 0 for n in range(8)]
    assert checked == [True] * 5 + [False] * 3
    clock.now += guesses.wait("another")
    assert guesses.begin("another") == 0


def test_who_was_right_or_has_waited_for_an_hour_begins_anew():
    clock = Clock()
    guesses = Attempts(clock)
    for _ in range(FREE):
        guesses.begin("anna")
    assert guesses.wait("anna") > 0
    guesses.succeeded("anna")
    assert guesses.wait("anna") == 0
    for _ in range(FREE):
        guesses.begin("anna")
    clock.now += 3601
    assert guesses.wait("anna") == 0


def test_what_is_forgotten_leaves_the_file(home):
    clock = Clock()
    guesses = Attempts(clock)
    guesses.begin("anna")
    clock.now += 3601
    guesses.begin("berta")
    kept = json.loads((home / "classroom" / "attempts.json").read_text("utf-8"))
    assert (len(kept["wrong"]), kept["all"]) == (1, [clock.now])
    assert "berta" not in str(kept)


def test_two_servers_with_one_folder_count_together():
    clock = Clock()
    servers = [Attempts(clock), Attempts(clock)]
    checked = [servers[n % 2].begin("anna") == 0 for n in range(10)]
    assert checked == [True] * FREE + [False] * 7
    servers[0].succeeded("anna")
    assert servers[1].wait("anna") == 0


def test_a_clock_that_is_set_back_makes_nobody_wait_longer():
    clock = Clock()
    guesses = Attempts(clock)
    for _ in range(FREE):
        guesses.begin("anna")
    clock.now -= 86_400
    assert guesses.wait("anna") == FIRST_PAUSE


@pytest.mark.parametrize("content", ["", "{", "[]", '{"wrong": 1, "all": []}', '{"wrong": {}}'])
def test_a_damaged_file_stops_nobody(home, content):
    guesses = Attempts(Clock())
    guesses.begin("anna")
    (home / "classroom" / "attempts.json").write_text(content, "utf-8")
    assert guesses.begin("anna") == 0


def test_where_no_file_can_be_written_each_server_counts_on_its_own(home):
    (home / "classroom").write_text("no folder", "utf-8")
    guesses = Attempts(Clock())
    assert [guesses.begin("anna") == 0 for _ in range(5)] == [True] * FREE + [False] * 2
