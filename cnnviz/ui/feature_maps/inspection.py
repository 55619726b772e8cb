"""The view "Inspection": many images at once, judged, corrected and taken away."""

from contextlib import suppress
from functools import partial

import streamlit as st

from cnnviz.classroom import belongings
from cnnviz.engine.inspection_job import InspectionJob
from cnnviz.training import catalog
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import address, caches
from cnnviz.ui.feature_maps.inspection_input import begin, show_input
from cnnviz.ui.feature_maps.inspection_results import show_results
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.sharing import offer_sharing
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _, _n
from cnnviz.utils.retold import retold
from cnnviz.utils.text import rough_duration, sentence

TICK_SECONDS = 0.7


def show_inspection(state: FeatureMapsState, entry: ModelEntry) -> None:
    """Show the inspection that the address names; without one, what it can begin with."""
    key = state.inspection or address.text(state.INSPECTION) or ""
    if not key:
        show_input(state, entry)
        return
    try:
        job = caches.inspection_job(key)
    except InputError as error:
        state.inspection_complaint = sentence(error)
        state.open_inspection("")
        show_input(state, entry)
        return
    state.open_inspection(key)
    tick = TICK_SECONDS if job.active else None
    st.fragment(follow, run_every=tick)(state, entry, job, job.active)


def follow(
    state: FeatureMapsState, entry: ModelEntry, job: InspectionJob, was_active: bool
) -> None:
    """Show how far the work is, and all that is done."""
    if was_active and not job.active:
        st.rerun()
    show_head(state, entry, job)
    show_results(state, entry, job)


def show_head(state: FeatureMapsState, entry: ModelEntry, job: InspectionJob) -> None:
    """Show what is inspected, the progress, and what can be done about it."""
    with suppress(InputError):
        job.count()
    done, total = len(job.rows), job.total or len(job.rows)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{title_of(job)}**: {progress_text(job)}", width="stretch")
        if not belongings.is_own(job.record.path):
            st.caption(_("Shared with you"), width="content")
        elif job.active:
            st.button(_("Stop"), icon=":material/stop:", key=state.INSPECT_STOP, on_click=job.stop)
        elif not job.total or done < total:
            st.button(
                _("Continue"),
                icon=":material/play_arrow:",
                key=state.INSPECT_CONTINUE,
                on_click=partial(job.start, caches.engine().long_work),
                help=_("Inspects the files that are missing; what is done stays."),
            )
        if (job.task.model, job.task.classes) != (entry.key, entry.info.classes):
            st.button(
                _("Inspect with {model}", model=entry.name),
                icon=":material/refresh:",
                key=state.INSPECT_AGAIN,
                on_click=inspect_again,
                args=(state, entry, job),
                help=_("The same files by the model that is chosen above."),
            )
        shared = {state.MODEL: [job.task.model], state.INSPECTION: [job.record.key]}
        view = {key: values for key, values in address.current().items() if key == state.VIEW}
        names = [job.record.key, job.task.source, job.task.model]
        offer_sharing(names, view | shared, "f_share_inspection")
        st.button(
            _("Other files"),
            icon=":material/upload:",
            key=state.INSPECT_OTHER,
            on_click=state.open_inspection,
            args=("",),
        )
    if job.active:
        st.progress(done / total if total else 0.0)
    if job.error:
        error = retold(job.error)
        st.warning(sentence(_("The inspection ended early: {error}", error=error)))
    if state.inspection_complaint:
        st.warning(state.inspection_complaint)
        state.inspection_complaint = ""


def title_of(job: InspectionJob) -> str:
    """Return the name of what is inspected."""
    try:
        return job.source().stem
    except InputError:
        return _("Inspected files")


def progress_text(job: InspectionJob) -> str:
    """Say how many files are inspected, and how long the others take."""
    done = len(job.rows)
    if job.active:
        if not job.total or not done:
            return _("the network and the files are being opened")
        left, total = job.seconds_left, job.total
        so_far = _n("{done:,} of {count:,} file", "{done:,} of {count:,} files", total, done=done)
        if left is None:
            return so_far
        return _("{done}, {time} left", done=so_far, time=rough_duration(left))
    model = model_of(job)
    if job.total <= done:
        return _n("{count:,} file by {model}", "{count:,} files by {model}", done, model=model)
    return _n(
        "{count:,} of {total:,} file by {model}",
        "{count:,} of {total:,} files by {model}",
        done,
        total=job.total,
        model=model,
    )


def model_of(job: InspectionJob) -> str:
    """Return the name of the model that inspects; its key where it is gone."""
    try:
        return catalog.inspected(job.task).name
    except InputError:
        return job.task.model


def inspect_again(state: FeatureMapsState, entry: ModelEntry, job: InspectionJob) -> None:
    """Inspect the same files with the chosen model."""
    try:
        begin(state, entry, job.task.source, job.task.tile)
    except InputError as error:
        state.inspection_complaint = sentence(error)
