"""Synthetic handwritten digits: stroke skeletons with random deformation.

A style is a skeleton with a few points per stroke. A sample is a smooth curve through these points
after random jitter, rotation, slant, scaling and translation.
"""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from cnnviz.data.strokes import Stroke
from cnnviz.images import to_float

JITTER = 0.035  # standard deviation of a point's position, in sides of the box around it
PENS = 0.012, 0.1  # from a ballpoint's to a marker's width, in sides of a photograph

Points = list[tuple[float, float]]
Skeleton = list[Points]

# x to the right, y down, in a box of 0 to 1.
LOOP: Points = [
    (0.52, 0.0),
    (0.2, 0.1),
    (0.02, 0.45),
    (0.12, 0.85),
    (0.48, 1.0),
    (0.85, 0.82),
    (0.95, 0.45),
    (0.8, 0.1),
    (0.5, 0.0),
]
STYLES: dict[int, list[Skeleton]] = {
    0: [[LOOP], [[(0.62, 0.03), *LOOP[1:-1], (0.6, 0.05)]]],
    1: [
        [[(0.5, 0.0), (0.5, 0.33), (0.49, 0.66), (0.5, 1.0)]],
        [[(0.32, 0.24), (0.42, 0.13), (0.54, 0.0)], [(0.54, 0.0), (0.54, 0.5), (0.53, 1.0)]],
        [
            [(0.3, 0.22), (0.42, 0.12), (0.52, 0.0)],
            [(0.52, 0.0), (0.52, 0.5), (0.52, 1.0)],
            [(0.3, 1.0), (0.52, 1.0), (0.74, 0.99)],
        ],
    ],
    2: [
        [
            [
                (0.08, 0.25),
                (0.25, 0.05),
                (0.55, 0.0),
                (0.82, 0.14),
                (0.82, 0.38),
                (0.55, 0.68),
                (0.1, 1.0),
            ],
            [(0.1, 1.0), (0.5, 0.98), (0.95, 1.0)],
        ],
        [
            [
                (0.1, 0.2),
                (0.4, 0.0),
                (0.75, 0.1),
                (0.8, 0.35),
                (0.5, 0.75),
                (0.2, 0.97),
                (0.08, 0.88),
                (0.25, 0.8),
                (0.55, 0.92),
                (0.95, 0.97),
            ]
        ],
    ],
    3: [
        [
            [(0.1, 0.12), (0.45, 0.0), (0.82, 0.12), (0.82, 0.34), (0.42, 0.47)],
            [(0.42, 0.47), (0.85, 0.58), (0.92, 0.8), (0.5, 1.0), (0.05, 0.88)],
        ],
        [
            [(0.1, 0.02), (0.5, 0.0), (0.88, 0.0)],
            [(0.88, 0.0), (0.65, 0.2), (0.4, 0.4)],
            [(0.4, 0.4), (0.8, 0.48), (0.92, 0.72), (0.6, 0.98), (0.05, 0.92)],
        ],
    ],
    4: [
        [
            [(0.3, 0.0), (0.18, 0.3), (0.05, 0.62)],
            [(0.05, 0.62), (0.5, 0.62), (0.98, 0.6)],
            [(0.7, 0.1), (0.69, 0.5), (0.68, 1.0)],
        ],
        [
            [(0.7, 0.0), (0.38, 0.35), (0.03, 0.68)],
            [(0.03, 0.68), (0.5, 0.69), (0.98, 0.67)],
            [(0.7, 0.0), (0.7, 0.5), (0.7, 1.0)],
        ],
        [
            [(0.12, 0.0), (0.1, 0.25), (0.14, 0.48), (0.5, 0.52), (0.82, 0.46)],
            [(0.84, 0.0), (0.83, 0.5), (0.8, 1.0)],
        ],
    ],
    5: [
        [
            [(0.88, 0.0), (0.5, 0.01), (0.2, 0.0)],
            [(0.2, 0.0), (0.16, 0.22), (0.13, 0.45)],
            [(0.13, 0.45), (0.45, 0.38), (0.85, 0.5), (0.92, 0.76), (0.6, 0.98), (0.08, 0.93)],
        ],
        [
            [(0.85, 0.02), (0.5, 0.0), (0.22, 0.04)],
            [(0.22, 0.04), (0.18, 0.42)],
            [(0.18, 0.42), (0.6, 0.4), (0.88, 0.62), (0.75, 0.92), (0.4, 1.0), (0.1, 0.88)],
        ],
    ],
    6: [
        [
            [
                (0.75, 0.0),
                (0.38, 0.2),
                (0.1, 0.6),
                (0.25, 0.95),
                (0.6, 1.0),
                (0.88, 0.8),
                (0.75, 0.55),
                (0.4, 0.52),
                (0.15, 0.72),
            ]
        ],
        [
            [
                (0.6, 0.02),
                (0.25, 0.3),
                (0.08, 0.7),
                (0.35, 1.0),
                (0.8, 0.92),
                (0.88, 0.66),
                (0.6, 0.5),
                (0.25, 0.6),
                (0.12, 0.78),
            ]
        ],
    ],
    7: [
        [[(0.08, 0.02), (0.5, 0.0), (0.92, 0.01)], [(0.92, 0.01), (0.65, 0.45), (0.42, 1.0)]],
        [
            [(0.08, 0.02), (0.5, 0.0), (0.92, 0.01)],
            [(0.92, 0.01), (0.65, 0.45), (0.42, 1.0)],
            [(0.36, 0.5), (0.6, 0.48), (0.84, 0.49)],
        ],
        [
            [(0.08, 0.16), (0.1, 0.02)],
            [(0.1, 0.02), (0.5, 0.04), (0.9, 0.0)],
            [(0.9, 0.0), (0.68, 0.4), (0.55, 1.0)],
        ],
    ],
    8: [
        [
            [
                (0.8, 0.12),
                (0.5, 0.0),
                (0.18, 0.14),
                (0.25, 0.38),
                (0.72, 0.6),
                (0.85, 0.85),
                (0.5, 1.0),
                (0.12, 0.85),
                (0.25, 0.6),
                (0.72, 0.38),
                (0.8, 0.12),
            ]
        ],
        [
            [
                (0.5, 0.0),
                (0.2, 0.1),
                (0.22, 0.36),
                (0.5, 0.46),
                (0.78, 0.36),
                (0.8, 0.1),
                (0.5, 0.0),
            ],
            [
                (0.5, 0.46),
                (0.12, 0.62),
                (0.15, 0.9),
                (0.5, 1.0),
                (0.86, 0.9),
                (0.88, 0.62),
                (0.5, 0.46),
            ],
        ],
    ],
    9: [
        [
            [(0.82, 0.18), (0.5, 0.0), (0.15, 0.15), (0.2, 0.42), (0.52, 0.5), (0.82, 0.3)],
            [(0.83, 0.12), (0.82, 0.5), (0.78, 1.0)],
        ],
        [
            [
                (0.82, 0.2),
                (0.5, 0.0),
                (0.15, 0.18),
                (0.25, 0.46),
                (0.6, 0.46),
                (0.82, 0.2),
                (0.8, 0.6),
                (0.62, 0.92),
                (0.2, 0.98),
            ]
        ],
    ],
}

# Strokes that are no digits: what a pad is also used for.
DOODLES: dict[str, Skeleton] = {
    "A": [
        [(0.0, 1.0), (0.25, 0.5), (0.5, 0.0)],
        [(0.5, 0.0), (0.75, 0.5), (1.0, 1.0)],
        [(0.2, 0.6), (0.8, 0.6)],
    ],
    "E": [
        [(0.9, 0.0), (0.1, 0.0)],
        [(0.1, 0.0), (0.1, 1.0)],
        [(0.1, 1.0), (0.9, 1.0)],
        [(0.1, 0.5), (0.75, 0.5)],
    ],
    "H": [[(0.1, 0.0), (0.1, 1.0)], [(0.9, 0.0), (0.9, 1.0)], [(0.1, 0.5), (0.9, 0.5)]],
    "K": [[(0.1, 0.0), (0.1, 1.0)], [(0.9, 0.0), (0.1, 0.55)], [(0.3, 0.45), (0.9, 1.0)]],
    "M": [
        [(0.0, 1.0), (0.1, 0.0)],
        [(0.1, 0.0), (0.5, 0.6)],
        [(0.5, 0.6), (0.9, 0.0)],
        [(0.9, 0.0), (1.0, 1.0)],
    ],
    "W": [
        [(0.0, 0.0), (0.25, 1.0)],
        [(0.25, 1.0), (0.5, 0.3)],
        [(0.5, 0.3), (0.75, 1.0)],
        [(0.75, 1.0), (1.0, 0.0)],
    ],
    "X": [[(0.0, 0.0), (1.0, 1.0)], [(1.0, 0.0), (0.0, 1.0)]],
    "star": [
        [(0.5, 0.0), (0.8, 1.0)],
        [(0.8, 1.0), (0.0, 0.38)],
        [(0.0, 0.38), (1.0, 0.38)],
        [(1.0, 0.38), (0.2, 1.0)],
        [(0.2, 1.0), (0.5, 0.0)],
    ],
    "house": [
        [(0.1, 0.45), (0.5, 0.0)],
        [(0.5, 0.0), (0.9, 0.45)],
        [(0.1, 0.45), (0.9, 0.45)],
        [(0.1, 0.45), (0.1, 1.0)],
        [(0.1, 1.0), (0.9, 1.0)],
        [(0.9, 1.0), (0.9, 0.45)],
    ],
    "hash": [
        [(0.3, 0.0), (0.3, 1.0)],
        [(0.7, 0.0), (0.7, 1.0)],
        [(0.0, 0.3), (1.0, 0.3)],
        [(0.0, 0.7), (1.0, 0.7)],
    ],
}


def sample_strokes(skeleton: Skeleton, rng: np.random.Generator) -> tuple[Stroke, ...]:
    """Draw a skeleton with random deformation, at a random position and size on the pad."""
    curves = [_smooth(points) for points in _jitter(skeleton, rng)]
    height = rng.uniform(0.3, 0.9)
    turn, slant = rng.normal(0, 0.12), rng.normal(-0.08, 0.2)
    form = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    form = form @ [[1, slant], [0, 1]] @ np.diag([height * rng.uniform(0.4, 0.95), height])
    room = (1 - height) / 2
    place = 0.5 + rng.uniform(-room, room, 2)
    placed = [np.clip((curve - 0.5) @ form.T + place, 0.02, 0.98) for curve in curves]
    return tuple(tuple(map(tuple, curve.tolist())) for curve in placed)


def digits(
    count: int, seed: int = 0, styles: Mapping[int, Sequence[Skeleton]] = STYLES
) -> list[tuple[int, tuple[Stroke, ...]]]:
    """``count`` drawings of each digit with their labels, its styles in turn."""
    rng = np.random.default_rng(seed)
    return [
        (digit, sample_strokes(skeletons[i % len(skeletons)], rng))
        for digit, skeletons in styles.items()
        for i in range(count)
    ]


def photograph(strokes: tuple[Stroke, ...], pen: float, rng: np.random.Generator) -> np.ndarray:
    """Strokes in dark ink on unevenly lit, grainy paper, somewhat out of focus.

    Parameters
    ----------
    strokes : as the pad sends them
    pen : width, in sides of the picture

    Returns
    -------
    (240, 240, 1) float32 in [0, 1]
    """
    side = 240
    ink = np.zeros((side, side), np.uint8)
    for stroke in strokes:
        points = np.round(np.array(stroke) * side).astype(np.int32)
        cv2.polylines(ink, [points], False, 255, max(round(pen * side), 1), cv2.LINE_AA)
    soft = cv2.GaussianBlur(to_float(ink), (0, 0), rng.uniform(0.5, 1.5))
    rows, cols = np.mgrid[:side, :side] / side - 0.5
    tilt = rng.uniform(-0.25, 0.25, 2)
    paper = rng.uniform(0.65, 0.85) + tilt[0] * rows + tilt[1] * cols
    grey = paper * (1 - soft * rng.uniform(0.55, 0.9)) + rng.normal(0, 0.02, (side, side))
    return np.clip(grey, 0, 1).astype(np.float32)[..., None]


def _jitter(skeleton: Skeleton, rng: np.random.Generator) -> list[np.ndarray]:
    """Move every point at random; strokes that are joined stay joined."""
    moved: list[np.ndarray] = []
    for number, points in enumerate(skeleton):
        stroke = np.array(points) + rng.normal(0, JITTER, (len(points), 2))
        if number and points[0] == skeleton[number - 1][-1]:
            stroke[0] = moved[-1][-1]
        moved.append(stroke)
    return moved


def _smooth(points: np.ndarray, steps: int = 8) -> np.ndarray:
    """A Catmull-Rom curve through the points."""
    ends = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    a, b, c, d = (ends[at : at + len(points) - 1, None] for at in range(4))
    parts = (
        b
        + t * (c - a) / 2
        + t**2 * (2 * a - 5 * b + 4 * c - d) / 2
        + t**3 * (3 * b - a - 3 * c + d) / 2
    )
    return np.concatenate([parts.reshape(-1, 2), points[-1:]])
