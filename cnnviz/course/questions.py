"""Questions that a card asks, and how an answer is judged.

Each kind has ``ask``, the question itself, and ``judge``, which takes an answer as JSON has it and
says whether it is right, and why. An answer that no visitor can give raises ``InputError``.
"""

import math
from dataclasses import dataclass
from typing import Any

from cnnviz.utils.errors import InputError

Place = tuple[int, int]  # row and column, from 0


@dataclass(frozen=True)
class Verdict:
    """What is said of an answer.

    Attributes
    ----------
    right : bool
    reason : str
        Why it is right, or what was probably thought and where that fails.
    """

    right: bool
    reason: str


@dataclass(frozen=True)
class Option:
    """One answer to choose; ``reason`` says why it is right or wrong."""

    text: str
    reason: str
    right: bool = False


@dataclass(frozen=True)
class Choice:
    """A question with answers to choose from, of which one is right."""

    ask: str
    options: tuple[Option, ...]

    def judge(self, answer: Any) -> Verdict:
        """Judge the text of an option.

        Raises
        ------
        InputError
            If no option has this text.
        """
        for option in self.options:
            if option.text == answer:
                return Verdict(option.right, option.reason)
        raise InputError(
            "an answer is one of the question's options, got {answer!r:.40}", answer=answer
        )

    @property
    def solution(self) -> str:
        """The text of the right option."""
        return next(option.text for option in self.options if option.right)


@dataclass(frozen=True)
class Slip:
    """A wrong number that a known mistake leads to; ``reason`` names the mistake."""

    value: float
    reason: str


@dataclass(frozen=True)
class Number:
    """A question whose answer is a number.

    Attributes
    ----------
    ask : str
    answer : float
        The right one.
    reason : str
        How it comes about.
    slips : tuple of Slip
        Mistakes that are recognised by their result.
    otherwise : str
        What is said of any other number: where to begin.
    tolerance : float
        How far an answer may be away, for numbers that are rounded.
    """

    ask: str
    answer: float
    reason: str
    slips: tuple[Slip, ...] = ()
    otherwise: str = ""
    tolerance: float = 0.0

    def judge(self, answer: Any) -> Verdict:
        """Judge a number.

        Raises
        ------
        InputError
            If it is no finite number.
        """
        is_number = isinstance(answer, int | float) and not isinstance(answer, bool)
        if not is_number or not math.isfinite(answer):
            raise InputError("an answer is a finite number, got {answer!r:.40}", answer=answer)
        if self._is(answer, self.answer):
            return Verdict(True, self.reason)
        for slip in self.slips:
            if self._is(answer, slip.value):
                return Verdict(False, slip.reason)
        return Verdict(False, self.otherwise)

    @property
    def solution(self) -> float:
        """The right answer."""
        return self.answer

    def _is(self, answer: float, value: float) -> bool:
        return abs(answer - value) <= self.tolerance + 1e-9 * max(1.0, abs(value))


@dataclass(frozen=True)
class CellSlip:
    """Cells that a known mistake leads to; ``reason`` names the mistake."""

    places: tuple[Place, ...]
    reason: str


@dataclass(frozen=True)
class Cell:
    """A question that is answered by pointing at a cell of a grid.

    Attributes
    ----------
    ask : str
    grid : tuple of tuple of str
        What the cells show, row by row; "" for an empty cell.
    right : tuple of (int, int)
        The right cells, one of which is enough.
    reason : str
    slips : tuple of CellSlip
    otherwise : str
    """

    ask: str
    grid: tuple[tuple[str, ...], ...]
    right: tuple[Place, ...]
    reason: str
    slips: tuple[CellSlip, ...] = ()
    otherwise: str = ""

    def judge(self, answer: Any) -> Verdict:
        """Judge a cell, given as [row, column] from 0.

        Raises
        ------
        InputError
            If it is no cell of the grid.
        """
        place = self._place(answer)
        if place in self.right:
            return Verdict(True, self.reason)
        for slip in self.slips:
            if place in slip.places:
                return Verdict(False, slip.reason)
        return Verdict(False, self.otherwise)

    @property
    def solution(self) -> Place:
        """One of the right cells."""
        return self.right[0]

    def _place(self, answer: Any) -> Place:
        rows, cols = len(self.grid), len(self.grid[0])
        if isinstance(answer, list | tuple) and [type(at) for at in answer] == [int, int]:
            row, col = answer
            if 0 <= row < rows and 0 <= col < cols:
                return row, col
        raise InputError(
            "an answer is a cell of the {rows} × {cols} grid, got {answer!r:.40}",
            rows=rows,
            cols=cols,
            answer=answer,
        )


@dataclass(frozen=True)
class Drawing:
    """A question that is answered by a drawing, which the shipped digit network reads.

    Attributes
    ----------
    ask : str
    wanted : str
        The digit that the network has to see in it; "" where any drawing is an answer.
    reason : str
    otherwise : str
        What is said where the network sees another digit; it may name it as ``{seen}``.
    """

    ask: str
    wanted: str
    reason: str
    otherwise: str = ""

    def judge(self, answer: Any) -> Verdict:
        """Judge what the network saw in the drawing: the name of a class.

        Raises
        ------
        InputError
            If it is no digit.
        """
        if answer not in tuple("0123456789"):
            raise InputError("a drawing is read as a digit, got {answer!r:.40}", answer=answer)
        if self.wanted in ("", answer):
            return Verdict(True, self.reason)
        return Verdict(False, self.otherwise.replace("{seen}", answer))

    @property
    def solution(self) -> str:
        """The digit that is wanted."""
        return self.wanted


Question = Choice | Number | Cell | Drawing
