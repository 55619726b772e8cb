"""The lesson on ReLU and other activations."""

import numpy as np

from cnnviz.course.lesson import PLAYGROUND, Card, Lesson, Task
from cnnviz.course.questions import Cell, CellSlip, Choice, Number, Option, Slip
from cnnviz.layers.lecture_examples import DIAGONAL, DIAGONAL_MAP, IMAGE_6
from cnnviz.ops.activations import LEAK, LEAKY_RELU, RELU, SIGMOID
from cnnviz.utils.language import _
from cnnviz.utils.number_text import read_numbers
from cnnviz.utils.text import number

LINK = {
    "k_picture": "Numbers",
    "k_numbers": IMAGE_6.replace(" / ", "\n"),
    "k_kernel": "Custom",
    "k_weights": DIAGONAL.replace(" / ", ";").replace(" ", ","),
    "k_border": "valid",
}
ABOVE = ("k_header", "k_inputs")  # left out, so that the activation is on the first screen


def relu() -> Lesson:
    """Negative sums become 0."""
    sums = read_numbers(DIAGONAL_MAP)
    zeros = int((np.maximum(sums, 0) == 0).sum())
    negative = int((sums < 0).sum())
    first = Card(
        _(
            "The diagonal filter gives {most} where the picture has its diagonal, and negative "
            "sums where it has the opposite. An **activation** is a function that is applied to "
            "every sum. **ReLU** keeps positive numbers and turns negative ones into 0.",
            most=number(sums.max()),
        ),
        PLAYGROUND,
        LINK,
        ("k_activation",),
        hidden=ABOVE,
    )
    asked = Card(
        _(
            "These are the {count} sums:  \n{rows}",
            count=sums.size,
            rows="  \n".join(
                "` " + " ".join(f"{number(value):>3}" for value in row) + " `"
                for row in sums.tolist()
            ),
        ),
        PLAYGROUND,
        LINK,
        ("k_activation",),
        Number(
            _("How many of them are 0 after ReLU?"),
            zeros,
            _(
                "{negative} are negative and become 0; {before} were 0 before.",
                negative=negative,
                before=zeros - negative,
            ),
            (
                Slip(negative, _("Those that were 0 before are 0 after it as well.")),
                Slip(sums.size - zeros, _("So many stay positive.")),
                Slip(zeros - negative, _("Those were 0 before; the negative ones join them.")),
            ),
            _("Count the negative numbers, and those that are 0 already."),
        ),
        Task(_("Choose the activation ReLU."), {"k_activation": RELU.name}),
        _("Only the places where the filter's pattern was found are left."),
        LINK | {"k_activation": RELU.name},
        hidden=ABOVE,
    )
    return Lesson(
        "relu",
        _("ReLU and other activations"),
        _("An activation bends the sums; without it, many layers could do no more than one."),
        (first, asked, _ask_leaky(sums), _ask_why(), _relu_in_use()),
    )


def _ask_leaky(sums: np.ndarray) -> Card:
    lowest = float(sums.min())
    rows, cols = np.nonzero(sums == lowest)
    nothing, positive = np.argwhere(sums == 0), np.argwhere(sums > 0)
    return Card(
        _(
            "**Leaky ReLU** multiplies negative numbers by {leak} instead of removing them, so "
            "that a filter can still learn where its sums are negative.",
            leak=number(LEAK),
        ),
        PLAYGROUND,
        LINK,
        ("k_activation",),
        Cell(
            _("Which of the sums becomes {value} with leaky ReLU?", value=number(LEAK * lowest)),
            tuple(tuple(number(value) for value in row) for row in sums.tolist()),
            tuple(zip(rows.tolist(), cols.tolist(), strict=True)),
            _(
                "{leak} × {lowest} = {value}.",
                leak=number(LEAK),
                lowest=number(lowest),
                value=number(LEAK * lowest),
            ),
            (
                CellSlip(
                    tuple((int(row), int(col)) for row, col in positive),
                    _("A positive number stays as it is."),
                ),
                CellSlip(
                    tuple((int(row), int(col)) for row, col in nothing),
                    _("Zero times anything stays zero."),
                ),
            ),
            _("This one is multiplied by {leak} as well; compute it.", leak=number(LEAK)),
        ),
        Task(_("Choose leaky ReLU."), {"k_activation": LEAKY_RELU.name}),
        _("The negative places are visible again, but weaker."),
        LINK | {"k_activation": LEAKY_RELU.name},
        hidden=ABOVE,
    )


def _ask_why() -> Card:
    one, two = 2, 3
    return Card(
        _(
            "Two layers without activation: the first multiplies by {one}, the second by {two}.",
            one=one,
            two=two,
        ),
        PLAYGROUND,
        LINK,
        ("k_activation",),
        Choice(
            _("Which single layer does the same as both together?"),
            (
                Option(
                    _("One that multiplies by {product}", product=one * two),
                    _("The second multiplies what the first has multiplied."),
                    right=True,
                ),
                Option(
                    _("One that multiplies by {sum}", sum=one + two),
                    _("The layers work one after the other, not side by side."),
                ),
                Option(
                    _("None: two layers can do more than one"),
                    _(
                        "Only with an activation between them. Sums of sums are sums again, with "
                        "other weights."
                    ),
                ),
            ),
        ),
        Task(
            _(
                "Compare the activations {relu} and {sigmoid}.",
                relu=_(RELU.name),
                sigmoid=_(SIGMOID.name),
            )
        ),
        _(
            "That holds for convolutions as well: one after the other they are one convolution "
            "with a larger kernel. The activation between them is what makes depth useful."
        ),
        hidden=ABOVE,
    )


def _relu_in_use() -> Card:
    return Card(
        _(
            "A filter for vertical edges gives positive sums where it becomes brighter to the "
            "right, negative ones where it becomes darker. ReLU keeps one kind; a network learns "
            "a second filter for the other. Try the activation “none”: which edges come back?"
        ),
        PLAYGROUND,
        {"k_picture": "Temple", "k_kernel": "Sobel x", "k_activation": RELU.name},
        ("k_activation",),
        hidden=ABOVE,
    )
