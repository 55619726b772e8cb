"""How much the feature maps of a layer differ between two inputs."""

import numpy as np

from cnnviz.utils.errors import InputError


def map_differences(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Compute the mean absolute difference of the activations of each map.

    Parameters
    ----------
    first, second : ndarray
        float (height, width, channels): what a layer computed of two inputs.

    Returns
    -------
    ndarray
        float32 (channels,), at least 0.

    Raises
    ------
    InputError
        If the shapes differ.

    Examples
    --------
    >>> first = np.zeros((1, 2, 2))
    >>> second = np.array([[[1.0, 0.0], [-3.0, 0.5]]])
    >>> map_differences(first, second).tolist()
    [2.0, 0.25]
    """
    if first.shape != second.shape:
        raise InputError(
            "maps must be of one shape, got {first} and {second}",
            first=first.shape,
            second=second.shape,
        )
    return np.abs(first - second).mean(axis=(0, 1)).astype(np.float32)
