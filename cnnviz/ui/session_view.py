"""What a widget sees of its session while it is made; Streamlit builds all of it for every one.

A widget looks up one key, whether it has been emptied. In the trainer, with its 40 widgets, the
copies of the whole session were a sixth of what a run computes.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from streamlit.runtime.state.safe_session_state import SafeSessionState

_whole = SafeSessionState.__dict__["filtered_state"]


class SessionView(Mapping[str, Any]):
    """The session's values by the keys of users, each looked up when it is asked for."""

    def __init__(self, session: SafeSessionState) -> None:
        self._session = session

    def __getitem__(self, key: str) -> Any:
        with self._session._lock:
            return self._session._state[key]

    def __iter__(self) -> Iterator[str]:
        return iter(_whole.fget(self._session))

    def __len__(self) -> int:
        return len(_whole.fget(self._session))


def look_up_singly() -> None:
    """Give widgets a view in place of a copy; to be called as the server starts."""
    patched: Any = SafeSessionState
    patched.filtered_state = property(SessionView)
