"""A picture prepared for the search of one colour of ink, and the groups of marks found in it."""

from dataclasses import dataclass

import cv2
import numpy as np

from cnnviz import images
from cnnviz.data.digit_photo.ground import DARKEST_GROUND, ground_of, level_and_noise, relief_of
from cnnviz.data.digit_photo.marks import Group, View, find_groups, find_marks
from cnnviz.data.digit_photo.ruling import without_ruling

# Marks are searched for at this size of the picture's longer side.
SEARCH_SIDE = 1024
# Ink takes away at least this part of the light, and this many times the noise.
LEAST_CONTRAST = 0.1
NOISE = 4
# Lines fainter than ink must be found as well.
LEAST_LINE = 0.04
# Pictures up to this size are not blurred before the search.
LEAST_BLURRED = 200
# What belongs to a digit has at least this part of its contrast.
INK_LEVEL = 0.4


@dataclass(frozen=True, eq=False)
class Sheet:
    """A picture as seen for one colour of ink, and the groups of marks found in it."""

    view: View
    labels: np.ndarray
    groups: list[Group]


def reduced(pixels: np.ndarray, longest: int = SEARCH_SIDE) -> np.ndarray:
    """(h, w) float32: the picture in grey, at most ``longest`` pixels a side."""
    height, width, channels = pixels.shape
    scale = longest / max(height, width)
    if scale >= 1:
        return images.to_grey(pixels)[..., 0]
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    # Means of whole pixels first, which OpenCV takes ten times as fast as those of parts.
    times = max(height, width) // longest
    if times > 1 and min(height, width) >= times:
        whole = pixels[: height - height % times, : width - width % times]
        half = width // times, height // times
        pixels = cv2.resize(whole, half, interpolation=cv2.INTER_AREA)
    pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return images.to_grey(pixels.reshape(size[1], size[0], channels))[..., 0]


def analyse(grey: np.ndarray, *, is_light: bool, surest: int = 0) -> Sheet:
    """Look for ink of one colour; blots smaller than ``surest`` are kept."""
    longest = max(grey.shape)
    soft = cv2.GaussianBlur(grey, (0, 0), longest / 800) if longest > LEAST_BLURRED else grey
    ground = ground_of(soft, is_light_ink=is_light)
    relief = relief_of(soft, ground, is_light_ink=is_light)
    level, noise = level_and_noise(relief)
    clear, _ = without_ruling(relief - level, max(LEAST_LINE, 3 * noise))
    view = View(soft, ground, clear, _steps(soft, is_light), is_light)
    least = max(LEAST_CONTRAST, NOISE * noise)
    labels, marks = find_marks(view, least)
    groups = find_groups(marks, grey.shape, surest)
    # What is much fainter than the likeliest digit is no part of it.
    likeliest = next((group for group in groups if not group.main.is_blot), None)
    higher = INK_LEVEL * likeliest.main.contrast if likeliest else 0
    if higher > least:
        labels, marks = find_marks(view, higher)
        groups = find_groups(marks, grey.shape, surest)
    return Sheet(view, labels, groups)


def _steps(grey: np.ndarray, is_light: bool) -> np.ndarray:
    """The range of brightness around each pixel above that of plain ground, as in the relief."""
    reach = max(round(max(grey.shape) / 160), 2)
    window = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    levels = (grey * 255).astype(np.uint8)
    highest = cv2.dilate(levels, window)
    steps = cv2.subtract(highest, cv2.erode(levels, window))
    if is_light:
        steps = steps.astype(np.float32) / 255
    else:
        least = round(255 * DARKEST_GROUND)
        steps = cv2.divide(steps, np.maximum(highest, least), dtype=cv2.CV_32F)
    return steps - np.median(steps[::4, ::4])
