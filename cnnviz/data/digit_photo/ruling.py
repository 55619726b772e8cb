"""Ruled, squared and margin lines: found by their length, and taken out of a relief.

A line is thin and longer than any stroke of a digit. It need not be level or quite straight: a
parabola is fitted to each, so that sheets may be turned, bent or seen aslant by a few degrees.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.polynomial import Polynomial

from cnnviz.data.digit_photo.marks import components

# In longer sides of the picture: lines are at most this wide, and runs of this length are parts of
# lines. A run that long, 3 pixels high, climbs by 7°.
MOST_WIDTH = 1 / 60
LEAST_RUN = 1 / 24
# A single line spans this part of the picture, one of several that part. A digit that fills a
# picture has no two thin strokes of that length.
LEAST_SPAN = 0.65
LEAST_SPAN_OF_SEVERAL = 0.42
# Pieces of lines have at least this part of the width; the digit may lie between them.
LEAST_SEGMENT = 0.08
# A line is seen in at least this part of its columns.
LEAST_COVER = 0.45
# Ink on a line is this much darker than the line.
INK_ON_LINE = 1.25, 0.08


@dataclass(frozen=True, eq=False)
class RuledLine:
    """A line across the picture.

    Attributes
    ----------
    left : int
        Its first column.
    rows : ndarray
        int (columns,), its middle in each column from ``left``.
    reach : int
        Pixels above and below the middle that belong to it.
    """

    left: int
    rows: np.ndarray
    reach: int


def without_ruling(relief: np.ndarray, least: float) -> tuple[np.ndarray, int]:
    """Take out lines across the picture, then those down.

    Parameters
    ----------
    relief : ndarray
        float32 (H, W), as ``relief_of`` returns it.
    least : float
        What counts as standing out from the ground.

    Returns
    -------
    tuple of ndarray and int
        The relief without lines, ink restored where they cross it; and the number of lines.
    """
    across, down = find_lines(relief, least), find_lines(cv2.transpose(relief), least)
    several = len(across) + len(down) > 1
    count = 0
    cleared = relief.copy()
    for lines in (across, down):
        for line in lines:
            if several or len(line.rows) >= LEAST_SPAN * cleared.shape[1]:
                _take_out(cleared, line)
                count += 1
        cleared = cv2.transpose(cleared)
    return cleared, count


def find_lines(relief: np.ndarray, least: float) -> list[RuledLine]:
    """Find thin lines that run from left to right.

    Parameters
    ----------
    relief : ndarray
        float32 (H, W).
    least : float
        What counts as standing out from the ground.

    Returns
    -------
    list of RuledLine
        Of at least ``LEAST_SPAN_OF_SEVERAL`` of the width.
    """
    side = max(relief.shape)
    levels = cv2.convertScaleAbs(np.maximum(relief, 0), alpha=255)
    most = max(round(side * MOST_WIDTH), 3)
    thin = cv2.morphologyEx(levels, cv2.MORPH_TOPHAT, np.ones((most, 1), np.uint8))
    thin = (thin > least * 255).astype(np.uint8)
    run = np.ones((1, max(round(side * LEAST_RUN), 3)), np.uint8)
    runs = cv2.morphologyEx(cv2.dilate(thin, np.ones((3, 1), np.uint8)), cv2.MORPH_OPEN, run)
    bridged = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, run)
    labels, stats = components(bridged)
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    long = (width >= LEAST_SEGMENT * relief.shape[1]) & (height <= width / 4)
    segments = [_points(labels, stats[label], int(label), thin) for label in np.flatnonzero(long)]
    segments = sorted((s for s in segments if s.shape[1] > 2), key=lambda s: -np.ptp(s[1]))
    pieces = [(segment, np.median(segment, axis=1)) for segment in segments]
    lines = []
    while pieces:
        line, pieces = _grow(pieces)
        if np.ptp(line[1]) >= LEAST_SPAN_OF_SEVERAL * relief.shape[1]:
            lines.append(_fit(line, relief.shape))
    return [line for line in lines if line is not None]


def _points(labels: np.ndarray, stats: np.ndarray, label: int, thin: np.ndarray) -> np.ndarray:
    """Rows and columns of a component's thin pixels: int (2, N)."""
    left, top, width, height = stats[:4]
    part = (slice(top, top + height), slice(left, left + width))
    rows, cols = np.nonzero((labels[part] == label) & (thin[part] > 0))
    return np.stack([rows + top, cols + left])


Piece = tuple[np.ndarray, np.ndarray]  # of a line: its points, and their median


def _grow(pieces: list[Piece]) -> tuple[np.ndarray, list[Piece]]:
    """Join the first piece with those on its continuation; a digit may lie between them."""
    (line, _), *rest = pieces
    straight = _least_squares(line[1], line[0], 1)
    left = []
    for piece in rest:
        segment, (rows, cols) = piece
        apart = min(abs(cols - line[1].min()), abs(cols - line[1].max()))
        if abs(rows - straight(cols)) <= 3 + 0.02 * apart:
            line = np.concatenate([line, segment], axis=1)
        else:
            left.append(piece)
    return line, left


def _fit(points: np.ndarray, shape: tuple[int, ...]) -> RuledLine | None:
    """Fit a parabola; None where too few columns lie on it."""
    rows, cols = points
    left, width = int(cols.min()), int(np.ptp(cols)) + 1
    off = rows - _least_squares(cols, rows, 1)(cols)
    near = np.abs(off - np.median(off)) <= max(3, np.percentile(np.abs(off), 60))
    for tolerance in (4, 3, 2.5):
        if near.sum() < 3:
            return None
        curve = _least_squares(cols[near], rows[near], 2)
        near = np.abs(rows - curve(cols)) <= tolerance
    per_column = np.bincount(cols[near] - left, minlength=width)
    if (per_column > 0).mean() < LEAST_COVER:
        return None
    reach = int(np.ceil(np.median(per_column[per_column > 0]) / 2)) + 1
    middle = np.round(curve(np.arange(left, left + width))).astype(int)
    return RuledLine(left, np.clip(middle, 0, shape[0] - 1), reach)


def _least_squares(cols: np.ndarray, rows: np.ndarray, degree: int) -> Polynomial:
    """Fit a polynomial by its normal equations, which of so few unknowns are fast."""
    ends = float(cols.min()), max(float(cols.max()), float(cols.min()) + 1)
    scaled = (cols - ends[0]) / (ends[1] - ends[0]) * 2 - 1
    powers = np.vander(scaled, degree + 1, increasing=True)
    solved = np.linalg.lstsq(powers.T @ powers, powers.T @ rows, rcond=None)[0]
    return Polynomial(solved, ends, (-1, 1))


def _take_out(relief: np.ndarray, line: RuledLine) -> None:
    """Put what lies above and below a line in its place, except where something darker is on it."""
    last = relief.shape[0] - 1
    offsets = np.arange(-line.reach, line.reach + 1)[:, None]
    rows = np.clip(line.rows + offsets, 0, last)
    cols = np.broadcast_to(line.left + np.arange(len(line.rows)), rows.shape)
    above = relief[np.clip(line.rows - line.reach - 1, 0, last), cols[0]]
    below = relief[np.clip(line.rows + line.reach + 1, 0, last), cols[0]]
    share = (offsets + line.reach + 1) / (2 * line.reach + 2)
    filled = above * (1 - share) + below * share
    found = relief[rows, cols]
    level = np.median(found.max(axis=0))
    times, plus = INK_ON_LINE
    relief[rows, cols] = np.where(found > max(level * times, level + plus), found, filled)
