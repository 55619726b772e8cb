"""The lesson on padding that differs from side to side."""

from dataclasses import replace

from cnnviz.course.lesson import CALCULATOR, Card, Lesson, Task
from cnnviz.course.lessons.links import of_example, of_layer
from cnnviz.course.questions import Choice, Number, Option, Slip
from cnnviz.layers.lecture_examples import EXAMPLES
from cnnviz.layers.window import SAME, SAME_TORCH, Sides, WindowSettings, checked
from cnnviz.utils.language import _

DIAGONAL = EXAMPLES["Diagonal filter on 6 × 6"]
STEP = 2


def asymmetric_padding() -> Lesson:
    """More zeros on one side than on the other."""
    layer = checked(replace(DIAGONAL.settings, stride=(STEP, STEP), padding=SAME))
    side, kernel = layer.size[0], layer.kernel[0]
    link = of_example(DIAGONAL) | {"l_stride": str(STEP)}
    outputs = layer.output[0]
    needed = (outputs - 1) * STEP + kernel - side
    first = Card(
        _(
            "With a stride, Keras's padding **same** promises an output of input ÷ stride, "
            "rounded up: {side} ÷ {step} = {outputs} in each direction. {outputs} windows of "
            "{kernel} cells, {step} apart, span {span} cells, but the input has {side}. So "
            "{needed} row and {needed} column of zeros are missing, which cannot be shared "
            "between two sides.",
            side=side,
            step=STEP,
            outputs=outputs,
            kernel=kernel,
            span=side + needed,
            needed=needed,
        ),
        CALCULATOR,
        link,
        ("l_padding",),
    )
    asked = Card(
        _("Keras has to decide where the single row of zeros goes."),
        CALCULATOR,
        link,
        ("l_padding",),
        Choice(
            _("Where does Keras put the zeros?"),
            (
                Option(
                    _("At the top and at the left"),
                    _(
                        "The first window then begins in the padding. Keras puts what cannot be "
                        "shared after the input."
                    ),
                ),
                Option(
                    _("At the bottom and at the right"),
                    _("What cannot be shared between two sides comes after the input."),
                    right=True,
                ),
                Option(
                    _("On all four sides"),
                    _(
                        "That is PyTorch's padding=1. It has a row to spare: the last row of "
                        "zeros is read by no window."
                    ),
                ),
                Option(
                    _("Nowhere: the last window is left out"),
                    _("That is the padding called valid, which gives a smaller output."),
                ),
            ),
        ),
        Task(_("Choose the padding “same”."), {"l_padding": "same"}),
        _(
            "The zeros stand at the bottom and at the right. A network that was trained in Keras "
            "and is run with PyTorch's padding reads every window one pixel further up and left, "
            "and answers differently."
        ),
        link | {"l_padding": SAME},
    )
    return Lesson(
        "asymmetric-padding",
        _("Padding that differs by side"),
        _("Where zeros cannot be shared, libraries put them on different sides."),
        (first, asked, _ask_four_sides(), _sides_in_use()),
    )


def _ask_four_sides() -> Card:
    sides = Sides(top=0, bottom=1, left=2, right=1)
    layer = checked(WindowSettings(size=(6, 6), kernel=(3, 3), padding=sides))
    height, width = layer.output
    added = sides.left + sides.right
    start = of_layer(replace(layer, padding=Sides(0, 0, 0, 1)))
    values = {"top": sides.top, "bottom": sides.bottom, "left": sides.left, "right": sides.right}
    return Card(
        _(
            "Each side can have a padding of its own. Height and width are then computed "
            "separately, each with the zeros of its two sides."
        ),
        CALCULATOR,
        start,
        ("l_top", "l_bottom", "l_left", "l_right"),
        Number(
            _(
                "A {side} × {side} input with {top} rows of zeros at the top, {bottom} at the "
                "bottom, {left} columns at the left and {right} at the right: how wide is the "
                "output of a {kernel} × {kernel} kernel?",
                side=layer.size[1],
                kernel=layer.kernel[1],
                **values,
            ),
            width,
            _(
                "{side} + {left} + {right} − {kernel} + 1: only the columns count.",
                side=layer.size[1],
                kernel=layer.kernel[1],
                **values,
            ),
            (
                Slip(height, _("That is the height: top and bottom do not make it wider.")),
                Slip(
                    layer.size[1] + added,
                    _("That is the padded width; the kernel still has to fit into it."),
                ),
                Slip(
                    width - added + 2 * sides.left,
                    _("The right side has fewer zeros than the left."),
                ),
                Slip(
                    layer.size[1] + added - layer.kernel[1],
                    _("The window at the start counts as well: plus 1."),
                ),
            ),
            _(
                "Take the width, add what stands left and right, and see at how many places a "
                "window fits."
            ),
        ),
        Task(
            _(
                "Set top {top}, bottom {bottom}, left {left}, right {right}.",
                **values,
            ),
            {f"l_{name}": str(cells) for name, cells in values.items()},
        ),
        _(
            "The output is {height} high and {width} wide, although the input is square.",
            height=height,
            width=width,
        ),
        of_layer(layer),
    )


def _sides_in_use() -> Card:
    layer = checked(replace(DIAGONAL.settings, stride=(STEP, STEP), padding=Sides.each(1, 1)))
    return Card(
        _(
            "Here are the same {outputs} × {outputs} windows as PyTorch places them, with a zero "
            "on each side. Padding in numbers says exactly where the zeros go; use it where a "
            "network moves between libraries. Try stride 1: there both libraries agree on "
            "“{same}”.",
            outputs=layer.output[0],
            same=SAME_TORCH.split(",")[0],
        ),
        CALCULATOR,
        of_example(DIAGONAL) | {"l_stride": str(STEP), "l_padding": "number", "l_pad": "1"},
        ("l_padding", "l_pad"),
    )
