"""The acts that change what a training computes: with the settings, they repeat it.

An act takes effect after a number of training steps, counted from the beginning of the training.
Whoever trains again with the same acts after the same steps gets the same figures.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from cnnviz.training.numbers import MAX_EPOCHS, Number, check_rate, check_whole
from cnnviz.utils.checks import one_of
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_

MAX_STEP = 10**12
TARGET = Number(N_("accuracy to stop at"), "", N_("0 stops at none"), 0, 1, 0.01)


def _check_epochs(value: Any) -> None:
    check_whole(N_("epochs"), value, 1, MAX_EPOCHS)


def _check_patience(value: Any) -> None:
    check_whole(N_("epochs without improvement"), value, 0, MAX_EPOCHS)


CHECKS: dict[str, Callable[[Any], None]] = {
    "rate": check_rate,
    "epochs": _check_epochs,
    "patience": _check_patience,
    "target": TARGET.check,
}


@dataclass(frozen=True)
class Act:
    """A change made to a training while it runs.

    Attributes
    ----------
    step : int
        Training steps that are done before it.
    what : str
        "rate": the learning rate from here on, in place of the schedule's. "epochs": how many the
        training takes in all. "patience" and "target": as ``RunConfig``'s own.
    value : float
        The new value.

    Raises
    ------
    InputError
        If there is no such act, or a number is out of range.
    """

    step: int
    what: str
    value: float

    def __post_init__(self) -> None:
        check_whole(N_("step of an act"), self.step, 0, MAX_STEP)
        one_of("act", self.what, tuple(CHECKS))
        CHECKS[self.what](self.value)


def from_json(values: Any) -> tuple[Act, ...]:
    """Read a list of acts as JSON values.

    Raises
    ------
    InputError
        If it is anything else, or as ``Act``.
    """
    if not isinstance(values, list):
        raise InputError("acts must be a list, got {values!r:.40}", values=values)
    for value in values:
        if not isinstance(value, dict) or value.keys() != {"step", "what", "value"}:
            raise InputError(
                "an act must have step, what and value, got {value!r:.40}",
                value=value,
            )
    return tuple(Act(**value) for value in values)


def last(acts: Iterable[Act], what: str, step: int, otherwise: Any) -> Any:
    """Return the value of the last act of a kind by a step; ``otherwise`` where there is none."""
    values = [act.value for act in acts if act.what == what and act.step <= step]
    return values[-1] if values else otherwise
