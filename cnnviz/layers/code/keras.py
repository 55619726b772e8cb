"""A window layer in Keras 3, channels last.

Where a Keras layer lacks a setting, other layers or zeros take its place: padding by a layer before
it or a cropping after it, zeros in the gaps of a strided kernel and between groups.
Source: https://keras.io/api/layers, and the errors that its layers raise.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from cnnviz.layers.calls import NOTHING_WINS, Call, call
from cnnviz.layers.code.form import Form, brief, unless
from cnnviz.layers.window import (
    DEPTHWISE,
    GLOBAL_MAX,
    MAX_POOLING,
    SAME,
    SAME_TORCH,
    VALID,
    Sides,
    WindowSettings,
)
from cnnviz.ops.geometry import Axis

ONE = (1, 1)
Pads = tuple[tuple[int, int], tuple[int, int]]


def keras_form(layer: WindowSettings) -> Form:
    """Find the Keras layers that compute what a window layer does.

    Parameters
    ----------
    layer : WindowSettings

    Returns
    -------
    Form
        Without calls for a pooling with dilation, which Keras lacks; its note says so.

    Examples
    --------
    >>> print(keras_form(WindowSettings(padding="same", filters=8)).code)
    layer = keras.layers.Conv2D(8, kernel_size=3, padding="same")
    """
    if layer.whole:
        kind = "Max" if layer.operation == GLOBAL_MAX else "Average"
        return _form(call(f"Global{kind}Pooling{layer.dims}D", keepdims=True))
    if layer.transposed:
        return _transposed(layer)
    if layer.weighted:
        return _convolution(layer)
    if layer.dilation != ONE:
        return _form(note="Keras's pooling has no dilation")
    return _pooling(layer)


def _form(*calls: Call, **more: Any) -> Form:
    return Form("keras", calls, **more)


def _spread(layer: WindowSettings) -> bool:
    """Whether the kernel's gaps are written as weights of 0.

    Keras takes stride or dilation, not both; TensorFlow runs a dilated transposed convolution
    only on CPUs where oneDNN is switched on.
    """
    return max(layer.dilation) > 1 and (layer.transposed or max(layer.stride) > 1)


def _window(layer: WindowSettings) -> dict[str, Any]:
    spread = _spread(layer)
    kernel = layer.effective_kernel if spread else layer.kernel
    return {
        "kernel_size": brief(kernel, layer.dims),
        "strides": unless(ONE, layer.stride, layer.dims),
        "dilation_rate": None if spread else unless(ONE, layer.dilation, layer.dims),
    }


def _named_padding(layer: WindowSettings) -> str | None:
    """Keras's name for the padding; None for its default, "valid"."""
    return SAME if layer.padding in (SAME, SAME_TORCH) else None


def _convolution(layer: WindowSettings) -> Form:
    padding = _named_padding(layer)
    pads = [call(f"ZeroPadding{layer.dims}D", _sides(layer, _pads(layer)))] if _own(layer) else []
    notes = [_spread_note(layer)]
    if _runs_depthwise(layer):
        conv = call(
            f"DepthwiseConv{layer.dims}D",
            **_window(layer),
            padding=padding,
            depth_multiplier=layer.multiplier if layer.multiplier > 1 else None,
        )
    else:
        groups = layer.groups if layer.groups > 1 else None
        conv = call(
            f"Conv{layer.dims}D", layer.filters, **_window(layer), padding=padding, groups=groups
        )
        if layer.operation == DEPTHWISE:
            notes.append(
                "DepthwiseConv2D needs equal strides in TensorFlow, so one group per channel"
            )
    return _form(*pads, conv, note="; ".join(filter(None, notes)), spread=_spread(layer))


def _runs_depthwise(layer: WindowSettings) -> bool:
    """Whether TensorFlow runs it as depthwise: in two dimensions it needs equal strides."""
    return layer.operation == DEPTHWISE and (layer.dims == 1 or layer.stride[0] == layer.stride[1])


def _spread_note(layer: WindowSettings) -> str:
    if not _spread(layer):
        return ""
    rule = "Not every CPU runs it dilated" if layer.transposed else "Keras takes stride or dilation"
    return f"{rule}: the kernel's gaps are weights of 0"


def _own(layer: WindowSettings) -> bool:
    """Whether the padding needs a layer before this one: Keras has no name for it."""
    return layer.padding not in (VALID, SAME, SAME_TORCH) and _pads(layer) != ((0, 0), (0, 0))


def _pads(layer: WindowSettings) -> Pads:
    """Cells that the windows need around the input: (top, bottom), (left, right)."""
    rows, cols = (axis.needed for axis in (layer.rows, layer.cols) if isinstance(axis, Axis))
    return rows, cols


def _sides(layer: WindowSettings, pads: Pads) -> Any:
    return pads[1] if layer.dims == 1 else pads


def _pooling(layer: WindowSettings) -> Form:
    size, strides = (brief(pair, layer.dims) for pair in (layer.kernel, layer.stride))
    # Keras pads by name without rounding up.
    by_hand = _own(layer) or (layer.ceil and _pads(layer) != (layer.pads(0), layer.pads(1)))
    padding = None if by_hand else _named_padding(layer)
    kind = "Max" if layer.operation == MAX_POOLING else "Average"
    pool = call(f"{kind}Pooling{layer.dims}D", size, strides=strides, padding=padding)
    if not by_hand:
        return _form(pool)
    if kind == "Max":
        pads = ((0, 0), *_pads(layer)[2 - layer.dims :], (0, 0))
        return _form(call("pad", pads, constant_values=NOTHING_WINS), pool)
    zeros = call(f"ZeroPadding{layer.dims}D", _sides(layer, _pads(layer)))
    if layer.count_padding:
        return _form(zeros, pool)
    return _form(
        zeros, pool, excludes_padding=True, note="divided by the mean of ones: the padding left out"
    )


def _transposed(layer: WindowSettings) -> Form:
    numbers = isinstance(layer.padding, Sides)
    fits = all(p < s for p, s in zip(layer.output_padding, layer.stride, strict=True))
    extra = layer.output_padding if fits else (0, 0)
    conv = call(
        f"Conv{layer.dims}DTranspose",
        layer.filters,
        **_window(layer),
        padding=None if numbers else _named_padding(layer),
        output_padding=brief(extra, layer.dims) if numbers else None,
    )
    notes = [_spread_note(layer)]
    if layer.groups > 1:
        notes.append(f"Conv{layer.dims}DTranspose has no groups: weights between them are 0")
    cuts = _cuts(layer, fits) if numbers else ()
    return _form(conv, *cuts, note="; ".join(filter(None, notes)), spread=_spread(layer))


def _cuts(layer: WindowSettings, has_extra: bool) -> Iterator[Call]:
    """Add output padding that Keras's layer does not take, then cut the padding."""
    behind = tuple((0, extra) for extra in layer.output_padding)
    if not has_extra:
        yield call(f"ZeroPadding{layer.dims}D", behind[1] if layer.dims == 1 else behind)
    cut: Pads = layer.pads(0), layer.pads(1)
    if cut != ((0, 0), (0, 0)):
        yield call(f"Cropping{layer.dims}D", _sides(layer, cut))


def keras_weights(layer: WindowSettings, weights: np.ndarray) -> np.ndarray:
    """Bring weights into the shape that the form's Keras layer holds.

    Parameters
    ----------
    layer : WindowSettings
        With weights.
    weights : (F, C / groups, kH, kW) array

    Returns
    -------
    array
        (kH, kW, C / groups, F); depthwise (kH, kW, C, multiplier); transposed (kH, kW, F, C), with
        0 between groups. In one dimension without the first axis. Where the form writes the
        kernel's gaps as zeros, kH and kW are those of the effective kernel.
    """
    if keras_form(layer).spread:
        weights = _with_gaps(layer, weights)
    if layer.transposed:
        ready = _between_groups(layer, weights).transpose(2, 3, 0, 1)
    elif any(one.name.startswith("Depthwise") for one in keras_form(layer).calls):
        planes = weights.reshape(layer.channels, layer.multiplier, *weights.shape[2:])
        ready = planes.transpose(2, 3, 0, 1)
    else:
        ready = weights.transpose(2, 3, 1, 0)
    return ready[0] if layer.dims == 1 else ready


def _with_gaps(layer: WindowSettings, weights: np.ndarray) -> np.ndarray:
    spread = np.zeros((*weights.shape[:2], *layer.effective_kernel), weights.dtype)
    spread[:, :, :: layer.dilation[0], :: layer.dilation[1]] = weights
    return spread


def _between_groups(layer: WindowSettings, weights: np.ndarray) -> np.ndarray:
    """The weights of all pairs of filter and channel, (F, C, kH, kW): 0 between groups."""
    whole = np.zeros((layer.filters, layer.channels, *weights.shape[2:]), weights.dtype)
    filters, channels = layer.filters // layer.groups, weights.shape[1]
    for group in range(layer.groups):
        some = slice(group * filters, (group + 1) * filters)
        whole[some, group * channels : (group + 1) * channels] = weights[some]
    return whole
