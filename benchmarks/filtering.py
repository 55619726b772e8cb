"""Filtering a picture: ours against the fastest of OpenCV's and SciPy's methods."""

from collections.abc import Callable, Iterator
from functools import partial

import cv2
import numpy as np
import scipy.fft
import scipy.signal

from benchmarks.timing import median_seconds_each, verdict
from cnnviz.ops.convolution import cross_correlate2d

PICTURES = {"1 MP": (1000, 1000), "12 MP": (3000, 4000)}
REPEATS = {"1 MP": 75, "12 MP": 11}
MEGAPIXEL = 1_000_000
SIDES = (3, 5, 7, 9, 11, 13, 15, 21, 31)
AT_MOST = 1.1  # times the fastest other way
AT_LEAST = 10  # times as fast as SciPy's convolve2d, at 3 × 3

Ways = dict[str, Callable[[], object]]


def report() -> Iterator[str]:
    """Lines for each picture and kernel; the full kernels hold random numbers."""
    random = np.random.default_rng(0)
    for name, shape in PICTURES.items():
        plane = random.random(shape, np.float32)
        full = random.normal(size=(3, 3))
        yield _against_scipy(name, plane, full)
        for side in SIDES:
            full = random.normal(size=(side, side))
            yield _against_the_best(f"{name}, {side} × {side} full", plane, full, {})
            line = cv2.getGaussianKernel(side, side / 6)
            separable = {"sepFilter2D": partial(cv2.sepFilter2D, plane, cv2.CV_32F, line, line)}
            yield _against_the_best(
                f"{name}, {side} × {side} Gaussian", plane, line @ line.T, separable
            )


def _against_scipy(name: str, plane: np.ndarray, kernel: np.ndarray) -> str:
    theirs = {"convolve2d": partial(scipy.signal.convolve2d, plane, kernel)}
    seconds = _measure(plane, kernel, theirs)
    ratio = seconds["convolve2d"] / seconds["ours"]
    return (
        f"{_start(f'{name}, 3 × 3 full', seconds)}   {ratio:5.1f} times as fast as scipy.signal."
        f"convolve2d, promised {AT_LEAST}: {verdict(ratio >= AT_LEAST)}"
    )


def _against_the_best(what: str, plane: np.ndarray, kernel: np.ndarray, separable: Ways) -> str:
    theirs = {
        "filter2D": partial(cv2.filter2D, plane, cv2.CV_32F, kernel.astype(np.float32)),
        "FFT": partial(_fft, plane, kernel),
    }
    if plane.size <= MEGAPIXEL:  # twice as slow as the FFT, which at 12 MP takes minutes
        flipped = kernel[::-1, ::-1].astype(np.float32)
        theirs["oaconvolve"] = partial(scipy.signal.oaconvolve, plane, flipped, "valid")
    seconds = _measure(plane, kernel, theirs | separable)
    best = min(seconds.keys() - {"ours"}, key=seconds.__getitem__)
    ratio = seconds["ours"] / seconds[best]
    return (
        f"{_start(what, seconds)}   {ratio:5.2f} times {best}, promised at most {AT_MOST}: "
        f"{verdict(ratio <= AT_MOST)}"
    )


def _measure(plane: np.ndarray, kernel: np.ndarray, theirs: Ways) -> dict[str, float]:
    ours: Ways = {"ours": partial(cross_correlate2d, plane[..., None], kernel)}
    repeats = REPEATS["1 MP" if plane.size <= MEGAPIXEL else "12 MP"]
    return median_seconds_each(ours | theirs, repeats)


def _start(what: str, seconds: dict[str, float]) -> str:
    return f"filter {what:28} {seconds['ours'] * 1e3:8.2f} ms"


def _fft(plane: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Valid correlation by SciPy's FFT, in float32, on all cores."""
    sides = [scipy.fft.next_fast_len(side, real=True) for side in plane.shape]
    spectrum = scipy.fft.rfft2(plane, sides, workers=-1)
    spectrum *= scipy.fft.rfft2(kernel[::-1, ::-1].astype(np.float32), sides, workers=-1)
    everywhere = scipy.fft.irfft2(spectrum, sides, workers=-1, overwrite_x=True)
    rows, cols = plane.shape
    return everywhere[kernel.shape[0] - 1 : rows, kernel.shape[1] - 1 : cols]
