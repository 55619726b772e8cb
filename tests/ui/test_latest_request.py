"""Requests answered in a thread: the newest counts, one at a time, and errors are told."""

import threading
from collections.abc import Iterator

import pytest

from cnnviz.ui.latest_request import LatestRequest
from cnnviz.utils.errors import EngineError
from tests.waiting import wait_until


class Server:
    """Answers when it is allowed to, and counts what it is asked at once."""

    def __init__(self) -> None:
        self.allowed, self.asked = threading.Semaphore(0), []
        self.at_once, self.most_at_once = 0, 0

    def answer(self, request: str) -> Iterator[str]:
        self.asked.append(request)
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            for part in ("part", "whole"):
                self.allowed.acquire()
                if request == "bad":
                    raise EngineError("no worker answers")
                if request == "broken":
                    raise ZeroDivisionError
                yield f"{request} {part}"
        finally:
            self.at_once -= 1


@pytest.fixture
def server() -> Server:
    return Server()


def finished(request: LatestRequest) -> LatestRequest:
    wait_until(lambda: not request.active, 20, "the answer")
    return request


def test_answers_become_more_complete(server):
    request = LatestRequest(server.answer)
    request.ask("a")
    assert request.latest is None
    server.allowed.release()
    request.wait(20)
    assert request.latest == "a part"
    assert request.active
    server.allowed.release()
    assert finished(request).latest == "a whole"


def test_the_newest_of_many_requests_is_answered_and_never_two_at_once(server):
    request = LatestRequest(server.answer)
    for name in "abcde":
        request.ask(name)
    server.allowed.release(10)
    assert finished(request).latest == "e whole"
    assert server.asked == ["a", "e"]
    assert server.most_at_once == 1


def test_the_same_request_is_answered_once(server):
    server.allowed.release(10)
    request = LatestRequest(server.answer)
    request.ask("a")
    finished(request).ask("a")
    assert not request.active
    assert server.asked == ["a"]


def test_until_the_new_answer_is_there_the_one_before_stays(server):
    server.allowed.release(2)
    request = LatestRequest(server.answer)
    request.ask("a")
    finished(request).ask("b")
    assert request.active
    assert request.latest == "a whole"
    server.allowed.release(2)
    assert finished(request).latest == "b whole"


def test_waiting_ends_before_there_is_an_answer(server):
    request = LatestRequest(server.answer)
    request.ask("a")
    request.wait(0.01)
    assert request.latest is None
    server.allowed.release(2)
    finished(request)


@pytest.mark.parametrize(
    ("name", "sentence"), [("bad", "no worker answers"), ("broken", "the server's log says which")]
)
def test_an_error_is_told_and_the_request_may_be_made_again(server, name, sentence):
    server.allowed.release(10)
    request = LatestRequest(server.answer)
    request.ask(name)
    assert sentence in finished(request).error
    request.ask(name)
    finished(request)
    assert server.asked == [name, name]
    request.ask("a")
    assert finished(request).error == ""
    assert request.latest == "a whole"


def test_an_error_of_an_earlier_request_does_not_belong_to_the_newest(server):
    request = LatestRequest(server.answer)
    request.ask("bad")
    wait_until(lambda: server.asked == ["bad"], 20, "it is asked")
    request.ask("a")
    server.allowed.release(10)
    assert finished(request).error == ""
    assert request.latest == "a whole"
