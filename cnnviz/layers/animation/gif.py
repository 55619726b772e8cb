"""From frames to a GIF: one palette for all, and only as many frames as are worth their room."""

import io
from collections import Counter
from math import prod

import numpy as np
from PIL import Image

from cnnviz.layers.animation.moments import places
from cnnviz.layers.animation.scene import Scene
from cnnviz.layers.window import Slide, WindowSettings

MOST_FRAMES = 120
LONGEST, SHORTEST, ALL = 800, 200, 24_000  # milliseconds of one frame, and of all together
REST = 1_500  # milliseconds that the last one stands longer
COLOURS, EXACT = 255, 100  # of the palette; and of these, kept as they are
NOT_YET = 255  # the index of a colour that has not been looked up


def frame_count(layer: WindowSettings) -> int:
    """How many frames the GIF of a layer has: one a window, up to ``MOST_FRAMES``."""
    return min(prod(places(layer.shown)), MOST_FRAMES)


def positions(layer: WindowSettings) -> list[int]:
    """The windows that are shown, evenly spread from the first to the last."""
    last = prod(places(layer.shown)) - 1
    return np.linspace(0, last, frame_count(layer)).round().astype(int).tolist()


def gif(slide: Slide, title: str) -> bytes:
    """Draw the animation of a slide as a GIF that plays for ever.

    Parameters
    ----------
    slide : Slide
    title : str
        What stands above it.
    """
    scene, shown = Scene(slide, title), positions(slide.layer)
    samples = shown[0], shown[len(shown) // 2], shown[-1]
    palette = Palette([np.asarray(scene.frame(position)) for position in samples])
    frames = (palette.picture(np.asarray(scene.frame(position))) for position in shown)
    each = min(max(ALL // len(shown), SHORTEST), LONGEST)
    file = io.BytesIO()
    next(frames).save(
        file,
        "GIF",
        save_all=True,
        append_images=frames,
        loop=0,
        optimize=True,
        duration=[each] * (len(shown) - 1) + [each + REST],
    )
    return file.getvalue()


class Palette:
    """The colours that pictures have most of, and some among the others; the rest become near ones.

    Parameters
    ----------
    samples : list of (H, W, 3) uint8
    """

    def __init__(self, samples: list[np.ndarray]) -> None:
        counts: Counter[int] = Counter()
        for sample in samples:
            colours, times = np.unique(_numbers(sample), return_counts=True)
            counts.update(dict(zip(colours.tolist(), times.tolist(), strict=True)))
        ranked = _channels(np.array([colour for colour, _ in counts.most_common()]))
        self.colours = np.concatenate([ranked[:EXACT], _spread(ranked[EXACT:])])
        self._index = np.full(1 << 24, NOT_YET, np.uint8)

    def picture(self, pixels: np.ndarray) -> Image.Image:
        """A picture (H, W, 3) uint8 with this palette."""
        numbers = _numbers(pixels)
        index = self._index[numbers]
        missing = np.unique(numbers[index == NOT_YET])
        if len(missing):
            self._index[missing] = self._nearest(_channels(missing))
            index = self._index[numbers]
        image = Image.fromarray(index, "P")
        image.putpalette(self.colours.astype(np.uint8).tobytes())
        return image

    def _nearest(self, wanted: np.ndarray) -> np.ndarray:
        ours = self.colours
        distances = (ours**2).sum(axis=1) - 2 * wanted @ ours.T
        return distances.argmin(axis=1)


def _spread(colours: np.ndarray) -> np.ndarray:
    """A few colours that lie among many, (N, 3)."""
    if len(colours) <= COLOURS - EXACT:
        return colours
    line = Image.fromarray(colours.astype(np.uint8)[np.newaxis], "RGB")
    chosen = line.quantize(COLOURS - EXACT, Image.Quantize.MAXCOVERAGE).getpalette() or []
    return np.array(chosen, np.int64).reshape(-1, 3)


def _numbers(pixels: np.ndarray) -> np.ndarray:
    """Each pixel as one number, 0xRRGGBB."""
    red, green, blue = np.moveaxis(pixels.astype(np.int32), -1, 0)
    return (red << 16) | (green << 8) | blue


def _channels(numbers: np.ndarray) -> np.ndarray:
    """Red, green and blue of such numbers, (N, 3) int."""
    return np.stack([numbers >> 16, (numbers >> 8) & 255, numbers & 255], axis=-1).astype(np.int64)
