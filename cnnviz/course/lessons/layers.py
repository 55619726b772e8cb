"""Lessons on the settings of a layer: stride, padding, channels, pooling."""

from cnnviz.course.lesson import CALCULATOR, Card, Lesson, Task
from cnnviz.course.questions import Number, Slip
from cnnviz.layers.window import VALID, WindowSettings, checked
from cnnviz.utils.language import _


def stride() -> Lesson:
    """Every second window: the formula's rounding down."""
    side, kernel, step = 6, 3, 2
    layer = checked(WindowSettings(size=(side, side), kernel=(kernel, kernel), padding=VALID))
    stepped = checked(
        WindowSettings(
            size=(side, side), kernel=(kernel, kernel), stride=(step, step), padding=VALID
        )
    )
    windows, fewer = layer.output[0], stepped.output[0]
    link = {"l_height": str(side), "l_kernel": str(kernel), "l_padding": "valid"}
    return Lesson(
        "stride",
        _("Stride"),
        _("A larger step gives fewer outputs; what does not fit is left out."),
        (
            Card(
                _(
                    "A {kernel} × {kernel} window slides over a {side} × {side} input, one column "
                    "at a time. It fits {windows} times in each row, so the output has "
                    "{windows} × {windows} values.",
                    kernel=kernel,
                    side=side,
                    windows=windows,
                ),
                CALCULATOR,
                link,
                focus=("l_stride",),
            ),
            Card(
                _("The stride is how far the window moves at each step."),
                CALCULATOR,
                link,
                focus=("l_stride",),
                question=Number(
                    _("With stride {step}, how many values has a row of the output?", step=step),
                    fewer,
                    _(
                        "({side} − {kernel}) ÷ {step} = {exact}, rounded down, plus 1.",
                        side=side,
                        kernel=kernel,
                        step=step,
                        exact=(side - kernel) / step,
                    ),
                    (
                        Slip(fewer + 1, _("The last window would stand over the edge.")),
                        Slip(windows, _("That is the count for stride 1.")),
                    ),
                    _("Count the columns at which the window can begin: 1, 3, …"),
                ),
                task=Task(_("Set the stride to {step}.", step=step), {"l_stride": str(step)}),
                reveal=_("The window begins at columns 1 and 3."),
                reveal_link=link | {"l_stride": str(step)},
            ),
        ),
    )
