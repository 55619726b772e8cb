"""The view "What if?": the answer over whole ranges of changes, beside a second network."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

import numpy as np
import streamlit as st

from cnnviz.engine import attributing
from cnnviz.engine.inference import Inference
from cnnviz.explain.what_if import BY_NAME, CHANGES, NEUTRAL, changed, sweep
from cnnviz.training.catalog import ModelEntry, labels
from cnnviz.ui import caches
from cnnviz.ui.components.what_if import Swept, read_values, what_if
from cnnviz.ui.feature_maps.computing import WARMING_UP
from cnnviz.ui.feature_maps.shown import Shown
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.linked import linked_select, linked_text
from cnnviz.utils.text import percent

NONE = "none"
NO_OTHER = (
    "A second network with the same input and classes can be compared here: train one, such as the "
    "multilayer perceptron of the experiment on shifted digits, or open a file of your own and "
    "name its classes."
)


@dataclass(frozen=True)
class Question:
    """What is computed: a file, its time, an input, and the changes' numbers."""

    path: str
    modified: int
    picture: bytes
    values: tuple[tuple[str, float], ...]


@dataclass(frozen=True, eq=False)
class Curves:
    """The answer to a question, and the probabilities of each change's whole range."""

    question: Question
    answer: np.ndarray
    by_change: dict[str, np.ndarray]


def show_what_if(state: FeatureMapsState, shown: Shown) -> None:
    """Show the sliders with their curves."""
    picture = shown.given.picture
    if picture is None or shown.activations is None:
        st.caption(shown.given.caption or WARMING_UP)
        return
    if caches.engine().ensure_running() == "starting":
        st.caption(WARMING_UP)
        return
    entries = [shown.entry, *choose_other(state, shown)]
    values = read_changes(linked_text(state.CHANGE_TEXT, read_changes))
    found = computed(state, entries, picture, values)
    swept = Swept(
        changed(picture, values),
        values,
        int(shown.activations.probabilities.argmax()),
        [each.answer for each in found],
        [each.by_change for each in found],
        [entry.name for entry in entries],
    )
    what_if(swept, shown.entry.info.classes, key=state.CHANGES, on_set=lambda: take_values(state))


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
        name, _, number = part.partition(":")
        change, at = BY_NAME[name], float(number)
        if not isfinite(at):
            raise ValueError(f"{name} must be a finite number, got {number}")
        values[name] = min(max(at, change.low), change.high)
    return values


def choose_other(state: FeatureMapsState, shown: Shown) -> list[ModelEntry]:
    """Show the menu of networks with the same input and classes; return the chosen one, if any."""
    info = shown.entry.info
    others = {
        each.key: each
        for each in shown.offered.values()
        if each.key != shown.entry.key
        and (each.info.input_shape, each.info.classes) == (info.input_shape, info.classes)
    }
    if not others:
        st.caption(NO_OTHER)
        return []
    options = {NONE: "none"} | labels(others.values())
    chosen = linked_select("Second network, dotted", options, state.OTHER, width=360)
    return [others[chosen]] if chosen in others else []


def computed(
    state: FeatureMapsState,
    entries: list[ModelEntry],
    picture: np.ndarray,
    values: Mapping[str, float],
) -> list[Curves]:
    """Ask about each change's range, one call after the other; what is known is not asked again."""
    known = {each.question: each for each in state.curves}
    questions = [
        Question(
            str(entry.path.resolve()),
            entry.path.stat().st_mtime_ns,
            np.ascontiguousarray(picture).tobytes(),
            tuple(sorted(values.items())),
        )
        for entry in entries
    ]
    missing = [question for question in questions if question not in known]
    place, pieces = st.empty(), len(missing) * len(CHANGES)
    done = 0
    for question in missing:
        by_change = {}
        for change in CHANGES:
            if done:  # what is quick shows no bar
                place.progress(done / pieces, f"{change.label}: {percent(done / pieces, 0)}")
            by_change[change.name] = _asked(question.path, sweep(picture, values, change))
            done += 1
        answer = _asked(question.path, changed(picture, values)[np.newaxis])[0]
        known[question] = Curves(question, answer, by_change)
    place.empty()
    found = [known[question] for question in questions]
    state.curves = tuple(found)
    return found


def _asked(path: str, batch: np.ndarray) -> np.ndarray:
    """Compute a batch's probabilities in short requests."""
    parts = attributing.in_parts(
        len(batch),
        # Not with long work: the page waits for this answer, and a class's reasons take minutes.
        lambda part: caches.engine().ask(Inference.predict, path, batch[slice(*part)]),
    )
    return np.concatenate(parts)
