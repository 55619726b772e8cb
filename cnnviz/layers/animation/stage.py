"""What all frames of a slide have in common: numbers, where they lie, how large they are."""

from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np

from cnnviz.layers.animation import look
from cnnviz.layers.animation.layout import Layout, layout
from cnnviz.layers.animation.look import Colour
from cnnviz.layers.animation.moments import places
from cnnviz.layers.window import Slide, WindowSettings


@dataclass(frozen=True, eq=False)
class Stage:
    """The place where a slide is played."""

    slide: Slide

    @property
    def layer(self) -> WindowSettings:
        """The part of the layer that is drawn."""
        return self.slide.layer.shown

    @cached_property
    def layout(self) -> Layout:
        """Where everything lies."""
        return layout(self.slide.layer)

    @property
    def steps(self) -> int:
        """How many windows there are."""
        return prod(places(self.layer))

    @cached_property
    def input_letters(self) -> float:
        """Size of the input's digits, 0 where they could not be read."""
        return look.fitting(["0"], self.layout.input.cell)

    @cached_property
    def output_letters(self) -> float:
        """Size of the output's numbers, 0 where they could not be read."""
        texts = [look.short(value) for value in self.slide.output.ravel()]
        return look.fitting(texts, self.layout.output.cell)

    def output_colours(self, value: float) -> tuple[Colour, Colour]:
        """Fill and ink of an output cell: sums on the signed scale, pooled numbers in grey."""
        if not self.layer.weighted:
            return look.grey(value), look.INK
        fill = look.signed(value, self._limit)
        return fill, look.ink_on(fill)

    @cached_property
    def _limit(self) -> float:
        return float(np.abs(self.slide.output).max())

    def tap_colour(self, tap: tuple[int, int], channel: int, won: bool) -> Colour:
        """A weight's own tint; of a pooling's cells, one colour, the winner's stronger."""
        if not self.layer.weighted:
            return look.pooled(won)
        rows, cols = self.layer.kernel
        return look.tint(tap[0] * cols + tap[1], rows * cols, channel, self.layer.weight_shape[1])
