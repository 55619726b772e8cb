"""Lessons on unseen pictures: overfitting and augmentation."""

import numpy as np

from cnnviz.course.lesson import TRAINER, Card, Lesson, Task
from cnnviz.course.questions import Cell, CellSlip, Choice, Number, Option, Slip
from cnnviz.training.experiments import EXPERIMENTS
from cnnviz.utils.language import _
from cnnviz.utils.text import grouped, number

TRAINING = np.array([0.9, 0.5, 0.3, 0.2, 0.12, 0.07])  # loss by epoch
VALIDATION = np.array([0.95, 0.6, 0.45, 0.42, 0.48, 0.58])
IMAGES, EPOCHS = 1000, 20
EXPERIMENT_PAGE = {"t_page": "experiments"}
START = "t_experiment_regularisation"
EXAMPLES = {"t_augmenting": "true"}
STEEL = "steel-synthetic"  # the pictures of steel that every installation has
HIDDEN = ("t_settings", "t_data_shown")  # what a card on the examples leaves out


def overfitting() -> Lesson:
    """Training loss falls, validation loss rises."""
    best, last = int(VALIDATION.argmin()), len(VALIDATION) - 1
    asked = Card(
        _(
            "A part of the pictures is kept out of training: the **validation** images. The first "
            "row is the loss on the training images after each **epoch**, one pass over all of "
            "them; the second row is the loss on the validation images."
        ),
        TRAINER,
        EXPERIMENT_PAGE,
        (START,),
        Cell(
            _("Which cell tells where training should have stopped?"),
            tuple(
                tuple(f"{value:.2f}" for value in row.tolist()) for row in (TRAINING, VALIDATION)
            ),
            ((1, best),),
            _(
                "In epoch {epoch} the validation loss is lowest. From then on only the training "
                "loss falls: **overfitting**.",
                epoch=best + 1,
            ),
            (
                CellSlip(
                    tuple((0, epoch) for epoch in range(len(TRAINING))),
                    _(
                        "The training loss may go on falling while the network only learns its "
                        "training images by heart."
                    ),
                ),
                CellSlip(
                    ((1, last),),
                    _(
                        "The validation loss has risen from {low} to {high} by then.",
                        low=number(float(VALIDATION[best])),
                        high=number(float(VALIDATION[last])),
                    ),
                ),
                CellSlip(
                    tuple((1, epoch) for epoch in range(best)),
                    _("There the validation loss still falls: it learns what holds for others."),
                ),
            ),
            _("Look for the lowest validation loss."),
        ),
        None,
        _(
            "The trainer watches for this pattern and keeps the weights of every epoch; stopping "
            "at the lowest validation loss is called **early stopping**."
        ),
    )
    return Lesson(
        "overfitting",
        _("Overfitting"),
        _("A network overfits where its loss falls on training images and rises on others."),
        (asked, _ask_remedy(), _overfitting_in_use()),
    )


def _ask_remedy() -> Card:
    return Card(
        _(
            "After the last epoch the training loss is {training} and the validation loss "
            "{validation}: a gap.",
            training=number(float(TRAINING[-1])),
            validation=number(float(VALIDATION[-1])),
        ),
        TRAINER,
        EXPERIMENT_PAGE,
        (START,),
        Choice(
            _("What makes such a gap smaller?"),
            (
                Option(
                    _("More epochs"),
                    _("The gap grew from epoch to epoch: more of them make it larger."),
                ),
                Option(
                    _("A network with more weights"),
                    _("More weights can learn even more images by heart."),
                ),
                Option(
                    _("More, and more varied, training images"),
                    _("What holds for many images is harder to learn by heart than to understand."),
                    right=True,
                ),
                Option(
                    _("More validation images"),
                    _("They measure the gap more exactly, but the network never learns from them."),
                ),
            ),
        ),
        None,
        _(
            "Where there are no more images, augmentation makes variants of them, and dropout "
            "keeps units from relying on each other. A smaller network helps too."
        ),
    )


def _overfitting_in_use() -> Card:
    return Card(
        _(
            "The experiment “{title}” trains the same network without a remedy, with each and "
            "with both. Start it, and compare the distance between its two curves. The final test "
            "uses a third part of the images, as the epoch was chosen with the validation images.",
            title=_(EXPERIMENTS["regularisation"].title),
        ),
        TRAINER,
        EXPERIMENT_PAGE,
        (START,),
    )


def augmentation() -> Lesson:
    """Random changes that keep the class."""
    first = Card(
        _(
            "**Augmentation** changes each training image a little, at random and anew in every "
            "epoch: turned, shifted, slanted, thicker. Its label stays. The small pictures beside "
            "each digit are such variants; draw others."
        ),
        TRAINER,
        EXAMPLES | {"t_augmentation": "digits"},
        ("t_examples",),
        hidden=HIDDEN,
    )
    counted = Card(
        _(
            "A network is trained for {epochs} epochs on {images} images.",
            epochs=EPOCHS,
            images=grouped(IMAGES),
        ),
        TRAINER,
        EXAMPLES | {"t_augmentation": "digits"},
        ("t_examples",),
        Number(
            _("How many different pictures does it see with augmentation?"),
            IMAGES * EPOCHS,
            _("Every image looks different in every epoch."),
            (
                Slip(IMAGES, _("That is so without augmentation: the same ones every epoch.")),
                Slip(IMAGES + EPOCHS, _("Every epoch changes every image: multiply.")),
                Slip(
                    IMAGES * (EPOCHS + 1),
                    _("The unchanged images are not shown in addition; the variants replace them."),
                ),
            ),
            _("Each epoch shows each image once, changed anew."),
        ),
        Task(_("Draw again: is any variant shown twice?")),
        _(
            "They are variants, not new examples: they show no handwriting that is not in the "
            "{images} images.",
            images=grouped(IMAGES),
        ),
        hidden=HIDDEN,
    )
    return Lesson(
        "augmentation",
        _("Augmentation"),
        _("Random changes that keep the class teach a network what does not matter."),
        (first, counted, _ask_class(), _augmentation_in_use()),
    )


def _ask_class() -> Card:
    return Card(
        _("A change must keep the class, or the label becomes wrong."),
        TRAINER,
        EXAMPLES | {"t_augmentation": "digits"},
        ("t_examples",),
        Choice(
            _("Which change makes some labels of digits wrong?"),
            (
                Option(
                    _("Rotations by up to 180°"),
                    _("A 6 that is turned by half becomes a 9, but is still labelled 6."),
                    right=True,
                ),
                Option(
                    _("Shifts by two pixels"),
                    _("A digit at another place is the same digit, while it stays in the image."),
                ),
                Option(
                    _("A slight slant"),
                    _("Writers slant differently: that is just the variety that is wanted."),
                ),
                Option(
                    _("Thicker strokes"),
                    _("Pens differ. It does no harm until a loop closes."),
                ),
            ),
        ),
        Task(_("Move the slider Rotation to its end, and look for a 6 or a 4.")),
        _(
            "Digits bear a few degrees. A picture of steel has no top and no bottom, so there any "
            "rotation is right: the class decides, not the method."
        ),
        EXAMPLES | {"t_augmentation": "rotate=180"},
        hidden=HIDDEN,
    )


def _augmentation_in_use() -> Card:
    return Card(
        _(
            "These are the changes for steel: mirrored, brighter, with other contrast, as lamps "
            "differ. Only training images are changed; validation and test images stay as they "
            "are. A change that is too strong costs accuracy, so try one at a time."
        ),
        TRAINER,
        EXAMPLES | {"t_augmentation": "steel", "t_data": STEEL},
        ("t_examples",),
        hidden=HIDDEN,
    )
