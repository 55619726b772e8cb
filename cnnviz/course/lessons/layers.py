"""Lessons on how a window moves: stride and padding."""

from dataclasses import replace

from cnnviz.course.lesson import CALCULATOR, Card, Lesson, Task
from cnnviz.course.lessons.links import of_example, of_layer
from cnnviz.course.questions import Number, Slip
from cnnviz.layers.lecture_examples import EXAMPLES
from cnnviz.layers.window import SAME, WindowSettings, checked
from cnnviz.utils.language import _
from cnnviz.utils.text import compact, number

DIAGONAL = EXAMPLES["Diagonal filter on 6 × 6"]
SHARPEN = EXAMPLES["Sharpening, zero padding"]
STEP = 2
STEEL = WindowSettings(size=(200, 200), kernel=(5, 5), filters=32, padding=SAME)
DIGIT_SIDE = 28


def stride() -> Lesson:
    """Every second window: the formula's rounding down."""
    layer = DIAGONAL.settings
    (side, _width), (kernel, _height) = layer.size, layer.kernel
    stepped = checked(replace(layer, stride=(STEP, STEP)))
    windows, fewer = layer.output[0], stepped.output[0]
    link = of_example(DIAGONAL)
    first = Card(
        _(
            "A {kernel} × {kernel} window slides over a {side} × {side} input, one column at a "
            "time. It fits {windows} times into each row, so the output has "
            "{windows} × {windows} values. The **stride** is how far the window moves at each "
            "step, to the right and down.",
            kernel=kernel,
            side=side,
            windows=windows,
        ),
        CALCULATOR,
        link,
        ("l_stride",),
    )
    asked = Card(
        _("Now the window moves {step} cells at each step.", step=STEP),
        CALCULATOR,
        link,
        ("l_stride",),
        Number(
            _("With stride {step}, how many values has each row of the output?", step=STEP),
            fewer,
            _(
                "The window can begin at the columns 1 and {second}. As a formula: "
                "({side} − {kernel}) ÷ {step} = {exact}, rounded down, plus 1.",
                second=1 + STEP,
                side=side,
                kernel=kernel,
                step=STEP,
                exact=(side - kernel) / STEP,
            ),
            (
                Slip(
                    fewer + 1,
                    _(
                        "Rounded up, or the input divided by the stride: the third window would "
                        "begin at column {third} and stand over the edge.",
                        third=1 + 2 * STEP,
                    ),
                ),
                Slip(windows, _("That is a row for stride 1, or the whole output for this one.")),
                Slip(
                    (side - kernel) // STEP,
                    _("Those are the steps; the window at the start counts as well: plus 1."),
                ),
            ),
            _(
                "Count the columns at which the window can begin: 1, {second}, …",
                second=1 + STEP,
            ),
        ),
        Task(_("Set the stride to {step} and play it.", step=STEP), {"l_stride": str(STEP)}),
        _(
            "Column {side} is read by no window now: what does not fit is left out. The values "
            "that remain are the same ones as before, at every second place.",
            side=side,
        ),
        link | {"l_stride": str(STEP)},
    )
    return Lesson(
        "stride",
        _("Stride"),
        _("A larger step gives fewer outputs; what does not fit is left out."),
        (first, asked, _stride_in_use()),
    )


def _stride_in_use() -> Card:
    stepped = checked(replace(STEEL, stride=(STEP, STEP)))
    every = checked(STEEL)
    return Card(
        _(
            "Stride {step} halves height and width, so a layer makes a quarter of the values and "
            "costs a quarter of the work. A first layer of {filters} filters on a "
            "{side} × {side} picture of steel takes {few} multiplications instead of {many}. "
            "Try stride 3: how much of the work is left?",
            step=STEP,
            filters=STEEL.filters,
            side=STEEL.size[0],
            few=compact(stepped.multiply_adds),
            many=compact(every.multiply_adds),
        ),
        CALCULATOR,
        of_layer(stepped),
        ("l_stride",),
    )


def padding() -> Lesson:
    """Zeros around the input, which keep the size."""
    same = checked(replace(SHARPEN.settings, padding=SAME))
    valid = checked(replace(SHARPEN.settings, padding="valid"))
    side, padded, left = same.size[0], same.padded[0], valid.output[0]
    zeros = padded**2 - side**2
    link = of_example(SHARPEN) | {"l_padding": "valid"}
    link.pop("l_pad")
    first = Card(
        _(
            "A {kernel} × {kernel} kernel cannot stand with its centre on a pixel of the edge: "
            "part of it would have nothing to read. So the output of this {side} × {side} "
            "picture has {left} × {left} values. **Padding** puts zeros around the input, so that "
            "the kernel fits everywhere.",
            kernel=same.kernel[0],
            side=side,
            left=left,
        ),
        CALCULATOR,
        link,
        ("l_padding",),
    )
    asked = Card(
        _(
            "With the padding called **same** the output is as large as the input, "
            "{side} × {side}.",
            side=side,
        ),
        CALCULATOR,
        link,
        ("l_padding",),
        Number(
            _("How many zeros does it take around the {side} × {side} picture?", side=side),
            zeros,
            _(
                "The padded picture is {padded} × {padded} = {all} cells, of which "
                "{own} are the picture's own.",
                padded=padded,
                all=padded**2,
                own=side**2,
            ),
            (
                Slip(4 * side, _("Those are the four sides; the four corners are missing.")),
                Slip(4 * padded, _("Here each corner is counted twice.")),
                Slip(
                    padded**2,
                    _("Those are all cells of the padded picture, its own pixels included."),
                ),
                Slip(
                    side**2 - left**2,
                    _("So many outputs were missing; each zero may serve several windows."),
                ),
            ),
            _("One row or column of zeros on each side, and four corners."),
        ),
        Task(_("Choose the padding “same”."), {"l_padding": "same"}),
        _(
            "The zeros are no part of the picture. Where the kernel reads them, the output tells "
            "of an edge that the picture does not have: its corner becomes {corner}.",
            corner=number(_sharpened_corner()),
        ),
        link | {"l_padding": "same"},
    )
    return Lesson(
        "padding",
        _("Padding"),
        _("Zeros around the input let the output keep its size."),
        (first, asked, _padding_in_use(same.kernel[0])),
    )


def _sharpened_corner() -> float:
    """The first output of the sharpening kernel on the padded picture."""
    cells, weights = SHARPEN.cells[0], SHARPEN.weights[0, 0]
    return float((cells[:2, :2] * weights[1:, 1:]).sum())


def _padding_in_use(kernel: int) -> Card:
    lost = kernel - 1
    return Card(
        _(
            "Without padding, each layer of {kernel} × {kernel} takes {lost} rows and {lost} "
            "columns: a digit of {side} × {side} pixels is used up after {layers} layers. Deep "
            "networks therefore pad. Try a kernel of 5: how thick does the frame of zeros become?",
            kernel=kernel,
            lost=lost,
            side=DIGIT_SIDE,
            layers=(DIGIT_SIDE - 1) // lost,
        ),
        CALCULATOR,
        of_layer(checked(WindowSettings(size=(9, 9), padding=SAME))) | {"l_input": "A seven"},
        ("l_padding", "l_kernel"),
    )
