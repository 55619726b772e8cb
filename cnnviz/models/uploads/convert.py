"""A Keras graph as a list of our layers: input, padding, sums, and the softmax at its end.

Our networks are chains: each layer reads the one before, and a residual connection also an earlier
one. They read images in [0, 1] and end with a dense softmax layer. What computes the same is
brought to that form, and a note says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isqrt, prod
from reprlib import repr as brief

import numpy as np

from cnnviz.layers import BatchNorm, Dense, Flatten, Shape
from cnnviz.layers.kinds.regularisation import EPSILON
from cnnviz.models.files import MAX_CLASSES, MAX_SIDE
from cnnviz.models.uploads.graph import INPUT, Graph, Node, quoted
from cnnviz.models.uploads.kinds import INACTIVE, dense, parts_of, residual
from cnnviz.models.uploads.parts import Arrays, Part, Settings
from cnnviz.networks import LayerSummary, trace
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _

PADDABLE = {"Conv2D", "DepthwiseConv2D", "AveragePooling2D"}  # zeros before a maximum may win it
CHANNELS = (1, 3)
# Scales up to this bring pixels from 0..255 to about -1..1; larger ones are of pixels in 0..1.
LARGEST_OF_BYTES = 1 / 50
WHITE = 255

AS_SHARES = N_(
    "It gets pixels from 0 to 1: if it was trained on 0 to 255 without a Rescaling layer, its "
    "answers mean nothing."
)
AS_BYTES = N_(
    "It was trained on pixels from 0 to 255: its Rescaling is adapted to ours, from 0 to 1."
)
LOGITS = N_("Its output are logits, to which a softmax is added.")
BINARY = N_("Its one sigmoid output is shown as two classes, 0 and 1: their softmax is the same.")


@dataclass(frozen=True, eq=False)
class Converted:
    """A network of our layers that computes what a Keras model does.

    Attributes
    ----------
    input_shape : tuple of int
        (height, width, channels).
    parts : tuple of Part
        One per layer, the output last.
    notes : tuple of str
        Sentences on what was brought to another form.
    """

    input_shape: Shape
    parts: tuple[Part, ...]
    notes: tuple[str, ...]

    @property
    def classes(self) -> int:
        """Number of classes."""
        layer = self.parts[-1].layer
        return layer.units if isinstance(layer, Dense) else 0

    @property
    def summaries(self) -> tuple[LayerSummary, ...]:
        """One summary per part; InputError where the layers do not fit or are too large."""
        hidden = [part.layer for part in self.parts[:-1]]
        return tuple(trace(hidden, self.input_shape, self.classes))


def convert(graph: Graph) -> Converted:
    """Bring a Keras graph to the form of our networks.

    Parameters
    ----------
    graph : Graph

    Returns
    -------
    Converted

    Raises
    ------
    InputError
        If a layer is not one of ours, the layers form no chain, or the output is no class's.
    """
    chain = _Chain()
    shape, nodes = _image_input(graph, chain)
    last, hidden = _output(nodes, chain.notes)
    for place, node in hidden:
        chain.add(place, node)
    if chain.at.get(last.node_input) != len(chain.parts) or last.node_input in chain.pads:
        raise InputError("its output does not read the layer before it")
    found = Converted(shape, (*chain.parts, last.part), tuple(chain.notes))
    if found.classes > MAX_CLASSES:
        raise InputError(
            "a model may have at most {most} classes, got {classes:,}",
            most=MAX_CLASSES,
            classes=found.classes,
        )
    _ = found.summaries
    return found


@dataclass(frozen=True, eq=False)
class _Output:
    part: Part
    node_input: int


class _Chain:
    """Our layers so far, and which tensor each of Keras's nodes is."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.at: dict[int, int] = {INPUT: 0}  # number of layers before a node's output
        self.pads: dict[int, list[int]] = {}  # nodes that only add zeros
        self.notes: list[str] = []

    def add(self, place: int, node: Node) -> None:
        """Add what a node becomes."""
        if node.kind == "Add":
            self._sum(node)
        else:
            node = self._in_line(node)
            if node.kind == "ZeroPadding2D":
                self.pads[place] = _zeros(node)
            elif node.kind == "Rescaling":
                self._rescale(node)
            else:
                self.parts += parts_of(node)
                if node.kind in INACTIVE:
                    self.notes.append(
                        _(
                            "Its layer {name} acts in training only and is left out.",
                            name=brief(node.name),
                        )
                    )
        self.at[place] = len(self.parts)

    def _in_line(self, node: Node) -> Node:
        """Check that a node reads the layer before it; give it the zeros that are added there."""
        (source, *others) = node.inputs
        if others:
            raise InputError(
                "{layer} is of the kind {kind!r} and reads {count} layers; only Add does so here",
                layer=quoted(node),
                kind=node.kind[:40],
                count=len(node.inputs),
            )
        if self.at[source] != len(self.parts):
            raise InputError(
                "{layer} begins a second branch with layers of its own; networks here are chains, "
                "in which Add may read an earlier layer as it is",
                layer=quoted(node),
            )
        if source not in self.pads:
            return node
        if node.kind not in PADDABLE or node.settings.get("padding", "valid") != "valid":
            raise InputError(
                "{layer} follows a ZeroPadding2D, which is read only before {kinds} with padding "
                "'valid'",
                layer=quoted(node),
                kinds=", ".join(sorted(PADDABLE)),
            )
        return replace(node, settings={**node.settings, "padding": self.pads[source]})

    def _sum(self, node: Node) -> None:
        places = sorted(self.at[source] for source in node.inputs)
        padded = any(source in self.pads for source in node.inputs)
        if len(places) != 2 or padded or places[1] != len(self.parts) or places[0] == places[1]:
            raise InputError(
                "{layer} must add an earlier layer as it is to the layer before it",
                layer=quoted(node),
            )
        Settings(node).done()
        self.parts.append(residual(places[1] - places[0]))

    def _rescale(self, node: Node) -> None:
        """A batch norm with fixed numbers computes it; of pixels in 0..1 often nothing is left."""
        settings = Settings(node)
        scale, offset = _numbers(node, settings, "scale"), _numbers(node, settings, "offset", 0.0)
        settings.done()
        at_input = all(isinstance(part.layer, Flatten) for part in self.parts)
        if at_input and np.abs(scale).max() <= LARGEST_OF_BYTES:
            scale = scale * WHITE
            self.notes.append(AS_BYTES)
        if np.allclose(scale, 1, atol=1e-9) and not offset.any():
            return

        def finish(arrays: Arrays, shape: Shape) -> Arrays:
            if max(scale.size, offset.size) not in (1, shape[-1]):
                raise InputError(
                    "{layer} must have one number, or one for each channel",
                    layer=quoted(node),
                )
            full = (np.broadcast_to(each, shape[-1:]) for each in (scale, offset))
            mean = np.zeros(shape[-1:], np.float32)
            # With this variance the batch norm divides by 1.
            variance = np.full(shape[-1:], 1 - EPSILON, np.float32)
            return (*(each.astype(np.float32) for each in full), mean, variance)

        self.parts.append(Part(BatchNorm(), stored=lambda shape: (), finish=finish))
        self.notes.append(
            _(
                "Its layer {name} is shown as a batch norm with the same numbers.",
                name=brief(node.name),
            )
        )


def _numbers(node: Node, settings: Settings, name: str, default: float | None = None) -> np.ndarray:
    value = settings.get(name, default)
    values = value if isinstance(value, list) else [value]
    if not 1 <= len(values) <= max(CHANNELS) or any(
        type(each) not in (int, float) or not abs(each) <= 1e6 for each in values
    ):
        raise InputError(
            "{layer}: {name} must be a number, got {value}",
            layer=quoted(node),
            name=name,
            value=brief(value),
        )
    return np.array(values, float)


def _zeros(node: Node) -> list[int]:
    """Rows and columns of zeros on both sides."""
    settings = Settings(node)
    settings.must_be("data_format", "channels_last", None)
    padding = settings.get("padding")
    settings.done()
    sides = padding if isinstance(padding, list) else [padding, padding]
    found = []
    for side in sides:
        both = side if isinstance(side, list) else [side, side]
        if len(both) != 2 or type(both[0]) is not int or both[0] != both[1] or both[0] < 0:
            raise InputError(
                "{layer}: zeros must be added alike on both sides, got {value}",
                layer=quoted(node),
                value=brief(padding),
            )
        found.append(both[0])
    if len(found) != 2:
        raise InputError(
            "{layer}: its padding is damaged, got {value}",
            layer=quoted(node),
            value=brief(padding),
        )
    return found


def _image_input(graph: Graph, chain: _Chain) -> tuple[Shape, list[tuple[int, Node]]]:
    """Find the images that a network reads, where it declares rows of numbers, too."""
    shape, nodes = graph.input_shape, list(enumerate(graph.nodes))
    first = next((at for at, node in nodes if node.kind not in ("Rescaling", *INACTIVE)), None)
    if len(shape) < 3 and first is not None:
        node = graph.nodes[first]
        if node.kind == "Reshape":
            shape = _target(node, shape)
            del nodes[first]
            chain.at[first] = 0
            if first and any(other.kind in INACTIVE for other in graph.nodes[:first]):
                raise InputError("{layer} must be the first layer", layer=quoted(node))
        elif len(shape) == 2 and node.kind == "Flatten":
            shape = (*shape, 1)
        elif len(shape) == 1 and isqrt(shape[0]) ** 2 == shape[0]:
            side = isqrt(shape[0])
            chain.notes.append(
                _(
                    "Its {count:,} inputs are read as {side} × {side} pixels.",
                    count=shape[0],
                    side=side,
                )
            )
            shape = (side, side, 1)
            chain.parts.append(Part(Flatten()))
            chain.at[INPUT] = 1
    if len(shape) != 3 or shape[2] not in CHANNELS or max(shape) > MAX_SIDE:
        raise InputError(
            "its input must be an image, (height, width, 1 or 3) up to {most} pixels, got {shape}",
            most=MAX_SIDE,
            shape=graph.input_shape,
        )
    if all(node.kind != "Rescaling" for node in graph.nodes):
        chain.notes.append(AS_SHARES)
    return shape, nodes


def _target(node: Node, shape: Shape) -> Shape:
    target = node.settings.get("target_shape")
    sides = target if isinstance(target, list) else []
    whole = len(sides) == 3 and all(type(side) is int for side in sides)
    if not whole or prod(sides) != prod(shape):
        raise InputError(
            "{layer} must bring the input to (height, width, channels), got {value}",
            layer=quoted(node),
            value=brief(target),
        )
    return tuple(sides)


def _output(
    nodes: Sequence[tuple[int, Node]], notes: list[str]
) -> tuple[_Output, Sequence[tuple[int, Node]]]:
    """Read the last layers: a dense one, with its activation or an activation layer."""
    rest = [node for _, node in nodes]
    own = _final_activation(rest[-1]) if rest else ""
    if own:
        rest = rest[:-1]
    if not rest or rest[-1].kind != "Dense":
        if not rest:
            raise InputError("its last layer must be a dense one, which answers with classes")
        raise InputError(
            "its last layer must be a dense one, which answers with classes, got {kind}",
            kind=rest[-1].kind[:40],
        )
    node = rest[-1]
    if own and nodes[-1][1].inputs != (nodes[-2][0],):
        raise InputError("its output does not read the layer before it")
    return _Output(_classes(node, own, notes), node.inputs[0]), nodes[: len(rest) - 1]


def _final_activation(node: Node) -> str:
    """An activation layer at the end: softmax or sigmoid; "" for another layer."""
    if node.kind == "Softmax":
        settings = Settings(node)
        settings.must_be("axis", -1, 1)
        settings.done()
        return "softmax"
    name = node.settings.get("activation") if node.kind == "Activation" else ""
    return name if name in ("softmax", "sigmoid") else ""


def _classes(node: Node, own: str, notes: list[str]) -> Part:
    """Make the output's part, a softmax over the classes."""
    settings = Settings(node)
    units, biased = settings.get("units"), settings.get("use_bias", True) is not False
    within = settings.get("activation", "linear")
    settings.done()
    if type(units) is not int or not 1 <= units <= MAX_CLASSES:
        raise InputError(
            "{layer}: units must be 1 to {most}, got {value}",
            layer=quoted(node),
            most=MAX_CLASSES,
            value=brief(units),
        )
    name = own if own and within == "linear" else within if not own else None
    if units == 1 and name == "sigmoid":
        notes.append(BINARY)
        return _binary(dense(Dense(1), node.group, biased))
    if units == 1 or name not in ("softmax", "linear"):
        raise InputError(
            "its output {layer} must answer with classes: at least 2 units with softmax or none, "
            "or 1 with sigmoid; got {units} with {activation}",
            layer=quoted(node),
            units=units,
            activation=brief(within),
        )
    if name == "linear":
        notes.append(LOGITS)
    return dense(Dense(units, "softmax"), node.group, biased)


def _binary(single: Part) -> Part:
    """The softmax of 0 and z is 1 - sigmoid(z) and sigmoid(z)."""

    def finish(arrays: Arrays, shape: Shape) -> Arrays:
        kernel, bias = single.weights(arrays, shape)
        return np.pad(kernel, ((0, 0), (1, 0))), np.pad(bias, (1, 0))

    return Part(Dense(2, "softmax"), single.group, 0, single.stored_shapes, finish)
