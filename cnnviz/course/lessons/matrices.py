"""The lesson on a convolution as a matrix."""

import numpy as np

from cnnviz.course.lesson import CALCULATOR, PLAYGROUND, Card, Lesson, Task
from cnnviz.course.lessons.links import of_example
from cnnviz.course.questions import Cell, CellSlip, Number, Slip
from cnnviz.filters.analysis.toeplitz import LinearLayer, linear_layer
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.layers.lecture_examples import EXAMPLES
from cnnviz.utils.language import _
from cnnviz.utils.text import grouped, number, percent, times

SMALL = EXAMPLES["2 × 2 kernel on 3 × 3"]
ABOVE_MATRIX = (
    "k_header",
    "k_bench",
    "k_layer",
    "k_above_matrix",
)  # what a card on the matrix leaves out
ANATOMY = {"k_tab": "Anatomy", "k_kernel": "Sobel x"}
SIDE, KERNEL_SIDE = 28, 3  # of a digit's picture
ASKED_ROW = 2  # the first window of the output's second row


def small_matrix() -> LinearLayer:
    """Return the lecture's smallest example as a matrix."""
    return linear_layer(SMALL.weights[0, 0], SMALL.cells.shape[1:], FilterLayer())


def matrix_form() -> Lesson:
    """A convolution as a matrix of shared weights and zeros."""
    return Lesson(
        "matrix-form",
        _("Convolution as a matrix"),
        _("A convolution is a dense layer with most weights fixed at 0 and the others shared."),
        (_ask_place(), _ask_zeros(), _matrix_in_use()),
    )


def _ask_place() -> Card:
    small = small_matrix()
    weights = [number(weight) for weight in small.weights]
    rows = np.where(small.connected, small.matrix, np.nan)
    grid = tuple(
        tuple("" if row or np.isnan(cell) else number(cell) for cell in rows[row])
        for row in range(small.outputs)
    )
    place = int(small.sources[ASKED_ROW, -1])
    before = int(small.sources[0, -1])
    return Card(
        _(
            "Write the input, {shape}, row by row as a list of {inputs} numbers. Each output is "
            "then a sum over this list: its own row of weights, with 0 where its window does not "
            "reach. The kernel has the weights {weights}. The first row of this **matrix** is "
            "filled in: row by row of the kernel, with a gap between.",
            shape=times(small.shape),
            inputs=small.inputs,
            weights=", ".join(weights),
        ),
        CALCULATOR,
        of_example(SMALL),
        ("l_animation",),
        Cell(
            _(
                "Where does row {row}, the output at the bottom left, hold the kernel's last "
                "weight, {weight}?",
                row=ASKED_ROW + 1,
                weight=weights[-1],
            ),
            grid,
            ((ASKED_ROW, place),),
            _(
                "It lies on cell {cell} of the list, in the middle of the input's last row.",
                cell=place + 1,
            ),
            (
                CellSlip(
                    ((ASKED_ROW, before + ASKED_ROW),),
                    _(
                        "Not one cell further for each output: such a window would reach over "
                        "the end of the input's row."
                    ),
                ),
                CellSlip(
                    ((ASKED_ROW, before),),
                    _("That is where it lies for the first window; this one is a row below."),
                ),
                CellSlip(
                    tuple((row, place) for row in range(small.outputs) if row != ASKED_ROW),
                    _("The column is right, but that is the row of another output."),
                ),
            ),
            _("Find the cell below the last weight in the input, and count row by row up to it."),
        ),
        Task(_("Point at the output at the bottom left: on which cell does the last weight lie?")),
        _("Each row has the same {count} weights, at other places.", count=len(weights)),
    )


def _ask_zeros() -> Card:
    small = small_matrix()
    entries, taps = small.matrix.size, len(small.weights)
    used = int(small.connected.sum())
    zeros = entries - used
    return Card(
        _(
            "For {inputs} inputs and {outputs} outputs this matrix has {entries} entries. A "
            "**dense** layer would learn every one of them.",
            inputs=small.inputs,
            outputs=small.outputs,
            entries=entries,
        ),
        CALCULATOR,
        of_example(SMALL),
        ("l_animation",),
        Number(
            _("How many of the {entries} entries hold no weight of the kernel?", entries=entries),
            zeros,
            _(
                "{outputs} rows with {taps} weights each are {used}; {zeros} of {entries} "
                "are zeros, {share}.",
                outputs=small.outputs,
                taps=taps,
                used=used,
                zeros=zeros,
                entries=entries,
                share=percent(small.zeros, 0),
            ),
            (
                Slip(used, _("Those are the entries that do hold a weight.")),
                Slip(small.inputs - taps, _("So many are in one row.")),
                Slip(entries - taps, _("The kernel appears in every row, not only once.")),
            ),
            _("Count the zeros of one row, and multiply by the number of rows."),
        ),
        None,
        _(
            "All other entries repeat the kernel: the whole matrix holds only {taps} numbers to "
            "learn, since the weights are **shared** between the outputs.",
            taps=taps,
        ),
    )


def _matrix_in_use() -> Card:
    big = linear_layer(np.ones((KERNEL_SIDE, KERNEL_SIDE)), (SIDE, SIDE), FilterLayer())
    return Card(
        _(
            "The room shows the matrix of a 3 × 3 kernel; choose another kernel and see the same "
            "pattern. For a picture of {shape} it would have {entries} entries, of which {share} "
            "are zeros: a convolution learns {shared} parameters instead of {dense}. Programs "
            "never build this matrix; it explains why a convolution is linear, and what its "
            "transpose does.",
            shape=times((SIDE, SIDE)),
            entries=grouped(big.inputs * big.outputs),
            share=percent(big.zeros, 1),
            shared=big.shared_weights,
            dense=grouped(big.dense_weights),
        ),
        PLAYGROUND,
        ANATOMY,
        ("k_matrix",),
        hidden=ABOVE_MATRIX,
    )
