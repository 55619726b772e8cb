"""The view "Reasons": on which parts of the input the answer rests, by five methods."""

from functools import partial

import numpy as np
import streamlit as st

from cnnviz.explain.methods import Target, layers_with_maps
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches
from cnnviz.ui.components.attribution import Attributed, attribution
from cnnviz.ui.feature_maps.computing import WARMING_UP
from cnnviz.ui.feature_maps.reasons_table import show_table
from cnnviz.ui.feature_maps.reasons_work import SHARES, Reasons, ReasonsRequest, answers
from cnnviz.ui.feature_maps.shown import Shown
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.latest_request import LatestRequest
from cnnviz.ui.linked import linked_select
from cnnviz.utils.errors import InputError

WAIT_SECONDS = 0.2
PREDICTED, NOTHING, LAST = "predicted", "nothing", "last"
NO_MAPS = "Grad-CAM is missing: no layer of this network has an output with rows and columns."


def show_reasons(state: FeatureMapsState, shown: Shown) -> None:
    """Choose what is explained, and show all methods' maps, scores and the table."""
    if shown.given.picture is None or shown.activations is None:
        st.caption(shown.given.caption or WARMING_UP)
        return
    if caches.engine().ensure_running() == "starting":
        st.caption(WARMING_UP)
        return
    info = shown.entry.info
    target, layer = choose_target(state, shown.entry, shown.activations.probabilities)
    request = ReasonsRequest.of(info, shown.given.picture, target, layer)
    found = computed(state, request)
    if found is not None and found.rows:
        missing = "" if layers_with_maps(info.summaries) else NO_MAPS
        curves = {(row, str(kind)): curve for (row, kind), curve in found.curves.items()}
        attributed = Attributed(
            *(request.image, target, found.maps, found.random, curves, SHARES, missing)
        )
        attribution(attributed, info.classes, key=state.ATTRIBUTION)
    show_table(state, shown.entry)


def choose_target(
    state: FeatureMapsState, entry: ModelEntry, probabilities: np.ndarray
) -> tuple[Target, str | None]:
    """Show the menus of classes and of Grad-CAM's layer."""
    classes, best = entry.info.classes, int(probabilities.argmax())
    with st.container(horizontal=True, gap="small"):
        by_name = {str(label): name for label, name in enumerate(classes)}
        predicted = {PREDICTED: f"{classes[best]}, as predicted"}
        chosen = linked_select("Why", predicted | by_name, state.WHY, width=220)
        label = best if chosen == PREDICTED else int(chosen)
        others = {NOTHING: "not compared"} | by_name
        del others[str(label)]
        other = linked_select("rather than", others, state.RATHER_THAN, width=220)
        names = layers_with_maps(entry.info.summaries)
        layer = None
        if names:
            layers = {LAST: f"{names[-1]}, the last with maps"} | {name: name for name in names}
            named = linked_select("Grad-CAM at", layers, state.CAM_LAYER, width=260)
            layer = None if named == LAST else named
    return Target(label, None if other == NOTHING else int(other)), layer


def computed(state: FeatureMapsState, request: ReasonsRequest) -> Reasons | None:
    """Wait for all maps, with progress; a stop leaves those that are there.

    Raises
    ------
    InputError
        If the request cannot be answered.
    """
    job = state.reasons
    if job is None:
        job = state.reasons = LatestRequest(partial(answers, caches.engine()))
    place = st.empty()
    if state.stopped_reasons == request:
        place.button("Resume", key=state.RESUME, on_click=resume, args=(state,))
        return answer_to(job, request)
    job.ask(request)
    job.wait(WAIT_SECONDS)
    if job.active:
        with place.container(horizontal=True, vertical_alignment="center"):
            bar = st.progress(0.0)
            st.button("Stop", key=state.STOP, on_click=stop, args=(state, request))
        while job.active:
            found = answer_to(job, request)
            if found:
                bar.progress(found.fraction, found.doing)
            job.wait(WAIT_SECONDS)
        place.empty()
    if job.error:
        raise InputError(job.error)
    return answer_to(job, request)


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
