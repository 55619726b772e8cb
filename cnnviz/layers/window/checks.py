"""Which window settings are valid: ranges, combinations, and whether the window fits.

``checked`` fills in what follows from other settings, and raises an error that names a setting that
works where they are invalid. ``why_not_drawn`` says whether the animation can show a layer.
"""

from dataclasses import replace
from math import gcd

from cnnviz.layers.window.padding import FULL, SAME, SAME_TORCH, VALID, Sides
from cnnviz.layers.window.spec import (
    AVERAGE_POOLING,
    CONVOLUTION,
    CONVOLUTIONS,
    DEPTHWISE,
    OPERATIONS,
    TRANSPOSED,
    WindowSettings,
)
from cnnviz.ops.geometry import Axis, TransposedAxis
from cnnviz.utils.checks import in_range, one_of
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _
from cnnviz.utils.text import Pair, either, measure, sized, times

# Names of a window's height and width, by its noun.
WINDOW_SIDES = {
    "kernel": (N_("kernel height"), N_("kernel width")),
    "window": (N_("window height"), N_("window width")),
}

PADDINGS = (VALID, SAME, SAME_TORCH, FULL)
SIDES = (0, 1)

LARGEST_SIZE = 10_000
LARGEST_KERNEL = 1_000
LARGEST_STEP = 1_000  # stride, dilation, output padding
LARGEST_PADDING = 1_000
LARGEST_DEPTH = 65_536
LARGEST_OUTPUT = 100_000  # a side of a transposed convolution's output

DRAWN_SIDE = 32  # cells of an input's or kernel's side that can still be distinguished on screen
DRAWN_FIELD = 72  # cells of a padded input's side, or of a transposed convolution's output


def checked(settings: WindowSettings) -> WindowSettings:
    """Normalise and check settings.

    Parameters
    ----------
    settings : WindowSettings
        As they were entered.

    Returns
    -------
    WindowSettings
        New settings, ready for use.

    Raises
    ------
    InputError
        As ``check``.
    """
    settings = normalised(settings)
    check(settings)
    return settings


def normalised(settings: WindowSettings) -> WindowSettings:
    """Fill in what follows from other settings: a 1-D layer's height, a pooling's depth and so on.

    Parameters
    ----------
    settings : WindowSettings

    Returns
    -------
    WindowSettings
        New settings; those given are not changed.
    """
    if settings.dims == 1:
        padding = settings.padding
        settings = replace(
            settings,
            size=(1, settings.size[1]),
            kernel=(1, settings.kernel[1]),
            stride=(1, settings.stride[1]),
            dilation=(1, settings.dilation[1]),
            output_padding=(0, settings.output_padding[1]),
            padding=Sides(0, 0, *padding.cols) if isinstance(padding, Sides) else padding,
        )
    if settings.whole:
        settings = replace(
            settings,
            kernel=settings.size,
            stride=(1, 1),
            dilation=(1, 1),
            padding=VALID,
            ceil=False,
        )
    if settings.operation != AVERAGE_POOLING or not isinstance(settings.padding, Sides):
        settings = replace(settings, count_padding=False)
    if settings.operation == DEPTHWISE:
        return replace(settings, groups=settings.channels)
    if settings.operation not in CONVOLUTIONS:
        return replace(settings, filters=settings.channels, groups=settings.channels)
    return settings


def check(settings: WindowSettings) -> None:
    """Check normalised settings.

    Parameters
    ----------
    settings : WindowSettings

    Raises
    ------
    InputError
        If a number is out of range, settings exclude one another, the window does not fit the
        padded input, nothing of the output is left, or a pooling window would hold nothing but
        padding. The message states the rule, the value and a setting that works.
    """
    one_of(N_("operation"), settings.operation, OPERATIONS)
    one_of(N_("number of dimensions"), settings.dims, (1, 2))
    _check_ranges(settings)
    _check_depth(settings)
    _check_padding(settings)
    _check_output_padding(settings)
    if settings.ceil and settings.weighted:
        raise InputError(
            "rounding up goes with pooling; {operation} always rounds down",
            operation=_(settings.operation),
        )
    if settings.count_padding and settings.ceil:
        raise InputError("padding that counts in the mean goes with windows that round down")
    if settings.transposed:
        _check_cut(settings)
    else:
        _check_fit(settings)


def too_large_to_draw(settings: WindowSettings) -> InputError | None:
    """Return why the animation does not show a layer: its cells would be too small.

    Parameters
    ----------
    settings : WindowSettings

    Returns
    -------
    InputError or None
        None where the animation shows it.
    """
    field, name = settings.padded, N_("a padded input")
    if settings.transposed:
        field = (settings.rows.length, settings.cols.length)
        name = N_("an output, before it is cut,")
    for what, pair, limit in (
        (N_("an input"), settings.size, DRAWN_SIDE),
        (N_("a kernel") if settings.weighted else N_("a window"), settings.kernel, DRAWN_SIDE),
        (name, field, DRAWN_FIELD),
    ):
        if max(pair) > limit:
            return InputError(
                "the animation shows {what} of up to {most} cells, and here it has {size}",
                what=_(what),
                most=times((limit,) * settings.dims),
                size=measure(pair, settings.dims),
            )
    return None


def why_not_drawn(settings: WindowSettings) -> str:
    """Say why the animation does not show a layer: its cells would be too small.

    Parameters
    ----------
    settings : WindowSettings

    Returns
    -------
    str
        "" where the animation shows it.
    """
    return str(too_large_to_draw(settings) or "")


def _check_ranges(settings: WindowSettings) -> None:
    kernel_limit = LARGEST_SIZE if settings.whole else LARGEST_KERNEL
    for name, pair, least, most in (
        ((N_("input height"), N_("input width")), settings.size, 1, LARGEST_SIZE),
        (WINDOW_SIDES[settings.noun], settings.kernel, 1, kernel_limit),
        ((N_("stride"),) * 2, settings.stride, 1, LARGEST_STEP),
        ((N_("dilation"),) * 2, settings.dilation, 1, LARGEST_STEP),
        ((N_("output padding"),) * 2, settings.output_padding, 0, LARGEST_STEP),
    ):
        for side, value in zip(name, pair, strict=True):
            in_range(side, value, least, most)
    if isinstance(settings.padding, Sides):
        for amount in (*settings.padding.rows, *settings.padding.cols):
            in_range(N_("padding"), amount, 0, LARGEST_PADDING)
    in_range(N_("channels"), settings.channels, 1, LARGEST_DEPTH)
    in_range(N_("filters"), settings.filters, 1, LARGEST_DEPTH)
    in_range(N_("groups"), settings.groups, 1, LARGEST_DEPTH)


# Combinations.


def _check_depth(settings: WindowSettings) -> None:
    channels, filters, groups = settings.channels, settings.filters, settings.groups
    if settings.operation == DEPTHWISE and filters % channels:
        below = filters // channels * channels
        enough = (
            _("{first} or {last}", first=below, last=below + channels) if below else str(channels)
        )
        raise InputError(
            "a depthwise convolution makes the same number of maps from every "
            "channel: filters must be a multiple of the {channels} channels, got "
            "{filters}; take {enough}",
            channels=channels,
            filters=filters,
            enough=enough,
        )
    common = gcd(channels, filters)
    if settings.operation != DEPTHWISE and settings.weighted and common % groups:
        *others, last = [str(d) for d in range(1, common + 1) if common % d == 0]
        divisors = _("{first} or {last}", first=", ".join(others), last=last) if others else last
        raise InputError(
            "groups must divide channels and filters: {groups} does not divide both "
            "{channels} and {filters}; take {divisors}",
            groups=groups,
            channels=channels,
            filters=filters,
            divisors=divisors,
        )


def _check_padding(settings: WindowSettings) -> None:
    padding = settings.padding
    if isinstance(padding, Sides) or padding in (VALID, SAME):
        return
    if padding not in PADDINGS:
        raise InputError(
            "padding must be {known} or numbers, got {padding}",
            known=", ".join(PADDINGS),
            padding=padding,
        )
    if settings.operation == TRANSPOSED:
        raise InputError(
            'a transposed convolution has no padding "{padding}": take "valid", which'
            ' keeps every stamp whole, "same" or numbers',
            padding=padding,
        )
    if padding == SAME_TORCH and settings.operation not in (CONVOLUTION, DEPTHWISE):
        raise InputError(
            'PyTorch\'s pooling has no padding "same": take Keras\'s "same" or numbers'
        )
    if padding == SAME_TORCH and settings.stride != (1, 1):
        raise InputError(
            "PyTorch's \"same\" takes stride 1 only, got {stride}: take stride 1, Keras's "
            '"same" or numbers',
            stride=max(settings.stride),
        )


def _check_output_padding(settings: WindowSettings) -> None:
    if settings.output_padding == (0, 0):
        return
    if settings.operation != TRANSPOSED:
        raise InputError(
            "output padding goes with transposed convolution, not {operation}",
            operation=_(settings.operation),
        )
    if not isinstance(settings.padding, Sides):
        raise InputError(
            'output padding goes with padding in numbers: "{padding}" settles the '
            "output by itself, take padding 0 or more",
            padding=settings.padding,
        )
    sides = zip(settings.output_padding, settings.stride, settings.dilation, strict=True)
    for amount, *steps in sides:
        if amount >= max(steps):
            raise InputError(
                "output padding must be below stride {stride} or dilation {dilation}, "
                "got {amount}; take {most} or less",
                stride=steps[0],
                dilation=steps[1],
                amount=amount,
                most=max(steps) - 1,
            )


# Whether the window fits, and what to change where it does not.


def _check_fit(settings: WindowSettings) -> None:
    axes = [_padded_axis(settings, side, settings.pads(side)) for side in SIDES]
    if not all(axes):
        _refuse_window(settings)
    if settings.weighted:
        return
    for side, axis in zip(SIDES, axes, strict=True):
        if axis and not axis.every_window_holds_input:
            now = max(axis.before, axis.after)
            window = sized("window", settings.kernel, settings.dims)
            raise InputError(
                "each pooling window must hold a cell of the input: padding {now} "
                "leaves {window} nothing but padding; {way_out}",
                now=now,
                window=window,
                way_out=_less_padding(settings, side, now),
            )


def _padded_axis(settings: WindowSettings, side: int, pads: Pair) -> Axis | None:
    """One axis with some padding; None where no window fits."""
    try:
        return Axis(
            settings.size[side],
            settings.kernel[side],
            settings.stride[side],
            *pads,
            settings.dilation[side],
            settings.ceil,
        )
    except InputError:
        return None


def _refuse_window(settings: WindowSettings) -> None:
    window = sized(settings.noun, settings.kernel, settings.dims)
    field = sized("input", settings.size, settings.dims)
    height, width = (settings.size[side] + sum(settings.pads(side)) for side in SIDES)
    if (height, width) != settings.size:
        padded = measure((height, width), settings.dims)
        field = _("{input} padded to {size}", input=field, size=padded)
    if settings.dilation != (1, 1):
        raise InputError(
            "{window} with dilation {dilation} spans {span} and does not fit {field}; {way_out}",
            window=window,
            dilation=settings.dilation[1] if settings.dims == 1 else either(settings.dilation),
            span=measure(settings.effective_kernel, settings.dims),
            field=field,
            way_out=_more_padding(settings),
        )
    raise InputError(
        "{window} does not fit {field}; {way_out}",
        window=window,
        field=field,
        way_out=_more_padding(settings),
    )


def _more_padding(settings: WindowSettings) -> str:
    """State the least padding that helps, of height and width separately where they differ."""
    enough = {
        name: next((n for n in range(LARGEST_PADDING + 1) if _fits(settings, side, n)), None)
        for side, name in zip(SIDES, ("height", "width"), strict=True)
        if _padded_axis(settings, side, settings.pads(side)) is None
    }
    amounts = set(enough.values())
    if None in amounts:
        if settings.weighted:
            return _("make the input larger, or the kernel or its dilation smaller")
        return _("make the input larger, or the window or its dilation smaller")
    if len(amounts) == 1 and (len(enough) == 2 or settings.dims == 1):
        return _("pad by {amount} or more", amount=amounts.pop())
    if len(enough) == 2:
        return _("pad the height by {height} or more and the width by {width} or more", **enough)
    if "height" in enough:
        return _("pad the height by {height} or more", **enough)
    return _("pad the width by {width} or more", **enough)


def _less_padding(settings: WindowSettings, side: int, now: int) -> str:
    """State the most padding that still leaves every window a cell of the input."""
    most = next((n for n in reversed(range(now + 1)) if _fits(settings, side, n)), None)
    if most is None:
        return _("make the dilation smaller")
    if most == 0:
        return _("take no padding")
    if _fits(settings, side, 0):
        return _("pad by {amount} or less", amount=most)
    return _("pad by {amount}", amount=most)


def _fits(settings: WindowSettings, side: int, amount: int) -> bool:
    """Whether windows fit, and hold what they need, with so much padding on both sides."""
    axis = _padded_axis(settings, side, (amount, amount))
    return axis is not None and (settings.weighted or axis.every_window_holds_input)


def _check_cut(settings: WindowSettings) -> None:
    """Check that a transposed convolution's padding leaves some of its output."""
    for side in SIDES:
        before, after = settings.pads(side)
        uncut = TransposedAxis(
            settings.size[side],
            settings.kernel[side],
            settings.stride[side],
            dilation=settings.dilation[side],
            extra=settings.extra_cells(side),
        ).uncut
        in_range(N_("output of a transposed convolution"), uncut, 1, LARGEST_OUTPUT)
        if before + after >= uncut:
            most = (uncut - 1) // 2
            way_out = _("pad by {amount} or less", amount=most) if most else _("take no padding")
            raise InputError(
                "a transposed convolution's padding is cut from its output, and {before} + {after} "
                "leave nothing of {uncut}; {way_out}",
                before=before,
                after=after,
                uncut=uncut,
                way_out=way_out,
            )
