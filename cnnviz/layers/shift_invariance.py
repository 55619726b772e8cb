"""Pooling and shifts: which outputs stay when a picture moves by whole pixels.

Three ways to make a map smaller, with the same windows: the largest value, the mean, or only each
window's first cell (a stride without pooling). Values are whole numbers 0 to 9, so that equal is
equal.

Source: R. Zhang, "Making convolutional networks shift-invariant again", ICML 2019,
arXiv:1904.11486.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from cnnviz.ops import pooling
from cnnviz.ops.geometry import Axis
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _

MAX, AVERAGE, NONE = "Max pooling", "Average pooling", "No pooling"
METHODS = (MAX, AVERAGE, NONE)
Enters = Literal["Zeros", "The other side"]
ENTERS: tuple[Enters, ...] = ("Zeros", "The other side")
LARGEST_SHIFT = 8


@dataclass(frozen=True, eq=False)
class Shifts:
    """A picture, moved by every shift up to ``reach``, and made smaller in three ways.

    Parameters
    ----------
    cells : (H, W) int
        In 0..9.
    window, stride : int
        In cells, for rows and columns alike.
    enters : {"Zeros", "The other side"}
        What comes in where the picture was moved away.

    Raises
    ------
    InputError
        If window or stride are below 1, or the window is larger than the picture.
    """

    cells: np.ndarray
    window: int = 2
    stride: int = 2
    enters: Enters = "Zeros"

    def __post_init__(self) -> None:
        for name, value in ((N_("window"), self.window), (N_("stride"), self.stride)):
            if value < 1:
                raise InputError(
                    "{name} must be at least 1, got {value}", name=_(name), value=value
                )
        height, width = self.cells.shape
        if self.window > min(height, width):
            raise InputError(
                "a {window} × {window} window does not fit a {height} × {width} "
                "picture; take at most {most}",
                window=self.window,
                height=height,
                width=width,
                most=min(height, width),
            )

    @property
    def reach(self) -> int:
        """Largest shift in each direction: half the picture, at most 8 pixels."""
        return min(min(self.cells.shape) // 2, LARGEST_SHIFT)

    @cached_property
    def surroundings(self) -> np.ndarray:
        """The picture with all that can enter, (H + 2 reach, W + 2 reach)."""
        mode: Literal["wrap", "constant"] = "wrap" if self.enters != "Zeros" else "constant"
        return np.pad(self.cells, self.reach, mode=mode)

    def moved(self, rows: int, cols: int) -> np.ndarray:
        """Return the picture moved by a shift.

        Parameters
        ----------
        rows, cols : int
            Down and right, in cells; from ``-reach`` to ``reach``.

        Returns
        -------
        (H, W) int
        """
        height, width = self.cells.shape
        top, left = self.reach - rows, self.reach - cols
        return self.surroundings[top : top + height, left : left + width]

    @cached_property
    def everywhere(self) -> dict[str, np.ndarray]:
        """What each method makes of a window that begins at each cell of the surroundings.

        The outputs of a moved picture are a grid of these: output (i, j) is that at
        ``(reach - rows + i * stride, reach - cols + j * stride)``.
        """
        rows, cols = (Axis(side, self.window) for side in self.surroundings.shape)
        return {
            MAX: pooling.maxima(self.surroundings, rows, cols),
            AVERAGE: pooling.sums(self.surroundings, rows, cols) / self.window**2,
            NONE: self.surroundings[rows.under(0), cols.under(0)],
        }

    def outputs(self, method: str, rows: int = 0, cols: int = 0) -> np.ndarray:
        """Return a method's outputs for the moved picture.

        Parameters
        ----------
        method : {"Max pooling", "Average pooling", "No pooling"}
        rows, cols : int
            The shift, as in ``moved``.

        Returns
        -------
        (oH, oW) int or float
        """
        height, width = (side - self.window + 1 for side in self.cells.shape)
        top, left = self.reach - rows, self.reach - cols
        within = self.everywhere[method][top : top + height, left : left + width]
        return within[:: self.stride, :: self.stride]

    @cached_property
    def effects(self) -> dict[str, "Effects"]:
        """What every shift does to each method's outputs."""
        return {method: self._effects(method) for method in METHODS}

    def _effects(self, method: str) -> "Effects":
        still = self.outputs(method)
        steps = range(-self.reach, self.reach + 1)
        moved = np.array([[self.outputs(method, r, c) for c in steps] for r in steps])
        same, inked = moved == still, (moved != 0) | (still != 0)
        return Effects(
            outputs=still.size,
            same=same.sum(axis=(2, 3)),
            inked=inked.sum(axis=(2, 3)),
            same_inked=(same & inked).sum(axis=(2, 3)),
            change=np.abs(moved - still).mean(axis=(2, 3)),
        )


@dataclass(frozen=True, eq=False)
class Effects:
    """What every shift does to one method's outputs, compared place by place.

    Arrays are (2 reach + 1, 2 reach + 1): row ``reach + rows``, column ``reach + cols``.

    Attributes
    ----------
    outputs : int
        Number of outputs.
    same : array of int
        Number of outputs that are unchanged.
    inked : array of int
        Number of outputs that are not 0 both before and after.
    same_inked : array of int
        Number of those that are unchanged.
    change : array of float
        Mean absolute change over all outputs.
    """

    outputs: int
    same: np.ndarray
    inked: np.ndarray
    same_inked: np.ndarray
    change: np.ndarray

    @property
    def share_by_one(self) -> float:
        """Share of outputs that stay, of those not blank: the mean over the 8 shifts by a pixel."""
        reach = len(self.same) // 2
        around = np.s_[reach - 1 : reach + 2, reach - 1 : reach + 2]
        counted = self.inked[around].sum() - self.inked[reach, reach]
        stayed = self.same_inked[around].sum() - self.same_inked[reach, reach]
        return float(stayed / counted) if counted else 1.0


def read_shift(text: str) -> tuple[int, int]:
    """Read a shift from an address.

    Parameters
    ----------
    text : str
        "1,-2" is down by 1 and left by 2.

    Returns
    -------
    down, right : int
        At most 8 in magnitude.

    Raises
    ------
    InputError
        If it is not written so.
    """
    numbers = text.split(",")
    if len(numbers) != 2 or not all(re.fullmatch(r"-?\d{1,6}", part) for part in numbers):
        raise InputError("a shift is written like 1,-2 (down, right), got {text}", text=text[:20])
    down, right = (max(min(int(part), LARGEST_SHIFT), -LARGEST_SHIFT) for part in numbers)
    return down, right
