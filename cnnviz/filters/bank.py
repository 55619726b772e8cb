"""Several kernels as the filters of one layer: their text, their maps, their parameters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cnnviz.filters import kernels
from cnnviz.filters.apply import filter_image, with_planes
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _n
from cnnviz.utils.text import plural, times

MOST = 8
BETWEEN = "~"  # filters in a text
START = ("Sobel x", "Sobel y", "Laplacian, 8 neighbours", "Binomial 3 × 3")


@dataclass(frozen=True, eq=False)
class Filter:
    """A kernel of the layer.

    Attributes
    ----------
    name : str
        Of the named kernel that it is; another one if it is none.
    weights : (kH, kW, P) float64
    values : tuple of float
        The named kernel's parameters.
    """

    name: str
    weights: np.ndarray
    values: tuple[float, ...] = ()

    def same_as(self, weights: np.ndarray) -> bool:
        """Whether its weights are these, (kH, kW, P)."""
        return np.array_equal(self.weights, weights)


def named(name: str, shape: tuple[int, int] | None = None, values: Sequence[float] = ()) -> Filter:
    """Make a filter of a named kernel.

    Parameters
    ----------
    name : str
        A key of ``kernels.KERNELS``.
    shape : (int, int), optional
        Rows and columns, 1 to 15 each; by default the kernel's own.
    values : sequence of float
        Its parameters; none for the defaults.

    Returns
    -------
    Filter
        With weights of one plane.

    Raises
    ------
    InputError
        If the shape or a parameter is outside its bounds.
    """
    kernel = kernels.KERNELS[name]
    weights = kernel.build(shape, values)
    return Filter(name, weights[..., np.newaxis], tuple(values) or kernel.defaults)


def start() -> list[Filter]:
    """Make the filters that a layer begins with.

    Returns
    -------
    list of Filter
        Those named in ``START``.
    """
    return [named(name) for name in START]


def write_bank(filters: Sequence[Filter]) -> str:
    """Write filters as text, exact to the last bit.

    Parameters
    ----------
    filters : sequence of Filter
        At least one.

    Returns
    -------
    str
        Named filters by name, shape and parameters, others by their weights.
    """
    return BETWEEN.join(map(_write, filters))


def _write(each: Filter) -> str:
    kernel = kernels.KERNELS.get(each.name)
    shape = each.weights.shape[:2]
    if kernel is None:
        return kernels.write_weights(each.weights)
    if shape == kernel.shape and each.values == kernel.defaults:
        return each.name
    return f"{each.name}:{shape[0]}x{shape[1]}:{','.join(map(repr, each.values))}"


def read_bank(text: str) -> list[Filter]:
    """Read filters that ``write_bank`` wrote.

    Parameters
    ----------
    text : str
        From a link.

    Returns
    -------
    list of Filter
        1 to ``MOST`` filters.

    Raises
    ------
    InputError
        If there are none or more than ``MOST``, or one of them cannot be read.
    """
    parts = [part for part in text.split(BETWEEN) if part]
    if not 1 <= len(parts) <= MOST:
        raise InputError(
            "a layer has 1 to {most} filters here, got {count}", most=MOST, count=len(parts)
        )
    return [_read(part) for part in parts]


def _read(text: str) -> Filter:
    name, _, rest = text.partition(":")
    if name in kernels.KERNELS:
        return named(name, *_shape_and_values(rest)) if rest else named(name)
    weights = kernels.read_weights(text)
    return Filter(kernels.name_of(weights) or "Custom", weights)


def _shape_and_values(text: str) -> tuple[tuple[int, int], list[float]]:
    shape, _, values = text.partition(":")
    try:
        rows, cols = (int(side) for side in shape.split("x"))
        return (rows, cols), [float(number) for number in values.split(",") if number]
    except ValueError as error:
        raise InputError(
            "a filter is written as name:3x5:values, got {text!r}", text=text[:40]
        ) from error


def layer_weights(filters: Sequence[Filter], planes: int) -> list[np.ndarray]:
    """Bring the weights of all filters to one size.

    Parameters
    ----------
    filters : sequence of Filter
        At least one.
    planes : int
        1, the first plane of each; or as many as the image has channels, with a single plane
        repeated for all of them.

    Returns
    -------
    list of (kH, kW, planes) float64
        The largest height and width; smaller kernels have zeros around them.
    """
    rows, cols = (max(each.weights.shape[axis] for each in filters) for axis in (0, 1))
    resized = (kernels.recentre(each.weights, rows, cols) for each in filters)
    return [with_planes(weights, planes) for weights in resized]


def feature_maps(
    image: np.ndarray, weights: Sequence[np.ndarray], layer: FilterLayer
) -> list[np.ndarray]:
    """Compute the feature maps of a layer with several filters.

    Parameters
    ----------
    image : (H, W, C) float32, or uint8 or uint16
        Floats, or pixels as a file stores them.
    weights : sequence of (kH, kW, P) float
        One kernel per filter.
    layer : FilterLayer
        What all filters do.

    Returns
    -------
    list of (H_out, W_out, D) float32
        One per filter, pooled.

    Raises
    ------
    InputError
        If a window does not fit.
    """
    return [filter_image(image, each, layer).pooled for each in weights]


def describe(weights: Sequence[np.ndarray], maps: Sequence[np.ndarray]) -> str:
    """Describe a layer: filters, weights, maps.

    Parameters
    ----------
    weights : sequence of (kH, kW, P) float
        One kernel per filter, all of one shape.
    maps : sequence of (H_out, W_out, D) float32
        From ``feature_maps``.

    Returns
    -------
    str
        Two sentences.
    """
    count, (rows, cols, planes) = len(weights), weights[0].shape
    height, width, depth = maps[0].shape
    size = times((rows, cols, planes))
    weights_of_all = plural(count * rows * cols * planes, "weight")
    first = _n(
        "{count} filter of {size}: {weights} and 1 bias.",
        "{count} filters of {size}: {weights} and {count} biases.",
        count,
        size=size,
        weights=weights_of_all,
    )
    made, extent = plural(count * depth, "map"), times((height, width))
    if depth > 1:
        second = _n(
            "It makes {maps} of {size}, one for each channel.",
            "They make {maps} of {size}, one for each channel.",
            count,
            maps=made,
            size=extent,
        )
    else:
        second = _n(
            "It makes {maps} of {size}.",
            "They make {maps} of {size}.",
            count,
            maps=made,
            size=extent,
        )
    return f"{first} {second}"
