"""The lesson on receptive fields."""

from collections.abc import Sequence

from cnnviz.course.lesson import CALCULATOR, Card, Lesson, Task
from cnnviz.course.lessons.known import DIGIT, table
from cnnviz.course.lessons.links import ABOVE_TABS, of_network, of_stack
from cnnviz.course.questions import Number, Slip
from cnnviz.layers import Conv2D, Layer, MaxPool2D, Shape
from cnnviz.networks import NETWORKS
from cnnviz.utils.language import _

KERNEL, POOL = 3, 2
CONV = Conv2D(8, KERNEL, padding="same", activation="relu")
STACK = ("l_stack",)
OFF = (ABOVE_TABS,)


def _field(layers: Sequence[Layer], image: Shape = DIGIT) -> int:
    """The side of what the last layer's units see."""
    return table(layers, image).receptive_fields[-1].fields[0].size


def receptive_field() -> Lesson:
    """What a unit sees grows with each layer."""
    three, two = _field((CONV,) * 3), _field((CONV,) * 2)
    first = Card(
        _(
            "A unit of the first layer sees a window of {one} × {one} pixels. A unit of the second "
            "sees a window of {one} × {one} units, which together see {two} × {two} pixels. That "
            "is its **receptive field**.",
            one=KERNEL,
            two=two,
        ),
        CALCULATOR,
        of_stack((CONV,) * 2, DIGIT),
        STACK,
        hidden=OFF,
    )
    asked = Card(
        _("Now a third layer of {one} × {one} comes on top, with stride 1 as before.", one=KERNEL),
        CALCULATOR,
        of_stack((CONV,) * 2, DIGIT),
        STACK,
        Number(
            _("How many pixels wide is the receptive field of its units?"),
            three,
            _("Each layer adds {more}: one pixel on each side.", more=KERNEL - 1),
            (
                Slip(3 * KERNEL, _("Neighbouring windows overlap, so the fields do not add up.")),
                Slip(KERNEL, _("That is what it reads of the second layer's map.")),
                Slip(two, _("That is the field of the second layer.")),
                Slip(three**2, _("Those are all pixels of the field; asked is its width.")),
                Slip(KERNEL**3, _("Fields grow by addition here, not by multiplication.")),
            ),
            _("How many pixels does each layer add at the left and at the right?"),
        ),
        Task(_("Add a third convolution to the stack, and read its receptive field.")),
        _(
            "Three layers of {one} × {one} see as much as one of {three} × {three}, with "
            "{few} instead of {many} weights for each pair of channels, and with an activation "
            "between them.",
            one=KERNEL,
            three=three,
            few=3 * KERNEL**2,
            many=three**2,
        ),
        of_stack((CONV,) * 3, DIGIT),
        hidden=OFF,
    )
    return Lesson(
        "receptive-field",
        _("Receptive fields"),
        _("The deeper a unit, the more of the picture it sees; pooling makes it see more quickly."),
        (first, asked, _ask_pooled_field(), _field_in_use()),
    )


def _ask_pooled_field() -> Card:
    layers = (CONV, MaxPool2D(POOL), CONV)
    field, pooled = _field(layers), _field(layers[:2])
    return Card(
        _(
            "Between two convolutions stands a pooling of {size} × {size} with stride {size}. Its "
            "units see {pooled} pixels, and neighbours lie {size} pixels apart.",
            size=POOL,
            pooled=pooled,
        ),
        CALCULATOR,
        of_stack(layers[:2], DIGIT),
        STACK,
        Number(
            _(
                "How many pixels wide is the field of the second convolution, {width} wide?",
                width=KERNEL,
            ),
            field,
            _(
                "{pooled} for the first of its three units, and {size} more for each of the other "
                "two.",
                pooled=pooled,
                size=POOL,
            ),
            (
                Slip(pooled + 2, _("Its neighbours lie two pixels apart, not one.")),
                Slip(_field((CONV,) * 2), _("That is the field without the pooling.")),
                Slip(3 * pooled, _("The fields of neighbouring units overlap.")),
            ),
            _("Three neighbours of the pooled map: the first sees {pooled}.", pooled=pooled),
        ),
        Task(_("Add a convolution behind the pooling.")),
        _("Behind each pooling, every further layer adds twice as much."),
        of_stack(layers, DIGIT),
        hidden=OFF,
    )


def _field_in_use() -> Card:
    network = NETWORKS["lecture-neu"]
    found = table(network.layers, network.input_shape)
    at = max(i for i, row in enumerate(found.summaries) if isinstance(row.layer, Conv2D))
    field = found.receptive_fields[at].fields[0].size
    return Card(
        _(
            "The last convolution of the lectures' network for steel sees {field} of {side} "
            "pixels in each direction. A longer scratch is seen whole only by the dense layer. "
            "Try one more convolution and pooling at the end: what do units see then?",
            field=field,
            side=network.input_shape[0],
        ),
        CALCULATOR,
        of_network("lecture-neu"),
        STACK,
        hidden=OFF,
    )
