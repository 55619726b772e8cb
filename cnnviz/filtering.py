"""A picture through a kernel, and the parts of it that a screen can show.

Pictures above a working size are filtered in full. What is shown of them is a view, scaled down
by area, and one patch in full size around the pixel that is looked at.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnnviz.images import resize
from cnnviz.ops import cross_correlate2d

WORKING_MEGAPIXELS = 1.0
PATCH = 192  # side length of the full-size patch, in output pixels

Pixel = tuple[int, int]  # row and column of the output


@dataclass(frozen=True, eq=False)
class Filtered:
    """An image, a kernel, and the kernel's answer at every window inside the image.

    Attributes
    ----------
    image : (H, W, C) float32 in [0, 1]
    weights : (kH, kW) float64
    output : (H - kH + 1, W - kW + 1, C) float32
    """

    image: np.ndarray
    weights: np.ndarray
    output: np.ndarray

    @property
    def margin(self) -> Pixel:
        """Pixels above and left of the first window's anchor."""
        height, width = self.weights.shape
        return (height - 1) // 2, (width - 1) // 2

    @cached_property
    def low(self) -> float:
        """The smallest output."""
        return float(self.output.min())

    @cached_property
    def high(self) -> float:
        """The largest output."""
        return float(self.output.max())

    @property
    def strongest(self) -> Pixel:
        """Where the output is furthest from 0: the pixel that is explained first."""
        extreme = self.output.argmax() if self.high >= -self.low else self.output.argmin()
        row, col, _ = np.unravel_index(extreme, self.output.shape)
        return int(row), int(col)

    @property
    def megapixels(self) -> float:
        """Pixels of the image in millions."""
        return self.image.shape[0] * self.image.shape[1] / 1e6

    @property
    def scale(self) -> float:
        """Pixels of the view per pixel of the image, 1 up to the working size."""
        return min(1.0, (WORKING_MEGAPIXELS / self.megapixels) ** 0.5)

    def view(self) -> tuple[np.ndarray, np.ndarray]:
        """Image and output at the working size."""
        return _scaled(self.image, self.scale), _scaled(self.output, self.scale)

    def patch(self, pixel: Pixel) -> tuple[Pixel, np.ndarray, np.ndarray]:
        """Full-size surroundings of an output pixel, at most ``PATCH`` square.

        Returns
        -------
        corner : Pixel
            The patch's first output pixel.
        image : (h + kH - 1, w + kW - 1, C) float32
            All that its windows read.
        output : (h, w, C) float32
        """
        rows, cols = (
            _around(at, size) for at, size in zip(pixel, self.output.shape[:2], strict=True)
        )
        height, width = self.weights.shape
        image = self.image[rows.start : rows.stop + height - 1, cols.start : cols.stop + width - 1]
        return (rows.start, cols.start), image, self.output[rows, cols]

    def nearest(self, row: int, col: int) -> Pixel:
        """Return the output pixel nearest to a place that may lie outside."""
        height, width = self.output.shape[:2]
        return min(max(row, 0), height - 1), min(max(col, 0), width - 1)


def filter_image(image: np.ndarray, weights: np.ndarray) -> Filtered:
    """Cross-correlate an image with a kernel, every channel alike, windows inside the image.

    Raises
    ------
    InputError
        If the kernel does not fit the image or holds no sensible numbers.
    """
    return Filtered(image, weights, cross_correlate2d(image, weights))


def _scaled(image: np.ndarray, scale: float) -> np.ndarray:
    if scale == 1:
        return image
    return resize(image, *(max(round(side * scale), 1) for side in image.shape[:2]))


def _around(at: int, size: int) -> slice:
    """``PATCH`` places around ``at``, pushed inside 0..size."""
    start = min(max(at - PATCH // 2, 0), max(size - PATCH, 0))
    return slice(start, min(start + PATCH, size))
