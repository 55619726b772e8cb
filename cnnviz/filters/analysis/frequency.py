"""The frequency response of a kernel: by how much it multiplies waves of each length.

A wave of frequency (fy, fx), in cycles per pixel, comes out of a filter as the same wave, only
stronger or weaker and shifted. Source: A. Oppenheim, R. Schafer, "Discrete-Time Signal
Processing", chapter 2; for pictures R. Gonzalez, R. Woods, "Digital Image Processing", chapter 4.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.ops.convolution import dilate_kernel
from cnnviz.utils.language import ENGLISH, N_, _, current
from cnnviz.utils.local_numbers import localised
from cnnviz.utils.text import minus

COUNT = 65  # frequencies an axis: 0 is one of them, and so is each multiple of 1/64


@dataclass(frozen=True, eq=False)
class Spectrum:
    """How a kernel answers waves.

    Attributes
    ----------
    kernel : (kH, kW) float64
        As it lies on the picture: flipped where the layer convolves, with its gaps.
    frequencies : (n,) float64
        From -1/2 to 1/2 cycles per pixel, 0 in the middle.
    response : (n, n) complex128
        ``response[y, x]`` is what the wave of frequencies ``(y, x)`` is multiplied with.
    """

    kernel: np.ndarray
    frequencies: np.ndarray
    response: np.ndarray

    @cached_property
    def gain(self) -> np.ndarray:
        """The factor of each wave's height, (n, n), at least 0."""
        return np.abs(self.response)

    @property
    def at_zero(self) -> float:
        """What an even area is multiplied with, without its sign."""
        middle = len(self.frequencies) // 2
        return float(self.gain[middle, middle])

    @property
    def peak(self) -> float:
        """The largest gain."""
        return float(self.gain.max())

    @cached_property
    def peak_at(self) -> tuple[float, float]:
        """Frequencies (fy, fx) of the largest gain; of equal ones that nearest to 0."""
        return self._nearest(self.gain >= self.peak * (1 - 1e-9))

    @cached_property
    def strongest_fine(self) -> tuple[float, float]:
        """Frequencies of the largest gain among fine waves."""
        distance = np.abs(self.frequencies)
        fine = np.maximum.outer(distance, distance) >= FINE
        most = self.gain[fine].max()
        return self._nearest(fine & (self.gain >= most * (1 - 1e-9)))

    @cached_property
    def telling(self) -> tuple[float, float]:
        """Frequencies that show what the kernel does: the strongest wave's.

        Where that is an even area, those of the first wave along an axis that loses half.
        """
        if self.peak_at != (0, 0):
            return self.peak_at
        along_x, along_y = self.halved
        if along_y is not None and (along_x is None or along_y < along_x):
            return along_y, 0.0
        return 0.0, along_x or 0.125

    @property
    def halved(self) -> tuple[float | None, float | None]:
        """Lowest frequencies along x and along y with less than half of the gain at 0."""
        middle = len(self.frequencies) // 2
        cuts = self.gain[middle, middle:], self.gain[middle:, middle]
        below = (np.flatnonzero(cut < self.at_zero / 2) for cut in cuts)
        along_x, along_y = (
            float(self.frequencies[middle + found[0]]) if len(found) else None for found in below
        )
        return along_x, along_y

    def gain_at(self, fy: float, fx: float) -> float:
        """The gain at any frequencies."""
        return float(np.abs(_waves(self.kernel, np.array([fy]), np.array([fx]))[0, 0]))

    def _nearest(self, chosen: np.ndarray) -> tuple[float, float]:
        """Of the chosen frequencies the ones nearest to 0; fx from 0 up where both signs are."""
        rows, cols = np.nonzero(chosen)
        fy, fx = self.frequencies[rows], self.frequencies[cols]
        first = np.lexsort((-fy, -fx, (fx**2 + fy**2).round(9)))[0]
        return float(fy[first]), float(fx[first])


def spectrum(kernel: np.ndarray, layer: FilterLayer | None = None, count: int = COUNT) -> Spectrum:
    """Compute the frequency response of a layer's kernel.

    Parameters
    ----------
    kernel : (kH, kW) float
        The kernel as it is written.
    layer : FilterLayer, optional
        Operation and dilation count here; by default correlation without dilation.
    count : int
        Frequencies per axis, odd, so that 0 is one of them.

    Returns
    -------
    Spectrum
        At ``count`` × ``count`` frequencies from -1/2 to 1/2 cycles per pixel.

    Examples
    --------
    A mean of three pixels in a row keeps flat areas and removes waves of three pixels' length.

    >>> mean = spectrum(np.full((1, 3), 1 / 3))
    >>> round(mean.at_zero, 3), round(mean.gain_at(0, 1 / 3), 3)
    (1.0, 0.0)
    """
    applied = applied_kernel(kernel, layer or FilterLayer())
    frequencies = np.linspace(-0.5, 0.5, count)
    return Spectrum(applied, frequencies, _waves(applied, frequencies, frequencies))


def applied_kernel(kernel: np.ndarray, layer: FilterLayer) -> np.ndarray:
    """Kernel as the windows see it: flipped where the layer convolves, its gaps filled with zeros.

    Parameters
    ----------
    kernel : (kH, kW) float
        The kernel as it is written.
    layer : FilterLayer
        Operation and dilation count here.

    Returns
    -------
    ((kH - 1) * dilation + 1, (kW - 1) * dilation + 1) float
        The weights by which the pixels of a window are multiplied.
    """
    laid = kernel[::-1, ::-1] if layer.operation == "convolve" else kernel
    return dilate_kernel(laid, layer.dilation)


def _waves(kernel: np.ndarray, down: np.ndarray, across: np.ndarray) -> np.ndarray:
    """Sum of the weights times the wave at their places, counted from the anchor."""
    rows, cols = (np.arange(size) - (size - 1) // 2 for size in kernel.shape)
    waves = np.exp(2j * np.pi * np.outer(down, rows)), np.exp(2j * np.pi * np.outer(cols, across))
    return waves[0] @ kernel @ waves[1]


# Shares of a gain: what counts as nothing, as not weakened, as the same.
NOTHING, WHOLE, EQUAL = 0.05, 0.9, 0.999
FINE = 0.375  # cycles per pixel on an axis, from which on a wave is fine detail


def describe(found: Spectrum) -> tuple[str, str]:
    """Describe what a kernel lets pass.

    Parameters
    ----------
    found : Spectrum
        Its frequency response.

    Returns
    -------
    kind : str
        One to three words, "Low-pass" for example.
    sentence : str
        What happens to flat areas and to fine waves, with the gains.
    """
    if found.peak == 0:
        return _("Nothing"), _("Every weight is 0: no wave passes.")
    if found.gain.min() > EQUAL * found.peak:
        return _("All-pass"), _(
            "Every wave keeps its form, with a gain of {gain}.", gain=_number(found.peak)
        )
    if found.at_zero >= EQUAL * found.peak:
        return _describe_low_pass(found)
    if found.at_zero < NOTHING * found.peak:
        return _describe_change(found)
    return _describe_boost(found)


def _describe_low_pass(found: Spectrum) -> tuple[str, str]:
    """The largest gain is that of even areas."""
    fy, fx = found.strongest_fine
    gain = _number(found.at_zero)
    if found.gain_at(fy, fx) < EQUAL * found.at_zero:
        return _("Low-pass"), _halved(found, gain)
    if found.gain_at(fy / 2, fx / 2) >= EQUAL * found.at_zero:
        return _("Low-pass, one way"), _(
            "It passes even areas (gain {gain}) and blurs one way: waves across that pass whole.",
            gain=gain,
        )
    return _("Several bands"), _(
        "It passes even areas (gain {gain}) and as fully the fine waves at {place}.",
        gain=gain,
        place=_place(fy, fx),
    )


def _halved(found: Spectrum, gain: str) -> str:
    """Say which waves lose half, along the axis where that comes first."""
    along_x, along_y = found.halved
    if along_x is None and along_y is None:
        return _("It passes even areas (gain {gain}) and weakens fine waves.", gain=gain)
    first = min(frequency for frequency in (along_x, along_y) if frequency is not None)
    axes = _("x and y") if along_x == along_y else "x" if first == along_x else "y"
    return _(
        "It passes even areas (gain {gain}) and halves waves of about {length:.1f} pixels along "
        "{axes}.",
        gain=gain,
        length=1 / first,
        axes=axes,
    )


def _describe_change(found: Spectrum) -> tuple[str, str]:
    """Even areas give next to nothing: only change passes."""
    fy, fx = found.peak_at
    peak, place = _number(found.peak), _place(fy, fx)
    if found.at_zero < 1e-9 * found.peak:
        strongest = _(
            "It gives 0 for even areas and answers most, {peak}-fold, at {place}.",
            peak=peak,
            place=place,
        )
    else:
        strongest = _(
            "It nearly drops them and answers most, {peak}-fold, at {place}.",
            peak=peak,
            place=place,
        )
    direction = _slope_direction(found)
    if direction:
        return _(direction), strongest
    return _("High-pass") if max(abs(fy), abs(fx)) >= FINE else _("Band-pass"), strongest


def _slope_direction(found: Spectrum) -> str | None:
    """Say where the first derivative points, if the kernel is one: "Derivative along x", or None.

    A ramp's filtered value is the sum of weights × places; it depends on no anchor, as the sum of
    the weights is 0.
    """
    size = np.abs(found.kernel).sum()
    rows, cols = (np.arange(length) for length in found.kernel.shape)
    down, across = (found.kernel.sum(1) @ rows), (found.kernel.sum(0) @ cols)
    steepest = np.hypot(down, across)
    if abs(found.kernel.sum()) > 1e-9 * size or steepest <= 1e-6 * size:
        return None
    if abs(down) <= 1e-6 * steepest:
        return N_("Derivative along x")
    if abs(across) <= 1e-6 * steepest:
        return N_("Derivative along y")
    return N_("Derivative aslant")


def _describe_boost(found: Spectrum) -> tuple[str, str]:
    """Even areas pass, and some waves more than they."""
    fy, fx = found.peak_at
    sentence = _(
        "It multiplies even areas by {even} and waves at {place} by {peak}.",
        even=_number(found.at_zero),
        place=_place(fy, fx),
        peak=_number(found.peak),
    )
    if found.gain.min() < WHOLE * found.at_zero:
        return _("Mixed"), sentence
    return _("Sharpens") if max(abs(fy), abs(fx)) >= FINE else _("Boosts a band"), sentence


def _place(fy: float, fx: float) -> str:
    """Frequencies in words, x first as on the map."""
    separator = ", " if current() == ENGLISH else "; "
    return f"({_number(round(fx, 2))}{separator}{_number(round(fy, 2))})"


def _number(value: float) -> str:
    return localised(minus(f"{value:.3g}"), current())
