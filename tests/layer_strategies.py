"""Layers of every kind with random settings, for Hypothesis."""

from hypothesis import strategies as st

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
    LayerNorm,
    LeakyReLU,
    MaxPool2D,
    ReLU,
    Residual,
    Sigmoid,
    Tanh,
)
from cnnviz.layers.settings import ACTIVATIONS

small, named = st.integers(1, 6), st.sampled_from(["valid", "same"])
extent = st.one_of(small, st.tuples(small, small).filter(lambda both: both[0] != both[1]))
little = st.one_of(st.integers(1, 3), st.sampled_from([(1, 2), (3, 1)]))
amount = st.one_of(st.integers(0, 3), st.sampled_from([(0, 2), (3, 1)]))
padding = st.one_of(named, amount)
activation = st.sampled_from(ACTIVATIONS)
strided = st.builds(Conv2D, small, extent, extent, padding, activation, st.booleans())
dilated = st.builds(
    Conv2D, small, little, st.just(1), padding, dilation=st.sampled_from([2, (1, 2)])
)
depthwise = st.builds(
    DepthwiseConv2D, little, small, padding, activation, st.booleans(), multiplier=st.integers(1, 3)
)
transposed = st.builds(Conv2DTranspose, small, extent, little, named, activation, st.booleans())
window_layers = st.one_of(
    strided,
    dilated,
    depthwise,
    transposed,
    st.builds(Conv2DTranspose, small, st.integers(4, 6), little, st.sampled_from([0, 1, (1, 0)])),
    st.builds(MaxPool2D, extent, st.one_of(st.just(0), extent), padding),
    st.builds(AveragePool2D, extent, st.one_of(st.just(0), extent), padding),
    st.sampled_from([GlobalAveragePool2D(), GlobalMaxPool2D()]),
)
image_layers = st.one_of(
    window_layers,
    st.sampled_from([BatchNorm(), LayerNorm(), ReLU(), Sigmoid(), Tanh(), Flatten()]),
    st.builds(Dropout, st.floats(0, 0.99)),
    st.builds(LeakyReLU, st.floats(0, 1)),
)
any_layer = st.one_of(image_layers, st.builds(Dense, small, activation), st.builds(Residual, small))
image_shapes = st.tuples(st.integers(6, 20), st.integers(6, 20), small)
