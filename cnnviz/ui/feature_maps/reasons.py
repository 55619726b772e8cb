"""The view "Reasons": on which parts of the input the answer rests, by five methods."""

from functools import partial

import numpy as np
import streamlit as st

from cnnviz.explain.methods import Target, layers_with_maps
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches, polling
from cnnviz.ui.components.attribution import attribution
from cnnviz.ui.feature_maps.computing import WARMING_UP
from cnnviz.ui.feature_maps.reasons_table import show_table
from cnnviz.ui.feature_maps.reasons_work import Reasons, ReasonsRequest, answers
from cnnviz.ui.feature_maps.shown import Shown
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.latest_request import LatestRequest
from cnnviz.ui.linked import linked_select
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _, current
from cnnviz.utils.retold import retold
from cnnviz.utils.text import sentence

WAIT_SECONDS, POLL_SECONDS = 0.2, 0.4
PROGRESS_HEIGHT = 48  # nothing below moves when the work is done
DONE = N_("Below each map: the same method on the same network with random weights.")
PREDICTED, NOTHING, LAST = "predicted", "nothing", "last"


def show_reasons(state: FeatureMapsState, shown: Shown) -> None:
    """Choose what is explained, and show all methods' maps, scores and the table."""
    if shown.given.picture is None or shown.activations is None:
        st.caption(retold(shown.given.caption) or _(WARMING_UP))
        return
    if caches.engine().ensure_running() == "starting":
        st.caption(_(WARMING_UP))
        return
    info = shown.entry.info
    target, layer = choose_target(state, shown.entry, shown.activations.probabilities)
    try:
        request = ReasonsRequest.of(info, shown.given.picture, target, layer)
    except InputError as error:
        st.warning(sentence(error))
        return
    st.fragment(show_maps)(state, request)
    show_table(state, shown.entry)


def choose_target(
    state: FeatureMapsState, entry: ModelEntry, probabilities: np.ndarray
) -> tuple[Target, str | None]:
    """Show the menus of classes and of Grad-CAM's layer."""
    classes, best = entry.info.classes, int(probabilities.argmax())
    with st.container(horizontal=True, gap="small"):
        by_name = {str(label): name for label, name in enumerate(classes)}
        predicted = {PREDICTED: _("{name}, as predicted", name=classes[best])}
        chosen = linked_select(_("Why"), predicted | by_name, state.WHY, width=220)
        label = best if chosen == PREDICTED else int(chosen)
        others = {NOTHING: _("not compared")} | by_name
        del others[str(label)]
        other = linked_select(_("rather than"), others, state.RATHER_THAN, width=220)
        names = layers_with_maps(entry.info.summaries)
        layer = None
        if names:
            last = _("{layer}, the last with maps", layer=names[-1])
            layers = {LAST: last} | {name: name for name in names}
            named = linked_select(_("Grad-CAM at"), layers, state.CAM_LAYER, width=260)
            layer = None if named == LAST else named
    return Target(label, None if other == NOTHING else int(other)), layer


def is_computing(state: FeatureMapsState, request: ReasonsRequest) -> bool:
    """Ask for what is not known of a request, unless it was stopped; whether more is to come."""
    job = state.reasons
    if job is None:
        job = state.reasons = LatestRequest(
            partial(answers, caches.engine().long_work, caches.shared_results())
        )
    if state.stopped_reasons == request:
        return job.active
    if job.ask(request):
        job.wait(WAIT_SECONDS)
    return job.active


def show_maps(state: FeatureMapsState, request: ReasonsRequest) -> None:
    """Show the maps that are there, places for those to come, and how far the work is.

    By the clock while more is to come, and so without any fragment within it.
    """
    active, stopped = is_computing(state, request), state.stopped_reasons == request
    job = state.reasons
    if job is None:
        return
    polling.repeat(POLL_SECONDS if active else None)
    found = answer_to(job, request) or Reasons(request)
    with st.container(
        horizontal=True, vertical_alignment="center", height=PROGRESS_HEIGHT, border=False
    ):
        if stopped:
            st.caption(_("Stopped: what was computed until then is shown."))
            st.button(_("Resume"), key=state.RESUME, on_click=resume, args=(state,))
        elif active:
            st.progress(found.fraction, found.doing.words or _("Waiting for the engine"))
            st.button(_("Stop"), key=state.STOP, on_click=stop, args=(state, request))
        else:
            st.caption(_(DONE))
    if job.error and not stopped:
        st.warning(sentence(retold(job.error)))
    attribution(found.packed(current()), key=state.ATTRIBUTION)


def answer_to(
    job: LatestRequest[ReasonsRequest, Reasons], request: ReasonsRequest
) -> Reasons | None:
    """Return what is known of this request; an earlier one's answer is none."""
    latest = job.latest
    return latest if latest is not None and latest.request == request else None


def stop(state: FeatureMapsState, request: ReasonsRequest) -> None:
    """Compute no further; the piece that is under way is the last."""
    state.stopped_reasons = request
    if state.reasons is not None:
        state.reasons.cancel()


def resume(state: FeatureMapsState) -> None:
    """Compute what was stopped."""
    state.stopped_reasons = None
