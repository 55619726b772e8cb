"""Random numbers that depend on a seed and the number of a training step, and on nothing else."""

from typing import Any

import tensorflow as tf


class StepRandom:
    """A source of random numbers for one step, with the methods of ``tf.random.Generator``.

    A generator's state would depend on how many batches were prepared ahead when a training was
    interrupted; these numbers are the same whenever the step comes.

    Parameters
    ----------
    seed : int
        Of the training.
    step : int64 tensor ()
        Number of the step in the whole training.
    """

    def __init__(self, seed: int, step: Any) -> None:
        self._seed = tf.stack([tf.constant(seed, tf.int64), step])
        self._calls = 0

    def uniform(self, shape: Any, minval: Any = 0.0, maxval: Any = 1.0) -> Any:
        """Draw float32 numbers in [minval, maxval)."""
        return tf.random.stateless_uniform(shape, self._next(), minval, maxval)

    def normal(self, shape: Any, mean: float = 0.0, stddev: float = 1.0) -> Any:
        """Draw float32 numbers of a normal distribution."""
        return tf.random.stateless_normal(shape, self._next(), mean, stddev)

    def _next(self) -> Any:
        """Another seed for each call, in the order of the calls."""
        self._calls += 1
        return tf.random.fold_in(self._seed, self._calls)
