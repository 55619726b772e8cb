"""How much memory a data set may take, and which image size fits."""

from collections import Counter

import numpy as np

from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_

MAX_MEMORY = 2**30  # bytes of all images, decoded
LONGEST = 200  # pixels of the longer side, where no size is asked for: as in NEU
SIZES = range(8, 513)  # pixels that an image's longer side may be scaled to


class TooLargeError(InputError):
    """The images take too much memory at this size.

    Parameters
    ----------
    size : int or None
        The largest size that fits, in pixels of the longer side; None where none does.
    """

    def __init__(self, size: int | None) -> None:
        self.size = size
        super().__init__(
            N_(
                "a data set may take at most {most:.0f} GB of memory, got more: image size {size} "
                "fits"
            )
            if size
            else N_(
                "a data set may take at most {most:.0f} GB of memory, got more: no image size "
                "fits: use fewer images"
            ),
            most=MAX_MEMORY / 2**30,
            size=size,
        )


def longer_side(height: int, width: int) -> int:
    """Longer side that an image is reduced to, where no size is asked for."""
    return min(LONGEST, max(height, width))


def largest_size(shapes: np.ndarray) -> int | None:
    """Find the largest image size whose images fit into memory.

    Parameters
    ----------
    shapes : ndarray
        int (N, 3), height, width and channels of each image as stored.

    Returns
    -------
    int or None
        Pixels of the longer side, 8 to 512; None where even 8 is too large.
    """
    low, high = SIZES[0] - 1, SIZES[-1]
    while low < high:
        middle = (low + high + 1) // 2
        if _memory(shapes, middle) <= MAX_MEMORY:
            low = middle
        else:
            high = middle - 1
    return low if low in SIZES else None


def _memory(shapes: np.ndarray, size: int) -> int:
    """Bytes of the images at this size: one by one, or brought to one shape, whatever is more."""
    sides = shapes[:, :2] * (size / shapes[:, :2].max(axis=1, keepdims=True))
    scaled = np.maximum(1, np.rint(sides)).astype(int)
    (height, width), _ = Counter(map(tuple, scaled.tolist())).most_common(1)[0]
    apart = int((scaled.prod(axis=1) * shapes[:, 2]).sum())
    return max(apart, len(shapes) * height * width * int(shapes[:, 2].max()))
