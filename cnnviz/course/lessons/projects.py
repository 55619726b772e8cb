"""Lessons with real pictures: digits and clothes."""

import numpy as np

from cnnviz.course.lesson import CALCULATOR, FEATURE_MAPS, TRAINER, Card, Lesson, Task
from cnnviz.course.lessons import known
from cnnviz.course.lessons.known import judged, table
from cnnviz.course.lessons.links import ABOVE_TABS, of_network
from cnnviz.course.questions import Choice, Drawing, Number, Option, Slip
from cnnviz.layers import Dense
from cnnviz.networks.presets import MNIST_SHAPE
from cnnviz.training.experiments import EXPERIMENTS
from cnnviz.utils.language import _
from cnnviz.utils.retold import retold
from cnnviz.utils.text import grouped, percent, times

WANTED = "7"
CLASSES = 10  # of clothes, equally frequent
EXPERIMENT_PAGE = {"t_page": "experiments"}
DIGITS = {"f_model": "mnist"}


def mnist() -> Lesson:
    """How good the network for digits is, on whose digits."""
    card, test = judged(known.network("mnist"))
    wrong = test.n - int(np.trace(np.array(test.confusion)))
    other = card.other_datasets[0]
    first = Card(
        _(
            "**MNIST** has pictures of handwritten digits, {size} pixels each. This network has "
            "learned from its training pictures and some digits that a program drew, {train} in "
            "all, and was tested on {tests} others: a test picture is one that no training has "
            "used.",
            size=times(MNIST_SHAPE[:2]),
            train=grouped(card.data.images["train"]),
            tests=grouped(test.n),
        ),
        FEATURE_MAPS,
        DIGITS,
        ("f_pad",),
        Number(
            _(
                "The network gets {accuracy} of {tests} test pictures right. How many are wrong?",
                accuracy=percent(test.accuracy, 2),
                tests=grouped(test.n),
            ),
            wrong,
            _("{share} of {tests}.", share=percent(1 - test.accuracy, 2), tests=grouped(test.n)),
            (
                Slip(round(100 * (1 - test.accuracy), 2), _("That is the share in percent.")),
                Slip(
                    wrong * 10,
                    _("One percent of {tests} is {one}.", tests=grouped(test.n), one=test.n // 100),
                ),
                Slip(test.n - wrong, _("Those are right.")),
            ),
            _("Take the share from 100 %, then that part of the pictures."),
        ),
        None,
        _("Of pictures as it knows them, it confuses one in {many}.", many=round(test.n / wrong)),
    )
    drawn = Card(
        _(
            "MNIST's digits were scaled to 20 pixels and centred by their weight. A drawing is "
            "prepared in the same way before the network reads it; without that it would fail on "
            "many."
        ),
        FEATURE_MAPS,
        DIGITS,
        ("f_pad",),
        Drawing(
            _("Draw a {wanted} that the network reads as a {wanted}.", wanted=WANTED),
            WANTED,
            _("Its place and size did not matter: they are changed before the network sees it."),
            _(
                "The network saw a {seen}. Make the upper bar long, and the stem without a hook.",
                seen="{seen}",
            ),
        ),
        Task(_("Draw it again in the room, small and in a corner: does the answer change?")),
        _("Look at the drawing's stages in the room: cropped, scaled, centred."),
    )
    last = Card(
        _(
            "On digits from elsewhere it does less well: of the {n} pictures of {what} it gets "
            "{accuracy} right. A test says how good a network is on pictures like those of the "
            "test. Draw something that is no digit, and see what it says.",
            accuracy=percent(other.accuracy),
            n=grouped(other.n),
            what=retold(other.what),
        ),
        FEATURE_MAPS,
        DIGITS,
        ("f_pad", "f_answer"),
    )
    return Lesson(
        "mnist",
        _("Handwritten digits"),
        _("A test tells how good a network is on pictures like those of the test."),
        (first, drawn, last),
    )


def clothing() -> Lesson:
    """Three networks for pictures of clothes."""
    variants = EXPERIMENTS["clothing"].variants(MNIST_SHAPE, CLASSES)
    counts = {
        _(each.title): table((*each.layers, Dense(CLASSES, "softmax"))).parameters
        for each in variants
    }
    fewest = min(counts, key=lambda title: counts[title])
    none, one, two = (grouped(count) for count in counts.values())
    reasons = (
        _("{n} parameters: a picture of 28 × 28 has few pixels, so few weights.", n=none),
        _(
            "{n} parameters: its 32 maps hold more values than the picture, and a dense layer "
            "reads them all.",
            n=one,
        ),
        _("{n} parameters, nearly all in the dense layer behind its 64 maps.", n=two),
    )
    guess = 100 / CLASSES
    first = Card(
        _(
            "**Fashion-MNIST** has pictures of clothes in the format of MNIST: {classes} classes, "
            "all equally frequent. It was made because digits had become too easy.",
            classes=CLASSES,
        ),
        TRAINER,
        EXPERIMENT_PAGE,
        (),
        Number(
            _("How many percent does a program get right that always answers “shirt”?"),
            guess,
            _("One class of {classes}.", classes=CLASSES),
            (
                Slip(0, _("The shirts themselves are right.")),
                Slip(50, _("There are {classes} classes, not two.", classes=CLASSES)),
                Slip(CLASSES * guess, _("Only the shirts are right.")),
            ),
            _("Only pictures of shirts are right. Which share are they?"),
        ),
        None,
        _("Any accuracy is to be compared with such a **baseline**."),
    )
    asked = Card(
        _(
            "The experiment “{title}” trains a network without, with one and with two "
            "convolutions.",
            title=_(EXPERIMENTS["clothing"].title),
        ),
        CALCULATOR,
        of_network("lecture-mnist"),
        ("l_network",),
        Choice(
            _("Which of the three has the fewest parameters?"),
            tuple(
                Option(title, reason, right=title == fewest)
                for title, reason in zip(counts, reasons, strict=True)
            ),
        ),
        Task(
            _("Choose the networks lecture-mnist, physics-mnist and mlp, and read Parameters."),
            {"l_network": "mlp"},
        ),
        _(
            "Convolutions save weights where the picture is large. Here they cost some, and are "
            "better all the same: they look for the same pattern at every place."
        ),
        of_network("mlp"),
        hidden=(ABOVE_TABS,),
    )
    last = Card(
        _(
            "Start the experiment “{title}” where the data are there, and look at its confusion "
            "matrix: shirts are taken for pullovers and coats, hardly ever for shoes. More than "
            "one seed tells a difference from chance.",
            title=_(EXPERIMENTS["clothing"].title),
        ),
        TRAINER,
        EXPERIMENT_PAGE,
        ("t_experiment_clothing",),
    )
    return Lesson(
        "clothing",
        _("Clothes"),
        _("An accuracy counts beside a baseline and beside other networks."),
        (first, asked, last),
    )
