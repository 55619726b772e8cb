"""Activation functions: what a layer does to its sums, one number at a time."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

LEAK = 0.2  # slope below 0, as in keras.activations.leaky_relu


@dataclass(frozen=True)
class Activation:
    """An activation function.

    Attributes
    ----------
    name : str
    formula : str
        LaTeX, in x.
    apply : callable
        Takes float values of any shape and writes its answer into their place: a picture of 24
        megapixels has no room for a second one.
    """

    name: str
    formula: str
    apply: Callable[[np.ndarray], object]

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """Return the function of ``values`` as a new array."""
        answer = np.array(values)
        self.apply(answer)
        return answer


def _relu(values: np.ndarray) -> None:
    np.maximum(values, 0, out=values)


def _leaky_relu(values: np.ndarray) -> None:
    np.multiply(values, LEAK, out=values, where=values < 0)


def _sigmoid(values: np.ndarray) -> None:
    """1 / (1 + exp(-x)), every digit far below 0 too; where exp overflows, 0 is the answer."""
    np.negative(values, out=values)
    with np.errstate(over="ignore"):
        np.exp(values, out=values)
    values += 1
    np.reciprocal(values, out=values)


def _tanh(values: np.ndarray) -> None:
    np.tanh(values, out=values)


_ALL = (
    Activation("none", "x", lambda values: None),
    Activation("ReLU", r"\max(0, x)", _relu),
    Activation("leaky ReLU", rf"\max({LEAK}\,x,\; x)", _leaky_relu),
    Activation("sigmoid", r"1 / (1 + e^{-x})", _sigmoid),
    Activation("tanh", r"\tanh x", _tanh),
)
ACTIVATIONS: dict[str, Activation] = {each.name: each for each in _ALL}
