"""The outcome of a descent in words."""

from cnnviz.filters.learning.descent import DIVERGED, Settings, TrainingTrace
from cnnviz.filters.learning.optimisers import OPTIMISERS
from cnnviz.utils.text import minus

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
    way = "fell" if last < first else "went"
    count = trace.steps[-1]
    steps = "step" if count == 1 else "steps"
    text = f"In {count:,} {steps} the loss {way} from {figure(first)} to **{figure(last)}**."
    rows, cols = trace.weights.shape[1:3]
    if lowest > 1e-9 * max(first, 1e-300):
        text += f" No {rows} × {cols} kernel gets below {figure(lowest)} here."
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
        return "The picture is black: the kernel makes no difference."
    number = f"condition number **{figure(loss.condition)}**"
    if loss.condition < ROUND:
        text = f"The loss is nearly as steep in one direction as in another: {number}."
    else:
        text = (
            "Neighbouring pixels are alike, so the loss is steep where all weights change "
            "together and flat where neighbours change against each other, as in an edge kernel: "
            f"{number}. Steps that are safe for the one are short for the other."
        )
        text += "" if centred else " Centring the picture, under More, helps."
    if loss.undetermined:
        ways = "1 way" if loss.undetermined == 1 else f"{loss.undetermined} ways"
        text += (
            f" On this picture the kernel can change in {ways} without any difference to the "
            "output, so the loss alone cannot find the hidden one."
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
    name = OPTIMISERS[settings.optimiser].title.lower()
    if largest is not None and settings.rate > largest:
        factor = f"{OPTIMISERS[settings.optimiser].bound:g}"
        return (
            f"The learning rate must be below {figure(largest)} for {name} to come to rest here "
            f"({factor} / the loss's largest curvature), got {settings.rate:g}: "
            "each step overshoots by more than the one before."
        )
    if trace.diverged:
        return (
            f"The loss grew over {figure(DIVERGED)} times its first value and was cut off: the "
            f"learning rate must be smaller for batches of {settings.batch}, got {settings.rate:g}."
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
        return minus(digits)
    digits, power = f"{value:.2e}".split("e")
    return minus(f"{digits} × 10{str(int(power)).translate(RAISED)}")
