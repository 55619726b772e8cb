"""The learning rate of a training: its schedule's, until another one is set."""

from typing import Any

import keras
import tensorflow as tf

from cnnviz.training.config import RunConfig

WARM_UP = 0.3  # of a one-cycle schedule's steps
INITIAL_RATE = 1 / 25  # of one-cycle, as a share of its highest learning rate
SECOND_DECAY = 2  # length of the second decay of a warm restart, in lengths of the first


def learning_rate(config: RunConfig, steps: int) -> Any:
    """Return the learning rate of a schedule.

    "constant" keeps it. "one-cycle" rises to it linearly, then decays to 0 along a cosine.
    "warm-restart" decays to 0 along a cosine in the first third of the steps, restarts, and decays
    again in the rest: the network is accurate early, and more so at the end.

    Parameters
    ----------
    config : RunConfig
        With the schedule and its highest learning rate.
    steps : int
        Steps in the whole training.

    Returns
    -------
    float or keras.optimizers.schedules.LearningRateSchedule
        What Keras's optimisers take.

    References
    ----------
    L. Smith, N. Topin, "Super-convergence", arXiv:1708.07120.
    I. Loshchilov, F. Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017,
    arXiv:1608.03983.
    """
    if config.schedule == "constant":
        return float(config.learning_rate)  # Keras refuses the whole number 1
    if config.schedule == "warm-restart":
        return keras.optimizers.schedules.CosineDecayRestarts(
            config.learning_rate, first_decay_steps=steps / (1 + SECOND_DECAY), t_mul=SECOND_DECAY
        )
    warm_up = round(WARM_UP * steps)
    return keras.optimizers.schedules.CosineDecay(
        INITIAL_RATE * config.learning_rate,
        decay_steps=max(1, steps - warm_up),
        warmup_target=config.learning_rate,
        warmup_steps=warm_up,
    )


class LearningRate:
    """The rate that an optimiser uses, which may be set while it trains.

    Parameters
    ----------
    config : RunConfig
        With the schedule.
    steps : int
        Steps in the whole training as it was planned.

    Attributes
    ----------
    keras : float or keras.optimizers.schedules.LearningRateSchedule
        What Keras's optimisers take.
    fixed : float or None
        The rate that was set last; the schedule's counts until one is.
    """

    def __init__(self, config: RunConfig, steps: int) -> None:
        self._planned = learning_rate(config, steps)
        self.fixed: float | None = None
        constant = isinstance(self._planned, float)
        self.keras = self._planned if constant else _UntilSet(self._planned)

    def set(self, optimiser: Any, rate: float) -> None:
        """Use a rate from the next step on."""
        self.fixed = rate
        if isinstance(self.keras, _UntilSet):
            self.keras.rate.assign(rate)
        else:
            optimiser.learning_rate = rate

    def at(self, step: int) -> float:
        """Return the rate of a step, counted from 0; of a set rate, the one in use now."""
        if self.fixed is not None:
            return self.fixed
        return self.planned(step)

    def planned(self, step: int) -> float:
        """Return the schedule's rate at a step, counted from 0."""
        return float(self._planned if isinstance(self._planned, float) else self._planned(step))


class _UntilSet(keras.optimizers.schedules.LearningRateSchedule):
    """A schedule, until a rate above 0 is set."""

    def __init__(self, schedule: Any) -> None:
        self._schedule = schedule
        self.rate = tf.Variable(0.0)

    def __call__(self, step: Any) -> Any:
        """Return the rate of a step."""
        return tf.where(self.rate > 0, self.rate, self._schedule(step))
