"""The view "Data": the data set in the last hidden layer, and where the input lies in it."""

from functools import partial

import numpy as np
import streamlit as st

from cnnviz.engine.work import Arrays, Work
from cnnviz.evaluation.doubt import UNLIKE
from cnnviz.evaluation.neighbours import nearest
from cnnviz.explain.embedding import Projection
from cnnviz.ui import polling
from cnnviz.ui.bound import bound
from cnnviz.ui.caches import doubt_rule
from cnnviz.ui.components.data_map import Cloud, Here, data_map, read_opened
from cnnviz.ui.feature_maps import learned
from cnnviz.ui.feature_maps.data_map_images import show_nearest, show_opened
from cnnviz.ui.feature_maps.shown import Shown
from cnnviz.ui.feature_maps.state import FeatureMapsState
from cnnviz.ui.feature_maps.work_progress import TICK_SECONDS, show_progress, start_once
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import percent, plural

PCA, TSNE = "PCA", "t-SNE"
CLASS, MISTAKE = N_("Class"), N_("Mistake")
TSNE_CAPTION = N_("t-SNE; the input stands at the mean of its nearest")
NEAREST = 5
KIND_HELP = N_(
    "PCA shows the two directions in which the features vary most, and distances as they are. "
    "t-SNE keeps neighbours together; the distances between its groups mean little."
)
COLOUR_HELP = N_("By the true class, or by whether the network's answer is wrong.")


def show_data_map(state: FeatureMapsState, shown: Shown) -> None:
    """Show the map; while something is computed, again and again."""
    work = _work(state, shown)
    start_once(work)
    tick = polling.every(TICK_SECONDS) if work.active else None
    st.fragment(follow, run_every=tick)(state, shown, work, work.active)


def _work(state: FeatureMapsState, shown: Shown) -> Work:
    """Return what the map waits for: first the features, then their t-SNE."""
    answers = learned.answers(shown.entry)
    if not answers.complete:
        return answers
    return learned.tsne(shown.entry, answers.result["features"])


def follow(state: FeatureMapsState, shown: Shown, work: Work, was_active: bool) -> None:
    """Show how far the work is, and what is there."""
    if was_active != work.active:
        st.rerun()
    answers = learned.answers(shown.entry)
    if not answers.complete:
        show_progress(answers, _("Features of the test images"), f"{state.DATA_MAP_WORK}_a")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            _("Map"),
            [PCA, TSNE],
            default=PCA,
            required=True,
            bind="query-params",
            key=state.DATA_MAP_KIND,
            help=_(KIND_HELP),
        )
        colour = st.segmented_control(
            _("Colours"),
            **bound([CLASS, MISTAKE], state.DATA_MAP_COLOUR),
            default=CLASS,
            required=True,
            help=_(COLOUR_HELP),
        )
    if kind == TSNE:
        show_progress(work, "t-SNE", f"{state.DATA_MAP_WORK}_t")
    show_map(state, shown, answers.result, kind, colour == MISTAKE)


def show_map(
    state: FeatureMapsState, shown: Shown, answers: Arrays, kind: str, by_mistake: bool
) -> None:
    """Draw the map, and the images beside it."""
    entry, features = shown.entry, answers["features"]
    sample = learned.sample(entry)
    projection = learned.components(entry, features)
    points, title = projection.of(features), _pca_caption(projection.shares)
    laid_out = learned.tsne(entry, features).result if kind == TSNE else {}
    if laid_out:
        points, title = laid_out["points"], _(TSNE_CAPTION)
    predicted = answers["probabilities"].argmax(axis=1)
    cloud = Cloud(points, sample.images.labels, predicted, entry.info.classes)
    here = input_on_map(shown, features, None if laid_out else projection, points)
    opened = state.opened_image[1] if state.opened_image[0] == entry.key else -1
    left, beside = st.columns([1.7, 1], gap="medium")
    with left:
        data_map(
            cloud,
            here,
            by_mistake=by_mistake,
            opened=opened if opened < len(sample) else -1,
            key=state.DATA_MAP,
            on_open=partial(open_image, state, entry.key, len(sample)),
        )
        right = 1 - float(cloud.wrong.mean())
        st.caption(
            _(
                "{images} of {title} that the network has not learned from, in its last hidden "
                "layer; {share} classified correctly. {map}. A click opens an image.",
                images=plural(len(sample), "image"),
                title=_(sample.title),
                share=percent(right),
                map=title,
            )
        )
    with beside:
        show_nearest(sample, answers, entry.info.classes, here)
        if 0 <= opened < len(sample):
            show_opened(sample, answers, entry.info.classes, opened)


def _pca_caption(shares: np.ndarray) -> str:
    return _(
        "PCA: across, {across} of the variance; upwards, {upwards}",
        across=percent(float(shares[0]), 0),
        upwards=percent(float(shares[1]), 0),
    )


def input_on_map(
    shown: Shown, features: np.ndarray, projection: Projection | None, points: np.ndarray
) -> Here | None:
    """Find where the input lies: by the projection, or else amid its nearest images."""
    if shown.activations is None:
        return None
    own = shown.activations.features
    near = nearest(features, own, NEAREST)[0]
    point = points[near].mean(axis=0) if projection is None else projection.of(own)
    probabilities = shown.activations.probabilities
    (doubt,) = doubt_rule(shown.entry.info).doubts(probabilities[np.newaxis], own[np.newaxis])
    name = shown.entry.info.classes[int(probabilities.argmax())]
    unlike = doubt.kind == UNLIKE
    label = _("input: unlike all") if unlike else _("input: {name}", name=name)
    return Here(point, near, label, unlike)


def open_image(state: FeatureMapsState, model: str, count: int) -> None:
    """Open the image that was clicked."""
    number = read_opened(state.DATA_MAP, count)
    if number >= 0:
        state.opened_image = model, number
