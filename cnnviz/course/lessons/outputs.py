"""Lessons on the end of a network: flattening, dense units, and softmax."""

import math
from math import prod

import numpy as np

from cnnviz.course.lesson import CALCULATOR, FEATURE_MAPS, Card, Lesson, Task
from cnnviz.course.lessons import known
from cnnviz.course.lessons.known import DIGIT, table
from cnnviz.course.lessons.links import ABOVE_TABS, of_stack
from cnnviz.course.questions import Choice, Number, Option, Slip
from cnnviz.networks import NETWORKS
from cnnviz.ops.activations import BY_KERAS_NAME, SOFTMAX
from cnnviz.utils.language import _
from cnnviz.utils.text import grouped, number, times

INPUTS = np.array([2, 0, 1])
WEIGHTS = np.array([3, 5, -2])
BIAS = 1
SCORES = np.array([3.0, 1.0, 0.0])
ALL_MORE = 10
UNIT = "output.4"  # of the digit 3


def flatten_and_dense() -> Lesson:
    """From maps to a list, and a weighted sum of it."""
    layers = NETWORKS["lecture-mnist"].layers[:5]
    *_rest, maps, flat = table(layers).summaries
    shape, length = maps.output_shape, prod(flat.output_shape)
    start = of_stack(layers[:4], DIGIT)
    asked = Card(
        _(
            "A dense layer reads a list of numbers. **Flatten** writes all maps into one list, "
            "row by row; it changes no value. Here {shape} go in.",
            shape=times(shape),
        ),
        CALCULATOR,
        start,
        ("l_stack",),
        Number(
            _("How long is the list?"),
            length,
            _("{shape}: every value of every map.", shape=times(shape)),
            (
                Slip(prod(shape[:2]), _("That is one map.")),
                Slip(shape[-1], _("That would be one value for each map: global pooling.")),
                Slip(sum(shape), _("The sizes are multiplied, not added.")),
            ),
            _("Multiply height, width and the number of maps."),
        ),
        Task(_("Add a flatten layer to the stack.")),
        _("Where a value stood is now its place in the list; each place has weights of its own."),
        of_stack(layers, DIGIT),
        hidden=(ABOVE_TABS,),
    )
    return Lesson(
        "flatten-dense",
        _("Flatten and dense layers"),
        _("A dense unit weighs everything that the layers before have found."),
        (asked, _ask_unit(), _dense_in_use()),
    )


def _ask_unit() -> Card:
    products = INPUTS * WEIGHTS
    total = int(products.sum()) + BIAS
    return Card(
        _(
            "A dense unit multiplies each input by a weight, adds the products, and adds its "
            "bias. The room shows this for a unit of a trained network."
        ),
        FEATURE_MAPS,
        {"f_model": "mnist", "f_why_unit": UNIT},
        (),
        Number(
            _(
                "Inputs {inputs}, weights {weights}, bias {bias}: what is the sum?",
                inputs=_listed(INPUTS),
                weights=_listed(WEIGHTS),
                bias=BIAS,
            ),
            total,
            _(
                "The products are {products}, and the bias is {bias}.",
                products=_listed(products),
                bias=BIAS,
            ),
            (
                Slip(total - BIAS, _("The bias is missing.")),
                Slip(
                    int((INPUTS * np.abs(WEIGHTS)).sum()) + BIAS,
                    _("One weight is negative: its product is taken away."),
                ),
                Slip(
                    total + int(WEIGHTS[1]),
                    _("An input of 0 adds nothing, whatever its weight."),
                ),
                Slip(int(WEIGHTS.sum()) + BIAS, _("Each weight is multiplied by its input.")),
            ),
            _("Three products, then the bias."),
        ),
        Task(_("Follow the sum of this unit: which input adds most?")),
        _("A large weight matters only where its input is not 0: where its pattern was found."),
    )


def _dense_in_use() -> Card:
    info = known.network("mnist")
    row = info.summaries[-1]
    before = info.summaries[-2].output_shape
    return Card(
        _(
            "The output of this network has {units} units, one for each digit, each with "
            "{weights} weights and a bias: {all} parameters. Ask for another digit's unit, and "
            "compare which features speak for it.",
            units=row.output_shape[0],
            weights=before[0],
            all=grouped(row.parameters),
        ),
        FEATURE_MAPS,
        {"f_model": "mnist", "f_why_unit": "output.8"},
        (),
    )


def softmax() -> Lesson:
    """Scores become probabilities."""
    powers = np.exp(SCORES)
    shares = _softmax(SCORES)
    first = Card(
        _(
            "The sums of the last layer are **scores**, also called **logits**: any numbers, "
            "larger for likelier classes. **Softmax** makes probabilities of them, which are "
            "positive and add up to 1: each score becomes a power of e, divided by the sum of all "
            "powers."
        ),
        FEATURE_MAPS,
        {"f_model": "mnist", "f_why_unit": UNIT},
        ("f_answer",),
    )
    asked = Card(
        _(
            "Three classes have the scores {scores}. Their powers of e are {powers}.",
            scores=_listed(SCORES),
            powers=_listed(powers),
        ),
        FEATURE_MAPS,
        {"f_model": "mnist", "f_why_unit": UNIT},
        ("f_answer",),
        Number(
            _("What is the probability of the first class, to two decimals?"),
            round(float(shares[0]), 2),
            _("{one} ÷ {all}.", one=number(powers[0]), all=number(powers.sum())),
            (
                Slip(
                    round(float(SCORES[0] / SCORES.sum()), 2),
                    _("That is the score's own share; softmax takes powers of e first."),
                ),
                Slip(round(float(powers[0]), 2), _("Divide it by the sum of all three.")),
                Slip(
                    round(float(powers[0] / powers[1:].sum()), 2),
                    _("Its own power belongs to the sum as well."),
                ),
                Slip(1, _("The others keep a share: a probability of 1 is never reached.")),
            ),
            _("The first power, divided by the sum of the three."),
            tolerance=0.006,
        ),
        Task(_("Read the scores and the probability of this unit.")),
        _(
            "A class whose score is {more} higher is {times} times likelier: softmax stretches "
            "differences.",
            more=1,
            times=number(math.e),
        ),
    )
    return Lesson(
        "softmax",
        _("Softmax"),
        _("Scores become probabilities; only their differences count."),
        (first, asked, _ask_shifted(), _softmax_in_use()),
    )


def _ask_shifted() -> Card:
    return Card(
        _("Now all scores grow by {more}.", more=ALL_MORE),
        FEATURE_MAPS,
        {"f_model": "mnist", "f_why_unit": UNIT},
        ("f_answer",),
        Choice(
            _("What happens to the probabilities?"),
            (
                Option(
                    _("They stay as they are"),
                    _("Every power is multiplied by the same number, which cancels out."),
                    right=True,
                ),
                Option(_("All of them grow"), _("They always add up to 1.")),
                Option(
                    _("The largest one grows"),
                    _("That happens where its score grows more than the others."),
                ),
                Option(
                    _("They become more equal"),
                    _("That happens where the scores are divided, not where they are moved."),
                ),
            ),
        ),
        None,
        _(
            "Only differences between scores count. So a network that sees something unknown "
            "still gives probabilities that add up to 1."
        ),
    )


def _softmax_in_use() -> Card:
    return Card(
        _(
            "A high probability says how far one score lies before the others, not that the "
            "network is right. Draw something that is no digit: which one does it name, and how "
            "sure is it?"
        ),
        FEATURE_MAPS,
        {"f_model": "mnist"},
        ("f_answer", "f_pad"),
    )


def _softmax(scores: np.ndarray) -> np.ndarray:
    values = scores.copy()
    BY_KERAS_NAME[SOFTMAX.keras].apply(values)
    return values


def _listed(values: np.ndarray) -> str:
    return ", ".join(number(value) for value in values.tolist())
