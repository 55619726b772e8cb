"""What a run of a page sends, handed to the event loop in batches.

Streamlit wakes the loop for each of a run's 50 to 100 messages, and twice: a fifth of what a run
computes, and a wait for Python's lock each time.
"""

import asyncio
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunnerEvent

_INBOX = "_cnnviz_inbox"
_MESSAGE = ScriptRunnerEvent.ENQUEUE_FORWARD_MSG

Event = tuple[Any, ScriptRunnerEvent, ForwardMsg | None, dict[str, Any]]


@dataclass
class Inbox:
    """The events of a session's runs that the loop has not handled, in their order."""

    events: deque[Event] = field(default_factory=deque)
    lock: threading.Lock = field(default_factory=threading.Lock)
    is_expected: bool = False  # the loop will come to them

    def add(self, event: Event) -> bool:
        """Add an event; whether the loop has to be woken for it."""
        with self.lock:
            self.events.append(event)
            wakes, self.is_expected = not self.is_expected, True
        return wakes

    def take(self) -> Event | None:
        """Return the next event; None, and the next one wakes the loop, where there is none."""
        with self.lock:
            if self.events:
                return self.events.popleft()
            self.is_expected = False
        return None


def hand_over_in_batches() -> None:
    """Gather what comes before the loop gets to it; to be called as the server starts."""
    patched: Any = AppSession
    patched._on_scriptrunner_event = gather


def gather(
    session: AppSession,
    sender: Any,
    event: ScriptRunnerEvent,
    forward_msg: ForwardMsg | None = None,
    **more: Any,
) -> None:
    """Keep an event of a run until the loop handles it, in place of Streamlit's method."""
    inbox: Inbox = vars(session).setdefault(_INBOX, Inbox())
    if inbox.add((sender, event, forward_msg, more)):
        session._call_soon_on_event_loop(lambda: _handle(session, inbox))


def _handle(session: AppSession, inbox: Inbox) -> None:
    """Handle what has come, on the event loop, as Streamlit would one by one."""
    has_messages = False
    while (found := inbox.take()) is not None:
        sender, event, message, more = found
        if event is _MESSAGE and message is not None:
            if sender is session._scriptrunner:  # else of a run that was replaced
                session._browser_queue.enqueue(message)
                has_messages = True
            continue
        try:
            session._handle_scriptrunner_event_on_event_loop(sender, event, message, **more)
        except Exception as error:  # as the loop reports what its own callbacks raise
            asyncio.get_running_loop().call_exception_handler(
                {"message": "an event of a run was not handled", "exception": error}
            )
    if has_messages and session._message_enqueued_callback:
        session._message_enqueued_callback()
