"""What a kernel is learned from: an image, and the target output at every window inside it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True, eq=False)
class Problem:
    """An image and the target output at every window inside it.

    Attributes
    ----------
    image : (H, W, P) float
    target : (h, w) float
        One value per window, so that the kernel has H - h + 1 rows and W - w + 1 columns.
    """

    image: np.ndarray
    target: np.ndarray

    @property
    def kernel_shape(self) -> tuple[int, int, int]:
        """(kH, kW, P) of the kernel to learn."""
        height, width, channels = self.image.shape
        return height - self.target.shape[0] + 1, width - self.target.shape[1] + 1, channels

    @cached_property
    def windows(self) -> np.ndarray:
        """Every window, (h, w, kH, kW, P), a view that copies nothing."""
        window = self.kernel_shape[:2]
        views = np.lib.stride_tricks.sliding_window_view(self.image, window, (0, 1))
        return views.transpose(0, 1, 3, 4, 2)
