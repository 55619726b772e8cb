"""Types of the settings that layers have: which values each takes, from JSON and from text."""

import re
from dataclasses import dataclass
from math import isfinite
from reprlib import repr as brief
from typing import Any

from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _
from cnnviz.utils.text import Pair

Extent = int | Pair  # one number for height and width, or both
Padding = str | Extent

PADDINGS = ("valid", "same")
MAX_SETTING = 100_000  # of a file's numbers; what a network may cost is ``trace``'s to bound
_WHOLE = r"-?\d{1,9}"
_PAIR = rf"[(\[]?\s*({_WHOLE})\s*[x×*,]\s*({_WHOLE})\s*[)\]]?"
_DECIMAL = r"-?(?:\d{1,9}\.?|\d{0,9}\.\d{1,20})(?:e-\d{1,3})?"


def pair(extent: Extent) -> Pair:
    """Return height and width of an extent.

    Parameters
    ----------
    extent : int or (int, int)
        One number for both, or (height, width).

    Returns
    -------
    height, width : int
    """
    return (extent, extent) if isinstance(extent, int) else extent


@dataclass(frozen=True)
class SettingType:
    """Which values a setting takes.

    Attributes
    ----------
    control : {"number", "text", "choice", "flag"}
        The editor's field.
    options : tuple of str
        The words that it may be.
    suggestions : tuple of str
        What the editor's text field suggests.
    least : int
        Of the editor's field.
    step : float
        What an arrow key adds in the editor's field.
    """

    control = "text"
    options: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    least: int = 1
    step: float = 1

    @property
    def rule(self) -> str:
        """What a value is, for messages: "a whole number"."""
        raise NotImplementedError

    def accepts(self, value: Any) -> bool:
        """Whether a JSON value is of this type; ``normal`` then returns it as layers have it."""
        raise NotImplementedError

    def normal(self, value: Any) -> Any:
        """Return an accepted JSON value as a layer has it."""
        return value

    def parse(self, text: str) -> Any:
        """Return the value that a text is; None where it is none."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """Write a value as ``parse`` reads it."""
        return str(value)

    def read(self, name: str, value: Any) -> Any:
        """Read a JSON value, trusting nothing in it.

        Parameters
        ----------
        name : str
            What the value is of, for the error.
        value : object
            As ``json.loads`` returned it.

        Returns
        -------
        object
            The value as a layer has it; pairs as tuples.

        Raises
        ------
        InputError
            If the value is of another type, or too large.
        """
        if not self.accepts(value):
            raise InputError(
                "{name} must be {rule}, got {value}", name=name, rule=self.rule, value=brief(value)
            )
        return self.normal(value)


def _is_whole(value: Any) -> bool:
    return type(value) is int and abs(value) <= MAX_SETTING


@dataclass(frozen=True)
class Whole(SettingType):
    """A whole number."""

    control = "number"

    @property
    def rule(self) -> str:
        return _("a whole number up to {most:,}", most=MAX_SETTING)

    def accepts(self, value: Any) -> bool:
        return _is_whole(value)

    def parse(self, text: str) -> int | None:
        return int(text) if re.fullmatch(_WHOLE, text) else None


@dataclass(frozen=True)
class Share(SettingType):
    """A number with decimals, or a percentage."""

    control = "number"
    least: int = 0
    step: float = 0.05

    @property
    def rule(self) -> str:
        return _("a number like 0.5")

    def accepts(self, value: Any) -> bool:
        return type(value) in (int, float) and abs(value) <= MAX_SETTING and isfinite(value)

    def normal(self, value: Any) -> float:
        return float(value)

    def parse(self, text: str) -> float | None:
        number = text.removesuffix("%").strip()
        if not re.fullmatch(_DECIMAL, number):
            return None
        return float(number) / (100 if text.endswith("%") else 1)


@dataclass(frozen=True)
class Flag(SettingType):
    """True or false."""

    control = "flag"

    @property
    def rule(self) -> str:
        return _("true or false")

    def accepts(self, value: Any) -> bool:
        return type(value) is bool

    def parse(self, text: str) -> bool | None:
        return {"true": True, "1": True, "false": False, "0": False}.get(text.lower())


@dataclass(frozen=True)
class SizeType(SettingType):
    """One whole number for height and width, or both."""

    @property
    def rule(self) -> str:
        return _("whole numbers up to {most:,}, like 3 or 3x5", most=MAX_SETTING)

    def accepts(self, value: Any) -> bool:
        if isinstance(value, list | tuple):
            return len(value) == 2 and all(map(_is_whole, value))
        return _is_whole(value)

    def normal(self, value: Any) -> Any:
        if isinstance(value, int):
            return value
        height, width = value
        return height if height == width else (height, width)

    def parse(self, text: str) -> Any:
        if both := re.fullmatch(_PAIR, text):
            return self.normal([int(both[1]), int(both[2])])
        return int(text) if re.fullmatch(_WHOLE, text) else None

    def write(self, value: Extent) -> str:
        height, width = pair(value)
        return str(height) if height == width else f"{height}x{width}"


@dataclass(frozen=True)
class PaddingType(SizeType):
    """A padding: valid, same or a size."""

    options: tuple[str, ...] = PADDINGS
    suggestions: tuple[str, ...] = (*PADDINGS, "1", "2", "3x1")
    least: int = 0

    @property
    def rule(self) -> str:
        return _("valid, same or whole numbers, like 1 or 1x2")

    def accepts(self, value: Any) -> bool:
        return value in self.options if isinstance(value, str) else super().accepts(value)

    def normal(self, value: Any) -> Any:
        return value if isinstance(value, str) else super().normal(value)

    def parse(self, text: str) -> Padding | None:
        word = text.lower()
        return word if word in self.options else super().parse(text)

    def write(self, value: Padding) -> str:
        return value if isinstance(value, str) else super().write(value)


@dataclass(frozen=True)
class Choice(SettingType):
    """One of its ``options``."""

    control = "choice"

    @property
    def rule(self) -> str:
        return _("one of {options}", options=", ".join(self.options))

    def accepts(self, value: Any) -> bool:
        return isinstance(value, str) and value in self.options

    def parse(self, text: str) -> str | None:
        word = re.sub(r"[ -]", "_", text.lower())
        return word if word in self.options else None
