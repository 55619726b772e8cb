"""Converts a drawing to the style of MNIST. Photographs: ``digit_photo``.

MNIST's digits are white ink on black, fitted into a box of 20 × 20 pixels with their proportions
kept, and shifted by whole pixels so that their centre of mass lies at row 14, column 14 of
28 × 28. A network trained on them has not seen digits of another size or position.

Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits",
http://yann.lecun.com/exdb/mnist. That the shift is a whole number of pixels and aims at (14, 14)
is what the 60,000 training digits show: their centres of mass lie within half a pixel of it.
"""

from dataclasses import dataclass
from reprlib import repr as brief

import cv2
import numpy as np

from cnnviz import images
from cnnviz.utils.errors import InputError

Point = tuple[float, float]  # x to the right, y down, in sides of the pad: (0, 0) to (1, 1)
Stroke = tuple[Point, ...]

SIDE = 28
BOX = 20
CENTRE = 14

# MNIST's strokes are 2.4 of 20 pixels wide (median of the first 2,000), and people fill about
# three quarters of a pad.
PEN = 0.09
# The same width in sides of the drawing, whose box lies in the middle of the outer strokes; of a
# drawing smaller than this, only a dot is left.
PEN_OF_DRAWING = 2.4 / (20 - 2.4)
DOT = 0.03
INK_SIDE = 16 * SIDE
MAX_POINTS = 50_000
FARTHEST = 1e6  # sides of the pad that a point may lie away from it; NaN and infinity lie farther

# A mark of at least this part of all ink's height may be a digit of its own. Of MNIST's 70,000
# digits 5 hold two such marks side by side.
LEAST_DIGIT = 2 / 3

# A three, as a hand might draw it: what the pad shows before the visitor draws.
EXAMPLE: tuple[Stroke, ...] = (
    (
        (0.31, 0.27),
        (0.35, 0.22),
        (0.41, 0.18),
        (0.49, 0.16),
        (0.57, 0.17),
        (0.63, 0.21),
        (0.66, 0.27),
        (0.65, 0.34),
        (0.61, 0.40),
        (0.54, 0.44),
        (0.46, 0.46),
        (0.55, 0.47),
        (0.63, 0.51),
        (0.68, 0.58),
        (0.69, 0.66),
        (0.66, 0.74),
        (0.60, 0.80),
        (0.52, 0.83),
        (0.43, 0.83),
        (0.35, 0.80),
        (0.30, 0.75),
    ),
)


def read_strokes(value: object) -> tuple[Stroke, ...]:
    """Check what a pad sent: a list of strokes, each a list of [x, y] with 0 <= x, y <= 1.

    Raises
    ------
    InputError
        If it is anything else, or has more than ``MAX_POINTS`` points.
    """
    if not isinstance(value, list) or not all(isinstance(stroke, list) for stroke in value):
        raise InputError("a drawing must be a list of strokes")
    count = sum(len(stroke) for stroke in value)
    if count > MAX_POINTS:
        raise InputError(
            "a drawing may have at most {most:,} points, got {count:,}",
            most=MAX_POINTS,
            count=count,
        )
    return tuple(tuple(_point(point) for point in stroke) for stroke in value if stroke)


def _point(value: object) -> Point:
    match value:
        case [int() | float() as x, int() | float() as y] if _is_near(x) and _is_near(y):
            return min(max(float(x), 0.0), 1.0), min(max(float(y), 0.0), 1.0)
    raise InputError(
        "a point of a drawing must be two finite numbers, got {value}", value=brief(value)
    )


def _is_near(value: float) -> bool:
    return abs(value) <= FARTHEST


def pen_width(strokes: tuple[Stroke, ...], pen: float = PEN) -> float:
    """The width of the pen in sides of the pad: ``pen``, and less for a small drawing."""
    if not strokes:
        return pen
    extent = float(np.ptp(np.concatenate([np.array(stroke) for stroke in strokes]), axis=0).max())
    return min(pen, pen / PEN * PEN_OF_DRAWING * extent) if extent >= DOT else pen


def draw(strokes: tuple[Stroke, ...], side: int = INK_SIDE, pen: float = PEN) -> np.ndarray:
    """Draw strokes with a round pen of width ``pen_width``.

    Returns
    -------
    (side, side, 1) float32, 0 where there is no ink and 1 where there is
    """
    ink = np.zeros((side, side), np.uint8)
    thickness = max(round(pen_width(strokes, pen) * side), 1)
    for stroke in strokes:
        # The first point twice: a tap is a line of no length, which OpenCV draws as a dot.
        points = np.round(np.array([stroke[0], *stroke]) * side).astype(np.int32)
        cv2.polylines(ink, [points], isClosed=False, color=1, thickness=thickness)
    return ink[..., None].astype(np.float32)


@dataclass(frozen=True)
class Preparation:
    """Which stages bring ink to the style of MNIST; each is on or off by itself.

    Attributes
    ----------
    crop : bool
        Whether the smallest part that holds all ink is taken; otherwise the whole picture.
    scale : bool
        Whether the longer side of what was taken becomes 20 pixels. Otherwise the picture's longer
        side becomes 28, and what was taken from it keeps its share of that.
    centre : bool
        Whether the ink's centre of mass is moved to row 14, column 14, as far as all ink stays
        within the 28 × 28 pixels. Otherwise the middle of what was taken lies in their middle.
    """

    crop: bool = True
    scale: bool = True
    centre: bool = True


AS_MNIST = Preparation()


@dataclass(frozen=True, eq=False)
class Prepared:
    """Ink after each stage, float32 in [0, 1].

    Attributes
    ----------
    taken : (H, W, 1) array
        The smallest part that holds all ink, or the whole picture where it is not cropped.
    scaled : (H, W, 1) array
        The same in the size that it has in ``picture``; its longer side is at most 28 pixels.
    picture : (28, 28, 1) array
        What a network reads.
    """

    taken: np.ndarray
    scaled: np.ndarray
    picture: np.ndarray


def prepared(ink: np.ndarray, stages: Preparation = AS_MNIST) -> Prepared | None:
    """Bring ink to the style of MNIST, stage by stage.

    Parameters
    ----------
    ink : (H, W, 1) float32 in [0, 1]
        0 is the background, 1 is ink.
    stages : Preparation

    Returns
    -------
    Prepared or None
        None where there is no ink.
    """
    box = _inked_box(ink)
    if box is None:
        return None
    taken = box if stages.crop else ink
    scale = BOX / max(taken.shape[:2]) if stages.scale else SIDE / max(ink.shape[:2])
    height, width = (max(round(size * scale), 1) for size in taken.shape[:2])
    scaled = np.clip(images.resize(taken, height, width), 0, 1)
    return Prepared(taken, scaled, _placed(scaled, stages))


def _placed(scaled: np.ndarray, stages: Preparation) -> np.ndarray:
    """Place (H, W, 1) ink in 28 × 28 pixels."""
    # Where all was taken, its empty surroundings may leave the picture.
    inked = _inked_box(scaled) if stages.centre and not stages.crop else None
    moved = scaled if inked is None else inked
    height, width = moved.shape[:2]
    middle = (SIDE - height) // 2, (SIDE - width) // 2
    top, left = _shift(moved) if stages.centre and moved.any() else middle
    picture = np.zeros((SIDE, SIDE, 1), np.float32)
    picture[top : top + height, left : left + width] = moved
    return picture


def as_mnist(ink: np.ndarray) -> np.ndarray | None:
    """Scale and centre ink as MNIST's digits are.

    Parameters
    ----------
    ink : (H, W, 1) float32 in [0, 1]
        0 is the background, 1 is ink.

    Returns
    -------
    (28, 28, 1) float32 in [0, 1], or None where there is no ink
        The ink's longer side is 20 pixels. Its centre of mass lies within half a pixel of row
        14, column 14, unless the ink is so lopsided that it would leave the picture.
    """
    found = prepared(ink)
    return None if found is None else found.picture


def is_side_by_side(ink: np.ndarray) -> bool:
    """Whether (H, W, 1) ink holds two tall marks, one wholly right of the other: two digits."""
    box = _inked_box(ink)
    if box is None:
        return False
    _, _, stats, _ = cv2.connectedComponentsWithStats((box[..., 0] > 0).astype(np.uint8))
    marks = stats[1:]  # the first is the background
    tall = marks[marks[:, cv2.CC_STAT_HEIGHT] >= LEAST_DIGIT * len(box)]
    left, width = tall[:, cv2.CC_STAT_LEFT], tall[:, cv2.CC_STAT_WIDTH]
    return bool(left.max(initial=0) >= (left + width).min(initial=box.shape[1]))


def _inked_box(ink: np.ndarray) -> np.ndarray | None:
    """The smallest part of ``ink`` that holds all of it."""
    rows, cols = (np.flatnonzero(ink[..., 0].any(axis=axis)) for axis in (1, 0))
    if rows.size == 0:
        return None
    return ink[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]


def _shift(digit: np.ndarray) -> tuple[int, int]:
    """Row and column of the 28 × 28 picture where ``digit``'s first pixel belongs."""
    mass = digit[..., 0]
    places = []
    for axis, size in enumerate(mass.shape):
        centre = mass.sum(axis=1 - axis) @ np.arange(size) / mass.sum()
        places.append(min(max(round(CENTRE - centre), 0), SIDE - size))
    return places[0], places[1]


def border(grey: np.ndarray) -> np.ndarray:
    """All pixels on the edge of a (H, W) picture; those in its corners twice."""
    return np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
