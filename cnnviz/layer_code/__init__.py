"""A window layer as a line of Keras and of PyTorch: the same output, size and values."""

from cnnviz.layer_code.form import Call, Form
from cnnviz.layer_code.keras_form import keras_form, keras_weights
from cnnviz.layer_code.runnable import runnable
from cnnviz.layer_code.torch_form import torch_form

__all__ = ["Call", "Form", "keras_form", "keras_weights", "runnable", "torch_form"]
