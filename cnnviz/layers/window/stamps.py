"""Whether a transposed convolution leaves an output, and one that can be drawn."""

from typing import TYPE_CHECKING

from cnnviz.layers.window.fit import BOTH, bound, largest, span_of
from cnnviz.layers.window.padding import Sides
from cnnviz.layers.window.ranges import LARGEST_FIELD
from cnnviz.ops.geometry import TransposedAxis
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import Pair, measure

if TYPE_CHECKING:
    from cnnviz.layers.window.layer import WindowLayer


def check(layer: "WindowLayer") -> None:
    """Raise InputError if the padding cuts the whole output away, or it is too large to draw."""
    spans = layer.effective_kernel
    uncut = _uncut(layer, 0, layer.stride[0], spans[0]), _uncut(layer, 1, layer.stride[1], spans[1])
    for side in BOTH:
        _check_cut(layer.pads(side), uncut[side])
    if max(uncut) > LARGEST_FIELD:
        raise InputError(
            f"the output would be {measure(uncut, layer.dims)} before it is cut, and at most "
            f"{LARGEST_FIELD} cells a side are drawn; take {_smaller(layer)}"
        )


def _uncut(layer: "WindowLayer", side: int, stride: int, span: int) -> int:
    """Length of the output before it is cut, for another stride and span."""
    keras = 0 if isinstance(layer.padding, Sides) else stride - span
    extra = max(keras, layer.output_padding[side], 0)
    return TransposedAxis(layer.size[side], span, stride, extra=extra).uncut


def _check_cut(pads: Pair, uncut: int) -> None:
    if sum(pads) < uncut:
        return
    most = (uncut - 1) // 2
    way_out = f"pad by {most} or less" if most else "take no padding"
    raise InputError(
        "a transposed convolution's padding is cut from its output, and "
        f"{pads[0]} + {pads[1]} leave nothing of {uncut}; {way_out}"
    )


def _smaller(layer: "WindowLayer") -> str:
    """The largest stride that keeps the output drawable, else the largest span at stride 1."""
    spans = layer.effective_kernel

    def strides(side: int) -> int:
        return largest(
            layer.stride[side], lambda n: _uncut(layer, side, n, spans[side]) <= LARGEST_FIELD
        )

    def widths(side: int) -> int:
        return largest(spans[side], lambda n: _uncut(layer, side, 1, n) <= LARGEST_FIELD)

    by_stride = [strides(side) for side in BOTH]
    if min(by_stride):
        return f"a stride of at most {bound(by_stride, layer.stride)}"
    kernel = span_of(layer, bound([widths(side) for side in BOTH], spans))
    return kernel if layer.stride == (1, 1) else f"stride 1 and {kernel}"
