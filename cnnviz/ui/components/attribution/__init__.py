"""Attribution maps side by side over an input, each with its twin of random weights.

Below them the most important pixels are taken away: picture, probabilities and curves follow a
slider in the browser. Python computed every number that is shown there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from cnnviz.explain.methods import BY_NAME, Target
from cnnviz.explain.score_table import ROWS
from cnnviz.explain.scores import area, ranking
from cnnviz.explain.variants import blank
from cnnviz.ui.components import load
from cnnviz.ui.components.packing import pack_exact
from cnnviz.utils.language import _

_component = load("attribution", height=900)

WITHIN = 99.5  # percent of a map's magnitudes lie within the ends of its colours
KINDS = ("deletion", "insertion")


class AttributionRow(TypedDict):
    """A method or a baseline; index.js describes each field."""

    name: str
    label: str
    does: str
    limit: str
    source: str
    signed: bool
    limits: list[float]
    alike: float | None
    areas: list[float]
    mapped: bool
    twinned: bool
    scored: bool


class AttributionHeader(TypedDict):
    """What is sent to the browser before the arrays."""

    shape: list[int]
    rows: list[AttributionRow]
    classes: list[str]
    label: int
    other: int | None
    order: list[int]
    blank: list[float]
    shares: list[float]
    counts: list[int]
    missing: str


@dataclass(frozen=True, eq=False)
class Attributed:
    """What is shown.

    Attributes
    ----------
    image : ndarray
        float32 (H, W, C) in [0, 1].
    target : Target
    maps, random : dict of str to ndarray
        float32 (H, W) by row; ``random`` has no baselines.
    curves : dict of (str, str) to ndarray
        float32 (shares, classes): probabilities by row, and "deletion" or "insertion".
    shares : ndarray
        float (N,) from 0 to 1: how many of the pixels are taken away, or given.
    missing : str
        One sentence on what there is no map of, and why; may be empty.
    expected : tuple of str
        The rows that have a place already, though their maps may be missing.
    """

    image: np.ndarray
    target: Target
    maps: dict[str, np.ndarray]
    random: dict[str, np.ndarray]
    curves: dict[tuple[str, str], np.ndarray]
    shares: np.ndarray
    missing: str = ""
    expected: tuple[str, ...] = ()

    @property
    def rows(self) -> list[str]:
        """Names of the rows that have a map or a place for one, the methods first."""
        return [name for name in ROWS if name in self.maps or name in self.expected]

    @property
    def scored(self) -> list[str]:
        """Names of the rows that are complete, the methods first."""
        return [name for name in ROWS if all((name, kind) in self.curves for kind in KINDS)]


def attribution(packed: bytes, *, key: str) -> None:
    """Show maps, their twins, and what is left of the answer without the most important pixels.

    They were packed by ``attribution_data``.
    """
    _component(key=key, data=packed)


def attribution_data(shown: Attributed, classes: Sequence[str]) -> bytes:
    """Pack what ``attribution`` shows; maps and ranks are those of the rows, in their order."""
    rows, scored, image = shown.rows, shown.scored, shown.image
    none = np.zeros(image.shape[:2], np.float32)
    no_curve = np.zeros((len(shown.shares), len(classes)), np.float32)
    curves = {
        row: [shown.curves[row, kind] if row in scored else no_curve for kind in KINDS]
        for row in rows
    }
    first = curves[scored[0]][0][0] if scored else no_curve[0]
    header: AttributionHeader = {
        "shape": list(image.shape),
        "rows": [_row(shown, row) for row in rows],
        "classes": list(classes),
        "label": shown.target.label,
        "other": shown.target.rather_than,
        "order": np.argsort(-first).tolist(),
        "blank": blank(image)[0, 0].tolist(),
        "shares": shown.shares.tolist(),
        "counts": np.rint(shown.shares * image[..., 0].size).astype(int).tolist(),
        "missing": shown.missing,
    }
    maps = {row: shown.maps.get(row, none) for row in rows}
    ranks = [_ranks(maps[row]) if row in scored else none.ravel().astype(int) for row in rows]
    arrays = {
        "image": image,
        "maps": np.stack([*maps.values()]),
        "random": np.stack([shown.random.get(row, maps[row]) for row in rows]),
        "ranks": np.stack(ranks),
        "curves": np.array([curves[row] for row in rows], np.float32),
    }
    return pack_exact(header, arrays)


def _row(shown: Attributed, name: str) -> AttributionRow:
    method, own, twin = BY_NAME.get(name), shown.maps.get(name), shown.random.get(name)
    scored, label = name in shown.scored, shown.target.label
    areas = [area(shown.shares, shown.curves[name, kind][:, label]) for kind in KINDS * scored]
    return {
        "name": name,
        "label": _(ROWS[name]),
        "does": _(method.does) if method else "",
        "limit": _(method.limit) if method else "",
        "source": method.source if method else "",
        "signed": bool(method and method.signed),
        "limits": [_limit(each) for each in (own, twin) if each is not None],
        "alike": None if own is None or twin is None else correlation(own, twin),
        "areas": areas,
        "mapped": own is not None,
        "twinned": twin is not None,
        "scored": scored,
    }


def _limit(values: np.ndarray) -> float:
    magnitudes = np.abs(values)
    return float(np.percentile(magnitudes, WITHIN) or magnitudes.max())


def correlation(first: np.ndarray, second: np.ndarray) -> float | None:
    """Return the correlation of two maps' values; None where one of them is even."""
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    return float(np.corrcoef(first.ravel(), second.ravel())[0, 1])


def _ranks(values: np.ndarray) -> np.ndarray:
    order = ranking(values)
    ranks = np.empty(len(order), int)
    ranks[order] = np.arange(len(order))
    return ranks
