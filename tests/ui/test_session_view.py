"""What a widget sees of its session: the same values as in Streamlit's copy of all of them."""

import pytest
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

from cnnviz.ui import session_view


@pytest.fixture
def session():
    state = SessionState()
    state["empty"], state["full"] = None, 7
    return SafeSessionState(state, lambda: None)


def test_it_has_the_values_that_streamlit_copies(session):
    view = session_view.SessionView(session)
    assert dict(view) == session.filtered_state == {"empty": None, "full": 7}
    assert ("empty" in view, view["empty"], "other" in view, len(view)) == (True, None, False, 2)


def test_widgets_get_it_once_the_server_runs(session, monkeypatch):
    monkeypatch.setattr(SafeSessionState, "filtered_state", session_view._whole)
    session_view.look_up_singly()
    assert isinstance(session.filtered_state, session_view.SessionView)
    assert session.filtered_state["full"] == 7
