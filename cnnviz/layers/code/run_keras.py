"""Run a window layer in Keras and compare it with what we compute.

``run`` belongs in a worker; it alone imports Keras, and computes in float32.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, inf, prod

import numpy as np

from cnnviz.layers.code import Call, Form, keras_form, keras_weights
from cnnviz.layers.window import (
    CONVOLUTION,
    TRANSPOSED,
    Pair,
    Slide,
    WindowSettings,
    compute,
    times,
)
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _, _n

MOST_VALUES = 1_000_000
MOST_PRODUCTS = 50_000_000  # a tenth of a second on one core
TOLERANCE = 1e-5  # of the largest value: float32 keeps 7 digits


@dataclass(frozen=True)
class Comparison:
    """Our output beside Keras's; shapes are (height, width, filters), Keras's order.

    Attributes
    ----------
    ours, theirs : (int, int, int)
        The two shapes.
    difference : float
        The largest difference of two values; infinite where the shapes differ.
    worst : (int, int, int)
        Row, column and filter of that difference, counted from 0.
    values : (float, float)
        Ours and theirs there.
    scale : float
        Our largest value, without its sign; with fractions the largest sum of terms without their
        signs, which float32 rounds before they cancel.
    """

    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    difference: float = inf
    worst: tuple[int, ...] = ()
    values: tuple[float, float] = (0.0, 0.0)
    scale: float = 0.0

    @property
    def equal(self) -> bool:
        """Whether all values agree as far as float32 goes."""
        return self.difference <= TOLERANCE * max(1.0, self.scale)

    @property
    def verdict(self) -> str:
        """The result in a sentence."""
        if self.ours != self.theirs:
            return f"Not equal: {times(self.ours)} values here, {times(self.theirs)} in Keras."
        if self.equal:
            return f"Equal: Keras gives the same shape and the same {prod(self.ours):,} values."
        (row, col, plane), (here, there) = self.worst, self.values
        return (
            f"Not equal: row {row + 1}, column {col + 1} of filter {plane + 1} is {here:g} here "
            f"and {there:g} in Keras."
        )


def compare(
    layer: WindowSettings, cells: np.ndarray, weights: np.ndarray, theirs: np.ndarray
) -> Comparison:
    """Compare the output that Keras computed with the one computed here.

    Parameters
    ----------
    layer : WindowSettings
    cells : (C, H, W) int or float
    weights : (F, C / groups, kH, kW) int or float
    theirs : (oH, oW, F) float
        What ``run`` returned for these numbers.

    Returns
    -------
    Comparison
    """
    ours = compute(layer, cells, weights).output.transpose(1, 2, 0)
    if ours.shape != theirs.shape:
        return Comparison(ours.shape, theirs.shape)
    differences = np.abs(ours - theirs)
    at = tuple(int(i) for i in np.unravel_index(differences.argmax(), differences.shape))
    values = float(ours[at]), float(theirs[at])
    exact = cells.dtype.kind == weights.dtype.kind == "i"
    sums = ours if exact else compute(layer, np.abs(cells), np.abs(weights)).output
    scale = float(np.abs(sums).max())
    return Comparison(ours.shape, theirs.shape, float(differences.max()), at, values, scale)


def torch_size(layer: WindowSettings) -> Pair:
    """Compute an output size by PyTorch's documented formula for ``MaxPool2d``.

    For a pooling that Keras has no layer for.

    Parameters
    ----------
    layer : WindowSettings
        Uneven padding, which PyTorch does not take, counts with its sum.

    Returns
    -------
    height, width : int
    """
    height, width = (_torch_length(layer, side) for side in (0, 1))
    return height, width


def _torch_length(layer: WindowSettings, side: int) -> int:
    before, after = layer.pads(side)
    reach = layer.dilation[side] * (layer.kernel[side] - 1)
    steps = Fraction(layer.size[side] + before + after - reach - 1, layer.stride[side])
    length = (ceil(steps) if layer.ceil else floor(steps)) + 1
    starts_behind = (length - 1) * layer.stride[side] >= layer.size[side] + before
    return length - (layer.ceil and starts_behind)


def numbers(layer: WindowSettings, slide: Slide | None) -> tuple[np.ndarray, np.ndarray]:
    """Choose numbers for the whole depth of a layer.

    Parameters
    ----------
    layer : WindowSettings
    slide : Slide or None
        The planes on screen: they come first; what is not shown is random digits.

    Returns
    -------
    cells : (C, H, W) int or float
    weights : (F, C / groups, kH, kW) int or float

    Raises
    ------
    InputError
        As ``check_cost``.
    """
    check_cost(layer)
    chance = np.random.default_rng(0)
    cells = chance.integers(0, 10, (layer.channels, *layer.size))
    weights = chance.integers(-9, 10, layer.weight_shape)
    if slide:
        cells, weights = cells.astype(slide.cells.dtype), weights.astype(slide.weights.dtype)
        for whole, shown in ((cells, slide.cells), (weights, slide.weights)):
            whole[tuple(map(slice, shown.shape))] = shown
    return cells, weights


def run(layer: WindowSettings, cells: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Compute a layer with Keras; in a worker.

    Parameters
    ----------
    layer : WindowSettings
    cells : (C, H, W) int or float
    weights : (F, C / groups, kH, kW) int or float

    Returns
    -------
    (oH, oW, F) float32

    Raises
    ------
    InputError
        If Keras has no such layer, or as ``check_cost``.
    """
    check_cost(layer)
    form = keras_form(layer)
    if not form.calls:
        raise InputError("Keras's pooling has no dilation")
    batch = np.moveaxis(cells, 0, -1)[None].astype(np.float32)  # (1, H, W, C)
    batch = batch[:, 0] if layer.dims == 1 else batch
    output = _through(form, layer, weights, batch)
    if form.excludes_padding:
        output = output / _through(form, layer, weights, np.ones_like(batch))
    return output if layer.dims == 1 else output[0]  # of a row, the batch of one is the height


def _through(
    form: Form, layer: WindowSettings, weights: np.ndarray, batch: np.ndarray
) -> np.ndarray:
    for one in form.calls:
        batch = _called(one, layer, weights, batch)
    return np.asarray(batch)


def _called(one: Call, layer: WindowSettings, weights: np.ndarray, batch: np.ndarray) -> np.ndarray:
    import keras

    if one.name == "pad":
        return keras.ops.pad(batch, *one.arguments, **dict(one.named))
    made = getattr(keras.layers, one.name)(*one.arguments, **dict(one.named))
    made.build(batch.shape)
    if made.weights:
        made.set_weights([keras_weights(layer, weights), np.zeros(layer.filters)])
    return made(batch)


def check_cost(layer: WindowSettings) -> None:
    """Check that running a layer takes neither long nor much memory.

    Parameters
    ----------
    layer : WindowSettings

    Raises
    ------
    InputError
        Over 50 million products or a million values; says which depth can be checked.
    """
    if not _affordable(layer):
        raise InputError(
            "a check multiplies at most {products:,} times and holds at most "
            "{values:,} weights, inputs or outputs; take {way_out}",
            products=MOST_PRODUCTS,
            values=MOST_VALUES,
            way_out=_smaller(layer),
        )


def _affordable(layer: WindowSettings) -> bool:
    products = prod(layer.weight_shape) * prod(layer.size if layer.transposed else layer.output)
    # As Keras holds them: gaps as zeros, and weights between groups where it knows no groups.
    channels = layer.channels if layer.transposed else layer.weight_shape[1]
    weights = layer.filters * channels * prod(layer.effective_kernel)
    values = max(weights, layer.input_values, layer.output_values)
    return products <= MOST_PRODUCTS and values <= MOST_VALUES


def _smaller(layer: WindowSettings) -> str:
    """What to take instead: fewer groups, else fewer filters, else fewer channels."""
    filters, channels = layer.filters // layer.groups, layer.channels // layer.groups

    def deep(groups: int, channels: int, filters: int) -> bool:
        channels, filters = groups * channels, groups * filters
        return _affordable(replace(layer, channels=channels, filters=filters, groups=groups))

    if groups := _most(layer.groups, lambda n: deep(n, channels, filters)):
        if layer.operation not in (CONVOLUTION, TRANSPOSED):
            return _n("at most {count} channel", "at most {count} channels", groups)
        if groups == 1:
            return _(
                "1 group of {channels} channels and {filters} filters",
                channels=channels,
                filters=filters,
            )
        return _(
            "at most {groups} groups of {channels} channels and {filters} filters",
            groups=groups,
            channels=channels,
            filters=filters,
        )
    if most := _most(filters, lambda n: deep(1, channels, n)):
        if layer.groups > 1:
            return _(
                "1 group of {channels} channels and at most {most} filters",
                channels=channels,
                most=most,
            )
        return _("{channels} channels and at most {most} filters", channels=channels, most=most)
    most = _most(channels, lambda n: deep(1, n, 1))
    if layer.groups > 1:
        return _("1 group of 1 filter and at most {most} channels", most=most)
    return _("1 filter and at most {most} channels", most=most)


def _most(most: int, works: Callable[[int], bool]) -> int:
    """The largest number from 1 to ``most`` that works, if all below it do; 0 if none does."""
    return bisect_left(range(1, most + 1), True, key=lambda n: not works(n))
