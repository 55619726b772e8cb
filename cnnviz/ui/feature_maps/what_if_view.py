"""The view "What if?": the answer over whole ranges of changes, beside a second network."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from math import isfinite

import numpy as np
import streamlit as st

from cnnviz.explain.forward import is_quick
from cnnviz.explain.what_if import BY_NAME, NEUTRAL, changed
from cnnviz.training.catalog import ModelEntry, labels
from cnnviz.ui import caches, polling
from cnnviz.ui.components.what_if import Swept, read_values, what_if
from cnnviz.ui.feature_maps.beside import seen_by
from cnnviz.ui.feature_maps.chooser import NONE
from cnnviz.ui.feature_maps.computing import WARMING_UP
from cnnviz.ui.feature_maps.shown import Shown
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.feature_maps.what_if_work import Curves, Network, WhatIfRequest, answers
from cnnviz.ui.latest_request import LatestRequest
from cnnviz.ui.linked import linked_select, linked_text
from cnnviz.utils.language import N_, _
from cnnviz.utils.retold import retold
from cnnviz.utils.text import sentence

WAIT_SECONDS, POLL_SECONDS = 0.25, 0.4
PROGRESS_HEIGHT = 36  # nothing below moves when the work is done
WAITING = N_("Waiting for the engine")
NO_OTHER = N_(
    "A second network with the same classes can be compared here: train one, such as the "
    "multilayer perceptron of the experiment on shifted digits, or open a file of your own and "
    "name its classes."
)


def show_what_if(state: FeatureMapsState, shown: Shown) -> None:
    """Show the sliders with their curves."""
    picture = shown.given.picture
    if picture is None or shown.activations is None:
        st.caption(retold(shown.given.caption) or _(WARMING_UP))
        return
    if caches.engine().ensure_running() == "starting":
        st.caption(_(WARMING_UP))
        return
    asked = [(shown.entry, picture), *choose_other(state, shown)]
    try:
        networks = tuple(Network.of(entry.path, seen) for entry, seen in asked)
    except OSError:
        st.warning(_("The model is no longer there."))
        return
    names = [entry.name for entry, _seen in asked]
    if len(set(names)) < len(names):  # two trainings of one architecture
        names = [entry.label for entry, _seen in asked]
    label = int(shown.activations.probabilities.argmax())
    is_small = is_quick(shown.entry.info.summaries)
    st.fragment(show_curves)(
        state, networks, Labels(label, names, shown.entry.info.classes, is_small)
    )


@dataclass(frozen=True)
class Labels:
    """The answer to the unchanged input, and the names of the networks and of their classes.

    ``is_small`` tells whether the network computes all curves at once.
    """

    label: int
    networks: list[str]
    classes: tuple[str, ...]
    is_small: bool


def is_computing(state: FeatureMapsState, request: WhatIfRequest, is_small: bool) -> bool:
    """Ask for what is not known of a request; whether more is to come.

    What is quick is waited for: all curves of a small network, the answer of another one.
    """
    job = state.curves
    if job is None:
        # Not with long work: a visitor waits for this answer, and a class's reasons take minutes.
        asked = partial(answers, caches.engine(), caches.shared_results())
        job = state.curves = LatestRequest(asked)
    if job.ask(request):
        end = time.monotonic() + WAIT_SECONDS
        while job.active and (left := end - time.monotonic()) > 0:
            job.wait(left)
            if not is_small and job.latest is not None and job.latest.request == request:
                break
    return job.active


def show_curves(state: FeatureMapsState, networks: tuple[Network, ...], labels: Labels) -> None:
    """Show the sliders with the curves that are there, and how far the work is.

    By the clock while more is to come, and so without any fragment within it.
    """
    values = read_changes(linked_text(state.CHANGE_TEXT, read_changes))
    numbers = tuple(sorted(values.items()))
    request = WhatIfRequest(networks, numbers)
    active = is_computing(state, request, labels.is_small)
    job = state.curves
    if job is None:
        return
    polling.repeat(POLL_SECONDS if active else None)
    latest = job.latest
    found = latest if latest is not None and latest.request == request else Curves(request)
    # A small network answers at once, so nothing would ever be in this place.
    if active or not labels.is_small:
        with st.container(height=PROGRESS_HEIGHT, border=False):
            if active:
                st.progress(found.fraction, _(found.doing or WAITING))
    if job.error:
        st.warning(sentence(retold(job.error)))
    swept = Swept(
        changed(networks[0].image, values),
        values,
        labels.label,
        found.answers,
        found.by_change,
        labels.networks,
    )
    what_if(swept, labels.classes, key=state.CHANGES, on_set=lambda: take_values(state))


def take_values(state: FeatureMapsState) -> None:
    """Take the sliders' numbers."""
    state[state.CHANGE_TEXT] = written_changes(read_values(state.CHANGES))


def written_changes(values: Mapping[str, float]) -> str:
    """Write the numbers that change something for a link: "right:0.2,turn:-30"."""
    return ",".join(f"{name}:{at:g}" for name, at in values.items() if at != NEUTRAL[name])


def read_changes(text: str) -> dict[str, float]:
    """Read what ``written_changes`` wrote; a number beyond its range is at the range's end.

    Raises
    ------
    ValueError, KeyError
        If there is no such change, or its number is none.
    """
    values = dict(NEUTRAL)
    for part in text.split(",") if text else ():
        name, _colon, number = part.partition(":")
        change, at = BY_NAME[name], float(number)
        if not isfinite(at):
            raise ValueError(f"{name} must be a finite number, got {number}")
        values[name] = min(max(at, change.low), change.high)
    return values


def choose_other(state: FeatureMapsState, shown: Shown) -> list[tuple[ModelEntry, np.ndarray]]:
    """Show the menu of networks with the same classes; return the chosen one, if any.

    With it comes the input in its own size, as a second model beside the first gets it.
    """
    others = {
        each.key: each
        for each in shown.offered.values()
        if each.key != shown.entry.key and each.info.classes == shown.entry.info.classes
    }
    if not others:
        st.caption(_(NO_OTHER))
        return []
    options = {NONE: _("no second network")} | labels(others.values())
    chosen = linked_select(_("Second network, dotted"), options, state.OTHER, width=360)
    if chosen not in others:
        return []
    other = others[chosen]
    seen = seen_by(state, shown.entry, state.kind, shown.given, other)
    if seen.picture is None:
        st.caption(retold(seen.caption))
        return []
    return [(other, seen.picture)]
