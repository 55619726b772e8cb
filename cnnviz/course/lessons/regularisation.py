"""Lessons on what helps in training: batch normalisation and dropout."""

import numpy as np

from cnnviz.course.lesson import CALCULATOR, FEATURE_MAPS, Card, Lesson, Task
from cnnviz.course.lessons.known import table
from cnnviz.course.lessons.links import ABOVE_TABS, of_network
from cnnviz.course.questions import Choice, Number, Option, Slip
from cnnviz.layers import BatchNorm, Conv2D
from cnnviz.training.experiments import EXPERIMENTS
from cnnviz.utils.language import _
from cnnviz.utils.text import number, percent

BATCH = np.array([2, 4, 4, 4, 5, 5, 7, 9])
RATE, KEPT = 0.2, 4.0


def batch_norm() -> Lesson:
    """Mean 0 and spread 1 for each channel."""
    mean, spread, largest = BATCH.mean(), BATCH.std(), BATCH.max()
    unit = {"f_model": "mnist", "f_why_unit": "batch_norm_1.6.7.1"}
    first = Card(
        _(
            "While a network learns, the sums of a layer drift: larger, smaller, to one side. "
            "**Batch normalisation** takes the values of one channel over a batch of pictures, "
            "subtracts their mean and divides by their **standard deviation**, their usual "
            "distance from the mean. Then it scales and shifts them by two learned numbers."
        ),
        FEATURE_MAPS,
        unit,
        (),
    )
    asked = Card(
        _(
            "A channel has these values in a batch: {values}. Their mean is {mean}, their "
            "standard deviation {spread}.",
            values=", ".join(map(str, BATCH.tolist())),
            mean=number(mean),
            spread=number(spread),
        ),
        FEATURE_MAPS,
        unit,
        (),
        Number(
            _("What does {largest} become, before scale and shift?", largest=largest),
            float((largest - mean) / spread),
            _(
                "{largest} − {mean} = {away}, divided by {spread}: it lies two standard "
                "deviations above the mean.",
                largest=largest,
                mean=number(mean),
                away=number(largest - mean),
                spread=number(spread),
            ),
            (
                Slip(float(largest - mean), _("Divide the distance by the standard deviation.")),
                Slip(float(largest / spread), _("Subtract the mean first.")),
                Slip(
                    float((largest - mean) / spread**2),
                    _("Divide by the standard deviation, not by its square, the variance."),
                ),
                Slip(float((mean - largest) / spread), _("It lies above the mean: positive.")),
            ),
            _("Its distance from the mean, measured in standard deviations."),
        ),
        Task(_("Follow the steps of this unit: which mean is subtracted?")),
        _(
            "A trained network has no batch to average over: it uses the averages that it kept "
            "while it learned, so one picture's answer never depends on others."
        ),
    )
    layer = table((Conv2D(32), BatchNorm())).summaries[-1]
    last = Card(
        _(
            "Values of a known size let a network learn with larger steps, and many layers deep. "
            "The price is small: {all} numbers for {channels} channels, four for each. Try to "
            "take the normalisations out: how many parameters are saved?",
            all=layer.parameters,
            channels=layer.output_shape[-1],
        ),
        CALCULATOR,
        of_network("wide-mnist"),
        ("l_stack",),
        hidden=(ABOVE_TABS,),
    )
    return Lesson(
        "batch-norm",
        _("Batch normalisation"),
        _("Each channel is brought to mean 0 and spread 1, then scaled and shifted as learned."),
        (first, asked, last),
    )


def dropout() -> Lesson:
    """Units are left out at random, during training only."""
    unit = {"f_model": "mnist", "f_why_unit": "dropout_1.49"}  # not 0 for the example
    rate = percent(RATE, 0)
    asked = Card(
        _(
            "**Dropout** sets a share of the values to 0 at each step of training, chosen at "
            "random, so that no unit can rely on a single other one. The values that are kept are "
            "divided by the share that is kept: the sum then stays the same on average."
        ),
        CALCULATOR,
        of_network("qmul-mnist"),
        ("l_stack",),
        Number(
            _(
                "Dropout of {rate} keeps a value of {value}. What is passed on in training?",
                rate=rate,
                value=number(KEPT),
            ),
            KEPT / (1 - RATE),
            _(
                "{value} ÷ {share}: one value in {many} is missing, so the others make up for it.",
                value=number(KEPT),
                share=number(1 - RATE),
                many=round(1 / RATE),
            ),
            (
                Slip(KEPT, _("Then the sum would be too small while training.")),
                Slip(KEPT * (1 - RATE), _("Divided, not multiplied: the others make up for it.")),
                Slip(KEPT / RATE, _("Divide by the share that is kept, not by the dropped one.")),
                Slip(0, _("That happens to those that are dropped; this one is kept.")),
            ),
            _("Divide by the share that is kept."),
        ),
        Task(_("Find the dropout in the stack: how many parameters has it?")),
        _("It has none, and changes no shape. Its rate is a setting, not learned."),
        hidden=(ABOVE_TABS,),
    )
    later = Card(
        _("Now the network is trained, and somebody draws a digit."),
        FEATURE_MAPS,
        {"f_model": "mnist"},
        ("f_pad",),
        Choice(
            _("What does dropout of {rate} do to a value then?", rate=rate),
            (
                Option(
                    _("Nothing: it passes it on"),
                    _("The trained network uses all of its units."),
                    right=True,
                ),
                Option(
                    _("It drops it with a chance of {rate}", rate=rate),
                    _("Then the same drawing would get another answer each time."),
                ),
                Option(
                    _("It multiplies it by {share}", share=number(1 - RATE)),
                    _(
                        "So the first paper did it; today the kept values are made larger in "
                        "training instead, with the same effect."
                    ),
                ),
                Option(
                    _("It drops the smallest values"),
                    _("Which ones are dropped has nothing to do with their size."),
                ),
            ),
        ),
        Task(_("Click a unit of the layer dropout_1 and compare it with what it reads.")),
        _("At the right is such a unit: its value is what it reads."),
        unit,
    )
    last = Card(
        _(
            "Dropout helps where a network has more weights than its data can teach: it "
            "fits the training pictures less well, and others often better. Too high a rate, and "
            "it learns neither. Newer networks with normalisation and much augmentation need "
            "little of it. The trainer's experiment “{title}” measures both.",
            title=_(EXPERIMENTS["regularisation"].title),
        ),
        FEATURE_MAPS,
        unit,
        (),
    )
    return Lesson(
        "dropout",
        _("Dropout"),
        _("Values are left out at random in training; a trained network uses all of them."),
        (asked, later, last),
    )
