"""Filtering a picture against SciPy's direct convolution."""

from collections.abc import Iterator

import numpy as np
import scipy.ndimage
import scipy.signal

from benchmarks.timing import median_seconds, row
from cnnviz.ops import cross_correlate2d

SIZES = {"1 megapixel": (1000, 1000, 1), "12 megapixels": (3000, 4000, 1)}


def report() -> Iterator[str]:
    """Lines for a 3 × 3 kernel on a grey picture."""
    random = np.random.default_rng(0)
    kernel = random.normal(size=(3, 3)).astype(np.float32)
    for name, shape in SIZES.items():
        image = random.random(shape, np.float32)
        plane = image[..., 0]
        ours = median_seconds(lambda image=image: cross_correlate2d(image, kernel))
        others = {
            "scipy.signal.convolve2d": lambda plane=plane: scipy.signal.convolve2d(plane, kernel),
            "scipy.ndimage.correlate": lambda plane=plane: scipy.ndimage.correlate(plane, kernel),
        }
        for against, function in others.items():
            yield row(f"filter 3 × 3, {name}", ours, against, median_seconds(function, 3))
