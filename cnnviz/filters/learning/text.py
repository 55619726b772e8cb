"""The outcome of a descent in words."""

from cnnviz.filters.learning.descent import DIVERGED, Settings, TrainingTrace
from cnnviz.filters.learning.optimisers import OPTIMISERS
from cnnviz.utils.language import ENGLISH, _, _n, current
from cnnviz.utils.local_numbers import localised
from cnnviz.utils.text import minus, times

ROUND = 50  # a condition number below this is no hindrance
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def outcome(trace: TrainingTrace) -> str:
    """Say how far the loss came, and how far it could come.

    Parameters
    ----------
    trace : TrainingTrace
        A finished training.

    Returns
    -------
    str
        One or two sentences in Markdown.
    """
    first, last, lowest = trace.losses[0], trace.losses[-1], trace.loss.lowest
    count, ends = int(trace.steps[-1]), {"first": figure(first), "last": figure(last)}
    if last < first:
        text = _n(
            "In {count} step the loss fell from {first} to **{last}**.",
            "In {count:,} steps the loss fell from {first} to **{last}**.",
            count,
            **ends,
        )
    else:
        text = _n(
            "In {count} step the loss went from {first} to **{last}**.",
            "In {count:,} steps the loss went from {first} to **{last}**.",
            count,
            **ends,
        )
    if lowest > 1e-9 * max(first, 1e-300):
        size, least = times(trace.weights.shape[1:3]), figure(lowest)
        text += " " + _("No {size} kernel gets below {least} here.", size=size, least=least)
    return text


def why_slow(trace: TrainingTrace, *, centred: bool) -> str:
    """Say what the shape of the loss does to the steps, and what would help.

    Parameters
    ----------
    trace : TrainingTrace
        A finished training.
    centred : bool
        Whether the picture's mean was subtracted.

    Returns
    -------
    str
        A few sentences in Markdown.
    """
    loss = trace.loss
    if len(loss.curvatures) == 0:
        return _("The picture is black: the kernel makes no difference.")
    if loss.condition < ROUND:
        text = _(
            "The loss is nearly as steep in one direction as in another: condition number "
            "**{number}**.",
            number=figure(loss.condition),
        )
    else:
        text = _(
            "Neighbouring pixels are alike, so the loss is steep where all weights change "
            "together and flat where neighbours change against each other, as in an edge kernel: "
            "condition number **{number}**. Steps that are safe for the one are short for the "
            "other.",
            number=figure(loss.condition),
        )
        text += "" if centred else " " + _("Centring the picture, under More, helps.")
    if loss.undetermined:
        text += " " + _n(
            "On this picture the kernel can change in {count} way without any difference to the "
            "output, so the loss alone cannot find the hidden one.",
            "On this picture the kernel can change in {count} ways without any difference to the "
            "output, so the loss alone cannot find the hidden one.",
            int(loss.undetermined),
        )
    return text


def trouble(trace: TrainingTrace, settings: Settings) -> str:
    """Explain why the loss grows without bound.

    Parameters
    ----------
    trace : TrainingTrace
        A finished training.
    settings : Settings
        What it was trained with.

    Returns
    -------
    str
        One sentence; empty where the loss does not grow.
    """
    largest = trace.loss.largest_rate(settings.optimiser)
    name = _(OPTIMISERS[settings.optimiser].title)
    if largest is not None and settings.rate > largest:
        return _(
            "The learning rate must be below {largest} for {optimiser} to come to rest here "
            "({factor:g} / the loss's largest curvature), got {rate:g}: "
            "each step overshoots by more than the one before.",
            largest=figure(largest),
            optimiser=name.lower() if current() == ENGLISH else name,
            factor=OPTIMISERS[settings.optimiser].bound,
            rate=settings.rate,
        )
    if trace.diverged:
        return _(
            "The loss grew over {times} times its first value and was cut off: the "
            "learning rate must be smaller for batches of {batch}, got {rate:g}.",
            times=figure(DIVERGED),
            batch=settings.batch,
            rate=settings.rate,
        )
    return ""


def figure(value: float) -> str:
    """Write a number with three significant digits.

    Parameters
    ----------
    value : float
        Finite. Below 0.001 or from a million in magnitude it is written with a power of ten.

    Returns
    -------
    str
        Thousands separated by commas.

    Examples
    --------
    >>> figure(4310.2), figure(0.0123), figure(1.2e-7)
    ('4,310', '0.0123', '1.20 × 10⁻⁷')
    """
    if value == 0:
        return "0"
    if 0.001 <= abs(value) < 1e6:
        digits = f"{float(f'{value:.3g}'):,f}".rstrip("0").rstrip(".")
        return localised(minus(digits), current())
    digits, power = f"{value:.2e}".split("e")
    number = minus(f"{digits} × 10{str(int(power)).translate(RAISED)}")
    return localised(number, current())
