"""Finds what may be a digit in a photograph, and its ink.

Light ink and dark ink are looked for alike: the ground is estimated and divided out, ruling is
taken out, and of the connected marks that remain, those that look most like pen strokes of a
digit's size are read. A large picture is searched in a reduced copy and read at full size.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from cnnviz import images
from cnnviz.data.digit_photo.box import Box
from cnnviz.data.digit_photo.ground import DARKEST_GROUND, level_and_noise, relief_of
from cnnviz.data.digit_photo.marks import Group, View, find_groups, find_marks
from cnnviz.data.digit_photo.ruling import without_ruling

# Marks are searched for at this size of the picture's longer side.
SEARCH_SIDE = 1024
# A digit lower than this in the reduced picture is read again in the picture itself.
SHARP = 100
# Ink takes away at least this part of the light, and this many times the noise.
LEAST_CONTRAST = 0.1
NOISE = 4
# Lines fainter than ink must be found as well.
LEAST_LINE = 0.04
# MNIST's strokes are 0.12 of the digit's longer side wide (median). Strokes finer than the first
# figure, which MNIST does not have, are widened to the second.
FINE_PEN = 0.055
PEN = 0.1
# How much room around a digit shows its ground.
MARGIN = 1.0
# The same around a box that a visitor drew, which need not be tight.
CONTEXT = 0.25
# Pictures up to this size are not blurred before the search.
LEAST_BLURRED = 200
# What belongs to a digit has at least this part of its contrast.
INK_LEVEL = 0.4
# Other shapes are offered if their score is at least this part of the best one's.
OFFERED = 0.3
MOST_CANDIDATES = 6
# The largest circle in pen strokes takes at most this part of their narrower side; it takes more
# of a card or a board that holds ink of the other colour.
MOST_SOLID = 0.6


@dataclass(frozen=True, eq=False)
class Candidate:
    """A shape that may be the digit.

    Attributes
    ----------
    box : Box
        Its place in the picture.
    ink : ndarray
        float32 (h, w, 1) in [0, 1], 1 where there is ink.
    score : float
        How likely it is the digit, relative to the other candidates.
    is_light : bool
        Whether its ink is lighter than the ground.
    touches_edge : bool
        Whether the picture's edge cuts it off.
    is_vague : bool
        Whether it lacks the sharp outline of ink on a plain ground.
    """

    box: Box
    ink: np.ndarray
    score: float
    is_light: bool
    touches_edge: bool
    is_vague: bool


@dataclass(frozen=True, eq=False)
class _Sheet:
    """A picture as seen for one colour of ink, and the groups of marks found in it."""

    view: View
    labels: np.ndarray
    groups: list[Group]


def find_digits(pixels: np.ndarray) -> tuple[Candidate, ...]:
    """Find what may be the digit in a photograph, the likeliest first.

    Parameters
    ----------
    pixels : ndarray
        (H, W, 1 or 3) uint8, uint16, or float32 in [0, 1].

    Returns
    -------
    tuple of Candidate
        At most ``MOST_CANDIDATES``, the likeliest first; empty where no ink stands out.
    """
    small = reduced(pixels)
    sheets = [_analyse(small, is_light=is_light) for is_light in (False, True)]
    pairs = [
        (group, sheet)
        for sheet, other in zip(sheets, reversed(sheets), strict=True)
        for group in sheet.groups
        if not any(_is_counter(group, around) for around in other.groups)
    ]
    pairs.sort(key=lambda pair: -pair[0].score)
    kept = list[tuple[Group, _Sheet]]()
    for group, sheet in pairs:
        likely = group.score >= OFFERED * pairs[0][0].score
        if likely and not any(group.box.covers(other.box) for other, _ in kept):
            kept.append((group, sheet))
    scale = max(pixels.shape[:2]) / max(small.shape)
    return tuple(_candidate(pixels, scale, group, sheet) for group, sheet in kept[:MOST_CANDIDATES])


def find_digit_in(pixels: np.ndarray, box: Box) -> Candidate | None:
    """Find the ink within a box that a visitor chose: all marks whose middle lies in it.

    Parameters
    ----------
    pixels : ndarray
        (H, W, 1 or 3) uint8, uint16, or float32 in [0, 1].
    box : Box
        Part of the picture.

    Returns
    -------
    Candidate or None
        None where no ink stands out there.
    """
    outer = box.grown(round(CONTEXT * max(box.height, box.width)), pixels.shape)
    part = np.ascontiguousarray(pixels[outer.slices])
    small = reduced(part, 4 * SHARP)
    scale = max(part.shape[:2]) / max(small.shape)
    wanted = box.moved(-outer.top, -outer.left).scaled(1 / scale, small.shape)
    best: tuple[Group, _Sheet] | None = None
    for is_light in (False, True):
        sheet = _analyse(small, is_light=is_light)
        inside = [g for g in sheet.groups if wanted.holds(g.box.middle)]
        if not inside or (best and best[0].score >= inside[0].score):
            continue
        whole = inside[0]
        for group in inside[1:]:
            whole = Group((*whole.marks, *group.marks), whole.box.union(group.box), whole.score)
        best = whole, sheet
    if best is None:
        return None
    group, sheet = best
    place = group.box.scaled(scale, part.shape).moved(outer.top, outer.left)
    return _describe(place, group, sheet)


def _is_counter(group: Group, around: Group) -> bool:
    """Whether a shape is the ground that strokes of the other colour enclose, as in a 6."""
    strokes = around.main
    narrower = min(strokes.box.height, strokes.box.width)
    if strokes.is_vague or strokes.thickness > MOST_SOLID * narrower:
        return False
    return around.box.union(group.box) == around.box


def reduced(pixels: np.ndarray, longest: int = SEARCH_SIDE) -> np.ndarray:
    """(h, w) float32: the picture in grey, at most ``longest`` pixels a side."""
    scale = longest / max(pixels.shape[:2])
    if scale < 1:
        size = [max(round(n * scale), 1) for n in pixels.shape[1::-1]]
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        pixels = pixels.reshape(*size[::-1], -1)
    return images.to_grey(pixels)[..., 0]


def _analyse(grey: np.ndarray, *, is_light: bool) -> _Sheet:
    """Look for ink of one colour."""
    longest = max(grey.shape)
    soft = cv2.GaussianBlur(grey, (0, 0), longest / 800) if longest > LEAST_BLURRED else grey
    relief = relief_of(soft, is_light_ink=is_light)
    level, noise = level_and_noise(relief)
    clear, _ = without_ruling(relief - level, max(LEAST_LINE, 3 * noise))
    view = View(soft, clear, _steps(soft, is_light), is_light)
    least = max(LEAST_CONTRAST, NOISE * noise)
    labels, marks = find_marks(view, least)
    groups = find_groups(marks, grey.shape)
    # What is much fainter than the likeliest digit is no part of it.
    higher = INK_LEVEL * groups[0].main.contrast if groups else 0
    if higher > least:
        labels, marks = find_marks(view, higher)
        groups = find_groups(marks, grey.shape)
    return _Sheet(view, labels, groups)


def _steps(grey: np.ndarray, is_light: bool) -> np.ndarray:
    """The range of brightness around each pixel above that of plain ground, as in the relief."""
    reach = max(round(max(grey.shape) / 160), 2)
    window = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    highest = cv2.dilate(grey, window)
    steps = highest - cv2.erode(grey, window)
    if not is_light:
        steps /= np.maximum(highest, DARKEST_GROUND)
    return steps - np.median(steps[::4, ::4])


def _candidate(pixels: np.ndarray, scale: float, group: Group, sheet: _Sheet) -> Candidate:
    """Read a group found in the reduced picture, in the picture itself where that shows more."""
    box = group.box.scaled(scale, pixels.shape)
    size = max(box.height, box.width)
    if scale > 1 and max(group.box.height, group.box.width) < SHARP:
        around = box.grown(round(MARGIN * size), pixels.shape)
        part = reduced(np.ascontiguousarray(pixels[around.slices]))
        finer = _analyse(part, is_light=sheet.view.is_light)
        for found in finer.groups:
            place = found.box.moved(around.top, around.left)
            if place.covers(box):
                return _describe(place, replace(found, score=group.score), finer)
    return _describe(box, group, sheet)


def _describe(box: Box, group: Group, sheet: _Sheet) -> Candidate:
    return Candidate(
        box,
        _ink(sheet, group),
        group.score,
        sheet.view.is_light,
        any(mark.touches_edge for mark in group.marks),
        group.main.is_vague,
    )


def _ink(sheet: _Sheet, group: Group) -> np.ndarray:
    """Scale relief so that the ground becomes 0 and ink 1; other marks are left out."""
    part = group.box.slices
    mask = np.isin(sheet.labels[part], [mark.label for mark in group.marks])
    relief = sheet.view.relief[part]
    level = float(np.median(relief[mask]))
    foot = level / 4  # a quarter of the way up is still paper
    near = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8))
    ink = np.clip((relief - foot) / (level - foot), 0, 1) * near
    return _with_mnists_pen(ink.astype(np.float32), group.main.stroke)[..., None]


def _with_mnists_pen(ink: np.ndarray, stroke: float) -> np.ndarray:
    """Thicken the strokes of a fine pen to MNIST's width; others are returned as they are."""
    longest = max(ink.shape)
    if stroke >= FINE_PEN * longest:
        return ink
    more = max(round(PEN * longest - stroke), 1)
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (more, more))
    return cv2.dilate(np.pad(ink, (more + 1) // 2), pen)
