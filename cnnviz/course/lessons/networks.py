"""Lessons on layers together: the usual block, and features of features."""

from math import prod

from cnnviz.course.lesson import CALCULATOR, FEATURE_MAPS, Card, Lesson, Task
from cnnviz.course.lessons import known
from cnnviz.course.lessons.known import DIGIT, table
from cnnviz.course.lessons.links import ABOVE_TABS, of_network, of_stack
from cnnviz.course.questions import Choice, Number, Option, Slip
from cnnviz.layers import Conv2D
from cnnviz.networks import NETWORKS
from cnnviz.utils.language import _
from cnnviz.utils.text import grouped, times

STACK = ("l_stack",)
OFF = (ABOVE_TABS,)
ABOVE_MAPS = ("f_input_and_answer",)


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
            "activation keeps only positive responses, and a pooling makes the maps smaller. This "
            "network has two blocks and then dense layers."
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
            parameters=grouped(conv.parameters),
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
            before=grouped(before),
            after=grouped(after),
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
    rows = [row for row in known.network("mnist").summaries if isinstance(row.layer, Conv2D)]
    shallow, deep = rows[0], rows[-1]
    link = {"f_model": "mnist"}
    first = Card(
        _(
            "This network has been trained on digits. Each row shows the maps of one layer for "
            "a drawn digit: red where its filter responds. Nobody has told it which "
            "filters to have."
        ),
        FEATURE_MAPS,
        link,
        ("f_strips",),
        hidden=ABOVE_MAPS,
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
        ("f_strips",),
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
        Task(_("Scroll from conv_1 down to the last convolution.")),
        _(
            "The first layer has edges, the next ones combine them to corners and arcs, the last "
            "ones to parts of digits: features of features."
        ),
        hidden=ABOVE_MAPS,
    )
    last = Card(
        _(
            "What a deep filter has learned is seen better by the pictures that excite it most. "
            "Choose another filter, and guess its part of a digit."
        ),
        FEATURE_MAPS,
        link | {"f_view": "Units", "f_units_layer": deep.name},
        ("f_units_layer", "f_units_unit"),
        hidden=ABOVE_MAPS,
    )
    return Lesson(
        "stacked-features",
        _("Features of features"),
        _("Each layer combines what the one before found."),
        (first, asked, last),
    )
