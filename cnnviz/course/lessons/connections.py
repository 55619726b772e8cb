"""Lessons on residual connections and on transposed convolutions."""

import numpy as np

from cnnviz.course.lesson import CALCULATOR, Card, Lesson, Task
from cnnviz.course.lessons.known import DIGIT, table
from cnnviz.course.lessons.links import ABOVE_TABS, of_layer, of_stack
from cnnviz.course.questions import Cell, CellSlip, Choice, Number, Option, Slip
from cnnviz.layers import Conv2D, Layer, Residual
from cnnviz.layers.window import TRANSPOSED, WindowSettings, checked
from cnnviz.utils.language import _
from cnnviz.utils.text import number, times

INPUT, CHANGE = 3, -1
UNITS, WINDOW, STEP = 2, 3, 2
BRANCH = (Conv2D(8, padding="same", activation="relu"), Conv2D(8, padding="same"))
STEM = Conv2D(8, padding="same", activation="relu")


def residual() -> Lesson:
    """The input is added to what the layers make of it."""
    link = of_stack((STEM, *BRANCH), DIGIT)
    joined: tuple[Layer, ...] = (STEM, *BRANCH, Residual(2))
    more = table(joined).parameters - table(joined[:-1]).parameters
    asked = Card(
        _(
            "A **residual connection** adds the input of a few layers to their output. These "
            "layers then need to learn only the change, the residual."
        ),
        CALCULATOR,
        of_stack(joined, DIGIT),
        ("l_stack",),
        Number(
            _(
                "At one place the input is {input}, and two convolutions make {change} of it. What "
                "comes out of the residual connection?",
                input=INPUT,
                change=number(CHANGE),
            ),
            INPUT + CHANGE,
            _("Input plus change."),
            (
                Slip(CHANGE, _("That is the branch alone; the input is added to it.")),
                Slip(INPUT - CHANGE, _("It is added, with its sign.")),
                Slip(INPUT * CHANGE, _("It is added, not multiplied.")),
                Slip(INPUT, _("That would be so if the branch made 0.")),
            ),
            _("Add the two numbers."),
        ),
        Task(_("Find the residual connection in the stack, and its parameters.")),
        _(
            "It has {more} parameters. Where the branch's weights are all 0, it passes its input "
            "on unchanged: further layers can then do no harm.",
            more=more,
        ),
        hidden=(ABOVE_TABS,),
    )
    shapes = Card(
        _("Number by number the two are added."),
        CALCULATOR,
        link,
        ("l_stack",),
        Choice(
            _("Behind which branch can the input of {size} be added?", size=times((28, 28, 8))),
            (
                Option(
                    _("Two convolutions of 8 filters, padding “same”"),
                    _("Height, width and channels are those of the input."),
                    right=True,
                ),
                Option(
                    _("Two convolutions of 16 filters, padding “same”"),
                    _("There are more channels than in the input: to what would they be added?"),
                ),
                Option(
                    _("Two convolutions of 8 filters, padding “valid”"),
                    _("Each makes the map smaller, so the places do not match."),
                ),
                Option(
                    _("Two convolutions of 8 filters, stride 2"),
                    _("Height and width are halved, so the places do not match."),
                ),
            ),
        ),
        Task(_("Add “Residual” over two layers, then change the filters of one: what is said?")),
        _("Where shapes differ, networks put a convolution of 1 × 1 into the shortcut."),
        of_stack(joined, DIGIT),
        hidden=(ABOVE_TABS,),
    )
    last = Card(
        _(
            "Without such connections, networks of more than about twenty layers became worse the "
            "deeper they were, even on their training pictures. With them, ResNet reached 152 "
            "layers in 2015. The shortcut also carries the gradient back to the first layers. "
            "Try a second branch behind the first."
        ),
        CALCULATOR,
        of_stack((*joined, *BRANCH, Residual(2)), DIGIT),
        ("l_stack",),
        hidden=(ABOVE_TABS,),
    )
    return Lesson(
        "residual",
        _("Residual connections"),
        _("Layers learn a change that is added to their input, so depth does no harm."),
        (asked, shapes, last),
    )


def transposed() -> Lesson:
    """A small map becomes a large one by stamping."""
    layer = checked(
        WindowSettings(TRANSPOSED, (UNITS, UNITS), (WINDOW, WINDOW), (STEP, STEP), channels=1)
    )
    ones = "/".join([" ".join(["1"] * WINDOW)] * WINDOW)
    link = of_layer(layer, "12/34", ones)
    close = link | {"l_stride": "1"}
    side = layer.output[0]
    first = Card(
        _(
            "A **transposed convolution** goes the other way: each value of a small map stamps the "
            "kernel, multiplied by the value, into a larger one. With a stride, the stamps lie "
            "that many cells apart. Where stamps overlap, they are added."
        ),
        CALCULATOR,
        close,
        ("l_operation", "l_stride"),
        Number(
            _(
                "{units} × {units} values stamp a kernel of {window} × {window} with stride "
                "{step}. How wide is the output?",
                units=UNITS,
                window=WINDOW,
                step=STEP,
            ),
            side,
            _(
                "The last stamp begins {step} cells behind the first and is {window} wide.",
                step=STEP,
                window=WINDOW,
            ),
            (
                Slip(
                    UNITS + WINDOW - 1,
                    _("So it would be with stride 1, or with a kernel of {step}.", step=STEP),
                ),
                Slip(UNITS * WINDOW, _("The stamps overlap: they lie closer than they are wide.")),
            ),
            _("Where does the last stamp begin, and how wide is it?"),
        ),
        Task(_("Set the stride to {step}.", step=STEP), {"l_stride": str(STEP)}),
        _(
            "From {small} to {large}: the sizes of a convolution, backwards.",
            small=times(layer.size),
            large=times(layer.output),
        ),
        link,
    )
    counts = np.zeros(layer.output, int)
    for row in range(UNITS):
        for col in range(UNITS):
            counts[row * STEP :, col * STEP :][:WINDOW, :WINDOW] += 1
    most = [(int(row), int(col)) for row, col in np.argwhere(counts == counts.max())]
    two = tuple((int(row), int(col)) for row, col in np.argwhere(counts == 2))
    one = tuple((int(row), int(col)) for row, col in np.argwhere(counts == 1))
    asked = Card(
        _("The kernel is all ones, so a cell of the output is the sum of the stamps on it."),
        CALCULATOR,
        link,
        ("l_animation",),
        Cell(
            _("Which cell of the output lies under all four stamps?"),
            tuple(("",) * side for _row in range(side)),
            tuple(most),
            _("The last row and column of the first stamp are the first ones of the next."),
            (
                CellSlip(two, _("Two stamps overlap here; look for the place where all four do.")),
                CellSlip(one, _("Only one stamp lies here.")),
            ),
        ),
        Task(_("Play the animation, and watch where stamps overlap.")),
        _(
            "Cells with more stamps become larger, in a regular pattern: pictures made so often "
            "show a checkerboard. A kernel that is a multiple of the stride avoids it."
        ),
    )
    last = Card(
        _(
            "Networks that draw use it: they mark each pixel's class, or make pictures from a few "
            "numbers. It does not undo a convolution; it only has the sizes of one backwards. Try "
            "a kernel of {step}: are there still overlaps?",
            step=STEP,
        ),
        CALCULATOR,
        of_layer(
            checked(WindowSettings(TRANSPOSED, (5, 5), (WINDOW, WINDOW), (STEP, STEP), channels=1))
        ),
        ("l_kernel", "l_stride"),
    )
    return Lesson(
        "transposed",
        _("Transposed convolution"),
        _("Each value stamps a kernel into a larger map; stamps that overlap are added."),
        (first, asked, last),
    )
