"""The lesson on the loss."""

import numpy as np

from cnnviz.course.lesson import FEATURE_MAPS, Card, Lesson, Task
from cnnviz.course.questions import Choice, Number, Option, Slip
from cnnviz.utils.language import _
from cnnviz.utils.text import number, percent

HALF, LITTLE = 0.5, 0.01
SURE = np.array([0.99, 0.99, 0.01])  # probabilities of the right class of two
CAREFUL = np.array([0.6, 0.6, 0.4])
DIGITS = {"f_model": "mnist"}
BASE = 10


def cross_entropy(probability: float | np.ndarray) -> np.ndarray:
    """Return the loss of the right class's probability."""
    return -np.log(probability)


def loss() -> Lesson:
    """Cross-entropy: what an answer costs."""
    half, little = float(cross_entropy(HALF)), float(cross_entropy(LITTLE))
    asked = Card(
        _(
            "A **loss** says in one number how wrong an answer is. A network that classifies is "
            "trained with the **cross-entropy**: minus the natural logarithm of the probability "
            "that it gives to the right class. A probability of {one} costs {nothing}, one of "
            "{half} costs {cost}. The softmax makes the probabilities beside the digit.",
            one=percent(1, 0),
            nothing=0,
            half=percent(HALF, 0),
            cost=number(half),
        ),
        FEATURE_MAPS,
        DIGITS,
        ("f_answer",),
        Number(
            _(
                "What does a probability of {little} cost, to two decimals? "
                "The natural logarithm of {base} is {log}.",
                little=percent(LITTLE, 0),
                base=BASE,
                log=number(float(np.log(BASE))),
            ),
            round(little, 2),
            _(
                "{part} is {base} × {base}, so its logarithm is twice that of {base}; "
                "−ln {p} = ln {part}.",
                p=LITTLE,
                base=BASE,
                part=round(1 / LITTLE),
            ),
            (
                Slip(round(-little, 2), _("The loss is minus the logarithm: never negative.")),
                Slip(1 - LITTLE, _("That is how much is missing to 1, not its logarithm.")),
                Slip(
                    round(float(cross_entropy(1 - LITTLE)), 2),
                    _(
                        "That would be the cost if the right class had the rest, {rest}.",
                        rest=percent(1 - LITTLE, 0),
                    ),
                ),
                Slip(2, _("That is the logarithm to base 10.")),
                Slip(
                    round(float(np.log(BASE)), 2),
                    _(
                        "{p} is 1 ÷ ({base} × {base}): the logarithm counts twice.",
                        p=LITTLE,
                        base=BASE,
                    ),
                ),
                Slip(
                    round(half * HALF / LITTLE, 2),
                    _("The loss does not grow in proportion, but with the logarithm."),
                ),
            ),
            _("Minus the logarithm of {p}, which is the logarithm of 1 ÷ {p}.", p=LITTLE),
            tolerance=0.006,
        ),
        Task(_("Look at the answer: what would it cost if each other digit were the right one?")),
        _(
            "Sure and wrong costs {times} times as much as undecided: the loss punishes "
            "confidence where it is not earned.",
            times=number(round(little / half, 1)),
        ),
    )
    return Lesson(
        "loss",
        _("Loss: cross-entropy"),
        _("The loss is small where the right class gets a high probability, and large where not."),
        (asked, _ask_smaller(), _loss_in_use()),
    )


def _ask_smaller() -> Card:
    sure, careful = (float(cross_entropy(each).mean()) for each in (SURE, CAREFUL))
    return Card(
        _(
            "Of two classes, the network A gives the right one {a} on three pictures; the network "
            "B gives it {b}. Both are right on two of the three, an **accuracy** of {accuracy}. "
            "The loss of several pictures is the mean of theirs.",
            a=", ".join(percent(p, 0) for p in SURE),
            b=", ".join(percent(p, 0) for p in CAREFUL),
            accuracy=percent(float((SURE > HALF).mean()), 0),
        ),
        FEATURE_MAPS,
        DIGITS,
        ("f_answer",),
        Choice(
            _("Which one has the smaller loss?"),
            (
                Option(
                    _("A"),
                    _(
                        "Its two right answers cost next to nothing, but the sure mistake costs "
                        "{most}: the mean is {mean}.",
                        most=number(float(cross_entropy(SURE).max())),
                        mean=number(sure),
                    ),
                ),
                Option(
                    _("B"),
                    _(
                        "Its mean is {small}, that of A is {large}: one sure mistake outweighs.",
                        small=number(careful),
                        large=number(sure),
                    ),
                    right=True,
                ),
                Option(
                    _("Both have the same"),
                    _("The accuracy is the same; the loss also asks how sure an answer is."),
                ),
            ),
        ),
        None,
        _(
            "Accuracy counts answers and changes in jumps, so it has no slope to follow. The "
            "loss changes with every weight a little: training makes the loss small."
        ),
    )


def _loss_in_use() -> Card:
    return Card(
        _(
            "Draw a digit that lies between two, such as a 4 that is nearly a 9, and read how sure "
            "the network is. Validation loss that rises while accuracy stays tells that a network "
            "becomes too sure of its mistakes; the trainer draws both curves."
        ),
        FEATURE_MAPS,
        DIGITS,
        ("f_pad", "f_answer"),
    )
