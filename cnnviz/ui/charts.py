"""Arrays -> Plotly figures, for what has finished."""

from textwrap import wrap

import numpy as np
import plotly.graph_objects as go

from cnnviz.evaluation.metrics import Evaluation
from cnnviz.utils.colours import PROBABILITY

MOST_NUMBERED = 16  # classes; with more the numbers would not fit their cells
LETTER, AXIS, DIGIT = 12, 50, 0.6  # pixels of a letter, and of axis and title; a digit's width
FAINTEST = -0.2  # share of the scale's first colour, which nobody would see on a white page
TICK_WIDTH = 11  # characters of a class name on a line


def confusion_matrix(evaluation: Evaluation, height: int = 400) -> go.Figure:
    """Draw true classes down, predicted ones across; a cell's colour is its share of the row.

    Cells without an image stay empty, so that each mistake is seen.
    """
    counts = np.array(evaluation.confusion)
    rows = counts.sum(axis=1, keepdims=True)
    shares = np.where(counts > 0, counts / np.maximum(rows, 1), np.nan)
    names = ["<br>".join(wrap(name, TICK_WIDTH)) for name in evaluation.classes]
    numbered = len(names) <= MOST_NUMBERED
    size = min(LETTER, int((height - AXIS) / len(names) / len(str(counts.max())) / DIGIT))
    heatmap = go.Heatmap(
        z=shares,
        zmin=FAINTEST,
        zmax=1,
        colorscale=PROBABILITY,
        showscale=False,
        xgap=1,
        ygap=1,
        text=np.where(counts > 0, counts.astype(str), "") if numbered else None,
        texttemplate="%{text}" if numbered else None,
        textfont={"size": size},
        customdata=_sentences(counts, evaluation.classes),
        hovertemplate="%{customdata}<extra></extra>",
        hoverongaps=False,
    )
    figure = go.Figure(heatmap)
    ticks = {"tickvals": list(range(len(names))), "ticktext": names, "showgrid": False}
    line = {"zeroline": False, "ticks": ""}
    figure.update_xaxes(title="predicted", constrain="domain", **ticks, **line)
    figure.update_yaxes(
        title="true",
        autorange="reversed",
        scaleanchor="x",
        constrain="domain",
        constraintoward="top",
        **ticks,
        **line,
    )
    figure.update_layout(height=height, margin={"l": 0, "r": 0, "t": 8, "b": 0}, dragmode=False)
    return figure


def _sentences(counts: np.ndarray, classes: tuple[str, ...]) -> list[list[str]]:
    """What each cell says in words."""
    return [
        [
            f"{count:,} of {row.sum():,} images of {true} "
            + ("recognised" if true == taken else f"taken for {taken}")
            for taken, count in zip(classes, row, strict=True)
        ]
        for true, row in zip(classes, counts, strict=True)
    ]
