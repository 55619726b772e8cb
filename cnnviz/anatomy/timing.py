"""How long three ways of filtering take on one picture, in turns in one run.

Direct takes every weight at every pixel; separable a column and then a row; by FFT each wave of
the picture is multiplied once, whatever the kernel's size. The FFT goes over strips of rows
(overlap-save), so that a large picture needs little memory. Source: A. Oppenheim, R. Schafer,
"Discrete-Time Signal Processing", chapter 8.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median
from time import perf_counter

import cv2
import numpy as np

from cnnviz.correlation import separate
from cnnviz.ops import checked_kernel

BUDGET = 1.0  # seconds for all turns together; the last one may go over it
MOST_TURNS = 15
STRIP = 512  # rows that are transformed at once

Way = Callable[[], np.ndarray]
DIRECT, SEPARABLE, FFT = "Direct", "Separable", "FFT"


@dataclass(frozen=True)
class Timing:
    """One way of filtering.

    Attributes
    ----------
    way : str
    multiplications : float or None
        For an output pixel; the FFT's are an estimate. None where the way is not open.
    milliseconds : float or None
        The median; None where it was not measured.
    """

    way: str
    multiplications: float | None
    milliseconds: float | None


def measure(plane: np.ndarray, kernel: np.ndarray) -> list[Timing]:
    """Filter a plane (H, W) float32 with a kernel (kH, kW) in each way, stride 1, zeros outside."""
    ways = filters(np.ascontiguousarray(plane), checked_kernel(kernel))
    taken: dict[str, list[float]] = {name: [] for name in ways}
    end = perf_counter() + BUDGET
    for _ in range(MOST_TURNS):
        for name, way in ways.items():
            taken[name].append(_milliseconds(way))
        if perf_counter() > end:
            break
    return [
        replace(each, milliseconds=median(taken[each.way])) if each.way in taken else each
        for each in counted(plane, kernel)
    ]


def counted(plane: np.ndarray, kernel: np.ndarray) -> list[Timing]:
    """What is known before anything is measured: the multiplications."""
    counts, closed = multiplications(plane.shape, kernel.shape), separate(kernel) is None
    return [
        Timing(name, None if closed and name == SEPARABLE else count, None)
        for name, count in counts.items()
    ]


def filters(plane: np.ndarray, kernel: np.ndarray) -> dict[str, Way]:
    """Each way that is open to the kernel; all give the same (H, W) float32."""
    ways: dict[str, Way] = {DIRECT: lambda: _direct(plane, kernel)}
    factors = separate(kernel)
    if factors is not None:
        ways[SEPARABLE] = lambda: _separable(plane, *factors)
    return ways | {FFT: lambda: _by_fft(plane, kernel)}


def multiplications(shape: tuple[int, ...], kernel_shape: tuple[int, ...]) -> dict[str, float]:
    """Multiplications for an output pixel; for the FFT the textbook's radix-2 estimate.

    Real numbers of N points take N log2 N real multiplications for a transform. The strip is
    transformed there and back, the kernel once; the N/2 complex products take 2 N.
    """
    rows, height = min(STRIP, shape[0]), kernel_shape[0]
    points = (rows + height - 1) * (shape[1] + kernel_shape[1] - 1)
    transforms = 2 + rows / shape[0]
    by_fft = (transforms * math.log2(max(points, 2)) + 2) * points / (rows * shape[1])
    return {DIRECT: math.prod(kernel_shape), SEPARABLE: sum(kernel_shape), FFT: by_fft}


def _direct(plane: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    weights = kernel.astype(np.float32)
    return cv2.filter2D(plane, cv2.CV_32F, weights, anchor=_anchor(kernel.shape),
                        borderType=cv2.BORDER_CONSTANT)  # fmt: skip


def _separable(plane: np.ndarray, column: np.ndarray, row: np.ndarray) -> np.ndarray:
    return cv2.sepFilter2D(plane, cv2.CV_32F, row, column, anchor=_anchor((len(column), len(row))),
                           borderType=cv2.BORDER_CONSTANT)  # fmt: skip


def _by_fft(plane: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Correlate strip after strip: each spectrum times the kernel's, conjugate."""
    from scipy import fft  # 0.1 s, which only who measures should wait for

    (height, width), (col, row) = kernel.shape, _anchor(kernel.shape)
    rows = min(STRIP, plane.shape[0])
    size = [fft.next_fast_len(n, True) for n in (rows + height - 1, plane.shape[1] + width - 1)]
    output = np.empty(plane.shape, np.float32)
    with fft.set_workers(cv2.getNumThreads()):
        waves = fft.rfft2(kernel.astype(np.float32), size).conj()
        for start in range(0, len(plane), rows):
            strip = _strip(plane, range(start - row, start + rows + height - 1 - row), col)
            done = fft.irfft2(fft.rfft2(strip, size) * waves, size)
            kept = min(rows, len(plane) - start)
            output[start : start + kept] = done[:kept, : plane.shape[1]]
    return output


def _strip(plane: np.ndarray, span: range, left: int) -> np.ndarray:
    """Rows of a plane with ``left`` zeros before them, and zero rows where the plane has none."""
    inside = slice(max(span.start, 0), min(span.stop, len(plane)))
    above, below = inside.start - span.start, span.stop - inside.stop
    return np.pad(plane[inside], ((above, below), (left, 0)))


def _anchor(kernel_shape: tuple[int, ...]) -> tuple[int, int]:
    """Column and row of the anchor, as OpenCV wants it."""
    return (kernel_shape[1] - 1) // 2, (kernel_shape[0] - 1) // 2


def _milliseconds(way: Way) -> float:
    start = perf_counter()
    way()
    return (perf_counter() - start) * 1000
