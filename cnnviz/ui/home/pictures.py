"""What the four living pictures show, computed once: nothing of it is typed."""

from dataclasses import replace
from functools import cache

import numpy as np

from cnnviz import images
from cnnviz.data import strokes
from cnnviz.filters.kernels import KERNELS
from cnnviz.images import gallery
from cnnviz.layers.window import slide
from cnnviz.ops.convolution import cross_correlate2d
from cnnviz.training import front_door
from cnnviz.training.front_door import Training
from cnnviz.ui.components.front_door import NumbersData, Pictures
from cnnviz.ui.home.rooms import BY_HAND, KERNEL, PICTURE
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import minus

DATA = N_("digits")  # that the measured training is of
LONGEST = 60  # pixels of the photograph's longer side: few enough to see each


def pictures(training: Training | None = None) -> Pictures:
    """Return what is drawn.

    Parameters
    ----------
    training : Training, optional
        Of the visitor; by default the one that was measured once.
    """
    measured = front_door.read()
    photograph, output = filtered()
    return Pictures(
        photograph,
        KERNELS[KERNEL].weights,
        output,
        by_hand(),
        training or titled(measured.training),
        strokes.EXAMPLE[0],
        np.array(measured.answers),
    )


def titled(training: Training) -> Training:
    """Return the measured training with its title, a network and its data, in the language."""
    network, on, data = training.title.partition(" on ")
    if not on:
        return training
    return replace(training, title=_("{network} on {data}", network=network, data=_(data)))


@cache
def filtered() -> tuple[np.ndarray, np.ndarray]:
    """Return a small photograph, (H, W) from 0 to 255, and what the kernel makes of it.

    The output is of pixels in [0, 1]; both arrays are shared, and read-only.
    """
    grey = images.fit_within(images.to_grey(gallery.load(PICTURE)), LONGEST)
    levels = images.to_uint8(grey)
    output = cross_correlate2d(images.to_float(levels), KERNELS[KERNEL].weights)
    levels, output = levels[..., 0], output[..., 0]
    for array in (levels, output):
        array.flags.writeable = False
    return levels, output


@cache
def by_hand() -> NumbersData:
    """Return the lecture's smallest example: its numbers, and the sum at each window."""
    shown = slide(BY_HAND.settings, BY_HAND.cells, BY_HAND.weights)
    cells, kernel, output = shown.cells[0], shown.weights[0, 0], shown.output[0]
    rows, cols = kernel.shape
    sums = [
        " + ".join(
            f"{_number(cell)} × {_number(weight)}"
            for cell, weight in zip(
                cells[row : row + rows, col : col + cols].flat, kernel.flat, strict=True
            )
        )
        for row, col in np.ndindex(output.shape)
    ]
    return {
        "input": _texts(cells),
        "kernel": _texts(kernel),
        "output": _texts(output),
        "sums": sums,
    }


def _texts(plane: np.ndarray) -> list[list[str]]:
    return [[_number(value) for value in row] for row in plane]


def _number(value: float) -> str:
    return minus(f"{value:g}")
