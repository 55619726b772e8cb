"""The moving window: padded input, kernels and outputs with numbers in their cells.

Everything shown is computed beforehand; the browser plays, scrubs and highlights by itself and
sends back only a number that the visitor changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cnnviz.layers.window import Slide
from cnnviz.ui.components import load
from cnnviz.ui.components.changes import take_changes, taken
from cnnviz.ui.components.sliding_window.payload import payload
from cnnviz.utils.number_text import LARGEST

_component = load("sliding_window")


@dataclass(frozen=True)
class Edit:
    """A number that was changed in the picture, and its place.

    ``place`` is (channel, row, col) in the input's own cells, or (filter, channel of its group,
    row, col) in the kernel.
    """

    grid: str
    place: tuple[int, ...]
    value: float


def sliding_window(slide: Slide, *, key: str, on_edit: Callable[[], None]) -> None:
    """Show the animation; its place, speed and looping stay in the browser under ``key``.

    Parameters
    ----------
    slide : Slide
        All numbers to show.
    key : str
        Session key; ``edits_of(key)`` gives the changes inside ``on_edit``.
    on_edit : callable
        Called before the next run when the visitor changed a number of input or kernel.
    """
    _component(key=key, data=payload(slide, key, taken(key)), on_edit_change=on_edit)


def edits_of(key: str) -> list[Edit]:
    """The changes that the visitor made in the component ``key`` since the last call."""
    return [edit for change in take_changes(key) if (edit := _read_edit(change))]


def _read_edit(sent: Mapping[str, Any]) -> Edit | None:
    """Read a change as a browser sends it; None where it is none."""
    match sent:
        case {
            "grid": "input" | "kernel" as grid,
            "place": [*place],
            "value": int() | float() as value,
        }:
            whole = all(type(index) is int for index in place)
            if whole and not isinstance(value, bool) and abs(value) <= LARGEST:
                return Edit(grid, tuple(place), float(value))
    return None
