"""Connected marks of ink, and which of them are likely to be a digit."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from cnnviz.data.digit_photo.box import Box

# Digits are at least this many pixels high, and this part of the picture's longer side.
LEAST_HEIGHT = 8
LEAST_PART = 0.012
# The largest circle in a blot or a punch hole takes this part of its narrower side (of a disc, all
# of it); in MNIST's boldest nine, whose loop is filled, 0.63. Blots are at most so long.
BLOT = 0.68
BLOT_LENGTH = 1.8
# A blot fills at least this part of its convex hull, a disc or a square all of it; the most that
# MNIST's digits with filled loops fill is 0.898.
BLOT_CONVEXITY = 0.9
# Of a frame around ink, at most this part is as bright as the ink; around a part of the paper, all.
MOST_ALIKE = 0.2
FRAME = 0.06
# A digit is at most this many times as wide as high; MNIST's widest is 1.5.
WIDEST = 1.6
# A stroke narrower than this part of the height is a hair, or the edge of a sheet.
THINNEST = 0.008
# Parts of one digit: the gap between them in heights of the larger, their least size in the same
# unit, and how far contrast and stroke width may differ.
GAP = 0.2
LEAST_PIECE = 0.08
CONTRASTS = 0.6
STROKES = 2.5
# An edge is sharp where brightness changes by this part of the contrast within a few pixels. Ink
# has sharp edges along at least this part of its outline.
SHARP_STEP = 0.35
LEAST_SHARPNESS = 0.75
# Most marks looked at, the highest first: a page of print has thousands.
MOST_MARKS = 60


@dataclass(frozen=True)
class Mark:
    """A connected component.

    Attributes
    ----------
    label : int
        Its number among the components.
    box : Box
        The pixels that it spans.
    stroke : float
        Mean width of its strokes, pixels.
    thickness : float
        Diameter of the largest circle in it, pixels.
    convexity : float
        Its area, holes included, as a share of its convex hull's, in (0, 1].
    contrast : float
        Relief of its darker part.
    sharpness : float
        Share of its outline, in [0, 1], where the picture's brightness changes by much of the
        contrast. Ink has sharp edges all around; shadows and stretches of paper have not.
    alike : float
        Share of a frame around it, in [0, 1], that is as bright as the mark.
    touches_edge : bool
        Whether it is cut off by the picture's edge.
    """

    label: int
    box: Box
    stroke: float
    thickness: float
    convexity: float
    contrast: float
    sharpness: float
    alike: float
    touches_edge: bool

    @property
    def is_vague(self) -> bool:
        """Whether it is unlike ink: without a sharp outline, or as bright as what is around it."""
        return self.sharpness < LEAST_SHARPNESS or self.alike > MOST_ALIKE

    @property
    def is_blot(self) -> bool:
        """Whether it is solid and as wide as high: a blot, a hole, a printed square."""
        longer, shorter = max(self.box.height, self.box.width), min(self.box.height, self.box.width)
        is_compact = self.thickness >= BLOT * shorter and longer <= BLOT_LENGTH * shorter
        return is_compact and self.convexity >= BLOT_CONVEXITY


@dataclass(frozen=True)
class Group:
    """Marks that make one shape, with how likely it is the digit."""

    marks: tuple[Mark, ...]
    box: Box
    score: float

    @property
    def main(self) -> Mark:
        """The mark that the others belong to."""
        return self.marks[0]


@dataclass(frozen=True, eq=False)
class View:
    """A picture prepared for the search: float32 (H, W) each.

    Attributes
    ----------
    grey : ndarray
        The picture, in [0, 1].
    ground : ndarray
        Estimated brightness of the ground, in [0, 1].
    relief : ndarray
        How far each pixel stands out from its ground, without ruling.
    steps : ndarray
        How much the brightness changes around each pixel, in units of the relief.
    is_light : bool
        Whether ink is lighter than the ground.
    """

    grey: np.ndarray
    ground: np.ndarray
    relief: np.ndarray
    steps: np.ndarray
    is_light: bool


def components(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Label the connected parts of a mask.

    Only the smallest box that holds them is searched: most photographs are nearly all paper.

    Parameters
    ----------
    mask : ndarray
        uint8 (H, W).

    Returns
    -------
    tuple of ndarray
        Labels, int32 (H, W), 0 where the mask is 0; and OpenCV's statistics of each label, the
        ground's first.
    """
    left, top, width, height = cv2.boundingRect(mask)
    box = Box(top, left, height, width)
    labels = np.zeros(mask.shape, np.int32)
    if not height:
        return labels, np.zeros((1, 5), np.int32)
    part = np.ascontiguousarray(mask[box.slices])
    _, labels[box.slices], stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        part, 8, cv2.CV_32S, cv2.CCL_SPAGHETTI
    )
    stats[:, [cv2.CC_STAT_LEFT, cv2.CC_STAT_TOP]] += (left, top)
    return labels, stats


def find_marks(view: View, threshold: float) -> tuple[np.ndarray, list[Mark]]:
    """Label the components above a threshold, and describe the highest.

    Parameters
    ----------
    view : View
        The picture.
    threshold : float
        Least relief of ink.

    Returns
    -------
    tuple of ndarray and list of Mark
        int32 (H, W), 0 where there is no ink; and the marks, the highest first.
    """
    labels, stats = components((view.relief > threshold).astype(np.uint8))
    sizes = stats[1:, [cv2.CC_STAT_HEIGHT, cv2.CC_STAT_WIDTH]].max(axis=1, initial=0)
    order = 1 + np.argsort(-sizes, kind="stable")[:MOST_MARKS]
    return labels, [_describe(view, labels, int(label), stats[label]) for label in order]


def _describe(view: View, labels: np.ndarray, label: int, stats: np.ndarray) -> Mark:
    left, top, width, height = (int(value) for value in stats[:4])
    box = Box(top, left, height, width)
    mask = np.pad(labels[box.slices] == label, 1).astype(np.uint8)
    depths = cv2.distanceTransform(mask, cv2.DIST_L2, 3)[1:-1, 1:-1]
    depth = depths[depths > 0]
    outline = (depths > 0) & (depths <= 1)
    contrast = float(np.percentile(view.relief[box.slices][depths > 0], 75))
    rows, cols = labels.shape
    return Mark(
        label,
        box,
        # Half a pixel lies between the outermost pixel's centre and the edge.
        stroke=4 * max(float(depth.mean()) - 0.5, 0.25),
        thickness=2 * max(float(depth.max()) - 0.5, 0.5),
        convexity=_convexity(mask),
        contrast=contrast,
        sharpness=float((view.steps[box.slices][outline] > SHARP_STEP * contrast).mean()),
        alike=_alike(view.grey, box, depths > 0, contrast, view.is_light),
        touches_edge=top == 0 or left == 0 or top + height == rows or left + width == cols,
    )


def _convexity(mask: np.ndarray) -> float:
    """The share of its convex hull that a mark fills, holes included in both."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = max(outlines, key=cv2.contourArea)
    hull = cv2.contourArea(cv2.convexHull(outline))
    return cv2.contourArea(outline) / hull if hull else 1.0


def _alike(grey: np.ndarray, box: Box, mask: np.ndarray, contrast: float, is_light: bool) -> float:
    """The share of a frame around a mark that is as bright as the mark, to half its contrast."""
    # The quarter that the contrast was measured on: soft edges are brighter.
    level = float(np.percentile(grey[box.slices][mask], 75 if is_light else 25))
    difference = contrast if is_light else contrast * level / max(1 - contrast, 0.05)
    margin = max(2, round(FRAME * max(box.height, box.width)))
    outer = box.grown(margin, grey.shape)
    inner = box.grown(margin - max(margin // 2, 1), grey.shape)
    around = np.abs(grey[outer.slices] - level) < difference / 2
    within = np.abs(grey[inner.slices] - level) < difference / 2
    return float((around.sum() - within.sum()) / max(around.size - within.size, 1))


def find_groups(marks: list[Mark], shape: tuple[int, ...], surest: int = 0) -> list[Group]:
    """Put the parts of each digit together, and order them by how likely they are a digit.

    Parameters
    ----------
    marks : list of Mark
        The highest first.
    shape : tuple of int
        (height, width) of the picture.
    surest : int, optional
        Blots smaller than this are kept: in a reduced picture loops of digits close.

    Returns
    -------
    list of Group
        The likeliest first; a mark belongs to one group at most.
    """
    side = max(shape)
    least = max(LEAST_HEIGHT, LEAST_PART * side) if side > 4 * LEAST_HEIGHT else 2
    groups, free = [], list(marks)
    for mark in marks:
        size = max(mark.box.height, mark.box.width)
        is_blot = mark.is_blot and size >= surest
        if mark not in free or mark.box.height < least or is_blot:
            continue
        free.remove(mark)
        parts, box = [mark], mark.box
        while found := next((other for other in free if _belongs(other, mark, box)), None):
            free.remove(found)
            parts.append(found)
            box = box.union(found.box)
        groups.append(Group(tuple(parts), box, 0.0))
    scored = [replace(group, score=_score(group, shape)) for group in groups]
    return sorted(scored, key=lambda group: -group.score)


def _belongs(other: Mark, main: Mark, box: Box) -> bool:
    """Whether a mark is a piece of the digit of which ``main`` is the largest piece."""
    union = box.union(other.box)
    if union.width > max(WIDEST * union.height, box.width):
        return False
    size = max(main.box.height, main.box.width)
    if box.gap(other.box) > GAP * size or other.touches_edge:
        return False
    if max(other.box.height, other.box.width) < LEAST_PIECE * size:
        return False
    alike = other.contrast >= CONTRASTS * main.contrast
    return alike and main.stroke / STROKES <= other.stroke <= main.stroke * STROKES


def _score(group: Group, shape: tuple[int, ...]) -> float:
    """Height, times how well place, proportions, contrast and strokes suit a digit."""
    box, main = group.box, group.main
    rows, cols = shape
    off = max(abs(box.middle[0] / rows - 0.5), abs(box.middle[1] / cols - 0.5))
    score = box.height * (1 - off) * main.contrast
    if box.width > WIDEST * box.height:
        score *= 0.3
    if main.stroke < THINNEST * box.height:
        score *= 0.3
    if main.is_vague:
        score *= 0.2
    if main.touches_edge:
        score *= 0.2
    return score
