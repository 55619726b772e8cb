"""Lessons on gradient descent: the learning rate, and a kernel that is learned."""

import numpy as np

from cnnviz.course.lesson import PLAYGROUND, Card, Lesson, Task
from cnnviz.course.lessons.links import of_numbers
from cnnviz.course.questions import Choice, Number, Option, Slip
from cnnviz.filters.kernels import KERNELS
from cnnviz.filters.learning import descent
from cnnviz.filters.learning.descent import Settings
from cnnviz.utils.language import _
from cnnviz.utils.text import number

BEST = 3.0  # where the loss (w − 3)² is 0
SMALL, RIGHT, LARGE, WILD = 0.1, 0.5, 1.0, 2.0
ABOVE = ("k_header", "k_inputs", "k_bench", "k_layer")  # what a card on the tab leaves out
PLAIN = "Gradient descent"
EDGE, SHARPEN = KERNELS["Sobel x"], KERNELS["Sharpen"]
EVEN = " / ".join(["100 100 100 100 100 100"] * 6)
LEARN = {"k_tab": "Learn the kernel", "k_picture": "Cameraman", "k_kernel": EDGE.name}
WIDER = 5  # rows and columns of the kernel of which is asked


def path(rate: float, steps: int) -> np.ndarray:
    """Return the weight before the first step and after each one, (steps + 1,)."""
    settings = Settings("descent", rate, steps)
    return descent.descend(lambda weight: 2 * (weight - BEST), np.zeros(1), settings)[:, 0]


def optimiser() -> Lesson:
    """Learning rates that are too small, right, and too large."""
    first = float(path(SMALL, 1)[1])
    slope = -2 * BEST
    asked = Card(
        _(
            "**Gradient descent** steps downhill: the new weight is the old one, minus the "
            "**learning rate** times the slope of the loss. Take one weight w, beginning at 0, and "
            "the loss (w − {best})². Its slope is 2 × (w − {best}), at the start {slope}.",
            best=number(BEST),
            slope=number(slope),
        ),
        PLAYGROUND,
        LEARN | {"k_optimiser": PLAIN, "k_rate": "0.0001"},
        ("k_trace",),
        Number(
            _("With a rate of {rate}, what is w after the first step?", rate=SMALL),
            first,
            _("0 − {rate} × {slope}.", rate=SMALL, slope=number(slope)),
            (
                Slip(-first, _("The slope is taken away, so w grows.")),
                Slip(-slope, _("Multiply the slope by the learning rate.")),
                Slip(first / 2, _("The slope has the factor 2.")),
                Slip(
                    BEST,
                    _("The step goes towards {best}, but only part of the way.", best=number(BEST)),
                ),
            ),
            _("Multiply the slope by the rate, and subtract it from 0."),
        ),
        Task(
            _("The rate in the room is the smallest. Set it to {rate}.", rate=0.1),
            {"k_rate": "0.1"},
        ),
        _(
            "After ten such steps w is {later}. With a tiny rate the loss in the room hardly "
            "falls: the way is right, but the steps are too short.",
            later=number(float(path(SMALL, 10)[-1])),
        ),
        LEARN | {"k_optimiser": PLAIN, "k_rate": "0.1"},
        hidden=ABOVE,
    )
    return Lesson(
        "optimiser",
        _("Optimiser and learning rate"),
        _("Too small a learning rate is slow; too large a one never comes to rest."),
        (asked, _ask_large(), _optimisers_in_use()),
    )


def _ask_large() -> Card:
    places = path(LARGE, 4)
    return Card(
        _(
            "The same weight and loss, with larger rates. A rate of {right} would reach {best} in "
            "one step.",
            right=RIGHT,
            best=number(float(path(RIGHT, 1)[-1])),
        ),
        PLAYGROUND,
        LEARN | {"k_optimiser": PLAIN, "k_rate": "0.1"},
        ("k_rate",),
        Choice(
            _("What does w do with a rate of {rate}?", rate=number(LARGE)),
            (
                Option(
                    _("It reaches {best} in half a step", best=number(BEST)),
                    _("There are only whole steps: one of this rate goes beyond the lowest point."),
                ),
                Option(
                    _(
                        "It jumps between {low} and {high} for ever",
                        low=number(float(places[0])),
                        high=number(float(places[1])),
                    ),
                    _(
                        "Its places are {places}: each step lands as far on the other side.",
                        places=", ".join(number(place) for place in places.tolist()),
                    ),
                    right=True,
                ),
                Option(
                    _("It overshoots once, then comes to rest"),
                    _(
                        "That needs a rate below {rate}; here nothing is gained.",
                        rate=number(LARGE),
                    ),
                ),
                Option(
                    _("It goes further away with each step"),
                    _(
                        "That happens above {rate}; here it stays as far away as it was.",
                        rate=number(LARGE),
                    ),
                ),
            ),
        ),
        Task(
            _(
                "Set the learning rate to {rate}, the largest, and read what is said.",
                rate=number(WILD),
            ),
            {"k_rate": number(WILD)},
        ),
        _(
            "Now each step overshoots by more than the one before, and the loss grows without "
            "bound. The limit depends on how curved the loss is: two divided by its largest "
            "curvature. For the one weight w above the curvature is {curvature}, so the limit is "
            "{limit}.",
            curvature=2,
            limit=number(2 / 2),
        ),
        LEARN | {"k_optimiser": PLAIN, "k_rate": number(WILD)},
        hidden=ABOVE,
    )


def _optimisers_in_use() -> Card:
    return Card(
        _(
            "A loss is steep along one weight and flat along another, so no single rate fits both. "
            "**Momentum** keeps part of the last step; **Adam** divides each weight's step by the "
            "usual size of its slopes. Compare the three here with the same rate. In a real "
            "network the rate is the first setting to try: by factors of ten."
        ),
        PLAYGROUND,
        LEARN | {"k_optimiser": "Adam"},
        ("k_optimiser",),
        hidden=ABOVE,
    )


def kernel_learning() -> Lesson:
    """A kernel found from a picture and what it makes of it."""
    rows, cols = EDGE.weights.shape
    wider = {"k_learned_size": f"{WIDER} × {WIDER}"}
    first = Card(
        _(
            "Who chooses the weights of a kernel? In a network nobody does. Given a picture and "
            "what is wanted of it, the **target**, the program starts with weights of 0 and "
            "changes them step by step, so that the mean squared difference, the **loss**, "
            "falls. It never sees the kernel that made the target. Play the steps."
        ),
        PLAYGROUND,
        LEARN,
        ("k_trace",),
        hidden=ABOVE,
    )
    counted = Card(
        _(
            "For a kernel of {rows} × {cols} weights on a grey picture the program learns {count} "
            "numbers: the weights, and a **bias** that is added to every output.",
            rows=rows,
            cols=cols,
            count=rows * cols + 1,
        ),
        PLAYGROUND,
        LEARN,
        ("k_learned_size",),
        Number(
            _("How many numbers does it learn for a kernel of {side} × {side}?", side=WIDER),
            WIDER**2 + 1,
            _("{weights} weights and a bias.", weights=WIDER**2),
            (
                Slip(WIDER**2, _("The bias is learned as well.")),
                Slip(2 * WIDER + 1, _("Rows times columns, not their sum.")),
                Slip(2 * WIDER**2, _("There is one bias for all outputs.")),
            ),
            _("One number for each weight, and one more."),
        ),
        Task(
            _("Choose the kernel size {side} × {side}: what do the weights become?", side=WIDER),
            wider,
        ),
        _(
            "It finds the same edges: the outer weights go towards 0. The number does not depend "
            "on the picture's size, and every window of the picture teaches the same few weights."
        ),
        LEARN | wider,
        hidden=ABOVE,
    )
    return Lesson(
        "kernel-learning",
        _("A kernel is learned"),
        _("Gradient descent finds a kernel from examples, if they show what tells it from others."),
        (first, counted, _ask_even(), _kernels_in_use()),
    )


def _ask_even() -> Card:
    total = number(float(SHARPEN.weights.sum()))
    return Card(
        _(
            "Here the target is made by the kernel {kernel}, whose weights add up to {total}, and "
            "the program finds it. Now think of a picture that is the same grey everywhere.",
            kernel=_(SHARPEN.name),
            total=total,
        ),
        PLAYGROUND,
        LEARN | {"k_kernel": SHARPEN.name},
        ("k_trace",),
        Choice(
            _("What does it find from the even picture and its target?"),
            (
                Option(
                    _("The kernel {kernel}", kernel=_(SHARPEN.name)),
                    _("Many kernels give the same target here; nothing points to this one."),
                ),
                Option(
                    _("Another kernel, with a loss of nearly 0"),
                    _("All nine pixels of a window are alike, so all nine weights change alike."),
                    right=True,
                ),
                Option(
                    _("Nothing: the loss stays as it was"),
                    _("The target can be reached, and the slope at the start is not 0."),
                ),
                Option(
                    _("Weights of 0 and a bias alone"),
                    _("That would do, but the slopes of the weights are not 0 at the start."),
                ),
            ),
        ),
        Task(_("Look at the learned kernel on this picture first.")),
        _(
            "The loss is as low as for the true kernel, and yet the kernel is another. What the "
            "examples do not show cannot be learned from them."
        ),
        of_numbers(EVEN, SHARPEN.name) | {"k_tab": "Learn the kernel"},
        hidden=ABOVE,
    )


def _kernels_in_use() -> Card:
    return Card(
        _(
            "In a network there is no target for a single kernel: the loss of the last layer is "
            "traced back to each of them. That so many first layers learn edges is a result of "
            "this. A riddle hides its kernel; guess it from the steps before you reveal it."
        ),
        PLAYGROUND,
        LEARN | {"k_goal": "A hidden kernel"},
        ("k_goal",),
        hidden=ABOVE,
    )
