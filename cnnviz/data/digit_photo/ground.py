"""How far each pixel of a photograph stands out from the ground that it lies on.

The ground is estimated by a closing: whatever is darker than its surroundings and narrower than a
window is filled with them. What is wider stays in the ground: shadows, a vignette, a table around
the sheet. So does what is cut off by the picture's edge along its whole width.
"""

import cv2
import numpy as np

# The ground varies slowly, or at few edges: so many pixels along the longer side are enough.
GROUND_SIDE = 192
# The window's side, in longer sides of the picture. The broadest strokes that occur, a marker's
# in a picture cut close around its digit, are about a quarter of it wide where they cross.
WINDOW = 1 / 3
# Darker ground counts as this bright: dividing by less would turn its noise into ink.
DARKEST_GROUND = 0.1
# Statistics are taken of about this many pixels a side.
SAMPLED = 256


def ground_of(grey: np.ndarray, *, is_light_ink: bool) -> np.ndarray:
    """Estimate the brightness of the ground below the ink.

    Parameters
    ----------
    grey : ndarray
        float32 (H, W) in [0, 1].
    is_light_ink : bool
        Whether the ink is lighter than its ground, as chalk is.

    Returns
    -------
    ndarray
        float32 (H, W) in [0, 1].
    """
    return 1 - _closed(1 - grey) if is_light_ink else _closed(grey)


def relief_of(grey: np.ndarray, ground: np.ndarray, *, is_light_ink: bool) -> np.ndarray:
    """Measure how far each pixel stands out from its ground.

    Parameters
    ----------
    grey, ground : ndarray
        float32 (H, W) in [0, 1].
    is_light_ink : bool
        Whether to look for ink lighter than its ground.

    Returns
    -------
    ndarray
        float32 (H, W), near 0 on the ground. Of dark ink, the share of the light that it takes
        away, whatever the lighting; of light ink, the difference in brightness.
    """
    if is_light_ink:
        return cv2.subtract(grey, ground)
    return cv2.divide(cv2.subtract(ground, grey), np.maximum(ground, DARKEST_GROUND))


def level_and_noise(relief: np.ndarray) -> tuple[float, float]:
    """Estimate the relief of plain ground, and its standard deviation.

    Both come from the lowest third of the pixels, since ink may cover half of a picture: the 30th
    and the 5th percentile of a normal distribution are 1.12 standard deviations apart.
    """
    step = max(max(relief.shape) // SAMPLED, 1)
    low, middle = np.percentile(relief[::step, ::step], (5, 30))
    return float(middle), float(middle - low) / 1.12


def _closed(grey: np.ndarray) -> np.ndarray:
    """Fill what is dark and narrow with its surroundings."""
    height, width = grey.shape
    scale = min(GROUND_SIDE / max(height, width), 1)
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    small = cv2.medianBlur(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), 3)
    reach = max(round(max(size) * WINDOW / 2), 1)
    # Repeated beyond the edge, what is cut off there is wider than the window.
    wide = cv2.copyMakeBorder(small, *(2 * reach,) * 4, cv2.BORDER_REPLICATE)
    window = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    closed = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, window)
    closed = closed[2 * reach : -2 * reach, 2 * reach : -2 * reach]
    if scale == 1:
        return closed
    # Enlarging blurs the ground's edges; on their dark side it must not rise above the picture.
    return cv2.resize(cv2.erode(closed, np.ones((3, 3), np.uint8)), (width, height))
