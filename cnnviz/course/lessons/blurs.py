"""Lessons on blurring: the mean of a window, and how wide a Gaussian is."""

from cnnviz.course.lesson import PLAYGROUND, Card, Lesson, Task
from cnnviz.course.questions import Number, Slip
from cnnviz.filters.kernels import KERNELS
from cnnviz.filters.kernels.families import gaussian
from cnnviz.utils.language import _
from cnnviz.utils.text import percent

PHOTOGRAPH = {"k_picture": "Cameraman"}
MEAN = KERNELS["Mean 5 × 5"]
SIGMA, REACH = 2, 3  # a Gaussian's width, and how many of them a window should hold
NARROW = 7


def blur() -> Lesson:
    """The mean of a window."""
    rows, cols = MEAN.shape
    small = KERNELS["Box"].weights
    weight = float(MEAN.weights.flat[0])
    start = PHOTOGRAPH | {"k_kernel": "Box"}
    first = Card(
        _(
            "The mean of {count} pixels is a sum of products too: each pixel times 1/{count}. "
            "Neighbours become more alike, so fine detail and noise disappear: the picture is "
            "**blurred**.",
            count=small.size,
        ),
        PLAYGROUND,
        start,
        ("k_kernel",),
    )
    question = Number(
        _("What is each weight of a mean of {rows} × {cols} pixels?", rows=rows, cols=cols),
        weight,
        _("There are {count} weights, and they add up to 1.", count=rows * cols),
        (
            Slip(
                1 / rows, _("The window has rows and columns: {count} pixels.", count=rows * cols)
            ),
            Slip(
                1.0,
                _(
                    "Then the output would be their sum, {count} times as bright.",
                    count=rows * cols,
                ),
            ),
            Slip(
                1 / (rows + cols), _("Rows times columns is the number of pixels, not their sum.")
            ),
        ),
        _("How many pixels share the weight 1?"),
        tolerance=0.001,
    )
    asked = Card(
        _("A larger window blurs more. Its weights still have to add up to 1."),
        PLAYGROUND,
        start,
        ("k_kernel",),
        question,
        Task(_("Choose the kernel {kernel}.", kernel=_(MEAN.name)), {"k_kernel": MEAN.name}),
        _("With a sum of 1, an even area keeps its brightness."),
        PHOTOGRAPH | {"k_kernel": MEAN.name},
    )
    last = Card(
        _(
            "A blur throws away what differs between neighbours. Average pooling in a network is "
            "the same mean, with a stride. Choose Gaussian: the near pixels count more, and the "
            "blur has no square corners."
        ),
        PLAYGROUND,
        PHOTOGRAPH | {"k_kernel": "Gaussian"},
        ("k_kernel",),
    )
    return Lesson("blur", _("Blur"), _("A blur is a weighted mean."), (first, asked, last))


def gaussian_width() -> Lesson:
    """How large a window a sigma needs."""
    size = 2 * REACH * SIGMA + 1
    wide = gaussian((1, 101), SIGMA).ravel()
    inside = float(wide[50 - REACH * SIGMA : 51 + REACH * SIGMA].sum())
    link = PHOTOGRAPH | {"k_kernel": "Gaussian", "k_values": f"{float(SIGMA)!r}"}
    first = Card(
        _(
            "In a Gaussian a pixel counts less, the farther it lies from the middle. **Sigma** "
            "is its width in pixels. With sigma {sigma} in {side} × {side} cells the edge of the "
            "kernel is not yet near 0: the window cuts the Gaussian off.",
            sigma=SIGMA,
            side=NARROW,
        ),
        PLAYGROUND,
        link,
        ("k_bench",),
    )
    question = Number(
        _("How many rows and columns should the kernel for sigma {sigma} have?", sigma=SIGMA),
        size,
        _("{side} on each side of the middle, and the middle itself.", side=REACH * SIGMA),
        (
            Slip(REACH * SIGMA, _("That is one side only.")),
            Slip(size - 1, _("The cell in the middle counts as well.")),
            Slip(
                NARROW,
                _("That is {reach} cells on each side, less than wanted.", reach=NARROW // 2),
            ),
        ),
        _("{reach} times sigma to the left, the middle, and as many to the right.", reach=REACH),
    )
    asked = Card(
        _(
            "As a rule the kernel reaches {reach} sigma from its middle, in every direction.",
            reach=REACH,
        ),
        PLAYGROUND,
        link,
        ("k_rows", "k_columns"),
        question,
        Task(
            _("Set Rows and Columns to your answer."),
        ),
        _(
            "In a row {share} of the Gaussian's weight lies within {reach} sigma.",
            share=percent(inside),
            reach=REACH,
        ),
        link | {"k_size": f"{size}x{size}"},
    )
    last = Card(
        _(
            "A wide blur needs a large kernel, and its work grows with the square of the side. "
            "Several small kernels one after another blur as one large one does: networks "
            "use this, with layers of 3 × 3. Move the slider of sigma: when are the outer weights "
            "near 0?"
        ),
        PLAYGROUND,
        link | {"k_size": f"{size}x{size}"},
        ("k_bench",),
    )
    return Lesson(
        "gaussian-width",
        _("The width of a Gaussian"),
        _("A kernel has to be large enough for its sigma."),
        (first, asked, last),
    )
