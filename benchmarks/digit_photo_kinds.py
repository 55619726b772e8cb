"""Photographs of digits with one fault each, made from MNIST's digits.

Each kind takes a digit's ink, (28, 28) float32 in [0, 1], and a random generator, and returns a
picture, (H, W, 1, 3 or 4) uint8. Unless a kind says otherwise, the digit is 200 pixels large on a
sheet of 600 × 600, with paper at 0.9 and ink at 0.15 of white.
"""

from collections.abc import Callable

import cv2
import numpy as np

SIDE, DIGIT = 600, 200
PAPER, INK = 0.9, 0.15

Photo = np.ndarray
Kind = Callable[[np.ndarray, np.random.Generator], Photo]
KINDS: dict[str, Kind] = {}


def _kind(name: str) -> Callable[[Kind], Kind]:
    def register(make: Kind) -> Kind:
        KINDS[name] = make
        return make

    return register


def enlarge(digit: np.ndarray, side: int) -> np.ndarray:
    """Scale a digit's ink smoothly, without the overshoot of a cubic."""
    return cv2.resize(digit, (side, side), interpolation=cv2.INTER_LINEAR)


def sheet(ink: np.ndarray, rng: np.random.Generator, side: int = SIDE) -> np.ndarray:
    """(side, side) float32: how much ink lies where, the digit within the middle of the sheet."""
    room = side - ink.shape[0]
    top, left = (round(room * rng.uniform(0.3, 0.7)) for _ in range(2))
    covered = np.zeros((side, side), np.float32)
    covered[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return covered


def written(covered: np.ndarray, paper: np.ndarray | float = PAPER, ink: float = INK) -> np.ndarray:
    """Mix paper and ink."""
    return (paper * (1 - covered) + ink * covered).astype(np.float32)


def stored(grey: np.ndarray) -> Photo:
    """Quantise as a file does."""
    pixels = np.clip(grey * 255 + 0.5, 0, 255).astype(np.uint8)
    return pixels[..., None] if pixels.ndim == 2 else pixels


def _plain(digit: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return written(sheet(enlarge(digit, DIGIT), rng))


def _lined(digit: np.ndarray, rng: np.random.Generator, paper: np.ndarray) -> Photo:
    return stored(written(sheet(enlarge(digit, DIGIT), rng), paper))


def ruled(level: float, spacing: int = 60, width: int = 2, *, squared: bool = False) -> np.ndarray:
    """Paper with lines across, and down where it is squared."""
    paper = np.full((SIDE, SIDE), PAPER, np.float32)
    for start in range(spacing // 2, SIDE, spacing):
        paper[start : start + width] = level
        if squared:
            paper[:, start : start + width] = level
    return paper


@_kind("clean sheet")
def _clean(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    return stored(_plain(digit, rng))


@_kind("strip at the left, 0.8 times as bright")
def _strip(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    grey = _plain(digit, rng)
    grey[:, :100] *= 0.8
    return stored(grey)


@_kind("margin line, 3 px at 0.5")
def _margin(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    paper = np.full((SIDE, SIDE), PAPER, np.float32)
    paper[:, 80:83] = 0.5
    return _lined(digit, rng, paper)


@_kind("ruled lines, 2 px at 0.7")
def _ruled(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    return _lined(digit, rng, ruled(0.7))


@_kind("ruled lines, 2 px at 0.65")
def _ruled_darker(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    return _lined(digit, rng, ruled(0.65))


@_kind("ruled lines, 3 px at 0.4, and a margin line")
def _ruled_dark(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    paper = ruled(0.4, 70, 3)
    paper[:, 120:123] = 0.5
    return _lined(digit, rng, paper)


@_kind("squared paper, 2 px at 0.65 every 40 px")
def _squared(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    return _lined(digit, rng, ruled(0.65, 40, squared=True))


@_kind("dim light: paper 0.45, ink 0.11")
def _dim(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    return stored(written(sheet(enlarge(digit, DIGIT), rng), 0.45, 0.11))


@_kind("vignette, times 1 − 0.4 r²")
def _vignette(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    rows, cols = np.mgrid[:SIDE, :SIDE] / (SIDE / 2) - 1
    return stored(_plain(digit, rng) * (1 - 0.4 * (rows**2 + cols**2)))


def shadow(rng: np.random.Generator, side: int = SIDE, depth: float = 0.55) -> np.ndarray:
    """Light with a shadow over one side of a slanted edge that crosses the middle."""
    rows, cols = np.mgrid[:side, :side] / side - 0.5
    angle = rng.uniform(0, 2 * np.pi)
    across = rows * np.sin(angle) + cols * np.cos(angle) - rng.uniform(-0.15, 0.15)
    width = rng.uniform(0.003, 0.03)
    return 1 - (1 - depth) / (1 + np.exp(-np.clip(across / width, -50, 50)))


@_kind("edge of a shadow across the sheet")
def _shadow(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    return stored(_plain(digit, rng) * shadow(rng))


def on_table(grey: np.ndarray, rng: np.random.Generator, table: float) -> np.ndarray:
    """The sheet seen from somewhat aslant, with a table around it."""
    side = grey.shape[0]
    corners = np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float32)
    inset = side * rng.uniform(0.06, 0.16, (4, 2)) * [(1, 1), (-1, 1), (-1, -1), (1, -1)]
    form = cv2.getPerspectiveTransform(corners, (corners + inset).astype(np.float32))
    return cv2.warpPerspective(
        grey, form, (side, side), flags=cv2.INTER_LINEAR, borderValue=(table,)
    )


@_kind("sheet on a dark table, seen aslant")
def _dark_table(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    return stored(on_table(_plain(digit, rng), rng, rng.uniform(0.15, 0.5)))


@_kind("sheet on a table lighter than the ink, ruled")
def _table_ruled(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    grey = written(sheet(enlarge(digit, DIGIT), rng), ruled(0.65))
    return stored(on_table(grey, rng, rng.uniform(0.4, 0.7)))


@_kind("punch holes at the left")
def _holes(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    grey = _plain(digit, rng)
    for row in (110, 300, 490):
        cv2.circle(grey, (45, row), 20, float(rng.uniform(0.05, 0.5)), -1, cv2.LINE_AA)
    return stored(grey)


@_kind("blots of ink")
def _blots(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    covered = sheet(enlarge(digit, DIGIT), rng)
    rows, cols = np.nonzero(covered > 0.2)
    box = cols.min() - 30, rows.min() - 30, cols.max() + 30, rows.max() + 30
    made = 0
    while made < 5:
        x, y = (int(v) for v in rng.integers(20, SIDE - 20, 2))
        radius = int(rng.integers(4, 26))
        if box[0] - radius < x < box[2] + radius and box[1] - radius < y < box[3] + radius:
            continue
        cv2.ellipse(
            covered, (x, y), (radius, max(radius * 3 // 4, 2)), 20.0 * made, 0, 360, (1,), -1
        )
        made += 1
    return stored(written(covered))


def with_text(
    covered: np.ndarray, text: str, place: tuple[int, int], font: int, size: float, pen: int
) -> np.ndarray:
    """The same sheet with a line of text, whose baseline begins at ``place``."""
    drawn = cv2.putText(np.zeros(covered.shape, np.uint8), text, place, font, size, 255, pen)
    return np.maximum(covered, drawn / np.float32(255))


@_kind("printed text above and below")
def _text(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    covered = sheet(enlarge(digit, DIGIT), rng)
    lines = "Exercise 4: how many images", "does one batch hold? Write", "your answer in one digit."
    for number, line in enumerate(lines):
        place = (30, 40 + 34 * number) if number < 2 else (30, SIDE - 24)
        covered = with_text(covered, line, place, cv2.FONT_HERSHEY_SIMPLEX, 0.9, 2)
    return stored(written(covered))


@_kind("a handwritten word beside it")
def _word(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    covered = sheet(enlarge(digit, DIGIT), rng)
    font = cv2.FONT_HERSHEY_SCRIPT_SIMPLEX
    covered = with_text(covered, "Answer", (24, 96), font, 2.0, 6)
    covered = with_text(covered, "see page", (300, 570), font, 1.6, 5)
    return stored(written(covered))


@_kind("white ink on transparent ground")
def _transparent(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    alpha = stored(sheet(enlarge(digit, DIGIT), rng))
    return np.concatenate([np.full((SIDE, SIDE, 3), 255, np.uint8), alpha], axis=2)


@_kind("56 px digit in a photograph of 2,000 px")
def _small(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    grey = written(sheet(enlarge(digit, 56), rng, 2000))
    return stored(grey + rng.normal(0, 0.01, grey.shape).astype(np.float32))


def skeleton(mask: np.ndarray) -> np.ndarray:
    """Thin a mask to lines one pixel wide.

    References
    ----------
    T. Zhang, C. Suen, "A fast parallel algorithm for thinning digital patterns", 1984.
    """
    image = np.pad(mask, 1).astype(np.uint8)
    changed = True
    while changed:
        changed = False
        for second in (False, True):
            around = [
                np.roll(image, shift, (0, 1))
                for shift in [(1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1)]
            ]
            p2, p4, p6, p8 = around[::2]
            count = np.sum(around, axis=0)
            pairs = zip(around, [*around[1:], around[0]], strict=True)
            crossings = sum((a == 0) & (b == 1) for a, b in pairs)
            corner = (p2 * p4 * p8, p2 * p6 * p8) if second else (p2 * p4 * p6, p4 * p6 * p8)
            drop = (image == 1) & (count >= 2) & (count <= 6) & (crossings == 1)
            drop &= (corner[0] == 0) & (corner[1] == 0)
            changed |= bool(drop.any())
            image[drop] = 0
    return image[1:-1, 1:-1].astype(bool)


def with_pen(digit: np.ndarray, width: int, side: int = DIGIT) -> np.ndarray:
    """The digit written with a pen of some pixels."""
    smooth = cv2.GaussianBlur(
        cv2.resize(digit, (side, side), interpolation=cv2.INTER_CUBIC), (0, 0), 3
    )
    line = skeleton(smooth > 0.4).astype(np.float32)
    return cv2.dilate(line, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width)))


@_kind("3 px pen")
def _thin(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    return stored(written(sheet(with_pen(digit, 3), rng)))


@_kind("3 px pen on ruled paper, with noise")
def _thin_ruled(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    grey = written(sheet(with_pen(digit, 3), rng), ruled(0.7))
    return stored(grey + rng.normal(0, 0.02, grey.shape))


@_kind("broad marker")
def _marker(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    return stored(written(sheet(with_pen(digit, 34), rng)))


def camera(grey: np.ndarray, rng: np.random.Generator, quality: int = 30) -> Photo:
    """Out of focus, grainy, and stored as JPEG."""
    soft = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), 2.0)
    pixels = stored(soft + rng.normal(0, 0.05, soft.shape))
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)[..., None]


@_kind("blur, noise and JPEG at quality 30")
def _camera(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    return camera(_plain(digit, rng), rng)


@_kind("chalk on a blackboard")
def _chalk(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    covered = sheet(enlarge(digit, DIGIT), rng)
    cloud = cv2.resize(rng.uniform(0.1, 0.24, (8, 8)).astype(np.float32), (SIDE, SIDE))
    grain = rng.uniform(0.75, 1, covered.shape).astype(np.float32)
    return stored(written(covered * grain, cloud, 0.85) + rng.normal(0, 0.02, covered.shape))


@_kind("chalk in a dark room: 0.45 on 0.12")
def _dim_chalk(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    return stored(written(sheet(enlarge(digit, DIGIT), rng), 0.12, 0.45))


@_kind("turned by up to 8° and seen aslant, squared")
def _aslant(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    grey = written(sheet(enlarge(digit, DIGIT), rng), ruled(0.65, 50, squared=True))
    turn = cv2.getRotationMatrix2D((SIDE / 2, SIDE / 2), rng.uniform(-8, 8), 1.25)
    turned = cv2.warpAffine(grey, turn, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE)
    corners = np.array([(0, 0), (SIDE, 0), (SIDE, SIDE), (0, SIDE)], np.float32)
    moved = corners + rng.uniform(-30, 30, (4, 2)).astype(np.float32)
    form = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    warped = cv2.warpPerspective(turned, form, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE)
    return stored(warped)


@_kind("pencil: 0.62 on 0.88, uneven light")
def _pencil(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    grey = written(sheet(enlarge(digit, DIGIT), rng), 0.88, 0.62)
    light = np.linspace(0.6, 1, SIDE)[None, :]
    return stored(grey * light + rng.normal(0, 0.015, grey.shape))


@_kind("blue ink on yellow paper")
def _colour(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    covered = sheet(enlarge(digit, DIGIT), rng)[..., None]
    paper, ink = np.array([0.98, 0.9, 0.5]), np.array([0.15, 0.2, 0.6])
    return stored(paper * (1 - covered) + ink * covered)


@_kind("cut close around the digit")
def _close(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    rows, cols = (np.flatnonzero(digit.any(axis=axis)) for axis in (1, 0))
    part = digit[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
    size = part.shape[1] * 12, part.shape[0] * 12
    big = np.pad(cv2.resize(part, size, interpolation=cv2.INTER_LINEAR), 6)
    return stored(written(big))


@_kind("all at once: ruled, margin, shadow, table, noise")
def _everything(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    paper = ruled(0.68)
    paper[:, 80:83] = 0.55
    grey = written(sheet(enlarge(digit, DIGIT), rng), paper)
    placed = on_table(grey, rng, rng.uniform(0.2, 0.5)) * shadow(rng, depth=0.7)
    return camera(placed, rng, quality=60)


@_kind("12-megapixel photograph of a page, digit of 400 px")
def _large(digit: np.ndarray, rng: np.random.Generator) -> Photo:
    side = 3400
    grey = written(sheet(enlarge(digit, 400), rng, side))
    grey *= np.linspace(0.7, 1, side, dtype=np.float32)[:, None]
    return stored(grey)
