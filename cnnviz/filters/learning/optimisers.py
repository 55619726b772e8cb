"""The three optimisers that a kernel is learned with, as Keras computes them.

Each is made with a learning rate; ``step(gradient)`` gives what to add to the parameters, and
remembers what it needs for the next one. ``bound`` divided by the largest curvature (eigenvalue
of the second derivative) of a quadratic loss is the learning rate above which it grows without
bound.

Sources: B. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964;
D. Kingma and J. Ba, "Adam: A method for stochastic optimization", arXiv:1412.6980.
"""

from typing import ClassVar

import numpy as np

from cnnviz.utils.language import N_


class GradientDescent:
    """Straight downhill."""

    title: ClassVar = N_("Gradient descent")
    bound: ClassVar[float | None] = 2.0

    def __init__(self, rate: float) -> None:
        self.rate = rate

    def step(self, gradient: np.ndarray) -> np.ndarray:
        """What to add to the parameters."""
        return -self.rate * gradient


class Momentum(GradientDescent):
    """A ball that rolls: each step keeps 0.9 of the one before."""

    title: ClassVar = N_("Momentum")
    kept: ClassVar = 0.9
    bound: ClassVar[float | None] = 2 * (1 + 0.9)

    def __init__(self, rate: float) -> None:
        super().__init__(rate)
        self.velocity: np.ndarray | float = 0.0

    def step(self, gradient: np.ndarray) -> np.ndarray:
        """What to add to the parameters."""
        self.velocity = self.kept * self.velocity - self.rate * gradient
        return self.velocity


class Adam(GradientDescent):
    """Momentum, each parameter's step divided by the size of its slopes so far."""

    title: ClassVar = N_("Adam")
    bound: ClassVar[float | None] = None
    beta_1: ClassVar = 0.9
    beta_2: ClassVar = 0.999
    epsilon: ClassVar = 1e-7

    def __init__(self, rate: float) -> None:
        super().__init__(rate)
        self.count = 0
        self.mean: np.ndarray | float = 0.0
        self.square: np.ndarray | float = 0.0

    def step(self, gradient: np.ndarray) -> np.ndarray:
        """What to add to the parameters."""
        self.count += 1
        self.mean = self.beta_1 * self.mean + (1 - self.beta_1) * gradient
        self.square = self.beta_2 * self.square + (1 - self.beta_2) * gradient**2
        mean = self.mean / (1 - self.beta_1**self.count)
        square = self.square / (1 - self.beta_2**self.count)
        return -self.rate * mean / (np.sqrt(square) + self.epsilon)


OPTIMISERS: dict[str, type[GradientDescent]] = {
    "descent": GradientDescent,
    "momentum": Momentum,
    "adam": Adam,
}
