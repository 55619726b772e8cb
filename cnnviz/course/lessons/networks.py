"""Lessons on layers together: receptive fields, the usual block, and features of features."""

from collections.abc import Sequence
from math import prod

from cnnviz.course.lesson import CALCULATOR, FEATURE_MAPS, Card, Lesson, Task
from cnnviz.course.lessons.links import ABOVE_TABS, of_network, of_stack
from cnnviz.course.questions import Choice, Number, Option, Slip
from cnnviz.layers import Conv2D, Layer, MaxPool2D, Shape
from cnnviz.models.files import ModelInfo, shipped
from cnnviz.networks import NETWORKS
from cnnviz.networks.cost_table import CostTable, cost_table
from cnnviz.utils.language import _
from cnnviz.utils.text import times

DIGIT = (28, 28, 1)
KERNEL, POOL = 3, 2
CONV = Conv2D(8, KERNEL, padding="same", activation="relu")
STACK = ("l_stack",)
OFF = (ABOVE_TABS,)


def table(layers: Sequence[Layer], image: Shape = DIGIT) -> CostTable:
    """Follow an image through layers."""
    return cost_table([layer.to_json() for layer in layers], image)


def network_for_digits() -> ModelInfo:
    """Return the network for digits that comes with this program."""
    return next(info for info in shipped() if info.path.stem == "mnist")


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
    found = cost_table([layer.to_json() for layer in network.layers], network.input_shape)
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


def layer_block() -> Lesson:
    """Convolution, activation, pooling."""
    network = NETWORKS["lecture-mnist"]
    found = table(network.layers, network.input_shape)
    conv, pool = found.summaries[:2]
    link = of_network("lecture-mnist")
    before, after = prod(conv.output_shape), prod(pool.output_shape)
    weights = Card(
        _(
            "A network for pictures repeats a **block**: a convolution finds patterns, an "
            "activation keeps where they are, and a pooling makes the maps smaller. This network "
            "has two blocks and then dense layers."
        ),
        CALCULATOR,
        link,
        STACK,
        Choice(
            _("Which part of a block learns?"),
            (
                Option(
                    _("The convolution"),
                    _("It alone has numbers that training changes: weights and biases."),
                    right=True,
                ),
                Option(
                    _("The activation"),
                    _("ReLU is always the same function; there is nothing to learn in it."),
                ),
                Option(_("The pooling"), _("It takes the largest value; it has no weights.")),
                Option(_("All three"), _("Two of them always do the same.")),
            ),
        ),
        Task(_("Read the parameters of each layer.")),
        _(
            "The first convolution has {parameters} parameters, its pooling none.",
            parameters=f"{conv.parameters:,}",
        ),
        hidden=OFF,
    )
    values = Card(
        _(
            "The first block has {filters} filters with padding “same”, ReLU, and a pooling of "
            "2 × 2 with stride 2.",
            filters=conv.output_shape[-1],
        ),
        CALCULATOR,
        of_stack(network.layers[:1], DIGIT),
        STACK,
        Number(
            _("How many values come out of it for a digit of {size}?", size=times(DIGIT[:2])),
            after,
            _("{shape}.", shape=times(pool.output_shape)),
            (
                Slip(before, _("So many go into the pooling.")),
                Slip(before / 2, _("The pooling halves the height and the width.")),
                Slip(prod(pool.output_shape[:2]), _("That is one map; each filter makes one.")),
                Slip(prod(DIGIT), _("Those are the pixels that go in.")),
            ),
            _("Height and width after pooling, times the filters."),
        ),
        Task(_("Add a max pooling to the stack.")),
        _(
            "{before} became {after}. The next block has twice the filters, so that less is lost "
            "than the smaller maps suggest.",
            before=f"{before:,}",
            after=f"{after:,}",
        ),
        of_stack(network.layers[:2], DIGIT),
        hidden=OFF,
    )
    last = Card(
        _(
            "Maps become smaller and more numerous from block to block: from where to what. The "
            "network for digits that comes with this program adds a normalisation to each block. "
            "Try to swap a pooling and its convolution: what does it cost?"
        ),
        CALCULATOR,
        of_network("wide-mnist"),
        STACK,
        hidden=OFF,
    )
    return Lesson(
        "layer-block",
        _("The block of a network"),
        _("Convolution, activation and pooling, repeated, turn pixels into features."),
        (weights, values, last),
    )


def stacked_features() -> Lesson:
    """Features of features, in a trained network."""
    rows = [row for row in network_for_digits().summaries if isinstance(row.layer, Conv2D)]
    shallow, deep = rows[0], rows[-1]
    link = {"f_model": "mnist"}
    first = Card(
        _(
            "This network has been trained on digits. Each row shows the maps of one layer for "
            "the drawing at the left: bright where its filter responds. Nobody has told it which "
            "filters to have."
        ),
        FEATURE_MAPS,
        link,
        ("f_pad",),
    )
    asked = Card(
        _(
            "The first convolution makes {maps} maps of {size}; the last one {more} of {less}.",
            maps=shallow.output_shape[-1],
            size=times(shallow.output_shape[:2]),
            more=deep.output_shape[-1],
            less=times(deep.output_shape[:2]),
        ),
        FEATURE_MAPS,
        link,
        ("f_pad",),
        Choice(
            _("In the maps of which layer can you still recognise what was drawn?"),
            (
                Option(
                    _("The first convolution"),
                    _("Its filters find edges and strokes, so the digit's outline is still there."),
                    right=True,
                ),
                Option(
                    _("The last convolution"),
                    _(
                        "Its maps have {size} cells: too few for an outline. They say which "
                        "parts were found, roughly where.",
                        size=times(deep.output_shape[:2]),
                    ),
                ),
                Option(
                    _("All of them alike"),
                    _("Each layer reads the maps before it, not the picture."),
                ),
                Option(
                    _("None"),
                    _("A filter's map has the arrangement of the picture; look at the first row."),
                ),
            ),
        ),
        Task(_("Draw another digit, and compare the rows.")),
        _(
            "The first layer has edges, the next ones combine them to corners and arcs, the last "
            "ones to parts of digits: features of features."
        ),
    )
    last = Card(
        _(
            "What a deep filter has learned is seen better by the pictures that excite it most. "
            "Choose another filter, and guess its part of a digit."
        ),
        FEATURE_MAPS,
        link | {"f_view": "Units", "f_units_layer": deep.name},
        ("f_units_layer", "f_units_unit"),
    )
    return Lesson(
        "stacked-features",
        _("Features of features"),
        _("Each layer combines what the one before found."),
        (first, asked, last),
    )
