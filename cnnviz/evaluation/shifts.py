"""Test images moved by whole pixels, to see whether a network knows an object anywhere."""

import numpy as np

from cnnviz.data import Split

DIRECTIONS = ((0, 1), (0, -1), (1, 0), (-1, 0))  # right, left, down, up: rows, columns
STEPS = 7  # from no shift to the largest
LARGEST = 6 / 28  # of the longer side: a digit then touches the edge
MOST_IMAGES = 1000


def shifts_for(height: int, width: int) -> tuple[int, ...]:
    """Return the shifts that images of this size are moved by.

    Parameters
    ----------
    height, width : int
        In pixels.

    Returns
    -------
    tuple of int
        From 0, in pixels, increasing.

    Examples
    --------
    >>> shifts_for(28, 28)
    (0, 1, 2, 3, 4, 5, 6)
    """
    most = LARGEST * max(height, width)
    return tuple(sorted({round(most * step / (STEPS - 1)) for step in range(STEPS)}))


def shifted(images: np.ndarray, shift: int) -> np.ndarray:
    """Move images by whole pixels, in four directions in turn.

    Parameters
    ----------
    images : ndarray
        (N, H, W, C).
    shift : int
        At least 0 and below the height and the width. What comes in repeats the image's edge.

    Returns
    -------
    ndarray
        Same shape and type: image 0 moved to the right, 1 to the left, 2 down, 3 up, and so on.
    """
    _, height, width, _ = images.shape
    padded = np.pad(images, [(0, 0), (shift, shift), (shift, shift), (0, 0)], mode="edge")
    moved = np.empty_like(images)
    for turn, (down, right) in enumerate(DIRECTIONS):
        top, left = shift - down * shift, shift - right * shift
        part = slice(turn, None, len(DIRECTIONS))
        moved[part] = padded[part, top : top + height, left : left + width]
    return moved


def spread(split: Split) -> Split:
    """Take at most ``MOST_IMAGES`` images, spread evenly over a split.

    Parameters
    ----------
    split : Split
        At least one image.

    Returns
    -------
    Split
        In the same order.
    """
    most = min(MOST_IMAGES, len(split))
    return split.take(np.linspace(0, len(split) - 1, most).round().astype(int))
