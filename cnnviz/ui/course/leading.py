"""Leading a class session: begin it, watch the answers come in, show them, go on."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import segno
import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cnnviz.classroom import visitor
from cnnviz.course import attendance, results
from cnnviz.course import session as sessions
from cnnviz.course.questions import Drawing
from cnnviz.course.session import ASK, SHOWN, Session
from cnnviz.ui import address
from cnnviz.ui.course import (
    answers_html,
    beginning,
    class_data,
    drawings,
    header_html,
    joining,
    tries,
)
from cnnviz.ui.course.place import CourseState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import sentence

STYLE = Path(__file__).with_suffix(".css")
CARD_STYLE = STYLE.with_name("panel.css")
LEADS, TOKEN = "lead", "token"  # of the address: a teacher who lost the connection comes back
TICK_SECONDS = 1.0
NOT_LED = N_("only whoever began a class session leads it, as long as it is kept")
HIDDEN, PICKED = "c_lead_hidden", "c_lead_picked"


def may_lead() -> bool:
    """Whether the visitor may begin a session: of a class only the teacher."""
    return not visitor.separates() or visitor.current().teacher


def show(state: CourseState, pages: Mapping[str, StreamlitPage]) -> None:
    """Show the session that the visitor leads, or what one can begin with."""
    st.html(CARD_STYLE)
    st.html(STYLE)
    _follow_link(state)
    if state.complaint:
        st.error(state.complaint)
        state.complaint = ""
    if state.leads:
        try:
            session = _checked_link(state) if state.by_link else _led(state)
        except InputError as error:
            st.error(sentence(error))
            _forget(state)
        else:
            _show_session(state, session)
            return class_data.show(state, session, pages)
    if not may_lead():
        st.info(_("Of this class only the teacher begins a session: sign in on the Teacher page."))
        return None
    return beginning.show(state)


def _follow_link(state: CourseState) -> None:
    code, token = address.text(LEADS), address.text(TOKEN)
    if code and token and not state.leads:
        state.leads, state.lead_key, state.by_link = code, token, True
    address.write({LEADS: state.leads or None, TOKEN: state.lead_key or None})


def _led(state: CourseState) -> Session:
    return sessions.find_led(state.leads, state.lead_key)


def _checked_link(state: CourseState) -> Session:
    """The session of a link, which tells nobody whether there is one with its code."""
    with tries.counted(tries.linked(), InputError(NOT_LED)):
        session = _led(state)
    state.by_link = False
    return session


def _show_session(state: CourseState, session: Session) -> None:
    """Show the code, the open card, and what is answered, renewed every second."""
    with st.container(horizontal=True, gap="large", key="class-lead"):
        with st.container(width=260, key="class-code"):
            _show_code(session)
        with st.container():
            st.html(header_html.of_class(session, ""))
            st.markdown(session.card.text)
            if session.card.question is not None:
                st.markdown(f"**{session.card.question.ask}**")
            if session.is_open:
                _show_controls(state, session)
            else:
                st.info(_("This session has ended."))
            st.fragment(_follow_answers, run_every=TICK_SECONDS)(state)
    _show_taking_away(state, session)


def _show_code(session: Session) -> None:
    """Show how to join: the code large, and a QR code of the link."""
    link = join_link(session.code)
    picture = segno.make(link, error="m").png_data_uri(scale=6, border=2)
    st.html(
        f'<div class="class-code" aria-label="{_("Code of the class")}">{session.code}</div>'
        f'<img src="{picture}" alt="{_("QR code of the link below")}">'
    )
    st.code(link, None, wrap_lines=True)


def join_link(code: str) -> str:
    """Return the address at which students join."""
    parts = urlsplit(st.context.url or "")
    folder = parts.path.rsplit("/", 1)[0]
    return f"{parts.scheme}://{parts.netloc}{folder}/join?{urlencode({joining.CODE: code})}"


def _show_controls(state: CourseState, session: Session) -> None:
    at, last = session.state.at, len(session.cards) - 1
    asks = session.card.question is not None and session.state.phase != SHOWN
    with st.container(horizontal=True, vertical_alignment="center"):
        _button(_("Back"), "c_lead_back", state, sessions.open_card, at - 1, disabled=at == 0)
        if asks:
            _button(_("Show the answer"), "c_lead_reveal", state, sessions.reveal, primary=True)
        _button(
            _("Next card"),
            "c_lead_next",
            state,
            sessions.open_card,
            at + 1,
            disabled=at == last,
            primary=not asks,
        )
        with st.popover(_("End the session")):
            st.caption(_("Nobody joins or answers after that. The answers stay for you."))
            _button(_("End it now"), "c_lead_end", state, sessions.end)
        st.toggle(
            _("Hide answers until they are shown"),
            key=HIDDEN,
            help=_("For a projector: the class does not see what others answered."),
        )


def _button(
    label: str,
    key: str,
    state: CourseState,
    act: Callable[..., None],
    *arguments: object,
    disabled: bool = False,
    primary: bool = False,
) -> None:
    st.button(
        label,
        key=key,
        disabled=disabled,
        type="primary" if primary else "secondary",
        on_click=_attempt,
        args=(state, act, *arguments),
    )


def _attempt(state: CourseState, act: Callable[..., None], *arguments: object) -> None:
    try:
        act(state.leads, state.lead_key, *arguments)
    except InputError as error:
        state.complaint = sentence(error)


def _follow_answers(state: CourseState) -> None:
    """Show what is answered now; where the session is gone, the page begins anew."""
    try:
        session = _led(state)
    except InputError:
        st.rerun()
    else:
        _show_answers(state, session)


def _show_answers(state: CourseState, session: Session) -> None:
    """Show who joined, who answered, and how often each answer came."""
    names = attendance.students(session.code)
    given = attendance.answers(session.code, session.state.at)
    question = session.card.question
    st.caption(
        _("{answered} of {joined} answered", answered=len(given), joined=len(names))
        if question is not None
        else _("{joined} joined", joined=len(names))
    )
    if question is None:
        st.html(answers_html.names(names.values()))
        return
    is_shown = session.state.phase != ASK  # after the end, too
    if is_shown or not st.session_state.get(HIDDEN):
        bars = results.tally(question, given)
        st.html(answers_html.histogram(bars, len(given), with_reasons=True, marked=is_shown))
    else:
        st.html(answers_html.names(names[each.student] for each in given if each.student in names))
    if isinstance(question, Drawing):
        _show_drawings(state, session)


def _show_drawings(state: CourseState, session: Session) -> None:
    """Show all drawings, of which three can be picked to be shown large to everybody."""
    given = {each.student: each for each in attendance.answers(session.code, session.state.at)}
    names = attendance.students(session.code)
    offered = {student: names.get(student, "") for student, each in given.items() if each.drawing}
    picked = st.multiselect(
        _("Show large to everybody, at most three"),
        list(offered),
        # What was picked before the page was opened anew, after a lost connection, stays so.
        default=[student for student in session.state.picked if student in offered],
        max_selections=3,
        format_func=lambda student: offered.get(student, ""),
        key=f"{PICKED}_{session.state.at}",
        disabled=not session.is_open,
    )
    if tuple(picked) != session.state.picked and session.is_open:
        _attempt(state, sessions.pick, picked)
        session = replace(session, state=replace(session.state, picked=tuple(picked)))
    drawings.show_all([each for each in given.values() if each.student in offered], names)
    drawings.show_picked(session)


def _show_taking_away(state: CourseState, session: Session) -> None:
    with st.container(horizontal=True):
        st.download_button(
            _("Answers as CSV"),
            lambda: results.as_csv(
                session, attendance.answers(session.code), attendance.students(session.code)
            ),
            f"class-{session.code}.csv",
            icon=":material/download:",
            on_click="ignore",
            key="c_lead_csv",
        )
        if not session.is_open:
            st.button(
                _("Begin another session"), key="c_lead_forget", on_click=_forget, args=(state,)
            )


def _forget(state: CourseState) -> None:
    state.leads = state.lead_key = ""
    state.by_link = False
    address.write({LEADS: None, TOKEN: None})
