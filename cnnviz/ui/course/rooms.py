"""Setting a room to the state that a card asks for, as a fresh link would."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.session_state_proxy import get_session_state

from cnnviz.course.lesson import Card
from cnnviz.ui import address, linked
from cnnviz.ui.course.place import PREFIXES, CourseState

# What a visitor brought is no setting: it stays when a card sets the room.
KEPT = ("k_own_pictures", "f_opened_models", "f_named_models")


@dataclass(frozen=True)
class Stage:
    """How far one is with a card.

    Attributes
    ----------
    name : str
        Of the card.
    is_answered : bool
        Whether its answer is shown.
    parameters : mapping of str to str
        What the address says beside the room's settings.
    """

    name: str
    is_answered: bool
    parameters: Mapping[str, str]

    @property
    def mark(self) -> str:
        """What the room is set for."""
        return f"{self.name}!" if self.is_answered else self.name


def enter(
    state: CourseState,
    card: Card,
    stage: Stage,
    page: StreamlitPage,
    pages: Mapping[str, StreamlitPage],
) -> None:
    """Open the room of a card and set it, once per card and once more for its answer.

    Parameters
    ----------
    state : CourseState
    card : Card
    stage : Stage
    page : StreamlitPage
        The one that is about to run.
    pages : mapping of str to StreamlitPage
        The rooms by name.
    """
    if state.shown_for == stage.mark:
        return
    if stage.is_answered and not card.reveal_link and state.shown_for == stage.name:
        state.shown_for = stage.mark  # the answer leaves the room as the reader has it
        return
    settings = card.reveal_link if stage.is_answered and card.reveal_link else card.link
    link = {**settings, **stage.parameters}
    _release_bound(link)
    if page != pages[card.room]:
        st.switch_page(pages[card.room], query_params=link)
    state.shown_for = stage.mark
    set_room(card.room, link)


def set_room(room: str, link: Mapping[str, str]) -> None:
    """Set the page that is about to run as if the visitor had just followed a link to it.

    Streamlit leaves the widgets of a page that is open as they are, whatever its address says;
    only where the browser goes back in its history are all of them taken from the address. So
    this run is taken for such a step. Source: Streamlit 1.67,
    ``SessionState._handle_query_param_binding``.

    Parameters
    ----------
    room : str
        The page's name.
    link : mapping of str to str
        All parameters of its address.
    """
    _release_bound(link)
    forget_settings(room)
    st.query_params.from_dict(link)
    address.expect_link()  # the card before may have had some of these settings
    with get_session_state().query_params() as query:
        query.set_initial_query_params(urlencode(link))
    context = get_script_run_ctx()
    if context is not None:
        context.is_history_navigation = True


def forget_settings(room: str) -> None:
    """Let a room begin anew, with the settings of its address; what a visitor brought stays.

    The numbers of its controls' widgets stay, too: a late message of one is none of a new one.

    Parameters
    ----------
    room : str
        The page's name; one that is no room has nothing to forget.
    """
    prefix = PREFIXES.get(room)
    for key in [key for key in st.session_state if prefix and str(key).startswith(prefix)]:
        if key not in KEPT and not linked.is_count(str(key)):
            del st.session_state[key]


def _release_bound(link: Mapping[str, str]) -> None:
    """Let an address be written although widgets of the last run are bound to parts of it."""
    with get_session_state().query_params() as query:
        for key in link:
            if binding := query.get_binding_for_param(key):
                query.unbind_widget(binding.widget_id)
