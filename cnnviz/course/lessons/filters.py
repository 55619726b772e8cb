"""Lessons on filters that tell neighbours apart: flipped or not, edges, sharpening."""

import numpy as np

from cnnviz.course.lesson import PLAYGROUND, Card, Lesson, Task
from cnnviz.course.lessons.links import of_numbers
from cnnviz.course.questions import Choice, Number, Option, Slip
from cnnviz.filters.kernels import KERNELS, Kernel
from cnnviz.ops.convolution import convolve2d, cross_correlate2d
from cnnviz.utils.language import _
from cnnviz.utils.number_text import read_numbers
from cnnviz.utils.text import number

PHOTOGRAPH = {"k_picture": "Cameraman"}
ABOVE = ("k_header", "k_inputs")  # left out, so that the operation is on the first screen
EDGE, SHARPEN = KERNELS["Sobel x"], KERNELS["Sharpen"]
STEP = "0 0 1 1 / 0 0 1 1 / 0 0 1 1 / 0 0 1 1"  # from black to white
POINT = "100 100 100 / 100 120 100 / 100 100 100"


def answer(picture: str, weights: np.ndarray) -> float:
    """Return a kernel's first output on a picture in numbers."""
    image = read_numbers(picture)[..., np.newaxis]
    return float(cross_correlate2d(image, weights)[0, 0, 0])


def plane(kernel: Kernel) -> np.ndarray:
    """Return a grey kernel's weights, (kH, kW)."""
    return kernel.weights[..., 0] if kernel.weights.ndim == 3 else kernel.weights


def listed(numbers: np.ndarray) -> str:
    """Write numbers in a row."""
    return ", ".join(number(value) for value in numbers)


def flipped() -> Lesson:
    """Convolution turns the kernel by 180°; layers do not."""
    weights = plane(EDGE)
    image = read_numbers(STEP)[..., np.newaxis]
    plain = float(cross_correlate2d(image, weights)[0, 0, 0])
    turned = float(convolve2d(image, weights)[0, 0, 0])
    link = PHOTOGRAPH | {"k_kernel": EDGE.name}
    first = Card(
        _(
            "A layer of a network lays its kernel on the picture as it is: "
            "**cross-correlation**. In mathematics a **convolution** first turns the kernel by "
            "180°, so that its last weight meets the window's first pixel. The output here is "
            "blue where it is negative and red where it is positive."
        ),
        PLAYGROUND,
        link,
        ("k_operation",),
        hidden=ABOVE,
    )
    question = Choice(
        _("What does a true convolution change in this output?"),
        (
            Option(
                _("Red and blue are exchanged"),
                _(
                    "Turned, this kernel has the opposite sign: a step from black to white "
                    "gives {turned} instead of {plain}.",
                    turned=number(turned),
                    plain=number(plain),
                ),
                right=True,
            ),
            Option(_("Nothing"), _("So it is with kernels that look the same when turned.")),
            Option(
                _("The output is upside down"),
                _("Only the kernel is turned; each output stays at its place."),
            ),
            Option(
                _("Other edges are found"),
                _("Left and right are exchanged by the turn, not rows and columns."),
            ),
        ),
    )
    asked = Card(
        _("The left column of this kernel is negative, and the right one positive."),
        PLAYGROUND,
        link,
        ("k_operation",),
        question,
        Task(_("Set Operation to Convolution."), {"k_operation": "Convolution"}),
        _("A step of the other direction now has the sign that this one had before."),
        link | {"k_operation": "Convolution"},
        hidden=ABOVE,
    )
    last = Card(
        _(
            "Networks learn their kernels, so a turned one would be learned turned: which of the "
            "two a layer computes makes no difference to them. It matters where kernels are "
            "carried from one program to another. A Gaussian looks the same when turned: switch "
            "the operation, and nothing changes."
        ),
        PLAYGROUND,
        PHOTOGRAPH | {"k_kernel": "Gaussian"},
        ("k_operation",),
        hidden=ABOVE,
    )
    return Lesson(
        "flipped",
        _("Flipped or not"),
        _("A convolution turns the kernel by 180°; a layer of a network does not."),
        (first, asked, last),
    )


def edges() -> Lesson:
    """Differences of neighbours."""
    weights = plane(EDGE)
    value = answer(STEP, weights)
    start = of_numbers(STEP, "Identity", white=1)
    found = of_numbers(STEP, EDGE.name, white=1) | {"k_pin": "1,1"}
    first = Card(
        _(
            "An **edge** is a place where the brightness changes. A kernel finds it by a "
            "difference: one side counts positively, the other negatively. The weights of "
            "{kernel} add up to {total}, so an even area gives 0, however bright it is.",
            kernel=_(EDGE.name),
            total=number(float(EDGE.weights.sum())),
        ),
        PLAYGROUND,
        PHOTOGRAPH | {"k_kernel": EDGE.name},
        ("k_kernel",),
    )
    question = Number(
        _("What does {kernel} give in the first window?", kernel=_(EDGE.name)),
        value,
        _(
            "Only the right column meets ones: its weights are {right}.",
            right=listed(weights[:, -1]),
        ),
        (
            Slip(0.0, _("So it would be in an even area; here the sides differ.")),
            Slip(1.0, _("That is the step itself; three rows count, the middle one twice.")),
            Slip(3.0, _("The middle row has the weight {weight}.", weight=number(weights[1, -1]))),
            Slip(-value, _("White lies on the positive side, at the right.")),
        ),
        _("Write the kernel over the window, and add the weights that lie on a 1."),
    )
    asked = Card(
        _(
            "This picture is black (0) at the left and white (1) at the right. The rows of "
            "{kernel} are {first}, then {second}, then {first}. The first window has its "
            "third column in the white.",
            kernel=_(EDGE.name),
            first=listed(weights[0]),
            second=listed(weights[1]),
        ),
        PLAYGROUND,
        start,
        ("k_kernel",),
        question,
        Task(
            _("Choose the kernel {kernel}.", kernel=_(EDGE.name)),
            {"k_kernel": EDGE.name},
        ),
        _("A step from white to black would give {value}.", value=number(-value)),
        found,
    )
    last = Card(
        _(
            "Sobel y is the same kernel turned by a quarter: it finds edges that run from left "
            "to right. The first layer of a trained network usually has kernels like both. "
            "Change to {kernel} and look at the legs of the tripod.",
            kernel=_(EDGE.name),
        ),
        PLAYGROUND,
        PHOTOGRAPH | {"k_kernel": "Sobel y"},
        ("k_kernel",),
    )
    return Lesson(
        "edges",
        _("Edges"),
        _("An edge is a difference of neighbours."),
        (first, asked, last),
    )


def sharpen() -> Lesson:
    """Differences to the neighbours, made larger."""
    cells = read_numbers(POINT)
    pixel, around = float(cells[1, 1]), float(cells[0, 0])
    value = answer(POINT, SHARPEN.weights)
    centre = float(SHARPEN.weights.max())
    told = {"pixel": number(pixel), "around": number(around), "centre": number(centre)}
    first = Card(
        _(
            "**Sharpening** makes differences larger: {centre} times the pixel, less its four "
            "neighbours. The weights add up to {total}, so an even area stays as it is.",
            total=number(float(SHARPEN.weights.sum())),
            **told,
        ),
        PLAYGROUND,
        PHOTOGRAPH | {"k_kernel": SHARPEN.name},
        ("k_kernel",),
    )
    question = Number(
        _("What does the sharpening kernel make of the {pixel}?", **told),
        value,
        _("{centre} × {pixel} − 4 × {around}.", **told),
        (
            Slip(centre * pixel, _("The four neighbours have to be taken away.")),
            Slip(centre * pixel - around, _("All four neighbours count, not one.")),
            Slip(pixel, _("So it would be if the neighbours were {pixel} too.", **told)),
            Slip(centre * (pixel - around), _("That is the difference alone; one pixel stays.")),
        ),
        _("{centre} times the pixel, less each of its four neighbours.", **told),
    )
    asked = Card(
        _("A pixel of {pixel} has neighbours of {around}.", **told),
        PLAYGROUND,
        of_numbers(POINT, "Identity"),
        ("k_kernel",),
        question,
        Task(
            _("Choose the kernel {kernel}.", kernel=_(SHARPEN.name)),
            {"k_kernel": SHARPEN.name},
        ),
        _(
            "The difference was {before} and is now {after}.",
            before=number(pixel - around),
            after=number(value - around),
        ),
        of_numbers(POINT, SHARPEN.name) | {"k_pin": "1,1"},
    )
    last = Card(
        _(
            "Sharpening also makes noise larger, since noise is a difference of neighbours too. "
            "Results below black or above white are cut off in a file, but a network keeps them. "
            "Choose Unsharp mask to set how strong and how coarse it is."
        ),
        PLAYGROUND,
        PHOTOGRAPH | {"k_kernel": SHARPEN.name},
        ("k_kernel",),
    )
    return Lesson(
        "sharpen",
        _("Sharpening"),
        _("Sharpening makes the differences between neighbours larger."),
        (first, asked, last),
    )
