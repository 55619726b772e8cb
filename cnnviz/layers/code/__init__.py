"""A window layer as a line of Keras and of PyTorch: the same output, size and values."""

from cnnviz.layers.calls import Call
from cnnviz.layers.code.form import Form
from cnnviz.layers.code.keras import keras_form, keras_weights
from cnnviz.layers.code.runnable import runnable
from cnnviz.layers.code.torch import torch_form

__all__ = ["Call", "Form", "keras_form", "keras_weights", "runnable", "torch_form"]
