"""The end of a class: everything exported as a zip, then cleared."""

from datetime import datetime
from functools import partial

import streamlit as st

from cnnviz.engine.background import Background
from cnnviz.training import class_end
from cnnviz.ui import caches
from cnnviz.ui.teacher.export_route import ROUTE
from cnnviz.ui.teacher.state import TeacherState
from cnnviz.utils.language import _
from cnnviz.utils.text import day_and_time, memory, sentence

TICK_SECONDS = 0.7


class Export(Background):
    """Packs everything in a thread; ``done`` of ``total`` files are packed."""

    def __init__(self) -> None:
        super().__init__()
        self.done = self.total = 0

    def start(self) -> None:
        """Begin, unless it is at work."""
        with self._starting:
            if not self.active:
                self.done = self.total = 0
                self._begin(self._export)

    def _export(self) -> None:
        class_end.export(self._watch)

    def _watch(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        if self._stopping.is_set():
            raise InterruptedError


@st.cache_resource(show_spinner=False)
def export_job() -> Export:
    """The export of this server: one at a time."""
    return Export()


def show_class_end(state: TeacherState) -> None:
    """Show the export, its download, and the button that clears."""
    job = export_job()
    with st.expander(_("End the class")):
        st.fragment(follow, run_every=TICK_SECONDS if job.active else None)(
            state, job.active, state.clearing
        )
    if state.clearing:
        confirm(state)


def follow(state: TeacherState, was_active: bool, was_clearing: bool) -> None:
    """Show how far the export is."""
    job, file = export_job(), class_end.exported()
    if was_active != job.active or was_clearing != state.clearing:
        st.rerun()  # the whole page
    st.caption(
        _(
            "First everything is packed: runs, uploads, models, inspections, networks, courses and "
            "finished lessons, in a folder for each visitor; and class sessions. Then it can be "
            "cleared."
        )
    )
    if job.active:
        st.progress(job.done / job.total if job.total else 0.0, _("Packing"))
        st.button(_("Stop packing"), icon=":material/stop:", key="c_stop_export", on_click=job.stop)
        return
    if job.error:
        st.warning(sentence(job.error))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _("Pack everything"), icon=":material/folder_zip:", key="c_export", on_click=job.start
        )
        if file.is_file():
            _show_download()
            st.button(
                _("Clear the class"),
                icon=":material/delete_sweep:",
                key="c_clear",
                on_click=partial(setattr, state, "clearing", True),
            )


def _show_download() -> None:
    file = class_end.exported()
    made = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
    text = _(
        "Download {size}, packed {when}", size=memory(file.stat().st_size), when=day_and_time(made)
    )
    st.link_button(text, f"./{ROUTE}", icon=":material/download:")


def confirm(state: TeacherState) -> None:
    """Ask whether everything is to be cleared."""

    def forget() -> None:
        state.clearing = False

    @st.dialog(_("Clear the class?"), on_dismiss=forget)
    def ask() -> None:
        st.write(
            _(
                "Everything that visitors have made is deleted for good. The zip stays until the "
                "next one is packed; download it first."
            )
        )
        with st.container(horizontal=True):
            sure = st.button(_("Clear"), type="primary", icon=":material/delete_sweep:")
            keep = st.button(_("Keep"))
        if sure:
            state.note = class_end.clear(caches.engine().release)
        if sure or keep:
            forget()
            st.rerun()

    ask()
