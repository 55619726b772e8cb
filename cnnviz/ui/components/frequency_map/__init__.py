"""The frequency response as a map to point at: each wave, how it goes in and how it comes out."""

from typing import TypedDict

import numpy as np

from cnnviz.filters.analysis.frequency import Spectrum
from cnnviz.ui.components import load
from cnnviz.ui.components.packing import pack

_component = load("frequency_map")


class FrequencyMapHeader(TypedDict):
    """What is sent to the browser before the arrays; index.js describes each field."""

    count: int
    frequencies: list[float]
    peak: float
    rest: list[int]
    stride: int


def frequency_map(found: Spectrum, *, stride: int = 1, key: str) -> None:
    """Show the gain at every frequency, its cuts through 0, and the wave that is pointed at.

    Parameters
    ----------
    found : Spectrum
    stride : int
        Of the layer; a frame marks the waves that it keeps apart, those up to 1 / (2 stride).
    key : str
        Session key; what is pointed at stays in the browser.
    """
    _component(key=key, data=payload(found, stride))


def payload(found: Spectrum, stride: int) -> bytes:
    """Gain and phase at every frequency, row by row, fy from -1/2 downwards."""
    header: FrequencyMapHeader = {
        "count": len(found.frequencies),
        "frequencies": found.frequencies.tolist(),
        "peak": round(found.peak, 9),
        "rest": _index(found, found.telling),
        "stride": stride,
    }
    return pack(header, [found.gain.round(9), np.angle(found.response)])


def _index(found: Spectrum, place: tuple[float, float]) -> list[int]:
    """Row and column of the map where a pair of frequencies stands."""
    return [int(np.abs(found.frequencies - frequency).argmin()) for frequency in place]
