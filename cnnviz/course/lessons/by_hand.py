"""Lessons on the convolution, with the numbers of the lectures."""

from dataclasses import replace

import numpy as np

from cnnviz.course.lesson import CALCULATOR, Card, Lesson, Task
from cnnviz.course.lessons.links import of_example, of_layer
from cnnviz.course.questions import Cell, CellSlip, Choice, Number, Option, Slip
from cnnviz.layers.lecture_examples import EXAMPLES, LectureExample
from cnnviz.layers.window import WindowSettings, checked, slide
from cnnviz.layers.window.own_numbers import write_cells, write_weights
from cnnviz.utils.language import _
from cnnviz.utils.number_text import read_numbers
from cnnviz.utils.text import compact, grouped, number

SIGNAL = EXAMPLES["One dimension, kernel 1, 3, 0, −1"]
SMALL = EXAMPLES["2 × 2 kernel on 3 × 3"]
DIAGONAL = EXAMPLES["Diagonal filter on 6 × 6"]
# Kernels of which only the first weight counts.
COPIES_FIRST = {1: "1 0 0 0", 2: "1 0 / 0 0", 3: "1 0 0 / 0 0 0 / 0 0 0"}
MATCHES = "1 0 0 / 0 1 0 / 0 0 1"  # counts the set pixels of a diagonal
STEEL = WindowSettings(size=(200, 200), kernel=(3, 3), filters=32)


def output(example: LectureExample, kernel: str = "") -> np.ndarray:
    """Return the output (H, W) of an example, or of its input under another kernel."""
    weights = read_numbers(kernel, 4) if kernel else example.weights
    return slide(example.settings, example.cells, weights).output[0]


def with_kernel(example: LectureExample, kernel: str) -> dict[str, str]:
    """Return the link of an example with another kernel."""
    weights = write_weights(read_numbers(kernel, 4))
    return of_layer(example.settings, write_cells(example.cells), weights)


def listed(numbers: np.ndarray) -> str:
    """Write numbers in a row."""
    return ", ".join(number(value) for value in numbers.ravel())


def one_dimension() -> Lesson:
    """The sum of products along a signal."""
    cells, weights = SIGNAL.cells.ravel(), SIGNAL.weights.ravel()
    window = cells[: weights.size]
    values = output(SIGNAL).ravel()
    start = with_kernel(SIGNAL, COPIES_FIRST[1])
    first = Card(
        _(
            "A **convolution** lays a short row of numbers, the **kernel**, on a part of the "
            "input as long as itself, the **window**. It multiplies each number by the weight "
            "that lies on it and adds the products: that is one output. Then the window moves on "
            "by one cell. With the weights {weights} each output is the first number of its "
            "window.",
            weights=listed(read_numbers(COPIES_FIRST[1])),
        ),
        CALCULATOR,
        start,
        ("l_animation",),
    )
    question = Number(
        _("What is the first output with the kernel {kernel}?", kernel=listed(weights)),
        float(values[0]),
        _("{sum} = {value}.", sum=written_sum(window, weights), value=number(values[0])),
        (
            Slip(
                float(window @ np.abs(weights)),
                _("The last weight is negative: its product is taken away."),
            ),
            Slip(
                float(window @ weights[::-1]),
                _("The kernel was laid on in reverse; layers of a network do not reverse it."),
            ),
            Slip(
                float(window.sum()),
                _("Those are the numbers without the weights: multiply first, then add."),
            ),
            Slip(float(weights.sum()), _("That is the sum of the weights without the input.")),
        ),
        _("Write the kernel below the first numbers of the input, multiply in columns, and add."),
    )
    asked = Card(
        _(
            "The lecture's kernel is {kernel}. The input stays {cells}.",
            kernel=listed(weights),
            cells=listed(cells),
        ),
        CALCULATOR,
        start,
        ("l_animation",),
        question,
        Task(_("Click the kernel's cells and type {kernel}.", kernel=listed(weights))),
        _(
            "All outputs are {values}. The same {count} weights are used for each of them.",
            values=listed(values),
            count=weights.size,
        ),
        of_example(SIGNAL),
    )
    longer = checked(replace(SIGNAL.settings, size=(1, 1000)))
    last = Card(
        _(
            "One output is a sum of products, and the same few weights serve every place. "
            "So a layer with this kernel still has {count} weights where the input is a sound of "
            "{length} values; it then makes {outputs} outputs. Change one number of the input: "
            "which outputs change with it?",
            count=weights.size,
            length=grouped(longer.size[1]),
            outputs=longer.output[1],
        ),
        CALCULATOR,
        of_example(SIGNAL),
        ("l_animation",),
    )
    return Lesson(
        "one-dimension",
        _("Convolution in one dimension"),
        _("Each output is a sum of products of a window and the kernel."),
        (first, asked, last),
    )


def written_sum(window: np.ndarray, weights: np.ndarray) -> str:
    """Write a sum of products: "1 × 1 + 2 × 3"."""
    pairs = zip(window.ravel(), weights.ravel(), strict=True)
    return " + ".join(
        f"{number(cell)} × {number(weight) if weight >= 0 else f'({number(weight)})'}"
        for cell, weight in pairs
    )


def two_dimensions() -> Lesson:
    """The window moves along rows and columns."""
    cells, weights = SMALL.cells[0], SMALL.weights[0, 0]
    values = output(SMALL)
    start = with_kernel(SMALL, COPIES_FIRST[2])
    side = weights.shape[0]
    top_left, top_right = values[0]
    bottom_left, bottom_right = values[1]
    first = Card(
        _(
            "In a picture the window has rows and columns. A {side} × {side} kernel fits "
            "{windows} times into this input, so there are {windows} outputs, and each lies where "
            "its window lies. The kernel here has a 1 in its first cell and 0 elsewhere: it "
            "copies the top left number of each window.",
            side=side,
            windows=values.size,
        ),
        CALCULATOR,
        start,
        ("l_animation",),
    )
    options = (
        Option(number(top_left), _("That is the top left output, of the window in the corner.")),
        Option(
            number(top_right),
            _(
                "{sum} = {value}.",
                sum=written_sum(cells[:side, 1:], weights),
                value=number(top_right),
            ),
            right=True,
        ),
        Option(
            number(bottom_left),
            _("That is the bottom left one: the window moved down instead of to the right."),
        ),
        Option(
            number(bottom_right),
            _("That is the bottom right one: the window moved right and down."),
        ),
    )
    asked = Card(
        _("Now the lecture's kernel: {rows} in its two rows.", rows=in_rows(weights)),
        CALCULATOR,
        start,
        ("l_animation",),
        Choice(_("What is the output at the top right?"), options),
        Task(_("Click the kernel's cells and type {rows}.", rows=in_rows(weights))),
        _("The outputs are {rows}.", rows=in_rows(values)),
        of_example(SMALL),
    )
    every = checked(STEEL)
    last = Card(
        _(
            "A convolution layer does only this, very often: on a {height} × {height} picture "
            "one with {filters} filters makes {count} multiplications. Point at an output to see "
            "its window, and turn the kernel's numbers round: do the outputs stay?",
            height=every.size[0],
            filters=every.filters,
            count=compact(every.multiply_adds),
        ),
        CALCULATOR,
        of_example(SMALL),
        ("l_animation",),
    )
    return Lesson(
        "two-dimensions",
        _("A 2 × 2 kernel on 3 × 3"),
        _("The window moves along rows and columns; each place gives one output."),
        (first, asked, last),
    )


def in_rows(numbers: np.ndarray) -> str:
    """Write a small table: its rows separated by " / "."""
    return " / ".join(listed(row) for row in numbers)


def diagonal() -> Lesson:
    """A kernel answers where the picture looks like it."""
    values, matches = output(DIAGONAL), output(DIAGONAL, MATCHES)
    most = values.max()
    start = with_kernel(DIAGONAL, COPIES_FIRST[3])
    first = Card(
        _(
            "This input is a picture of strokes, 1 on 0. A kernel with a single 1 only copies "
            "pixels. To find a stroke of three pixels that falls to the right, a kernel needs "
            "three ones on its **diagonal**: its output then counts how many of them are set."
        ),
        CALCULATOR,
        start,
        ("l_animation",),
    )
    places = [(int(row), int(col)) for row, col in np.argwhere(values == most)]
    right = tuple(place for place in places if place != (0, 0))
    two = tuple((int(r), int(c)) for r, c in np.argwhere(matches == most - 1) if (r, c) != (0, 3))
    question = Cell(
        _(
            "The top left output is {most}. At which other place is it {most} again?",
            most=int(most),
        ),
        tuple(tuple("" for _col in row) for row in values),
        right,
        _("All pixels of the diagonal match there, and no other pixel of the window is set."),
        (
            CellSlip(((0, 0),), _("That is the one given; there is another one.")),
            CellSlip(
                ((0, values.shape[1] - 1),),
                _("The stroke in this window rises; the kernel's diagonal falls to the right."),
            ),
            CellSlip(two, _("Only two pixels of the diagonal are set in this window.")),
        ),
        _("Look for a second falling diagonal of three ones in the input."),
    )
    asked = Card(
        _(
            "The lecture's filter has −1 in all other cells: {rows}. A set pixel beside the "
            "diagonal counts against the match.",
            rows=in_rows(DIAGONAL.weights[0, 0]),
        ),
        CALCULATOR,
        start,
        ("l_animation",),
        question,
        Task(_("Click the kernel's cells and type the filter's numbers.")),
        _("The first row of the output is {row}.", row=listed(values[0])),
        of_example(DIAGONAL),
    )
    last = Card(
        _(
            "A kernel answers most where the picture looks like the kernel itself: it is a "
            "**feature detector**, and its output is a **feature map**. A network learns such "
            "kernels. Make the kernel's other diagonal 1, and find where the answer is {most}.",
            most=int(most),
        ),
        CALCULATOR,
        of_example(DIAGONAL),
        ("l_animation",),
    )
    return Lesson(
        "diagonal",
        _("The diagonal filter"),
        _("A kernel answers where the picture looks like it."),
        (first, asked, last),
    )
