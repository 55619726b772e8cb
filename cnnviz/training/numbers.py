"""Numbers among a run's settings: their name, meaning and range."""

from dataclasses import dataclass
from math import isfinite
from reprlib import repr as brief
from typing import Any

from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _

MAX_EPOCHS = 1000


@dataclass(frozen=True)
class Number:
    """A number that a visitor sets.

    Attributes
    ----------
    label : str
        What messages call it; controls, with a capital letter.
    symbol : str
        In formulas.
    meaning : str
        What it is, in a few words.
    least, most : float
        Its range.
    step : float
        What a click in its control adds.
    excludes_most : bool
        Whether ``most`` is itself out of range.
    """

    label: str
    symbol: str
    meaning: str
    least: float
    most: float
    step: float
    excludes_most: bool = False

    @property
    def range(self) -> str:
        """The range in words: "at least 0 and below 1"."""
        if self.excludes_most:
            return _("at least {least:g} and below {most:g}", least=self.least, most=self.most)
        return _("at least {least:g} and at most {most:g}", least=self.least, most=self.most)

    def check(self, value: Any) -> None:
        """Refuse what is no number, or out of range.

        Raises
        ------
        InputError
            With the range and the value.
        """
        is_number = type(value) in (int, float) and isfinite(value)
        if not (
            is_number
            and self.least <= value <= self.most
            and not (self.excludes_most and value == self.most)
        ):
            raise InputError(
                "{name} must be {range}, got {value}",
                name=_(self.label),
                range=self.range,
                value=brief(value),
            )


def check_whole(name: str, value: Any, least: int, most: int) -> None:
    """Refuse what is no whole number, or out of range."""
    if type(value) is not int or not least <= value <= most:
        raise InputError(
            "{name} must be a whole number from {least} to {most}, got {value!r:.40}",
            name=_(name),
            least=least,
            most=most,
            value=value,
        )


def check_rate(value: Any) -> None:
    """Refuse what is no learning rate."""
    number = type(value) in (int, float) and isfinite(value)
    if not number or not 0 < value <= 1:
        raise InputError(
            "learning rate must be above 0 and at most 1, got {value!r:.40}",
            value=value,
        )
