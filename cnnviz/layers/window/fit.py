"""Whether the window of a convolution or pooling fits its input, and the way out if it does not."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cnnviz.layers.window import padding
from cnnviz.layers.window.padding import Sides
from cnnviz.layers.window.ranges import LARGEST_FIELD, LARGEST_PADDING
from cnnviz.ops.geometry import Axis
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import Pair, either, measure, sized

if TYPE_CHECKING:
    from cnnviz.layers.window.layer import WindowLayer

BOTH = (0, 1)


def check(layer: "WindowLayer") -> None:
    """Raise InputError if no window fits, too many cells are drawn, or one holds only padding."""
    _check_window(layer)
    _check_field(layer)
    if not layer.weighted:
        _check_pooling(layer)


def _axis(layer: "WindowLayer", side: int, pads: Pair, span: int = 0) -> Axis | None:
    """One axis with other padding, or a kernel that spans ``span``; None where it does not fit."""
    kernel = (span, 1) if span else (layer.kernel[side], layer.dilation[side])
    try:
        return Axis(
            layer.size[side], kernel[0], layer.stride[side], *pads, kernel[1], ceil=layer.ceil
        )
    except InputError:
        return None


def _check_window(layer: "WindowLayer") -> None:
    if all(_axis(layer, side, layer.pads(side)) for side in BOTH):
        return
    window = sized(layer.noun, layer.kernel, layer.dims)
    if layer.dilation != (1, 1):
        dilation = layer.dilation[1] if layer.dims == 1 else either(layer.dilation)
        window += f" with dilation {dilation} spans {measure(layer.effective_kernel, layer.dims)}"
        window += " and"
    field = sized("input", layer.size, layer.dims)
    height, width = (layer.size[side] + sum(layer.pads(side)) for side in BOTH)
    if (height, width) != layer.size:
        field += f" padded to {measure((height, width), layer.dims)}"
    raise InputError(f"{window} does not fit {field}; {_pad_more(layer)}")


def _pad_more(layer: "WindowLayer") -> str:
    """Say the least padding that helps, of height and width apart where they differ."""
    enough = {}
    for side, name in zip(BOTH, ("height", "width"), strict=True):
        if _axis(layer, side, layer.pads(side)) is None:
            enough[name] = _least_padding(layer, side)
    amounts = set(enough.values())
    if None in amounts:
        return f"make the input larger, or the {layer.noun} or its dilation smaller"
    if len(amounts) == 1 and (len(enough) == 2 or layer.dims == 1):
        return f"pad by {amounts.pop()} or more"
    sides = (f"the {name} by {amount} or more" for name, amount in enough.items())
    return f"pad {' and '.join(sides)}"


def _least_padding(layer: "WindowLayer", side: int) -> int | None:
    amounts = (n for n in range(LARGEST_PADDING + 1) if _works(layer, side, n))
    return next(amounts, None)


def _works(layer: "WindowLayer", side: int, amount: int) -> bool:
    """Whether windows fit, and hold what they need, with so much padding on both sides."""
    axis = _axis(layer, side, (amount, amount))
    return axis is not None and (layer.weighted or _holds_input(axis))


def _holds_input(axis: Axis) -> bool:
    return all(any(map(axis.holds_input, window)) for window in axis.windows)


def _check_field(layer: "WindowLayer") -> None:
    if max(layer.padded) <= LARGEST_FIELD:
        return
    spans = [largest(layer.effective_kernel[side], _small_enough(layer, side)) for side in BOTH]
    most = bound(spans, layer.effective_kernel)
    raise InputError(
        f"the padded input would be {measure(layer.padded, layer.dims)}, and at most "
        f"{LARGEST_FIELD} cells a side are drawn; take {span_of(layer, most)}"
    )


def _small_enough(layer: "WindowLayer", side: int) -> Callable[[int], bool]:
    """Whether a kernel of a span keeps the padded input drawable."""

    def fits(span: int) -> bool:
        size, stride = layer.size[side], layer.stride[side]
        if isinstance(layer.padding, Sides):
            pads = layer.pads(side)
        else:
            pads = padding.added(layer.padding, size, span, stride, 1)
        axis = _axis(layer, side, pads, span)
        return axis is None or axis.padded <= LARGEST_FIELD

    return fits


def span_of(layer: "WindowLayer", most: int) -> str:
    """A way out as a kernel; with dilation it spans more than its cells."""
    if layer.dilation == (1, 1):
        return f"a {layer.noun} of at most {most}"
    return f"a {layer.noun} or dilation that spans at most {most}"


def largest(most: int, fits: Callable[[int], bool]) -> int:
    """The largest number from 1 to ``most`` that fits with all below it; 0 if 1 does not."""
    return next((n - 1 for n in range(1, most + 1) if not fits(n)), most)


def bound(limits: list[int], now: Pair) -> int:
    """The smaller limit of height and width, of those that are below what is set now."""
    return min(limit for limit, value in zip(limits, now, strict=True) if limit < value)


def _check_pooling(layer: "WindowLayer") -> None:
    for side in BOTH:
        axis = _axis(layer, side, layer.pads(side))
        if axis is None or _holds_input(axis):
            continue
        window = sized("window", layer.kernel, layer.dims)
        raise InputError(
            "each pooling window must hold a cell of the input: padding "
            f"{max(axis.before, axis.after)} leaves {window} nothing but padding; "
            f"{_pad_less(layer, side, max(axis.before, axis.after))}"
        )


def _pad_less(layer: "WindowLayer", side: int, now: int) -> str:
    amounts = [amount for amount in range(now + 1) if _works(layer, side, amount)]
    if not amounts:
        return "make the dilation smaller"
    if max(amounts) == 0:
        return "take no padding"
    return f"pad by {max(amounts)}" + (" or less" if amounts[0] == 0 else "")
