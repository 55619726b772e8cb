"""What a lesson of ``kernel_learning`` says in words."""

from cnnviz.filters.learning.lesson import BLOWN_UP, Lesson, Settings
from cnnviz.filters.learning.optimisers import OPTIMISERS

ROUND = 50  # a condition number below this is no hindrance
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def outcome(lesson: Lesson) -> str:
    """How far the loss came, and how far it could come."""
    first, last, lowest = lesson.losses[0], lesson.losses[-1], lesson.bowl.lowest
    way = "fell" if last < first else "went"
    count = lesson.steps[-1]
    steps = "step" if count == 1 else "steps"
    text = f"In {count:,} {steps} the loss {way} from {figure(first)} to **{figure(last)}**."
    rows, cols = lesson.weights.shape[1:3]
    if lowest > 1e-9 * max(first, 1e-300):
        text += f" No {rows} × {cols} kernel gets below {figure(lowest)} here."
    return text


def why_slow(lesson: Lesson, *, centred: bool) -> str:
    """What the loss's shape does to the steps, and what would help."""
    bowl = lesson.bowl
    if len(bowl.curvatures) == 0:
        return "The picture is black: the kernel makes no difference."
    number = f"condition number **{figure(bowl.condition)}**"
    if bowl.condition < ROUND:
        text = f"The loss is nearly as steep in one direction as in another: {number}."
    else:
        text = (
            "Neighbouring pixels are alike, so the loss is steep where all weights change "
            "together and flat where neighbours change against each other, as in an edge kernel: "
            f"{number}. Steps that are safe for the one are short for the other."
        )
        text += "" if centred else " Centring the picture, under More, helps."
    if bowl.undetermined:
        ways = "1 way" if bowl.undetermined == 1 else f"{bowl.undetermined} ways"
        text += (
            f" On this picture the kernel can change in {ways} without any difference to the "
            "output, so the loss alone cannot find the hidden one."
        )
    return text


def trouble(lesson: Lesson, settings: Settings) -> str:
    """Why the loss grows without bound; "" if it does not."""
    largest = lesson.bowl.largest_rate(settings.optimiser)
    name = OPTIMISERS[settings.optimiser].title.lower()
    if largest is not None and settings.rate > largest:
        factor = f"{OPTIMISERS[settings.optimiser].bound:g}"
        return (
            f"The learning rate must be below {figure(largest)} for {name} to come to rest here "
            f"({factor} / the loss's largest curvature), got {settings.rate:g}: "
            "each step overshoots by more than the one before."
        )
    if lesson.blown_up:
        return (
            f"The loss grew over {figure(BLOWN_UP)} times its first value and was cut off: the "
            f"learning rate must be smaller for batches of {settings.batch}, got {settings.rate:g}."
        )
    return ""


def figure(value: float) -> str:
    """A number with three digits that count: 4,310, 0.0123, 1.2 × 10⁻⁷."""
    if value == 0:
        return "0"
    if 0.001 <= abs(value) < 1e6:
        digits = f"{float(f'{value:.3g}'):,f}".rstrip("0").rstrip(".")
        return digits.replace("-", "\N{MINUS SIGN}")
    digits, power = f"{value:.2e}".split("e")
    return f"{digits} × 10{str(int(power)).translate(RAISED)}".replace("-", "\N{MINUS SIGN}")
