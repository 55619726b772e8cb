"""The images that a network finds most alike: nearest neighbours among its features."""

import numpy as np

STEP = 4096  # features compared at once


def nearest(
    features: np.ndarray, query: np.ndarray, count: int = 5
) -> tuple[np.ndarray, np.ndarray]:
    """Find the nearest features by Euclidean distance.

    Parameters
    ----------
    features : ndarray
        float (N, units).
    query : ndarray
        float (units,).
    count : int, optional
        How many are wanted; fewer where N is smaller.

    Returns
    -------
    indices : ndarray
        int64 (count,): the nearest first; of equal distances the lower index.
    distances : ndarray
        float32 (count,).

    Examples
    --------
    >>> indices, distances = nearest(np.array([[0.0], [5.0], [3.0]]), np.array([4.0]), count=2)
    >>> indices.tolist(), distances.tolist()
    ([1, 2], [1.0, 1.0])
    """
    parts = (features[start : start + STEP] for start in range(0, len(features), STEP))
    distances = np.concatenate(
        [np.linalg.norm(np.asarray(part, np.float32) - query, axis=1) for part in parts]
    ).astype(np.float32)
    indices = np.argsort(distances, kind="stable")[:count]
    return indices, distances[indices]
