"""The class's own digits: made a data set of, and networks judged on them."""

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from cnnviz.course import attendance, class_digits
from cnnviz.course import session as sessions
from cnnviz.course.session import Session
from cnnviz.data import uploads
from cnnviz.training import folder, storage
from cnnviz.ui import caches, html
from cnnviz.ui.course.place import CourseState
from cnnviz.ui.trainer.state import TrainerState
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _
from cnnviz.utils.text import percent, sentence

MOST_RUNS = 200  # of the newest, among which those on the class's data are looked for


def show(state: CourseState, session: Session, pages: Mapping[str, StreamlitPage]) -> None:
    """Offer the data set, once there are drawings; then judge the networks on it.

    Parameters
    ----------
    state : CourseState
    session : Session
    pages : mapping of str to StreamlitPage
        The rooms by name.
    """
    drawings = class_digits.drawn(session, attendance.answers(session.code))
    if not drawings:
        return
    st.subheader(_("The class's digits"), anchor=False)
    students = len({given.student for given, _wanted in drawings})
    right = class_digits.read_right(drawings)
    st.markdown(
        _(
            "{count} drawings by {students} students. The shipped network reads {right} of them "
            "as they were meant ({share}).",
            count=len(drawings),
            students=students,
            right=right,
            share=percent(right / len(drawings)),
        )
    )
    st.button(
        _("Make a data set of them"),
        key="c_class_data",
        on_click=_make,
        args=(state, session),
        help=_("Each student's drawings are all for training or all for the test."),
    )
    if show_link(session, pages):
        _show_runs(session.state.data)


def show_link(session: Session, pages: Mapping[str, StreamlitPage]) -> bool:
    """Link to the trainer with the class's data set, which who follows it may read from now on.

    Parameters
    ----------
    session : Session
        One that the visitor leads or attends.
    pages : mapping of str to StreamlitPage
        The rooms by name.

    Returns
    -------
    bool
        Whether there is such a data set.
    """
    key = session.state.data
    if not key or not uploads.admit(key):
        return False
    st.page_link(
        pages["trainer"],
        label=_("Train a network on the class's digits"),
        icon=":material/model_training:",
        query_params={TrainerState.DATA: key},
    )
    return True


def _make(state: CourseState, session: Session) -> None:
    try:
        drawings = class_digits.drawn(session, attendance.answers(session.code))
        packed = class_digits.as_zip(drawings)
        key = storage.keep_upload(f"class-{session.code}.zip", packed)
        uploads.share(key)
        sessions.give_data(session.code, state.lead_key, key)
    except InputError as error:
        state.complaint = sentence(error)


def _show_runs(data: str) -> None:
    """Show how the networks that were trained on the class's data do on its test students."""
    path = str(uploads.find(data))
    rows = []
    for _number, run in zip(range(MOST_RUNS), folder.newest(), strict=False):
        try:
            summary = caches.run_summary(run)
        except InputError:
            continue
        if summary.config.dataset in (path, data) and summary.evaluation is not None:
            rows.append((summary.title, percent(summary.evaluation.accuracy)))
    if rows:
        st.html(html.table((_("The class's own networks"), _("Test accuracy")), rows))
