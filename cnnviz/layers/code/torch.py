"""A window layer in PyTorch, channels first.

Source: https://docs.pytorch.org/docs/stable/nn.html, convolution, pooling and padding layers.
"""

from typing import Any

from cnnviz.layers.calls import NOTHING_WINS, Call, call
from cnnviz.layers.code.form import Form, brief, unless
from cnnviz.layers.window import GLOBAL_MAX, MAX_POOLING, SAME, SAME_TORCH, WindowSettings
from cnnviz.ops.geometry import Axis, TransposedAxis

ONE, NONE = (1, 1), (0, 0)
Pads = tuple[tuple[int, int], tuple[int, int]]


def torch_form(layer: WindowSettings) -> Form:
    """Find the PyTorch layers that compute what a window layer does.

    Parameters
    ----------
    layer : WindowSettings

    Returns
    -------
    Form
        Without calls for an average pooling with dilation, which PyTorch has not; its note says so.

    Examples
    --------
    >>> print(torch_form(WindowSettings(padding="same", channels=3, filters=8)).code)
    layer = nn.Conv2d(3, 8, kernel_size=3, padding="same")
    """
    if layer.whole:
        kind = "Max" if layer.operation == GLOBAL_MAX else "Avg"
        return _form(call(f"Adaptive{kind}Pool{layer.dims}d", 1))
    if layer.transposed:
        return _transposed(layer)
    if layer.weighted:
        return _convolution(layer)
    return _max(layer) if layer.operation == MAX_POOLING else _mean(layer)


def _form(*calls: Call, **more: Any) -> Form:
    return Form("torch", calls, **more)


def _window(layer: WindowSettings) -> dict[str, Any]:
    return {
        "kernel_size": brief(layer.kernel, layer.dims),
        "stride": unless(ONE, layer.stride, layer.dims),
    }


def _gaps(layer: WindowSettings) -> Any:
    return unless(ONE, layer.dilation, layer.dims)


def _groups(layer: WindowSettings) -> int | None:
    return layer.groups if layer.groups > 1 else None


def _in_turn(layer: WindowSettings, pads: Pads) -> tuple[int, ...]:
    """Pads as PyTorch lists them: left, right, top, bottom."""
    return pads[1] if layer.dims == 1 else (*pads[1], *pads[0])


def _even(pads: Pads) -> tuple[int, int] | None:
    """One amount per axis where its two sides agree."""
    return None if any(before != after for before, after in pads) else (pads[0][0], pads[1][0])


def _pads(layer: WindowSettings) -> Pads:
    """Cells that the windows need around the input, without rounding up."""
    rows, cols = (axis.needed for axis in (layer.rows, layer.cols) if isinstance(axis, Axis))
    return rows, cols


def _convolution(layer: WindowSettings) -> Form:
    pads = layer.pads(0), layer.pads(1)
    even = _even(pads)
    padding = unless(NONE, even, layer.dims) if even else None
    if layer.padding == SAME_TORCH or (layer.padding == SAME and layer.stride == ONE):
        padding, even = SAME, NONE
    conv = call(
        f"Conv{layer.dims}d",
        layer.channels,
        layer.filters,
        **_window(layer),
        padding=padding,
        dilation=_gaps(layer),
        groups=_groups(layer),
    )
    if even:
        return _form(conv)
    note = "PyTorch pads both sides alike" if layer.padding == SAME else ""
    return _form(_zeros(layer, pads), conv, note=note)


def _zeros(layer: WindowSettings, pads: Pads) -> Call:
    return call(f"ZeroPad{layer.dims}d", _in_turn(layer, pads))


def _native(layer: WindowSettings) -> tuple[int, int] | None:
    """The padding that a pooling layer takes itself: both sides alike, at most half the window."""
    even = _even((layer.pads(0), layer.pads(1)))
    halves = (kernel // 2 for kernel in layer.kernel)
    if even and all(amount <= half for amount, half in zip(even, halves, strict=True)):
        return even
    return None


def _own_padding(layer: WindowSettings, even: tuple[int, int]) -> dict[str, Any]:
    return {
        "padding": unless(NONE, even, layer.dims),
        "ceil_mode": True if layer.ceil else None,
    }


def _max(layer: WindowSettings) -> Form:
    window = {**_window(layer), "stride": brief(layer.stride, layer.dims), "dilation": _gaps(layer)}
    name, even = f"MaxPool{layer.dims}d", _native(layer)
    if even:
        return _form(call(name, **window, **_own_padding(layer, even)))
    lowest = call(f"ConstantPad{layer.dims}d", _in_turn(layer, _pads(layer)), NOTHING_WINS)
    return _form(lowest, call(name, **window))


def _mean(layer: WindowSettings) -> Form:
    if layer.dilation != ONE:
        return _form(note="PyTorch's average pooling has no dilation")
    window = {**_window(layer), "stride": brief(layer.stride, layer.dims)}
    name, even = f"AvgPool{layer.dims}d", _native(layer)
    if even:
        counted = False if any(even) and not layer.count_padding else None
        own = _own_padding(layer, even)
        return _form(call(name, **window, **own, count_include_pad=counted))
    if layer.count_padding:
        return _form(_zeros(layer, _pads(layer)), call(name, **window))
    return _form(
        _zeros(layer, _pads(layer)),
        call(name, **window),
        excludes_padding=True,
        note="divided by the mean of ones: the padding left out",
    )


def _transposed(layer: WindowSettings) -> Form:
    named = _named_cut(layer)
    conv = call(
        f"ConvTranspose{layer.dims}d",
        layer.channels,
        layer.filters,
        **_window(layer),
        **(named or {}),
        groups=_groups(layer),
        dilation=_gaps(layer),
    )
    if named is not None:
        return _form(conv)
    rows, cols = (
        (-axis.before, axis.extra - axis.after)
        for axis in (layer.rows, layer.cols)
        if isinstance(axis, TransposedAxis)
    )
    return _form(conv, _zeros(layer, (rows, cols)), note="negative padding cuts")


def _named_cut(layer: WindowSettings) -> dict[str, Any] | None:
    """Padding and output padding that cut as the layer does, if PyTorch takes them."""
    axes = [axis for axis in (layer.rows, layer.cols) if isinstance(axis, TransposedAxis)]
    extra = [axis.extra + axis.before - axis.after for axis in axes]
    bounds = [max(axis.stride, axis.dilation) for axis in axes]
    if not all(0 <= amount < bound for amount, bound in zip(extra, bounds, strict=True)):
        return None
    return {
        "padding": unless(NONE, (axes[0].before, axes[1].before), layer.dims),
        "output_padding": unless(NONE, (extra[0], extra[1]), layer.dims),
    }
