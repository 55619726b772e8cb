"""The output size as LaTeX, from the formula over its numbers to the result.

Sources: V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning",
arXiv:1603.07285, relationships 1 to 14; the documentation of PyTorch's ``MaxPool2d``
(``ceil_mode``) and ``ConvTranspose2d``; Keras's ``compute_conv_transpose_output_length``.
"""

from cnnviz.layers.window import FULL, SAME, SAME_TORCH, VALID, WindowSettings
from cnnviz.ops.geometry import Axis, TransposedAxis
from cnnviz.utils.language import N_, _

SLIDING = N_(
    "n input, p padding on both sides together, k′ = d(k − 1) + 1 the kernel with its gaps, "
    "s stride, d dilation; {brackets}"
)
FLOOR = N_("⌊ ⌋ drops what is left over")
ROUNDED = N_("⌈ ⌉ rounds up")
CEILING = N_("⌈ ⌉ rounds up: the last window may extend beyond the padding")
STAMPING = N_(
    "n input, s stride, k′ = d(k − 1) + 1 the kernel with its gaps, d dilation, c what is cut "
    "from both sides together, a output padding"
)


def symbols(layer: WindowSettings) -> str:
    """Explain the letters of ``output_size``.

    Parameters
    ----------
    layer : WindowSettings

    Returns
    -------
    str
    """
    if layer.transposed:
        return _(STAMPING)
    if layer.ceil:
        return _(SLIDING, brackets=_(CEILING))
    return _(SLIDING, brackets=_(ROUNDED if layer.padding == SAME else FLOOR))


def output_size(layer: WindowSettings) -> list[tuple[str, str]]:
    """Derive the output size: the formula, the formula with the numbers, the result.

    Parameters
    ----------
    layer : WindowSettings

    Returns
    -------
    list of (str, str)
        Heading and LaTeX of each derivation: one where both axes agree, else height and width.
    """
    if layer.dims == 1:
        return [(_("Length"), _derivation(layer, 1))]
    if layer.rows == layer.cols:
        return [(_("Height and width"), _derivation(layer, 0))]
    return [
        (_("Height"), _derivation(layer, 0)),
        (_("Width"), _derivation(layer, 1, short=True)),
    ]


def _derivation(layer: WindowSettings, side: int, short: bool = False) -> str:
    """All steps, or without the general formula where it stands above already."""
    axis = layer.axis(side)
    first = _dilated(axis)
    if isinstance(axis, TransposedAxis):
        before, steps = _transposed(layer, axis)
    elif layer.padding == SAME and not layer.ceil:
        before, steps = [], _same(axis)
    else:
        before, steps = _padded(layer, axis), _windows(axis)
    *worked, result = steps[short:]
    lines = [*first, *before, "o &= " + r" \\ &= ".join(worked) + f" = {result}"]
    if layer.padding == SAME and not layer.ceil:
        lines.append(_same_amount(layer, axis))
    return r"\begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}"


def _dilated(axis: Axis | TransposedAxis) -> list[str]:
    if axis.dilation == 1:
        return []
    return [f"k' &= {axis.dilation}({axis.kernel} - 1) + 1 = {axis.effective_kernel}"]


def _padded(layer: WindowSettings, axis: Axis) -> list[str]:
    """How much is padded, where a name says so."""
    total, kernel = axis.before + axis.after, axis.effective_kernel
    if layer.padding == FULL:
        return [f"p &= 2(k' - 1) = 2({kernel} - 1) = {total}"]
    if layer.padding == SAME_TORCH:
        return [f"p &= k' - 1 = {kernel} - 1 = {total}"]
    return [f"p &= {axis.before} + {axis.after} = {total}"] if axis.before != axis.after else []


def _windows(axis: Axis) -> list[str]:
    """The windows that fit, rounded down or up."""
    kind = "ceil" if axis.ceil else "floor"
    left, right = rf"\left\l{kind}", rf"\right\r{kind}"
    numbers = f"{axis.size} + {axis.before + axis.after} - {axis.effective_kernel}"
    windows = axis.output + axis.drops_last
    steps = [
        rf"{left} \frac{{n + p - k'}}{{s}} {right} + 1",
        rf"{left} \frac{{{numbers}}}{{{axis.stride}}} {right} + 1",
        rf"{left} {_quotient(axis.room, axis.stride)} {right} + 1 = {windows - 1} + 1",
    ]
    if axis.drops_last:
        why = _("the last would start behind the input")
        steps.append(rf"{windows} - 1 \quad\text{{{why}}}")
    return [*steps, rf"\mathbf{{{axis.output}}}"]


def _same(axis: Axis) -> list[str]:
    return [
        r"\left\lceil \frac{n}{s} \right\rceil",
        rf"\left\lceil \frac{{{axis.size}}}{{{axis.stride}}} \right\rceil"
        rf" = \left\lceil {_quotient(axis.size, axis.stride)} \right\rceil",
        rf"\mathbf{{{axis.output}}}",
    ]


def _same_amount(layer: WindowSettings, axis: Axis | TransposedAxis) -> str:
    """What Keras's "same" adds, or cuts, and on which side the odd cell comes."""
    total, kernel, stride = axis.before + axis.after, axis.effective_kernel, axis.stride
    sides = _("{before} before, {after} after", before=axis.before, after=axis.after)
    result = rf"\\ &= {total}\quad\text{{{sides}}}"
    if layer.transposed:
        return rf"c &= \max(k' - s, 0) = \max({kernel} - {stride}, 0) {result}"
    numbers = rf"({axis.output} - 1) \cdot {stride} + {kernel} - {axis.size}"
    return rf"p &= \max((o - 1)s + k' - n, 0) \\ &= \max({numbers}, 0) {result}"


def _transposed(layer: WindowSettings, axis: TransposedAxis) -> tuple[list[str], list[str]]:
    """Lines before the size, and its steps."""
    size, stride, kernel = axis.size, axis.stride, axis.effective_kernel
    end = rf"\mathbf{{{axis.output}}}"
    if layer.padding == SAME:
        return [], ["n s", rf"{size} \cdot {stride}", end]
    if layer.padding == VALID:
        numbers = rf"({size} - 1) \cdot {stride} + \max({kernel}, {stride})"
        return [], [r"(n - 1)s + \max(k', s)", numbers, end]
    cut = axis.before + axis.after
    sides = [f"c &= {axis.before} + {axis.after} = {cut}"] if cut else []
    numbers = rf"({size} - 1) \cdot {stride} + {kernel} - {cut} + {axis.extra}"
    return sides, ["(n - 1)s + k' - c + a", numbers, end]


def _quotient(number: int, divisor: int) -> str:
    """The quotient, or its first two decimals and dots; cut, so that the brackets stay true."""
    hundredths, rest = divmod(abs(number) * 100, divisor)
    sign = "-" if number < 0 else ""
    return f"{sign}{hundredths / 100:g}" + (r"\ldots" if rest else "")
