"""The lesson on the lectures' sharpened picture with a border of zeros."""

from dataclasses import replace

from cnnviz.course.lesson import CALCULATOR, Card, Lesson, Task
from cnnviz.course.lessons.links import of_example, of_layer
from cnnviz.course.questions import Number, Slip
from cnnviz.layers.lecture_examples import EXAMPLES
from cnnviz.layers.window import VALID, checked, slide
from cnnviz.layers.window.own_numbers import write_cells, write_weights
from cnnviz.utils.language import _
from cnnviz.utils.text import number

SHARPEN = EXAMPLES["Sharpening, zero padding"]


def sharpen_padded() -> Lesson:
    """The corner of the padded picture."""
    cells, weights = SHARPEN.cells[0], SHARPEN.weights[0, 0]
    valid = checked(replace(SHARPEN.settings, padding=VALID))
    start = of_layer(valid, write_cells(SHARPEN.cells), write_weights(SHARPEN.weights))
    corner, right, below = cells[0, 0], cells[0, 1], cells[1, 0]
    centre = weights[1, 1]
    value = float(slide(SHARPEN.settings, SHARPEN.cells, SHARPEN.weights).output[0, 0, 0])
    first = Card(
        _(
            "This kernel takes {centre} times the pixel in the middle, less its four neighbours. "
            "A {side} × {side} picture has room for {windows} × {windows} windows: the pixels at "
            "the edge are no window's middle, so they have no output.",
            centre=number(centre),
            side=cells.shape[0],
            windows=valid.output[0],
        ),
        CALCULATOR,
        start,
        ("l_padding", "l_animation"),
    )
    by_hand = {
        "centre": number(centre),
        "corner": number(corner),
        "right": number(right),
        "below": number(below),
    }
    question = Number(
        _("With a border of zeros, what is the output at the top left corner?"),
        value,
        _("{centre} × {corner} − {right} − {below} − 0 − 0.", **by_hand),
        (
            Slip(float(centre * corner), _("The neighbours at the right and below count too.")),
            Slip(
                float(centre * corner - right),
                _("The neighbour below, {below}, is missing.", **by_hand),
            ),
            Slip(
                float(centre * corner - below),
                _("The neighbour at the right, {right}, is missing.", **by_hand),
            ),
            Slip(
                float(centre * corner - right - below - 2 * corner),
                _("The two cells outside are 0 here, not copies of the corner."),
            ),
            Slip(float(corner), _("That is the pixel itself, before the kernel.")),
        ),
        _("{centre} times {corner}, less its two neighbours in the picture.", **by_hand),
    )
    padded = of_example(SHARPEN)
    asked = Card(
        _(
            "**Padding** puts cells around the picture, so that a window can stand on the edge. "
            "With **zero padding** they are 0. The corner is {corner}, at its right is {right}, "
            "below it {below}.",
            **by_hand,
        ),
        CALCULATOR,
        start,
        ("l_padding",),
        question,
        Task(_("Set the padding to a number, 1."), {"l_padding": "number", "l_pad": "1"}),
        _(
            "The output is as large as the picture again, and its corner is {value}.",
            value=int(value),
        ),
        padded,
    )
    last = Card(
        _(
            "Zeros keep the size through many layers, which is why most networks use them. But "
            "zeros are black pixels that nobody photographed: at the edge an output tells of the "
            "border too. Compare the outputs at the edge with those inside."
        ),
        CALCULATOR,
        padded,
        ("l_animation",),
    )
    return Lesson(
        "sharpen-padded",
        _("Sharpening a padded picture"),
        _("Zeros around the picture let a window stand on its edge."),
        (first, asked, last),
    )
