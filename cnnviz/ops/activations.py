"""Activation functions, and what each is called: on screen, in Keras, in PyTorch and in NumPy.

The one table of activations; whatever shows, builds or writes an activation looks it up here.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnnviz.utils.language import N_

LEAK = 0.2  # slope below 0, as in keras.activations.leaky_relu


@dataclass(frozen=True)
class Activation:
    """An activation function.

    Attributes
    ----------
    name : str
        What it is called on screen.
    formula : str
        LaTeX, in x.
    apply : callable
        Takes float values of any shape and overwrites them with the result: an image of 24
        megapixels has no room for a second one.
    slope : callable
        Derivative at float values of any shape, as a new array.
    keras : str
        Its name in Keras.
    torch : str
        An expression of ``output`` in PyTorch, ``F`` being ``torch.nn.functional``.
    numpy : str
        An expression of ``output`` in NumPy.

    Examples
    --------
    >>> ACTIVATIONS["leaky ReLU"](np.array([-1.0, 2.0]))
    array([-0.2,  2. ])
    """

    name: str
    formula: str
    apply: Callable[[np.ndarray], object]
    slope: Callable[[np.ndarray], np.ndarray]
    keras: str
    torch: str
    numpy: str

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """Return the function of ``values`` as a new array.

        Parameters
        ----------
        values : array of float
            Of any shape.

        Returns
        -------
        array
            Of the same shape and dtype.
        """
        answer = np.array(values)
        self.apply(answer)
        return answer


def _sigmoid(values: np.ndarray) -> None:
    """1 / (1 + exp(-x)), every digit far below 0 too; where exp overflows, 0 is the answer."""
    np.negative(values, out=values)
    with np.errstate(over="ignore"):
        np.exp(values, out=values)
    values += 1
    np.reciprocal(values, out=values)


def _sigmoid_slope(values: np.ndarray) -> np.ndarray:
    answer = np.array(values, float)
    _sigmoid(answer)
    return answer * (1 - answer)


def _softmax(values: np.ndarray) -> None:
    """Over the last axis; the largest value is taken off first, so that nothing overflows."""
    values -= values.max(axis=-1, keepdims=True)
    np.exp(values, out=values)
    values /= values.sum(axis=-1, keepdims=True)


def _softmax_slope(values: np.ndarray) -> np.ndarray:
    """Derivative of each unit by its own sum: p(1 - p)."""
    answer = np.array(values, float)
    _softmax(answer)
    return answer * (1 - answer)


NONE = Activation(N_("none"), "x", lambda values: None, np.ones_like, "linear", "output", "output")
RELU = Activation(
    "ReLU",
    r"\max(0, x)",
    lambda values: np.maximum(values, 0, out=values),
    lambda values: np.where(values > 0, 1.0, 0.0),
    "relu",
    "F.relu(output)",
    "np.maximum(output, 0)",
)
LEAKY_RELU = Activation(
    "leaky ReLU",
    rf"\max({LEAK}\,x,\; x)",
    lambda values: np.multiply(values, LEAK, out=values, where=values < 0),
    lambda values: np.where(values > 0, 1.0, LEAK),
    "leaky_relu",
    f"F.leaky_relu(output, {LEAK})",
    f"np.maximum({LEAK} * output, output)",
)
SIGMOID = Activation(
    "sigmoid",
    r"1 / (1 + e^{-x})",
    _sigmoid,
    _sigmoid_slope,
    "sigmoid",
    "torch.sigmoid(output)",
    "1 / (1 + np.exp(-output))",
)
TANH = Activation(
    "tanh",
    r"\tanh x",
    lambda values: np.tanh(values, out=values),
    lambda values: 1 - np.tanh(values) ** 2,
    "tanh",
    "torch.tanh(output)",
    "np.tanh(output)",
)
# Reads all units of a layer together, so it is none of the playground's.
SOFTMAX = Activation(
    "softmax",
    r"e^{x_i} / \sum_j e^{x_j}",
    _softmax,
    _softmax_slope,
    "softmax",
    "torch.softmax(output, -1)",
    "np.exp(output) / np.exp(output).sum(axis=-1, keepdims=True)",
)

ELEMENTWISE = (NONE, RELU, LEAKY_RELU, SIGMOID, TANH)
ACTIVATIONS: dict[str, Activation] = {each.name: each for each in ELEMENTWISE}
BY_KERAS_NAME: dict[str, Activation] = {each.keras: each for each in (*ELEMENTWISE, SOFTMAX)}
