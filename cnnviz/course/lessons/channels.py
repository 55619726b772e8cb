"""Lessons on depth: kernels over several channels, and how few weights they are."""

from dataclasses import replace
from math import prod

from cnnviz.course.lesson import CALCULATOR, Card, Lesson, Task
from cnnviz.course.lessons.known import DIGIT, table
from cnnviz.course.lessons.links import ABOVE_TABS, of_layer, of_network, of_stack
from cnnviz.course.questions import Choice, Number, Option, Slip
from cnnviz.layers import Dense, Flatten
from cnnviz.layers.window import WindowSettings, checked
from cnnviz.networks.classics import NETWORKS
from cnnviz.utils.language import _
from cnnviz.utils.text import grouped, times

COLOURS, FILTERS = 3, 8
# The lectures print 51,909,024 weights. Of all sizes with three channels that give this number,
# this is the only one of a photograph's proportions: the next one is three times as wide as high.
PHOTOGRAPH = (3742, 4624, 3)  # height, width, channels


def depth() -> Lesson:
    """One kernel for each channel, and one output map for each filter."""
    one = checked(WindowSettings(size=(5, 5), channels=COLOURS))
    many = checked(replace(one, filters=FILTERS))
    taps = prod(one.kernel)
    first = Card(
        _(
            "A colour picture has {channels} **channels**: red, green and blue. A filter has a "
            "kernel for each of them. All {taps} × {channels} = {products} products are added to "
            "a single number, so one filter makes one map, however many channels it reads.",
            channels=COLOURS,
            taps=taps,
            products=taps * COLOURS,
        ),
        CALCULATOR,
        of_layer(one),
        ("l_channels", "l_filters"),
    )
    asked = Card(
        _(
            "A layer has several **filters**, each with kernels of its own and one **bias**, a "
            "number that is added to its sums. The maps of all filters are the channels that the "
            "next layer reads."
        ),
        CALCULATOR,
        of_layer(one),
        ("l_filters",),
        Number(
            _(
                "A layer of {filters} filters of {kernel} reads {channels} channels. How many "
                "numbers does it learn, biases included?",
                filters=FILTERS,
                kernel=times(one.kernel),
                channels=COLOURS,
            ),
            many.weight_count + FILTERS,
            _(
                "{taps} × {channels} × {filters} = {weights} weights and {filters} biases.",
                taps=taps,
                channels=COLOURS,
                filters=FILTERS,
                weights=many.weight_count,
            ),
            (
                Slip(many.weight_count, _("Those are the weights; the biases are missing.")),
                Slip(
                    (taps + 1) * FILTERS,
                    _("A filter has a kernel for each channel, not one for all."),
                ),
                Slip(
                    (taps + 1) * COLOURS * FILTERS,
                    _("A filter has one bias, not one for each channel."),
                ),
                Slip(taps * COLOURS + 1, _("That is one filter.")),
            ),
            _("Begin with one filter: a kernel for each channel, and one bias."),
        ),
        Task(
            _("Set {filters} filters, and read Weights and Biases.", filters=FILTERS),
            {"l_filters": str(FILTERS)},
        ),
        _(
            "The height and width of the picture do not matter: the same weights are used at "
            "every place."
        ),
        of_layer(many),
    )
    deep = checked(WindowSettings(size=(12, 12), channels=32, filters=64))
    last = Card(
        _(
            "Deep in a network most weights come from the depth: {filters} filters over "
            "{channels} channels have {weights} weights, although each kernel has {taps}. Try "
            "the operation “Depthwise convolution”, which gives each channel a kernel and does "
            "not add them.",
            filters=deep.filters,
            channels=deep.channels,
            weights=grouped(deep.weight_count),
            taps=taps,
        ),
        CALCULATOR,
        of_layer(deep),
        ("l_operation", "l_channels"),
    )
    return Lesson(
        "channels",
        _("Channels and filters"),
        _("A filter reads all channels and makes one map; a layer has many filters."),
        (first, asked, last),
    )


def against_dense() -> Lesson:
    """How many weights a dense unit needs, and how many a filter."""
    unit = prod(PHOTOGRAPH)
    filter_ = checked(WindowSettings(size=PHOTOGRAPH[:2], channels=PHOTOGRAPH[2]))
    height, width = filter_.size
    photograph = of_layer(filter_) | {"l_apart": "true", "l_height": str(height)}
    photograph |= {"l_width": str(width), "l_kernel_width": "3", "l_stride_width": "1"}
    one = table((Flatten(), Dense(1)), DIGIT)
    dense = Card(
        _(
            "In a **dense** layer every unit has a weight for every value of its input, and one "
            "bias. Before it, the picture is **flattened** into one long list."
        ),
        CALCULATOR,
        of_stack((Flatten(), Dense(10)), DIGIT),
        ("l_stack",),
        Number(
            _(
                "How many numbers does a single dense unit learn that reads a digit of {size} "
                "pixels?",
                size=times(DIGIT[:2]),
            ),
            one.parameters,
            _(
                "{pixels} weights, one for each pixel, and one bias.",
                pixels=prod(DIGIT),
            ),
            (
                Slip(prod(DIGIT), _("Those are the weights; the bias is missing.")),
                Slip(DIGIT[0] + DIGIT[1] + 1, _("Height times width, not plus.")),
                Slip(10, _("That would be a kernel of 3 × 3. A dense unit reads every pixel.")),
            ),
            _("A weight for every pixel, and a bias."),
        ),
        Task(_("Set the units of the dense layer to 1, and read its parameters.")),
        _("Ten such units, one for each digit, already make a simple classifier."),
        of_stack((Flatten(), Dense(1)), DIGIT),
        hidden=(ABOVE_TABS,),
    )
    compared = Card(
        _(
            "The lectures' photograph has {size} values. A dense unit would need {unit} weights "
            "for it: one unit.",
            size=times(PHOTOGRAPH),
            unit=grouped(unit),
        ),
        CALCULATOR,
        photograph,
        ("l_height", "l_width"),
        Choice(
            _("How many weights has one filter of 3 × 3 over the same photograph?"),
            (
                Option(
                    f"{filter_.weight_count}",
                    _("A kernel of 3 × 3 for each of the {n} colours.", n=PHOTOGRAPH[2]),
                    right=True,
                ),
                Option(
                    f"{prod(filter_.kernel)}",
                    _(
                        "That is the kernel of one channel; the photograph has {n}.",
                        n=PHOTOGRAPH[2],
                    ),
                ),
                Option(
                    grouped(prod(filter_.output)),
                    _("So many windows there are, but all of them share the same weights."),
                ),
                Option(
                    grouped(unit),
                    _("That is a dense unit. A filter reads only a window at a time."),
                ),
            ),
        ),
        Task(_("Read Weights in the table at the right, and Dense layer.")),
        _(
            "**Shared weights**: what is learned at one place is known at all. That is why a "
            "convolution can read pictures of this size at all."
        ),
    )
    return Lesson(
        "against-dense",
        _("Convolution against dense layers"),
        _("A filter's weights do not grow with the picture; a dense unit's do."),
        (dense, compared, _dense_in_use()),
    )


def _dense_in_use() -> Card:
    network = NETWORKS["lecture-mnist"]
    costs = table(network.layers, network.input_shape)
    most = max(costs.summaries, key=lambda row: row.parameters)
    return Card(
        _(
            "In the lectures' network for digits, the dense layer behind the convolutions has "
            "{most} of {all} parameters. Newer networks avoid it with global pooling. Try to "
            "replace “flatten” by global average pooling: how many parameters are left?",
            most=grouped(most.parameters),
            all=grouped(costs.parameters),
        ),
        CALCULATOR,
        of_network("lecture-mnist"),
        ("l_stack",),
        hidden=(ABOVE_TABS,),
    )
