"""Messages of a run on their way to the event loop: all of them, in order, with one wake-up."""

import threading
from types import SimpleNamespace

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunnerEvent

from cnnviz.ui import message_batches

MESSAGE = ScriptRunnerEvent.ENQUEUE_FORWARD_MSG
FINISHED = ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS


class Session(SimpleNamespace):
    """What of a session a hand-over needs; ``woken`` are the loop's calls that wait."""

    def __init__(self) -> None:
        super().__init__(_scriptrunner="runner", seen=[], woken=[], told=0)
        self._browser_queue = SimpleNamespace(enqueue=self.seen.append)

    def _call_soon_on_event_loop(self, call) -> None:
        self.woken.append(call)

    def _handle_scriptrunner_event_on_event_loop(self, sender, event, message, **more) -> None:
        self.seen.append((event, more))

    def _message_enqueued_callback(self) -> None:
        self.told += 1


def message(text: str = "") -> ForwardMsg:
    made = ForwardMsg()
    made.delta.new_element.text.body = text
    return made


def test_all_that_comes_before_the_loop_does_is_handled_at_once_and_in_order():
    session, first, second = Session(), message("1"), message("2")
    message_batches.gather(session, "runner", MESSAGE, first)
    message_batches.gather(session, "runner", MESSAGE, second)
    message_batches.gather(session, "runner", FINISHED, run_descriptor=7)
    (call,) = session.woken
    call()
    assert session.seen == [first, second, (FINISHED, {"run_descriptor": 7})]
    assert session.told == 1


def test_what_comes_afterwards_wakes_the_loop_again():
    session = Session()
    for _ in range(2):
        message_batches.gather(session, "runner", MESSAGE, message())
        session.woken[-1]()
    assert (len(session.woken), len(session.seen)) == (2, 2)


def test_messages_of_a_run_that_was_replaced_are_dropped():
    session = Session()
    message_batches.gather(session, "an earlier runner", MESSAGE, message())
    session.woken[0]()
    assert (session.seen, session.told) == ([], 0)


def test_no_message_of_several_threads_is_left_waiting():
    session, each = Session(), 500

    def send() -> None:
        for _ in range(each):
            message_batches.gather(session, "runner", MESSAGE, message())

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads) or session.woken:
        if session.woken:
            session.woken.pop(0)()
    assert len(session.seen) == 4 * each


@pytest.mark.parametrize(
    "name", ["_call_soon_on_event_loop", "_handle_scriptrunner_event_on_event_loop"]
)
def test_streamlit_has_what_the_hand_over_calls(name):
    assert callable(getattr(AppSession, name))


def test_streamlit_hands_over_in_batches_once_the_server_runs(monkeypatch):
    monkeypatch.setattr(AppSession, "_on_scriptrunner_event", None)
    message_batches.hand_over_in_batches()
    assert AppSession._on_scriptrunner_event is message_batches.gather
