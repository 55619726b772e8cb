"""A window layer as code for Keras and for PyTorch, which gives the same values."""

from cnnviz.layers.calls import Call
from cnnviz.layers.code.form import Form, runnable
from cnnviz.layers.code.keras import keras_form, keras_weights
from cnnviz.layers.code.torch import torch_form

__all__ = ["Call", "Form", "keras_form", "keras_weights", "runnable", "torch_form"]
