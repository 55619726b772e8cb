"""The layers of a Keras ``config.json`` and how they are connected; nothing in it is run.

Keras makes objects of whatever a config names, and calls functions of any module, in safe mode too.
Here a config is only read: names of classes are looked up in our own table, in ``kinds``.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from reprlib import repr as brief
from typing import Any

from cnnviz.layers import Shape
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _

MAX_NODES = 500
MAX_DEPTH = 8  # of models inside models
INPUT = -1  # the place of the model's input
MODELS = ("Sequential", "Functional", "Model")
MODULES = re.compile(r"keras(\.src)?(\.(layers|models|ops|engine)(\.\w+)*)?")


@dataclass(frozen=True)
class Node:
    """A layer as Keras describes it.

    Attributes
    ----------
    kind : str
        Keras's class, "Conv2D".
    name : str
        What it is called in its model.
    settings : mapping
        Its arguments, as JSON values.
    inputs : tuple of int
        Places of the nodes that it reads, ``INPUT`` for the model's input.
    group : str
        Where its weights are in the HDF5 file.
    """

    kind: str
    name: str
    settings: Mapping[str, Any]
    inputs: tuple[int, ...]
    group: str


@dataclass(frozen=True)
class Graph:
    """A network as Keras describes it.

    Attributes
    ----------
    input_shape : tuple of int
        Of one image, as the model declares it: one to three axes.
    nodes : tuple of Node
        In an order in which each comes after what it reads; the last is the output.
    """

    input_shape: Shape
    nodes: tuple[Node, ...]


def read_graph(config: Mapping[str, Any]) -> Graph:
    """Read a model's config.

    Parameters
    ----------
    config : mapping
        The JSON values of ``config.json``.

    Returns
    -------
    Graph

    Raises
    ------
    InputError
        If it describes no Sequential or Functional model, has several inputs or outputs, a layer
        that is not connected to both, or is damaged.
    """
    reader = _Reader()
    last = reader.model(config, "", INPUT, 0)
    if last != len(reader.nodes) - 1:
        raise InputError("{layer} is not connected to the output", layer=quoted(reader.nodes[-1]))
    if reader.input_shape is None:
        raise InputError("its input shape is not known: build the model before it is saved")
    read = {place for node in reader.nodes for place in node.inputs}
    for place, node in enumerate(reader.nodes[:-1]):
        if place not in read:
            raise InputError("{layer} is not connected to the output", layer=quoted(node))
    return Graph(reader.input_shape, tuple(reader.nodes))


def quoted(node: Node) -> str:
    """Name a layer in a sentence.

    Parameters
    ----------
    node : Node

    Returns
    -------
    str
    """
    return _("layer {name}", name=brief(node.name))


def snake_case(name: str) -> str:
    """Write a class's name as Keras names groups of weights after it.

    Parameters
    ----------
    name : str

    Returns
    -------
    str

    Examples
    --------
    >>> snake_case("DepthwiseConv2D"), snake_case("MaxPooling2D")
    ('depthwise_conv2d', 'max_pooling2d')
    """
    name = re.sub(r"\W+", "", name)
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


@dataclass
class _Reader:
    """Collects the nodes of a model and of the models inside it."""

    nodes: list[Node] = field(default_factory=list)
    input_shape: Shape | None = None

    def model(self, entry: Mapping[str, Any], path: str, source: int, depth: int) -> int:
        """Add a model's nodes, which read ``source``; return the place of its output."""
        kind, config = _kind(entry), _mapping(entry.get("config"), N_("a model's config"))
        if kind not in MODELS:
            raise InputError(
                "its model is of the class {kind}, and only Sequential and Functional models "
                "describe their layers in the file",
                kind=brief(kind),
            )
        if depth > MAX_DEPTH:
            raise InputError("models may lie in one another {most} deep, got more", most=MAX_DEPTH)
        layers = [_mapping(each, N_("a layer")) for each in _list(config.get("layers"), "layers")]
        if len(layers) + len(self.nodes) > MAX_NODES:
            raise InputError("a model may have at most {most} layers, got more", most=MAX_NODES)
        groups = list(_groups(layers, path))
        if kind == "Sequential":
            return self._sequential(config, layers, groups, source, depth)
        return self._functional(config, layers, groups, source, depth)

    def _sequential(
        self,
        config: Mapping[str, Any],
        layers: Sequence[Mapping[str, Any]],
        groups: Sequence[str],
        source: int,
        depth: int,
    ) -> int:
        if not any(_kind(entry) == "InputLayer" for entry in layers):
            self._take_shape(config.get("build_input_shape"))
        for entry, group in zip(layers, groups, strict=True):
            if _kind(entry) == "InputLayer":
                self._take_input(entry)
            else:
                source = self._add(entry, group, (source,), depth)
        return source

    def _functional(
        self,
        config: Mapping[str, Any],
        layers: Sequence[Mapping[str, Any]],
        groups: Sequence[str],
        source: int,
        depth: int,
    ) -> int:
        begin = _only(config.get("input_layers"), "input")
        end = _only(config.get("output_layers"), "output")
        places: dict[str, int] = {}
        waiting = list(zip(layers, groups, strict=True))
        while waiting:
            late = []
            for entry, group in waiting:
                name = _name(entry)
                if _kind(entry) == "InputLayer":
                    if name != begin:
                        raise InputError("layer {name} is a second input", name=brief(name))
                    self._take_input(entry)
                    places[name] = source
                    continue
                wanted = _tensors(entry)
                if all(each in places for each in wanted):
                    if name in places:
                        raise InputError("two layers are called {name}", name=brief(name))
                    inputs = tuple(places[each] for each in wanted)
                    places[name] = self._add(entry, group, inputs, depth)
                else:
                    late.append((entry, group))
            if len(late) == len(waiting):
                raise InputError(
                    "layer {layer} is not connected to the input",
                    layer=brief(_name(late[0][0])),
                )
            waiting = late
        if end not in places:
            raise InputError("its output {layer} is none of its layers", layer=brief(end))
        return places[end]

    def _add(
        self, entry: Mapping[str, Any], group: str, inputs: tuple[int, ...], depth: int
    ) -> int:
        kind = _kind(entry)
        if kind in MODELS:
            if len(inputs) != 1:
                raise InputError(
                    "layer {layer} is a model with several inputs",
                    layer=brief(_name(entry)),
                )
            return self.model(entry, f"{group}/", inputs[0], depth + 1)
        settings = _mapping(entry.get("config"), N_("a layer's config"))
        self._take_shape(settings.get("batch_shape") or settings.get("batch_input_shape"))
        self.nodes.append(Node(kind, _name(entry), settings, inputs, f"{group}/vars"))
        return len(self.nodes) - 1

    def _take_input(self, entry: Mapping[str, Any]) -> None:
        config = _mapping(entry.get("config"), N_("a layer's config"))
        shape = config.get("batch_shape") or config.get("batch_input_shape")
        if shape is None and isinstance(config.get("shape"), list):
            shape = [None, *config["shape"]]
        self._take_shape(shape)

    def _take_shape(self, shape: Any) -> None:
        """Take the outermost model's input shape, without the batch; the first that is named."""
        if self.input_shape is not None or shape is None or self.nodes:
            return
        sides = _list(shape, "input shape")[1:]
        if not 1 <= len(sides) <= 3 or any(type(side) is not int or side < 1 for side in sides):
            raise InputError(
                "its input must be an image of a fixed size, (height, width, channels), got "
                "{value}",
                value=brief(shape),
            )
        self.input_shape = tuple(sides)


def _kind(entry: Mapping[str, Any]) -> str:
    kind, module = entry.get("class_name"), entry.get("module", "keras.layers")
    if not isinstance(kind, str):
        raise InputError("a layer without a class_name is damaged")
    registered = entry.get("registered_name")
    if (
        not isinstance(module, str)
        or not MODULES.fullmatch(module)
        or registered not in (None, kind)
    ):
        place = registered if registered not in (None, kind) else module
        raise InputError(
            "layer {layer} is of the class {kind} of {place}, which is not a layer of Keras: its "
            "program is not in the file, and would not be run",
            layer=brief(_name(entry)),
            kind=brief(kind),
            place=brief(place),
        )
    return kind


def _name(entry: Mapping[str, Any]) -> str:
    config = entry.get("config")
    inner = config.get("name") if isinstance(config, dict) else None
    name = entry.get("name", inner)
    return name if isinstance(name, str) else str(inner)


def _groups(layers: Sequence[Mapping[str, Any]], path: str) -> Iterator[str]:
    """Name the layers' groups as Keras does, after their classes, numbered where several share one.

    Operations such as ``keras.ops.add`` are no layers, so they have none and are not counted.
    """
    seen: Counter[str] = Counter()
    for entry in layers:
        group = snake_case(_kind(entry))
        if not is_operation(entry):
            seen[group] += 1
        number = seen[group] - 1
        yield f"{path}layers/{group}" + (f"_{number}" if number > 0 else "")


def is_operation(entry: Mapping[str, Any]) -> bool:
    """Whether a node is a function of ``keras.ops``, not a layer.

    Parameters
    ----------
    entry : mapping
        Its JSON values.

    Returns
    -------
    bool
    """
    return ".ops" in str(entry.get("module", ""))


def _tensors(entry: Mapping[str, Any]) -> list[str]:
    """Names of the layers that a node reads."""
    calls = _list(entry.get("inbound_nodes"), "inbound_nodes")
    name = brief(_name(entry))
    if not calls:
        raise InputError("layer {name} is not connected to the input", name=name)
    if len(calls) > 1:
        raise InputError(
            "layer {name} is used {count} times; a network here uses each once",
            name=name,
            count=len(calls),
        )
    call = _mapping(calls[0], "inbound_nodes")
    found = [each for part in _list(call.get("args"), "args") for each in _in(part, name)]
    for value in _mapping(call.get("kwargs", {}), "kwargs").values():
        if isinstance(value, list | dict):
            raise InputError(
                "layer {name} gets a second input by name, which no layer here takes",
                name=name,
            )
    if not found:
        raise InputError("layer {name} is not connected to the input", name=name)
    return found


def _in(part: Any, name: str) -> Iterator[str]:
    """Names of the layers whose outputs are listed in an argument."""
    if isinstance(part, list):
        for each in part:
            if not isinstance(each, dict):
                raise InputError(
                    "layer {name} gets something else than outputs of layers",
                    name=name,
                )
            yield from _in(each, name)
        return
    config = part.get("config") if isinstance(part, dict) else None
    history = config.get("keras_history") if isinstance(config, dict) else None
    if not isinstance(history, list) or len(history) != 3 or not isinstance(history[0], str):
        raise InputError("layer {name} gets something else than outputs of layers", name=name)
    if history[2] != 0:
        raise InputError("layer {name} reads a second output of a layer", name=name)
    yield history[0]


def _only(listed: Any, word: str) -> str:
    """Name the layer of a model's only input or output: ``["a", 0, 0]`` or ``[["a", 0, 0]]``."""
    found = _list(listed, f"{word}_layers")
    if len(found) == 3 and isinstance(found[0], str):
        return found[0]
    if len(found) != 1:
        if word == "input":
            raise InputError(
                "a network here has one input, this model has {count}", count=len(found)
            )
        raise InputError("a network here has one output, this model has {count}", count=len(found))
    (first,) = found
    if not isinstance(first, list) or not first or not isinstance(first[0], str):
        raise InputError("its {name} are damaged", name=f"{word}_layers")
    return first[0]


def _mapping(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise InputError(
            "{what} is damaged: it must be an object, got {value}",
            what=_(what),
            value=brief(value),
        )
    return value


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise InputError(
            "{what} is damaged: it must be a list, got {value}",
            what=_(what),
            value=brief(value),
        )
    return value
