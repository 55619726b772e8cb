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

_component = load("sliding_window")


@dataclass(frozen=True)
class Edit:
    """A number that was changed in the picture, and its place.

    ``place`` is (channel, row, col) in the input's own cells, or (filter, channel of its group,
    row, col) in the kernel.
    """

    grid: str
    place: tuple[int, ...]
    value: int


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
        case {"grid": "input" | "kernel" as grid, "place": [*place], "value": value}:
            if all(type(number) is int for number in (value, *place)):
                return Edit(grid, tuple(place), value)
    return None
