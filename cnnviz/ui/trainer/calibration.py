"""The reliability diagram of a run: whether confidence is what accuracy turns out to be."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from cnnviz.evaluation.calibration import (
    CalibrationBin,
    calibration_bins,
    expected_calibration_error,
)
from cnnviz.evaluation.metrics import Evaluation
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.ui import caches
from cnnviz.ui.page_colours import page_scale
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import percent, plural, separators

HEIGHT, WIDTH = 330, 470  # CSS pixels
CALIBRATION_HELP = N_(
    "Test images sorted by confidence, the probability of the predicted class, into 15 bins. A "
    "bar is the accuracy within a bin; on the diagonal it equals the confidence. Below the "
    "diagonal the network is too sure of itself. The error is the average gap, weighted by the "
    "number of images (Guo et al. 2017)."
)


def show_calibration(run: RunFolder, config: RunConfig, evaluation: Evaluation) -> None:
    """Show the reliability diagram of the test images.

    Raises
    ------
    InputError, EngineError
        If the probabilities are gone.
    """
    answers = caches.test_answers(run, config, len(evaluation.classes))
    if answers.probabilities is None:
        return
    bins = calibration_bins(answers.probabilities, answers.labels)
    error = expected_calibration_error(answers.probabilities, answers.labels)
    st.markdown(
        _(
            "**Expected calibration error {error}** of {count:,} test images",
            error=percent(error, 2),
            count=evaluation.n,
        ),
        help=_(CALIBRATION_HELP),
    )
    st.plotly_chart(
        reliability_diagram(bins),
        width=WIDTH,
        height=HEIGHT,
        key="t_reliability",
        config={"displayModeBar": False, "scrollZoom": False},
    )
    st.caption(words(bins))


def reliability_diagram(bins: Sequence[CalibrationBin]) -> Any:
    """Draw accuracy over confidence, with the diagonal of perfect calibration."""
    from plotly import graph_objects  # 0.3 s that only this chart needs

    filled = [each for each in bins if each.count]
    texts = [
        _(
            "{images}: confidence {confidence}, accuracy {accuracy}",
            images=plural(each.count, "image"),
            confidence=percent(each.confidence),
            accuracy=percent(each.accuracy),
        )
        for each in filled
    ]
    colour = page_scale("probability")[4]
    bars = graph_objects.Bar(
        x=[(each.low + each.high) / 2 for each in filled],
        y=[each.accuracy for each in filled],
        width=[0.94 * (each.high - each.low) for each in filled],
        marker_color=colour,
        marker_opacity=[0.45 + 0.55 * min(1.0, each.count / 50) for each in filled],
        hovertext=texts,
        hoverinfo="text",
        name=_("accuracy"),
    )
    line = {"dash": "dash", "width": 1.5, "color": "#8a8f98"}
    diagonal = graph_objects.Scatter(
        x=[0, 1], y=[0, 1], mode="lines", line=line, hoverinfo="skip", name=_("perfect calibration")
    )
    figure = graph_objects.Figure([bars, diagonal])
    figure.update_layout(
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=False,
        xaxis={"title": _("confidence"), "range": [0, 1], "tickformat": ".0%", "fixedrange": True},
        yaxis={"title": _("accuracy"), "range": [0, 1], "tickformat": ".0%", "fixedrange": True},
        bargap=0,
        separators=separators(),
    )
    return figure


def words(bins: Sequence[CalibrationBin]) -> str:
    """Say in one sentence whether the network is too sure of itself, or not sure enough."""
    total = sum(each.count for each in bins)
    confidence = sum(each.count * each.confidence for each in bins) / total
    accuracy = sum(each.count * each.accuracy for each in bins) / total
    figures = _(
        "mean confidence {confidence}, accuracy {accuracy}",
        confidence=percent(confidence),
        accuracy=percent(accuracy),
    )
    if abs(confidence - accuracy) < 0.005:
        return _("On average the confidence is right: {figures}.", figures=figures)
    if confidence > accuracy:
        return _(
            "On average the network is more sure of itself than it is right: {figures}.",
            figures=figures,
        )
    return _(
        "On average the network is less sure of itself than it is right: {figures}.",
        figures=figures,
    )
