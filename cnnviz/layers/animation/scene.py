"""Frames: what stands still is drawn once, what moves on a copy of it."""

import numpy as np
from PIL import Image

from cnnviz.layers.animation import moving, still
from cnnviz.layers.animation.brush import Brush
from cnnviz.layers.animation.moments import Moment, moment
from cnnviz.layers.animation.stage import Stage
from cnnviz.layers.window import Slide


class Scene:
    """Draws the frames of a slide, quickest in order: each keeps what the last one had drawn."""

    def __init__(self, slide: Slide, title: str) -> None:
        self.stage = Stage(slide)
        self._still = Brush.blank(self.stage.layout.width, self.stage.layout.height)
        still.paint(self._still, self.stage, title)
        self._shown = np.full(slide.output.shape, np.nan)

    def frame(self, position: int) -> Image.Image:
        """The picture of one position of the window."""
        now = moment(self.stage.slide, position)
        self._fill_output(now)
        brush = Brush(self._still.picture.copy())
        moving.paint(brush, self.stage, now)
        return brush.finished()

    def _fill_output(self, now: Moment) -> None:
        """Draw the output cells anew whose value is another than in the last frame."""
        values = np.where(now.reached, now.output, np.nan)
        same = (values == self._shown) | (np.isnan(values) & np.isnan(self._shown))
        for plane, row, col in np.argwhere(~same).tolist():
            still.paint_output(self._still, self.stage, (plane, row, col), values[plane, row, col])
        self._shown = values
