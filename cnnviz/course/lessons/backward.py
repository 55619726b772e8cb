"""The lesson on one step of gradient descent."""

import numpy as np

from cnnviz.course.lesson import CALCULATOR, PLAYGROUND, Card, Lesson, Task
from cnnviz.course.lessons.links import of_layer
from cnnviz.course.questions import Number, Slip
from cnnviz.layers.window import WindowSettings, checked, slide
from cnnviz.layers.window.own_numbers import write_cells, write_weights
from cnnviz.utils.language import _
from cnnviz.utils.text import number

CELLS = np.array([1.0, 2.0, 0.0, 1.0])
WEIGHTS = np.array([1.0, 0.0])
WANTED = np.array([4.0, 2.0, 1.0])
RATE = 0.1


def outputs(weights: np.ndarray, cells: np.ndarray = CELLS) -> np.ndarray:
    """Return the outputs of a short kernel along cells."""
    return slide(
        _layer(weights, cells), cells[None, None], weights[None, None, None]
    ).output.ravel()


def half_squares(errors: np.ndarray) -> float:
    """Return the loss of the example: half the sum of the squared errors."""
    return float((errors**2).sum() / 2)


def forward_backward() -> Lesson:
    """One step of gradient descent by hand."""
    return Lesson(
        "forward-backward",
        _("Forward and backward"),
        _("The gradient of a kernel is the correlation of its input and the output's error."),
        (_ask_forward(), _ask_gradient(), _ask_step(), _steps_in_use()),
    )


def _ask_forward() -> Card:
    errors = outputs(WEIGHTS) - WANTED
    cost = half_squares(errors)
    return Card(
        _(
            "A kernel of two weights, {weights}, slides along {cells} and gives {outputs}: the "
            "**forward** pass. Wanted is {wanted}. The **error** of each output is what it is, "
            "minus what is wanted. As loss take half the sum of the squared errors.",
            weights=_listed(WEIGHTS),
            cells=_listed(CELLS),
            outputs=_listed(outputs(WEIGHTS)),
            wanted=_listed(WANTED),
        ),
        CALCULATOR,
        _link(WEIGHTS),
        ("l_animation",),
        Number(
            _("What is the loss?"),
            cost,
            _("The errors are {errors}; half the sum of their squares.", errors=_listed(errors)),
            (
                Slip(2 * cost, _("Only half of the sum is counted.")),
                Slip(float(errors.sum()), _("Square each error before you add them.")),
                Slip(float(errors.sum() ** 2 / 2), _("Square each error, then add, then halve.")),
                Slip(
                    half_squares(outputs(WEIGHTS)), _("Subtract what is wanted from each output.")
                ),
            ),
            _("Subtract what is wanted, square, add, halve."),
        ),
        Task(_("Let the window slide, and compare each output with what is wanted.")),
        _("The half is there so that the slope of the loss has no factor of 2."),
    )


def _ask_gradient() -> Card:
    errors = outputs(WEIGHTS) - WANTED
    first, second = outputs(errors)
    return Card(
        _(
            "**Backward**: how does the loss change with a weight? Each output changes by the "
            "input that the weight lies on, so its error counts times that input. The first weight "
            "lies on {first}, with the errors {errors}: its slope is {slope}. All slopes "
            "together are the **gradient**.",
            first=_listed(CELLS[: errors.size]),
            errors=_listed(errors),
            slope=number(float(first)),
        ),
        CALCULATOR,
        _link(WEIGHTS),
        ("l_animation",),
        Number(
            _(
                "The second weight lies on {second}, with the same errors. What is its slope?",
                second=_listed(CELLS[1:]),
            ),
            float(second),
            _(
                "The products are {products}.",
                products=_listed(CELLS[1:] * errors),
            ),
            (
                Slip(float(-second), _("Keep the signs of the errors.")),
                Slip(float(first), _("That is the first weight's, one cell to the left.")),
                Slip(float(errors.sum()), _("Each error counts times the input under the weight.")),
                Slip(
                    float((CELLS[1:] * errors)[0]),
                    _("That is the first output alone; add all of them."),
                ),
            ),
            _("Multiply each error by the input below the second weight, and add."),
        ),
        Task(_("Find the three cells on which the second weight lies.")),
        _(
            "The room now slides the errors along the input as if they were a kernel: the outputs "
            "are the gradient. The backward pass of a convolution is a convolution again."
        ),
        _link(errors),
    )


def _ask_step() -> Card:
    errors = outputs(WEIGHTS) - WANTED
    gradient = outputs(errors)
    later = WEIGHTS - RATE * gradient
    new = float(later[1])
    return Card(
        _(
            "**Gradient descent** takes from each weight its slope times the **learning rate**, "
            "here {rate}. The weights are {weights}, the gradient is {gradient}; the first weight "
            "becomes {first}.",
            rate=RATE,
            weights=_listed(WEIGHTS),
            gradient=_listed(gradient),
            first=number(float(later[0])),
        ),
        CALCULATOR,
        _link(WEIGHTS),
        ("l_animation",),
        Number(
            _("What does the second weight become?"),
            new,
            _(
                "{old} − {rate} × {slope}.",
                old=number(float(WEIGHTS[1])),
                rate=RATE,
                slope=number(float(gradient[1])),
            ),
            (
                Slip(-new, _("The slope is taken away: minus a negative number is plus.")),
                Slip(float(-gradient[1]), _("Multiply the slope by the learning rate.")),
                Slip(float(later[0] - WEIGHTS[0]), _("That is the first weight's change.")),
            ),
            _("The old weight, minus the learning rate times its slope."),
        ),
        Task(_("Type the new weights into the kernel: are the outputs closer to what is wanted?")),
        _(
            "The outputs are now {outputs}, and the loss fell from {before} to {after}.",
            outputs=_listed(outputs(later)),
            before=number(half_squares(errors)),
            after=number(half_squares(outputs(later) - WANTED)),
        ),
        _link(later),
    )


def _steps_in_use() -> Card:
    return Card(
        _(
            "Training repeats this: forward, error, backward, step. In a network the error of a "
            "layer's output becomes the error of its input, and so on back to the first layer: "
            "**backpropagation**. Here a kernel is learned from two pictures; play its steps."
        ),
        PLAYGROUND,
        {
            "k_tab": "Learn the kernel",
            "k_kernel": "Sobel x",
            "k_picture": "Cameraman",
            "k_optimiser": "Gradient descent",
        },
        ("k_trace",),
        hidden=("k_header", "k_inputs", "k_bench", "k_layer"),
    )


def _layer(weights: np.ndarray, cells: np.ndarray) -> WindowSettings:
    return checked(WindowSettings(size=(1, cells.size), kernel=(1, weights.size), dims=1))


def _link(weights: np.ndarray) -> dict[str, str]:
    rounded = np.round(weights, 6)  # 0.1 × 5 is not exact
    return of_layer(
        _layer(weights, CELLS),
        write_cells(CELLS[None, None]),
        write_weights(rounded[None, None, None]),
    )


def _listed(values: np.ndarray) -> str:
    return ", ".join(number(value) for value in values.tolist())
