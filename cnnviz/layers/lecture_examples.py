"""The worked examples of the lectures: their numbers, their settings, and what to look for."""

from dataclasses import dataclass

import numpy as np

from cnnviz.layers.window import (
    AVERAGE_POOLING,
    CONVOLUTION,
    MAX_POOLING,
    VALID,
    Sides,
    WindowSettings,
    checked,
)
from cnnviz.utils.language import N_
from cnnviz.utils.number_text import read_numbers


@dataclass(frozen=True)
class LectureExample:
    """A layer with all of its numbers, as a lecture prints it.

    Attributes
    ----------
    name : str
        What a menu shows; no two examples share it.
    settings : WindowSettings
        Checked; of one channel and one filter.
    input : str
        The input's rows, separated by " / ".
    kernel : str
        The kernel's rows; "" for pooling.
    note : str
        One sentence on what the example shows.
    """

    name: str
    settings: WindowSettings
    input: str
    kernel: str
    note: str

    @property
    def cells(self) -> np.ndarray:
        """The input, (1, H, W) float."""
        return read_numbers(self.input, 3)

    @property
    def weights(self) -> np.ndarray:
        """The kernel, (1, 1, kH, kW) float; zeros for pooling, which uses none."""
        if not self.kernel:
            return np.zeros(self.settings.weight_shape)
        return read_numbers(self.kernel, 4)


IMAGE_6 = "1 0 0 0 0 1 / 0 1 0 0 1 0 / 0 0 1 1 0 0 / 1 0 0 0 1 0 / 0 1 0 0 1 0 / 0 0 1 0 1 0"
DIAGONAL = "1 -1 -1 / -1 1 -1 / -1 -1 1"
FILTER_2 = "-1 1 -1 / -1 1 -1 / -1 1 -1"
GREY_5 = (
    "60 113 56 139 85 / 73 121 54 84 128 / 131 99 70 129 127 / 80 57 115 69 134 / "
    "104 126 123 95 130"
)
MAP_4 = "7 3 1 3 / 2 0 2 0 / 9 1 3 2 / 4 6 1 0"
DIAGONAL_MAP = "3 -1 -3 -1 / -3 1 0 -3 / -3 -3 0 1 / 3 -2 -2 -1"


def _example(
    name: str,
    cells: str,
    kernel: str,
    note: str,
    operation: str = CONVOLUTION,
    stride: int = 1,
    pad: int = 0,
) -> LectureExample:
    """Take the sizes from the numbers; a pooling has no kernel and a 2 × 2 window."""
    size = read_numbers(cells).shape
    window = read_numbers(kernel).shape if kernel else (2, 2)
    settings = WindowSettings(
        operation,
        (size[0], size[1]),
        (window[0], window[1]),
        (stride, stride),
        Sides.each(pad, pad) if pad else VALID,
        dims=1 if size[0] == 1 else 2,
    )
    return LectureExample(name, checked(settings), cells, kernel, note)


EXAMPLES: dict[str, LectureExample] = {
    example.name: example
    for example in (
        _example(
            N_("2 × 2 kernel on 3 × 3"),
            "0 1 2 / 3 4 5 / 6 7 8",
            "0 1 / 2 3",
            N_("Four windows give 19, 25, 37 and 43."),
        ),
        _example(
            N_("Diagonal filter on 6 × 6"),
            IMAGE_6,
            DIAGONAL,
            N_("3 where all three pixels of a diagonal match."),
        ),
        _example(
            N_("Diagonal filter, stride 2"),
            IMAGE_6,
            DIAGONAL,
            N_("Every other window: 2 × 2 outputs instead of 4 × 4."),
            stride=2,
        ),
        _example(
            N_("Filter 2 on 6 × 6"),
            IMAGE_6,
            FILTER_2,
            N_("3 where a vertical line fills the middle column."),
        ),
        _example(
            N_("Filter 2, stride 2"),
            IMAGE_6,
            FILTER_2,
            N_("The same filter on every other window."),
            stride=2,
        ),
        _example(
            N_("Sharpening, zero padding"),
            GREY_5,
            "0 -1 0 / -1 5 -1 / 0 -1 0",
            N_("Zeros keep the size; corner: 5 × 60 − 113 − 73 = 114."),
            pad=1,
        ),
        _example(
            N_("X-shaped kernel on 5 × 5"),
            "1 1 1 0 0 / 0 1 1 1 0 / 0 0 1 1 1 / 0 0 1 1 0 / 0 1 1 0 0",
            "1 0 1 / 0 1 0 / 1 0 1",
            N_("The sum counts the ones that lie on the X."),
        ),
        _example(
            N_("Padding 1, stride 2 on 5 × 5"),
            "3 3 2 1 0 / 0 0 1 3 1 / 3 1 2 2 3 / 2 0 0 2 2 / 2 0 0 0 1",
            "0 1 2 / 2 2 0 / 0 1 2",
            N_("(5 + 2 − 3) ÷ 2 + 1 = 3 windows in each direction."),
            stride=2,
            pad=1,
        ),
        _example(
            N_("One dimension, kernel 1, 3, 0, −1"),
            "1 2 0 3 1 4 2",
            "1 3 0 -1",
            N_("The same sum along one axis, as for a signal."),
        ),
        _example(
            N_("Max pooling of 4 × 4"),
            MAP_4,
            "",
            N_("The largest of every 2 × 2 cells: 7, 3, 9 and 3."),
            MAX_POOLING,
            stride=2,
        ),
        _example(
            N_("Average pooling of 4 × 4"),
            MAP_4,
            "",
            N_("The mean of every 2 × 2 cells: 3, 1.5, 5 and 1.5."),
            AVERAGE_POOLING,
            stride=2,
        ),
        _example(
            N_("Lecture 003: max pooling"),
            DIAGONAL_MAP,
            "",
            N_("Of the diagonal filter's output: 3, 0, 3 and 1."),
            MAX_POOLING,
            stride=2,
        ),
        _example(
            N_("Lecture 003: average pooling"),
            DIAGONAL_MAP,
            "",
            N_("Of the diagonal filter's output: 0, −1.75, −1.25 and −0.5."),
            AVERAGE_POOLING,
            stride=2,
        ),
    )
}
