"""The one table of Keras's layers that can be opened, and what each becomes.

Each function reads a layer's arguments and returns layers of ours that compute the same, in order.
What Keras has and our kinds have not is refused in a sentence that names the layer.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from cnnviz.layers import KINDS, Dense, LayerNorm, Residual, Shape
from cnnviz.layers.kinds.regularisation import EPSILON
from cnnviz.models.uploads.graph import Node, quoted
from cnnviz.models.uploads.parts import Arrays, Part, Settings, layer_of
from cnnviz.ops.activations import BY_KERAS_NAME
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _

# Keras's name of each activation that may stand within a network, and the layer it is by itself.
ACTIVATIONS = {"relu": "ReLU", "sigmoid": "Sigmoid", "tanh": "Tanh", "leaky_relu": "LeakyReLU"}
WITHIN = tuple(name for name in BY_KERAS_NAME if name != "softmax")

# Layers that run or read what a file names; why they are never opened.
RUNS = {
    "Lambda": N_("it holds a program, which is never run"),
    "TorchModuleWrapper": N_("it holds a pickle, which can run any program"),
    "TFSMLayer": N_("it loads a SavedModel from a path, which can run any program"),
    "JaxLayer": N_("it holds a program, which is never run"),
    "FlaxLayer": N_("it holds a program, which is never run"),
    "StringLookup": N_("it reads a file that the model names"),
    "IntegerLookup": N_("it reads a file that the model names"),
    "TextVectorization": N_("it reads a file that the model names"),
}


def parts_of(node: Node) -> list[Part]:
    """Say what a layer of Keras becomes.

    Parameters
    ----------
    node : Node
        Neither padding, an activation of the output nor a sum, which ``convert`` handles.

    Returns
    -------
    list of Part
        Empty where it does nothing outside of training.

    Raises
    ------
    InputError
        If our kinds have no such layer, or not with these arguments.
    """
    if node.kind in RUNS:
        raise InputError(
            "{layer} is a {kind} layer: {why}",
            layer=quoted(node),
            kind=node.kind,
            why=_(RUNS[node.kind]),
        )
    if node.kind in INACTIVE:
        return []
    if node.kind not in READERS:
        raise InputError(
            "{layer} is of the kind {kind!r}, which is not one that this program has: {kinds}",
            layer=quoted(node),
            kind=node.kind[:40],
            kinds=", ".join(sorted({*READERS, *STRUCTURE})),
        )
    settings = Settings(node)
    found = READERS[node.kind](node, settings)
    settings.done()
    return found


def activation(node: Node, settings: Settings, default: str = "linear") -> str:
    """Read an activation that stands within a network.

    Parameters
    ----------
    node : Node
    settings : Settings
        Of the node.
    default : str
        Keras's.

    Returns
    -------
    str
        Keras's name.

    Raises
    ------
    InputError
        If it is not one of ours.
    """
    name = settings.get("activation", default)
    if not isinstance(name, str) or name not in WITHIN:
        shown = name if isinstance(name, str) else _("an object")
        raise InputError(
            "{layer}: its activation must be {activations}, got {value!r}",
            layer=quoted(node),
            activations=", ".join(WITHIN),
            value=shown[:40],
        )
    return name


def _convolution(node: Node, settings: Settings) -> dict[str, Any]:
    """Read what all convolutions have."""
    settings.must_be("data_format", "channels_last", None)
    return {
        "kernel": settings.get("kernel_size"),
        "stride": settings.get("strides", 1),
        "padding": settings.get("padding", "valid"),
        "activation": activation(node, settings),
        "use_bias": settings.get("use_bias", True),
    }


def _conv(node: Node, settings: Settings) -> list[Part]:
    more = {
        "filters": settings.get("filters"),
        "dilation": settings.get("dilation_rate", 1),
        "groups": settings.get("groups", 1),
    }
    return [Part(layer_of(node, "Conv2D", _convolution(node, settings) | more), node.group)]


def _depthwise(node: Node, settings: Settings) -> list[Part]:
    more = {
        "dilation": settings.get("dilation_rate", 1),
        "multiplier": settings.get("depth_multiplier", 1),
    }
    given = _convolution(node, settings) | more
    return [Part(layer_of(node, "DepthwiseConv2D", given), node.group)]


def _separable(node: Node, settings: Settings) -> list[Part]:
    """Two of ours: a depthwise convolution without bias, then one of 1 × 1."""
    given = _convolution(node, settings)
    depthwise = given | {
        "activation": "linear",
        "use_bias": False,
        "dilation": settings.get("dilation_rate", 1),
        "multiplier": settings.get("depth_multiplier", 1),
    }
    pointwise = {
        "filters": settings.get("filters"),
        "kernel": 1,
        "activation": given["activation"],
        "use_bias": given["use_bias"],
    }
    return [
        Part(layer_of(node, "DepthwiseConv2D", depthwise), node.group),
        Part(layer_of(node, "Conv2D", pointwise), node.group, first=1),
    ]


def _transposed(node: Node, settings: Settings) -> list[Part]:
    settings.must_be("output_padding", None)
    settings.must_be("dilation_rate", 1, [1, 1])
    given = _convolution(node, settings) | {"filters": settings.get("filters")}
    return [Part(layer_of(node, "Conv2DTranspose", given), node.group)]


def _pool(kind: str) -> Callable[[Node, Settings], list[Part]]:
    def read(node: Node, settings: Settings) -> list[Part]:
        settings.must_be("data_format", "channels_last", None)
        given = {
            "size": settings.get("pool_size", 2),
            "stride": settings.get("strides") or 0,
            "padding": settings.get("padding", "valid"),
        }
        return [Part(layer_of(node, kind, given))]

    return read


def _global(kind: str) -> Callable[[Node, Settings], list[Part]]:
    def read(node: Node, settings: Settings) -> list[Part]:
        settings.must_be("data_format", "channels_last", None)
        settings.must_be("keepdims", False)
        return [Part(KINDS[kind]())]

    return read


def _activation(node: Node, settings: Settings) -> list[Part]:
    name = activation(node, settings)
    return [] if name == "linear" else [Part(KINDS[ACTIVATIONS[name]]())]


def _relu(node: Node, settings: Settings) -> list[Part]:
    settings.must_be("max_value", None)
    settings.must_be("threshold", 0.0, 0)
    slope = settings.get("negative_slope", 0.0)
    if slope == 0:
        return [Part(KINDS["ReLU"]())]
    return [Part(layer_of(node, "LeakyReLU", {"slope": slope}))]


def _leaky_relu(node: Node, settings: Settings) -> list[Part]:
    slope = settings.get("negative_slope", settings.get("alpha", 0.3))
    return [Part(layer_of(node, "LeakyReLU", {"slope": slope}))]


def _batch_norm(node: Node, settings: Settings) -> list[Part]:
    """Scale and shift may be missing; the scale makes up for another epsilon than ours."""
    for only_training in ("momentum", "synchronized", "renorm_momentum", "renorm_clipping"):
        settings.get(only_training)
    settings.must_be("renorm", False)
    axis, epsilon = settings.get("axis", -1), settings.get("epsilon", EPSILON)
    axis = axis[0] if isinstance(axis, list) and len(axis) == 1 else axis
    scaled, centred = settings.get("scale", True), settings.get("center", True)
    if type(epsilon) not in (int, float) or not 0 <= epsilon <= 1:
        raise InputError(
            "{layer}: epsilon must lie in 0..1, got {epsilon!r:.40}",
            layer=quoted(node),
            epsilon=epsilon,
        )

    def stored(shape: Shape) -> tuple[Shape, ...]:
        if axis not in (-1, len(shape)):
            raise InputError(
                "{layer} must normalise the last axis, got axis {axis!r:.40}",
                layer=quoted(node),
                axis=axis,
            )
        return (shape[-1:],) * (2 + bool(scaled) + bool(centred))

    def finish(arrays: Arrays, shape: Shape) -> Arrays:
        rest = list(arrays)
        ones, zeros = np.ones(shape[-1:], np.float32), np.zeros(shape[-1:], np.float32)
        scale = rest.pop(0) if scaled else ones
        shift = rest.pop(0) if centred else zeros
        mean, variance = rest
        if (variance + np.float32(epsilon) <= 0).any():
            raise InputError("{layer}: its variances must be above 0", layer=quoted(node))
        if epsilon != EPSILON:
            wide = variance.astype(float)
            change = np.sqrt((wide + EPSILON) / (wide + epsilon))
            scale = (scale * change).astype(np.float32)
        return scale, shift, mean, variance

    return [Part(KINDS["BatchNorm"](), node.group, stored=stored, finish=finish)]


def _layer_norm(node: Node, settings: Settings) -> list[Part]:
    axis = settings.get("axis", -1)
    if axis not in ([1, 2, 3], [-3, -2, -1]):
        raise InputError(
            "{layer}: a layer normalisation here spans the whole image, axis (1, 2, 3), got "
            "{axis!r:.40}",
            layer=quoted(node),
            axis=axis,
        )
    settings.must_be("center", False)
    settings.must_be("scale", False)
    settings.must_be("epsilon", EPSILON)
    return [Part(LayerNorm())]


def _dropout(node: Node, settings: Settings) -> list[Part]:
    settings.get("noise_shape")
    return [Part(layer_of(node, "Dropout", {"rate": settings.get("rate")}))]


def _flatten(node: Node, settings: Settings) -> list[Part]:
    settings.must_be("data_format", "channels_last", None)
    return [Part(KINDS["Flatten"]())]


def _dense(node: Node, settings: Settings) -> list[Part]:
    """Ours always has a bias: where Keras's has none, it is 0."""
    biased = settings.get("use_bias", True)
    name = activation(node, settings)
    given = {"units": settings.get("units"), "activation": name}
    return [dense(layer_of(node, "Dense", given), node.group, biased is not False)]


def dense(layer: Any, group: str, biased: bool) -> Part:
    """Make a dense layer's part.

    Parameters
    ----------
    layer : Dense
    group : str
        Of its arrays.
    biased : bool
        Whether a bias is stored.

    Returns
    -------
    Part
    """
    if not isinstance(layer, Dense):
        raise TypeError(f"{layer} is no dense layer")
    if biased:
        return Part(layer, group)
    return Part(
        layer,
        group,
        stored=lambda shape: layer.weight_shapes(shape)[:1],
        finish=lambda arrays, shape: (*arrays, np.zeros(layer.units, np.float32)),
    )


def residual(over: int) -> Part:
    """Make the part that adds the input of the last ``over`` layers to their output.

    Parameters
    ----------
    over : int

    Returns
    -------
    Part
    """
    return Part(Residual(over))


# What acts in training only; a dropout is kept, as our networks have it too.
INACTIVE = {
    "ActivityRegularization",
    "AlphaDropout",
    "GaussianDropout",
    "GaussianNoise",
    "RandomBrightness",
    "RandomContrast",
    "RandomFlip",
    "RandomRotation",
    "RandomTranslation",
    "RandomZoom",
    "SpatialDropout2D",
}
STRUCTURE = {"Add", "Rescaling", "Reshape", "Softmax", "ZeroPadding2D"}  # read in ``convert``
READERS: dict[str, Callable[[Node, Settings], list[Part]]] = {
    "Activation": _activation,
    "AveragePooling2D": _pool("AveragePool2D"),
    "BatchNormalization": _batch_norm,
    "Conv2D": _conv,
    "Conv2DTranspose": _transposed,
    "Dense": _dense,
    "DepthwiseConv2D": _depthwise,
    "Dropout": _dropout,
    "Flatten": _flatten,
    "GlobalAveragePooling2D": _global("GlobalAveragePool2D"),
    "GlobalMaxPooling2D": _global("GlobalMaxPool2D"),
    "LayerNormalization": _layer_norm,
    "LeakyReLU": _leaky_relu,
    "MaxPooling2D": _pool("MaxPool2D"),
    "ReLU": _relu,
    "SeparableConv2D": _separable,
}
