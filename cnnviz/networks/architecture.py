"""Networks as lists of layers: shapes, parameter counts and costs, followed layer by layer.

An architecture lists its hidden layers; the output, one softmax unit per class, is added when the
classes are known.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import prod

from cnnviz.layers import Dense, Layer, Shape
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _

# A 200 x 200 lecture network has 10 million parameters. The bounds keep a crafted or careless
# spec from asking for more memory or time than a classroom machine has.
MAX_LAYERS = 200
MAX_PARAMETERS = 50_000_000
MAX_ACTIVATIONS = 100_000_000
MAX_MULTIPLY_ADDS = 20_000_000_000

MOST_PARAMETERS = N_(
    "a network may have at most {most:,} parameters, got {count:,}; {layer} has {share:,} of them"
)
MOST_VALUES = N_(
    "a network may make at most {most:,} values per image, got {count:,}; {layer} makes "
    "{share:,} of them"
)
MOST_MULTIPLY_ADDS = N_(
    "a network may do at most {most:,} multiply-adds per image, got {count:,}; {layer} does "
    "{share:,} of them"
)

OUTPUT = "output"  # the last layer's name

NamedLayer = tuple[str, Layer]


@dataclass(frozen=True)
class Architecture:
    """A named network.

    Attributes
    ----------
    name, summary : str
        What people call it, and what it is in one line.
    source : str
        Where it is from, and how it departs from the original.
    input_shape : (int, int, int)
        Height, width and channels that it was described for; any image shape works.
    layers : tuple of Layer
        Of a preset: the hidden layers, without the output.
    """

    name: str
    summary: str
    source: str
    input_shape: Shape
    layers: tuple[Layer, ...]


@dataclass(frozen=True)
class LayerSummary:
    """One layer of a network: what it makes of its input, and at what cost.

    Attributes
    ----------
    name : str
        Its name in the network, "conv_1".
    layer : Layer
    input_shape, output_shape : tuple of int
        Of one image.
    parameters, multiply_adds : int
        For one image.
    adds : int or None
        Index of the layer whose output a residual connection adds, -1 for the network's input.
    """

    name: str
    layer: Layer
    input_shape: Shape
    output_shape: Shape
    parameters: int
    multiply_adds: int
    adds: int | None = None


def named(layers: Iterable[Layer]) -> Iterator[NamedLayer]:
    """Name each layer by its kind and number.

    Parameters
    ----------
    layers : iterable of Layer

    Yields
    ------
    name : str
        "conv_2" for the second convolution.
    layer : Layer

    Examples
    --------
    >>> from cnnviz.layers import Conv2D, ReLU
    >>> [name for name, _ in named([Conv2D(8), ReLU(), Conv2D(16)])]
    ['conv_1', 'relu_1', 'conv_2']
    """
    count: Counter[str] = Counter()
    for layer in layers:
        count[layer.kind] += 1
        yield f"{layer.kind}_{count[layer.kind]}", layer


def with_output(layers: Iterable[Layer], classes: int) -> list[NamedLayer]:
    """Name each layer and add the softmax output.

    Parameters
    ----------
    layers : iterable of Layer
        The hidden layers.
    classes : int
        Number of classes: units of the output.

    Returns
    -------
    list of (str, Layer)
        The last is "output".
    """
    return [*named(layers), (OUTPUT, Dense(classes, "softmax"))]


def follow(layers: Iterable[NamedLayer], input_shape: Shape) -> Iterator[LayerSummary]:
    """Follow one image through layers of any size, as nothing is built.

    Parameters
    ----------
    layers : iterable of (str, Layer)
        Names and layers, as ``named`` gives them.
    input_shape : tuple of int
        One image's shape.

    Yields
    ------
    LayerSummary

    Raises
    ------
    InputError
        Where a layer does not fit the shape it gets; those before it have been yielded.
    """
    shapes = [tuple(input_shape)]
    for index, (name, layer) in enumerate(layers):
        shape, adds = shapes[-1], None
        if layer.adds_back:
            adds = index - 1 - layer.adds_back
            _check_sum(layer, shapes)
        summary = LayerSummary(
            name=name,
            layer=layer,
            input_shape=shape,
            output_shape=layer.output_shape(shape),
            parameters=layer.parameters(shape),
            multiply_adds=layer.multiply_adds(shape),
            adds=adds,
        )
        shapes.append(summary.output_shape)
        yield summary


def _check_sum(layer: Layer, shapes: Sequence[Shape]) -> None:
    """Check that a residual connection has what it adds, and that both have the same shape."""
    back = layer.adds_back
    if back >= len(shapes):
        raise InputError(
            "a residual connection goes over at most the {most} layers before it, got {back}",
            most=len(shapes) - 1,
            back=back,
        )
    if shapes[-1] != shapes[-1 - back]:
        raise InputError(
            "a residual connection adds equal shapes, got {first} and {second}",
            first=shapes[-1],
            second=shapes[-1 - back],
        )


def trace(layers: Sequence[Layer], input_shape: Shape, classes: int) -> list[LayerSummary]:
    """Follow one image through a network.

    Parameters
    ----------
    layers : sequence of Layer
        The hidden layers.
    input_shape : (height, width, channels)
        One image's shape, in pixels.
    classes : int
        Number of classes, at least 2.

    Returns
    -------
    list of LayerSummary
        One per layer, the output last.

    Raises
    ------
    InputError
        If a layer cannot take the shape it gets, or the network is larger than our bounds.

    Examples
    --------
    >>> from cnnviz.layers import Flatten
    >>> [(each.name, each.parameters) for each in trace([Flatten()], (28, 28, 1), 10)]
    [('flatten_1', 0), ('output', 7850)]
    """
    if classes < 2:
        raise InputError("a network needs at least 2 classes, got {classes}", classes=classes)
    if len(input_shape) != 3 or min(input_shape) < 1:
        raise InputError(
            "images must be (height, width, channels), 1 or more, got {input_shape}",
            input_shape=input_shape,
        )
    summaries = list(follow(with_output(layers, classes), input_shape))
    check_size(summaries)
    return summaries


def check_size(summaries: Sequence[LayerSummary]) -> None:
    """Check that a network is not too large for a classroom's machine.

    Parameters
    ----------
    summaries : sequence of LayerSummary
        All layers, the output last; at least one.

    Raises
    ------
    InputError
        As ``find_excess`` says.
    """
    if excess := find_excess(summaries):
        raise InputError("{reason}", reason=excess[1])


def find_excess(summaries: Sequence[LayerSummary]) -> tuple[int, str] | None:
    """Find what makes a network too large for a classroom's machine.

    Parameters
    ----------
    summaries : sequence of LayerSummary
        All layers, the output last; at least one.

    Returns
    -------
    (int, str) or None
        Index of the layer with the largest share, and a message; None for a network within the
        bounds: 200 layers, 50 million parameters, 100 million values and 20 billion multiply-adds
        per image.

    Examples
    --------
    >>> from cnnviz.layers import Dense, Flatten
    >>> find_excess(list(follow(with_output([Flatten(), Dense(100_000)], 10), (100, 100, 1))))
    ... # doctest: +NORMALIZE_WHITESPACE
    (1, 'a network may have at most 50,000,000 parameters, got 1,001,100,010; dense_1 has
    1,000,100,000 of them')
    """
    if len(summaries) > MAX_LAYERS:
        return MAX_LAYERS, _(
            "a network may have at most {most} layers, got {count:,}",
            most=MAX_LAYERS,
            count=len(summaries),
        )
    read = prod(summaries[0].input_shape)
    if read > MAX_ACTIVATIONS:
        return 0, _(
            "a network may read at most {most:,} values per image, got {count:,}",
            most=MAX_ACTIVATIONS,
            count=read,
        )
    values = [prod(each.output_shape) for each in summaries]
    parameters = [each.parameters for each in summaries]
    multiply_adds = [each.multiply_adds for each in summaries]
    for rule, most, shares in (
        (MOST_PARAMETERS, MAX_PARAMETERS, parameters),
        (MOST_VALUES, MAX_ACTIVATIONS, values),
        (MOST_MULTIPLY_ADDS, MAX_MULTIPLY_ADDS, multiply_adds),
    ):
        if sum(shares) > most:
            largest = max(range(len(shares)), key=shares.__getitem__)
            return largest, _(
                rule,
                most=most,
                count=sum(shares),
                layer=summaries[largest].name,
                share=shares[largest],
            )
    return None
