"""Finds what may be a digit in a photograph, and its ink.

Light ink and dark ink are looked for alike: the ground is estimated and divided out, ruling is
taken out, and of the connected marks that remain, those that look most like pen strokes of a
digit's size are read. A large picture is searched in a reduced copy and read at full size.
"""

from dataclasses import dataclass, replace
from functools import reduce

import cv2
import numpy as np

from cnnviz.data.digit_photo.box import Box
from cnnviz.data.digit_photo.marks import Group
from cnnviz.data.digit_photo.sheet import LEAST_CONTRAST, Sheet, analyse, reduced

# A digit lower than this in the reduced picture is read again in the picture itself.
SHARP = 100
# MNIST's strokes are 0.12 of the digit's longer side wide (median). Strokes finer than the first
# figure, which MNIST does not have, are widened to the second.
FINE_PEN = 0.055
PEN = 0.1
# How much room around a digit shows its ground.
MARGIN = 1.0
# The same around a box that a visitor drew, which need not be tight.
CONTEXT = 0.25
# Marks that reach farther beyond that box than this part of its longer side are cut at its edges.
BEYOND = 0.2
# The part of a candidate's longer side by which its surroundings are shown.
SHOWN = 0.4
# Other shapes are offered if their score is at least this part of the best one's.
OFFERED = 0.3
MOST_CANDIDATES = 6
# The largest circle in pen strokes takes at most this part of their narrower side; it takes more
# of a card or a board that holds ink of the other colour.
MOST_SOLID = 0.6


@dataclass(frozen=True, eq=False)
class Stages:
    """How a part of a photograph was read, float32 (h, w) in [0, 1] each.

    Attributes
    ----------
    picture : ndarray
        The part, in grey.
    ground : ndarray
        Estimated brightness of the ground.
    relief : ndarray
        What stands out from the ground, without ruling; 1 is as much as the digit's ink.
    taken : ndarray
        The same of the marks that were taken for the digit alone.
    ink : ndarray or None
        float32 (h', w', 1), these marks cropped, a fine pen's strokes widened; None without ink.
    """

    picture: np.ndarray
    ground: np.ndarray
    relief: np.ndarray
    taken: np.ndarray
    ink: np.ndarray | None


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
    stages : Stages
        How it was read, with some of its surroundings.
    """

    box: Box
    ink: np.ndarray
    score: float
    is_light: bool
    touches_edge: bool
    is_vague: bool
    stages: Stages


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
    surest = SHARP if small.size < pixels[..., 0].size else 0
    sheets = [analyse(small, is_light=is_light, surest=surest) for is_light in (False, True)]
    pairs = [
        (group, sheet)
        for sheet, other in zip(sheets, reversed(sheets), strict=True)
        for group in sheet.groups
        if not any(_is_counter(group, around) for around in other.groups)
    ]
    pairs.sort(key=lambda pair: -pair[0].score)
    scale = max(pixels.shape[:2]) / max(small.shape)
    found, boxes = list[Candidate](), list[Box]()
    for group, sheet in pairs:
        if any(group.box.covers(box) for box in boxes):
            continue
        if len(found) == MOST_CANDIDATES or (found and group.score < OFFERED * found[0].score):
            break
        if candidate := _candidate(pixels, scale, group, sheet):
            found.append(candidate)
            boxes.append(group.box)
    return tuple(found)


def find_digit_in(pixels: np.ndarray, box: Box) -> Candidate | None:
    """Find the ink within a box that a visitor chose.

    Parameters
    ----------
    pixels : ndarray
        (H, W, 1 or 3) uint8, uint16, or float32 in [0, 1].
    box : Box
        Part of the picture.

    Returns
    -------
    Candidate or None
        All marks of which at least half lies in the box; where there are none, the part within
        the box of the mark that fills most of it. None where no ink stands out there.
    """
    small, wanted, outer, scale = _surroundings(pixels, box)
    best: tuple[Group, Sheet] | None = None
    for is_light in (False, True):
        # Here blots are digits: what the visitor chose is not ruled out.
        sheet = analyse(small, is_light=is_light, surest=max(small.shape) + 1)
        group = _group_in(sheet, wanted)
        if group and (best is None or best[0].score < group.score):
            best = group, sheet
    if best is None:
        return None
    place = best[0].box.scaled(scale, pixels.shape).moved(outer.top, outer.left)
    return _describe(place, *best)


def stages_without_ink(pixels: np.ndarray, box: Box | None = None) -> Stages:
    """Show what was looked at where no digit was found, for dark ink.

    Parameters
    ----------
    pixels : ndarray
        (H, W, 1 or 3) uint8, uint16, or float32 in [0, 1].
    box : Box, optional
        What a visitor chose; without it, the whole picture is shown.

    Returns
    -------
    Stages
        With nothing in ``taken``.
    """
    small = reduced(pixels) if box is None else _surroundings(pixels, box)[0]
    view = analyse(small, is_light=False).view
    relief = np.clip(view.relief / max(float(view.relief.max()), LEAST_CONTRAST), 0, 1)
    return Stages(view.grey, view.ground, relief, np.zeros_like(relief), None)


def _surroundings(pixels: np.ndarray, box: Box) -> tuple[np.ndarray, Box, Box, float]:
    """A box with its context, reduced; the box in it; the context's place; and its scale."""
    outer = box.grown(round(CONTEXT * max(box.height, box.width)), pixels.shape)
    part = np.ascontiguousarray(pixels[outer.slices])
    small = reduced(part, 4 * SHARP)
    scale = max(part.shape[:2]) / max(small.shape)
    return small, box.moved(-outer.top, -outer.left).scaled(1 / scale, small.shape), outer, scale


def _group_in(sheet: Sheet, wanted: Box) -> Group | None:
    """The marks within a box, as one."""

    def ink_in(group: Group, box: Box) -> int:
        part = sheet.labels[group.box.common(box).slices]
        return int(np.isin(part, [mark.label for mark in group.marks]).sum())

    inked = [group for group in sheet.groups if ink_in(group, wanted)]
    whole = [group for group in inked if 2 * ink_in(group, wanted) >= ink_in(group, group.box)]
    chosen = [group for group in whole if not group.main.is_blot] or whole
    if not chosen and inked:
        chosen = [max(inked, key=lambda group: ink_in(group, wanted))]
    if not chosen:
        return None
    marks = tuple(mark for group in chosen for mark in group.marks)
    box = reduce(Box.union, [group.box for group in chosen])
    farthest = round(BEYOND * max(wanted.height, wanted.width))
    if box != box.common(wanted.grown(farthest, sheet.labels.shape)):
        box = box.common(wanted)
    return Group(marks, box, chosen[0].score)


def _is_counter(group: Group, around: Group) -> bool:
    """Whether a shape is the ground that strokes of the other colour enclose, as in a 6."""
    strokes = around.main
    narrower = min(strokes.box.height, strokes.box.width)
    if strokes.is_vague or strokes.thickness > MOST_SOLID * narrower:
        return False
    return around.box.union(group.box) == around.box


def _candidate(pixels: np.ndarray, scale: float, group: Group, sheet: Sheet) -> Candidate | None:
    """Read a group found in the reduced picture, in the picture itself where that shows more.

    None where it is a blot there.
    """
    box = group.box.scaled(scale, pixels.shape)
    size = max(box.height, box.width)
    if scale > 1 and max(group.box.height, group.box.width) < SHARP:
        around = box.grown(round(MARGIN * size), pixels.shape)
        part = reduced(np.ascontiguousarray(pixels[around.slices]))
        finer = analyse(part, is_light=sheet.view.is_light)
        for found in finer.groups:
            place = found.box.moved(around.top, around.left)
            if place.covers(box):
                return _describe(place, replace(found, score=group.score), finer)
    return None if group.main.is_blot else _describe(box, group, sheet)


def _describe(box: Box, group: Group, sheet: Sheet) -> Candidate:
    ink = _ink(sheet, group)
    return Candidate(
        box,
        ink,
        group.score,
        sheet.view.is_light,
        any(mark.touches_edge for mark in group.marks),
        group.main.is_vague,
        _stages(sheet, group, ink),
    )


def _ink(sheet: Sheet, group: Group) -> np.ndarray:
    """Scale relief so that the ground becomes 0 and ink 1; other marks are left out."""
    _, ink = _scaled(sheet, group, group.box)
    return _with_mnists_pen(ink, group.main.stroke)[..., None]


def _stages(sheet: Sheet, group: Group, ink: np.ndarray) -> Stages:
    box = group.box
    around = box.grown(round(SHOWN * max(box.height, box.width)), sheet.labels.shape)
    view = sheet.view
    grey, ground = view.grey[around.slices].copy(), view.ground[around.slices].copy()
    return Stages(grey, ground, *_scaled(sheet, group, around), ink)


def _scaled(sheet: Sheet, group: Group, part: Box) -> tuple[np.ndarray, np.ndarray]:
    """Relief of a part, 0 on the ground and 1 in the ink of the group; and the group's alone."""
    labels = [mark.label for mark in group.marks]
    own, box = np.isin(sheet.labels[part.slices], labels), group.box.slices
    level = float(np.median(sheet.view.relief[box][np.isin(sheet.labels[box], labels)]))
    foot = level / 4  # a quarter of the way up is still paper
    ink = np.clip((sheet.view.relief[part.slices] - foot) / (level - foot), 0, 1)
    near = cv2.dilate(own.astype(np.uint8), np.ones((3, 3), np.uint8))
    return ink.astype(np.float32), (ink * near).astype(np.float32)


def _with_mnists_pen(ink: np.ndarray, stroke: float) -> np.ndarray:
    """Thicken the strokes of a fine pen to MNIST's width; others are returned as they are."""
    longest = max(ink.shape)
    if stroke >= FINE_PEN * longest:
        return ink
    more = max(round(PEN * longest - stroke), 1)
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (more, more))
    return cv2.dilate(np.pad(ink, (more + 1) // 2), pen)
