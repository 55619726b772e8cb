"""Lessons on pooling: its kinds, and one value for each map."""

from dataclasses import replace
from math import prod

import numpy as np

from cnnviz.course.lesson import CALCULATOR, Card, Lesson, Task
from cnnviz.course.lessons import known
from cnnviz.course.lessons.links import of_example, of_layer
from cnnviz.course.questions import Cell, CellSlip, Number, Slip
from cnnviz.layers import GlobalAveragePool2D
from cnnviz.layers.lecture_examples import EXAMPLES
from cnnviz.layers.window import AVERAGE_POOLING, GLOBAL_AVERAGE, WindowSettings, checked, slide
from cnnviz.utils.language import _
from cnnviz.utils.text import capital, grouped, number, times

POOLED = EXAMPLES["Max pooling of 4 × 4"]
MAPS = (7, 7, 64)  # what the lectures' network for digits flattens


def kinds() -> Lesson:
    """Maximum and mean of a window."""
    cells = POOLED.cells[0]
    window = cells[:2, :2]
    link = of_example(POOLED)
    lower = cells[2:, :2]
    best = divmod(int(lower.argmax()), 2)
    maximum = Card(
        _(
            "**Pooling** makes a map smaller: a window, here {size} × {size} with stride {size}, "
            "becomes a single value. It has no weights to be learned. **Max pooling** keeps the "
            "largest value of each window.",
            size=POOLED.settings.kernel[0],
        ),
        CALCULATOR,
        link,
        ("l_operation",),
        Cell(
            _("Which value of the window at the lower left does max pooling keep?"),
            tuple(tuple(number(cell) for cell in row) for row in cells.tolist()),
            ((2 + best[0], best[1]),),
            _("{largest} is the largest of its window.", largest=number(lower.max())),
            (
                CellSlip(
                    tuple((2 + row, col) for row in (0, 1) for col in (0, 1) if (row, col) != best),
                    _("This is in the right window, but another value is larger."),
                ),
                CellSlip(
                    ((0, 0),),
                    _("That is the largest value of the window at the upper left."),
                ),
            ),
            _("The window at the lower left has two rows and two columns."),
        ),
        Task(_("Play the animation, and stop at the third window.")),
        _(
            "Only how strongly something was found is kept, not where in the window: "
            "{output} are left of {count} values.",
            output=", ".join(number(value) for value in _outputs(POOLED.settings).tolist()),
            count=cells.size,
        ),
        link,
    )
    return Lesson(
        "pooling-kinds",
        _("Max and average pooling"),
        _("Pooling keeps one value of each window: the largest, or the mean."),
        (maximum, _ask_mean(window, link), _pooling_in_use(link)),
    )


def _outputs(layer: WindowSettings) -> np.ndarray:
    return slide(layer, POOLED.cells, POOLED.weights).output.ravel()


def _ask_mean(window: np.ndarray, link: dict[str, str]) -> Card:
    text = ", ".join(number(value) for value in window.ravel().tolist())
    average = checked(replace(POOLED.settings, operation=AVERAGE_POOLING))
    return Card(
        _("**Average pooling** takes the mean of each window instead."),
        CALCULATOR,
        link,
        ("l_operation",),
        Number(
            _(
                "The first window holds {values}. What does average pooling make of it?",
                values=text,
            ),
            float(window.mean()),
            _(
                "The sum, {sum}, divided by {count}.",
                sum=number(window.sum()),
                count=window.size,
            ),
            (
                Slip(float(window.max()), _("That is the maximum.")),
                Slip(float(window.sum()), _("That is the sum; divide it by the cells.")),
                Slip(
                    float(window.sum() / (window > 0).sum()),
                    _("A cell with 0 counts as well."),
                ),
            ),
            _("Add the values and divide by how many there are."),
        ),
        Task(
            _("Choose average pooling."),
            {"l_operation": capital(AVERAGE_POOLING)},
        ),
        _(
            "The outputs are now {output}. The mean hides one strong value among weak "
            "ones; the maximum keeps it.",
            output=", ".join(number(value) for value in _outputs(average).tolist()),
        ),
        link | {"l_operation": capital(AVERAGE_POOLING)},
    )


def _pooling_in_use(link: dict[str, str]) -> Card:
    return Card(
        _(
            "After a convolution with ReLU, a map says how much each place resembles the filter. "
            "Max pooling then asks: is it anywhere in this window? That is why it is the usual "
            "kind between convolutions, and the mean the usual one at the end of a network. "
            "Try a window of 3 with stride 1: are there more or fewer outputs?"
        ),
        CALCULATOR,
        link,
        ("l_kernel", "l_stride"),
    )


def global_pooling() -> Lesson:
    """One mean for each map."""
    height, width, depth = MAPS
    layer = checked(WindowSettings(GLOBAL_AVERAGE, size=(height, width), channels=depth))
    few = checked(WindowSettings(GLOBAL_AVERAGE, size=(4, 4), channels=2))
    first = Card(
        _(
            "**Global average pooling** takes the mean of a whole map. Its window is as large as "
            "its input: it tells how strong a map is as a whole, and no longer where. Here "
            "there are {channels} maps of {size}.",
            channels=few.channels,
            size=times(few.size),
        ),
        CALCULATOR,
        of_layer(few),
        ("l_operation",),
    )
    asked = Card(
        _(
            "A network for digits ends with {depth} maps of {size}.",
            depth=depth,
            size=times(MAPS[:2]),
        ),
        CALCULATOR,
        of_layer(few),
        ("l_height", "l_channels"),
        Number(
            _("How many values does global average pooling leave of {maps}?", maps=times(MAPS)),
            depth,
            _("One mean for each of the {depth} maps.", depth=depth),
            (
                Slip(prod(MAPS), _("So many go in; flattening would keep them all.")),
                Slip(
                    height * width,
                    _("That would be one value for each place; the mean is over all places."),
                ),
                Slip(1, _("Each map has its own mean; the maps are not mixed.")),
            ),
            _("Each map becomes a single value."),
        ),
        Task(
            _(
                "Set the input to {height} × {width} with {depth} channels.",
                height=height,
                width=width,
                depth=depth,
            ),
            {"l_height": str(height), "l_channels": str(depth)},
        ),
        _(
            "An output for 10 classes after it has {few} weights; after flattening it would have "
            "{many}.",
            few=grouped(depth * 10),
            many=grouped(prod(MAPS) * 10),
        ),
        of_layer(layer),
    )
    return Lesson(
        "global-pooling",
        _("Global pooling"),
        _("One mean for each map: few weights after it, and any size of picture before it."),
        (first, asked, _global_in_use()),
    )


def _global_in_use() -> Card:
    info = known.network("mnist")
    rows = info.summaries
    at = next(i for i, row in enumerate(rows) if isinstance(row.layer, GlobalAveragePool2D))
    maps = rows[at - 1].output_shape
    return Card(
        _(
            "The network for digits that comes with this program ends so: {maps} become "
            "{depth} values, which the output reads. As the mean does not depend on the size, "
            "such a network can read larger pictures than those that it was trained on. Try "
            "global max pooling: does it keep the same?",
            maps=times(maps),
            depth=maps[-1],
        ),
        CALCULATOR,
        of_layer(checked(WindowSettings(GLOBAL_AVERAGE, size=(maps[0], maps[1]), channels=4))),
        ("l_operation",),
    )
