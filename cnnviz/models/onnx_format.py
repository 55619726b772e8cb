"""A model in ONNX, written from our layer specs: for ONNX Runtime, OpenCV, browsers and phones.

Input and output are the Keras model's: images (N, height, width, channels) in [0, 1] and
probabilities (N, classes). ONNX's operators take channels first, so the images are transposed once,
and a map is transposed back before it is flattened. Each kind of layer has one function here.
Source: https://onnx.ai/onnx/operators.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import singledispatch
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from cnnviz.layers import (
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePool2D,
    GlobalMaxPool2D,
    Layer,
    LayerNorm,
    LeakyReLU,
    MaxPool2D,
    ReLU,
    Residual,
    Sigmoid,
    Tanh,
)
from cnnviz.layers.window import WindowSettings
from cnnviz.models.files import Model, description
from cnnviz.networks import LayerSummary
from cnnviz.ops.activations import LEAK
from cnnviz.utils.errors import InputError

OPSET, IR_VERSION = 13, 7  # of ONNX 1.8 (2020); all that runs ONNX today reads them
INPUT, OUTPUT = "images", "probabilities"
CHANNELS_FIRST, CHANNELS_LAST = (0, 3, 1, 2), (0, 2, 3, 1)
OIHW = (3, 2, 0, 1)  # from Keras's kernels to ONNX's
ACTIVATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "relu": ("Relu", {}),
    "leaky_relu": ("LeakyRelu", {"alpha": LEAK}),
    "sigmoid": ("Sigmoid", {}),
    "tanh": ("Tanh", {}),
    "softmax": ("Softmax", {"axis": 1}),
}


def to_onnx(model: Model) -> bytes:
    """Write an opened model as an ONNX file.

    Parameters
    ----------
    model : Model

    Returns
    -------
    bytes
        The file; any number of images is one batch. Its metadata hold ``classes``, a JSON list,
        and ``cnnviz``, the description that a ``.keras`` file of ours holds.

    Raises
    ------
    InputError
        If the network has a layer of a kind that is not written in ONNX.
    """
    info, graph = model.info, _Graph()
    tensors = [graph.add("Transpose", INPUT, perm=CHANNELS_FIRST)]
    for summary in info.summaries:
        step = _Step(graph, tensors, summary, _keras_layers(model.network, summary.name))
        tensors.append(write(summary.layer, step))
    graph.nodes.append(helper.make_node("Identity", [tensors[-1]], [OUTPUT]))
    images = helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["batch", *info.input_shape])
    probabilities = helper.make_tensor_value_info(
        OUTPUT, TensorProto.FLOAT, ["batch", len(info.classes)]
    )
    made = helper.make_graph(
        graph.nodes, "cnnviz", [images], [probabilities], initializer=graph.arrays
    )
    file = helper.make_model(
        made,
        producer_name="cnnviz",
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid("", OPSET)],
        doc_string=f"{info.name}, trained on {info.dataset}. {INPUT}: float32 in 0..1, "
        f"channels last; {OUTPUT}: one per class.",
    )
    metadata = {"classes": list(info.classes), "cnnviz": description(info)}
    helper.set_model_props(file, {key: json.dumps(value) for key, value in metadata.items()})
    onnx.checker.check_model(file)
    return bytes(file.SerializeToString())


@dataclass(frozen=True)
class _Graph:
    """The nodes and weights so far; every tensor gets a name of its own."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    arrays: list[onnx.TensorProto] = field(default_factory=list)

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Add a node with one output; return the output's name."""
        name = f"{operator.lower()}_{len(self.nodes) + 1}"
        self.nodes.append(helper.make_node(operator, inputs, [name], name, **attributes))
        return name

    def array(self, values: Any) -> str:
        """Add an array of weights, or a number; return its name."""
        name = f"array_{len(self.arrays) + 1}"
        packed = np.ascontiguousarray(values, np.float32)
        self.arrays.append(numpy_helper.from_array(packed, name))
        return name


@dataclass(frozen=True)
class _Step:
    """What one layer is written from.

    Attributes
    ----------
    graph : _Graph
    tensors : sequence of str
        The input of the network, channels first, and the output of each layer before this one.
    summary : LayerSummary
    keras : sequence of keras.Layer
        The layers that compute it in Keras.
    """

    graph: _Graph
    tensors: Sequence[str]
    summary: LayerSummary
    keras: Sequence[Any]

    @property
    def input(self) -> str:
        return self.tensors[-1]

    @property
    def weights(self) -> list[np.ndarray]:
        return [array for layer in self.keras for array in layer.get_weights()]

    @property
    def epsilon(self) -> float:
        return float(self.keras[-1].epsilon)

    @property
    def window(self) -> WindowSettings:
        window = self.summary.layer.window(self.summary.input_shape)
        if window is None:
            raise TypeError(f"{self.summary.name} has no window")
        return window

    def activated(self, tensor: str, activation: str) -> str:
        """Apply an activation, by Keras's name of it."""
        if activation == "linear":
            return tensor
        operator, attributes = ACTIVATIONS[activation]
        return self.graph.add(operator, tensor, **attributes)


@singledispatch
def write(layer: Layer, step: _Step) -> str:
    """Add a layer's nodes to the graph; return the name of its output.

    Parameters
    ----------
    layer : Layer
    step : _Step
        Where it stands in the network.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If its kind is not written in ONNX.
    """
    raise InputError("ONNX export has no layer of the kind {layer!r}", layer=layer.words[0])


@write.register
def _conv(layer: Conv2D, step: _Step) -> str:
    return _convolved(layer, step, step.weights[0].transpose(OIHW), layer.groups)


@write.register
def _depthwise(layer: DepthwiseConv2D, step: _Step) -> str:
    kernel = step.weights[0].transpose(2, 3, 0, 1)  # (channels, multiplier, height, width)
    channels, multiplier, *size = kernel.shape
    return _convolved(layer, step, kernel.reshape(channels * multiplier, 1, *size), channels)


def _convolved(layer: Any, step: _Step, kernel: np.ndarray, groups: int) -> str:
    window = step.window
    inputs = [step.input, step.graph.array(kernel), *map(step.graph.array, step.weights[1:])]
    output = step.graph.add(
        "Conv",
        *inputs,
        kernel_shape=window.kernel,
        strides=window.stride,
        dilations=window.dilation,
        pads=_pads(window),
        group=groups,
    )
    return step.activated(output, layer.activation)


@write.register
def _transposed(layer: Conv2DTranspose, step: _Step) -> str:
    kernel, *bias = step.weights
    window, array = step.window, step.graph.array
    output = step.graph.add(
        "ConvTranspose",
        *(step.input, array(kernel.transpose(OIHW)), *map(array, bias)),
        kernel_shape=window.kernel,
        strides=window.stride,
        pads=_pads(window),
        output_padding=[window.extra_cells(side) for side in (0, 1)],
    )
    return step.activated(output, layer.activation)


@write.register
def _max_pool(layer: MaxPool2D, step: _Step) -> str:
    return _pooled("MaxPool", step)


@write.register
def _average_pool(layer: AveragePool2D, step: _Step) -> str:
    counts = not isinstance(layer.padding, str)  # cells of "same" do not
    return _pooled("AveragePool", step, count_include_pad=int(counts))


def _pooled(operator: str, step: _Step, **more: int) -> str:
    window = step.window
    return step.graph.add(
        operator,
        step.input,
        kernel_shape=window.kernel,
        strides=window.stride,
        pads=_pads(window),
        **more,
    )


def _pads(window: WindowSettings) -> list[int]:
    """Cells above, left, below and right, in ONNX's order."""
    return [window.pads(side)[end] for end in (0, 1) for side in (0, 1)]


@write.register
def _global_max(layer: GlobalMaxPool2D, step: _Step) -> str:
    return step.graph.add("Flatten", step.graph.add("GlobalMaxPool", step.input))


@write.register
def _global_average(layer: GlobalAveragePool2D, step: _Step) -> str:
    return step.graph.add("Flatten", step.graph.add("GlobalAveragePool", step.input))


@write.register
def _relu(layer: ReLU, step: _Step) -> str:
    return step.activated(step.input, "relu")


@write.register
def _leaky_relu(layer: LeakyReLU, step: _Step) -> str:
    return step.graph.add("LeakyRelu", step.input, alpha=float(layer.slope))


@write.register
def _sigmoid(layer: Sigmoid, step: _Step) -> str:
    return step.activated(step.input, "sigmoid")


@write.register
def _tanh(layer: Tanh, step: _Step) -> str:
    return step.activated(step.input, "tanh")


@write.register
def _batch_norm(layer: BatchNorm, step: _Step) -> str:
    arrays = map(step.graph.array, step.weights)  # scale, shift, mean, variance: as in Keras
    return step.graph.add("BatchNormalization", step.input, *arrays, epsilon=step.epsilon)


@write.register
def _layer_norm(layer: LayerNorm, step: _Step) -> str:
    add = step.graph.add

    def mean(values: str) -> str:
        """Average rows, then columns: one sum over 40,000 pixels loses two digits in float32."""
        rows = add("ReduceMean", values, axes=[3])
        return add("ReduceMean", add("ReduceMean", rows, axes=[2]), axes=[1])

    centred = add("Sub", step.input, mean(step.input))
    variance = mean(add("Mul", centred, centred))
    above_zero = add("Add", variance, step.graph.array(step.epsilon))
    return add("Div", centred, add("Sqrt", above_zero))


@write.register
def _dropout(layer: Dropout, step: _Step) -> str:
    return step.input  # it acts in training only


@write.register
def _flatten(layer: Flatten, step: _Step) -> str:
    if len(step.summary.input_shape) == 1:
        return step.input
    return step.graph.add("Flatten", step.graph.add("Transpose", step.input, perm=CHANNELS_LAST))


@write.register
def _dense(layer: Dense, step: _Step) -> str:
    output = step.graph.add("Gemm", step.input, *map(step.graph.array, step.weights))
    return step.activated(output, layer.activation)


@write.register
def _residual(layer: Residual, step: _Step) -> str:
    return step.graph.add("Add", step.input, step.tensors[-1 - layer.over])


def _keras_layers(network: Any, name: str) -> list[Any]:
    """Keras's layers of one of ours, whose last has its name: see ``Layer.connect``."""
    steps = f"{name}_step_"
    return [each for each in network.layers if each.name == name or each.name.startswith(steps)]
