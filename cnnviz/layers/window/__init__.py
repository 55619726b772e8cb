"""Window layers: a kernel or window slides over planes; the layer's numbers and all its values."""

from cnnviz.layers.window.kinds import (
    AVERAGE_POOLING,
    CONVOLUTION,
    CONVOLUTIONS,
    DEPTHWISE,
    GLOBAL_AVERAGE,
    GLOBAL_MAX,
    GLOBALS,
    MAX_POOLING,
    MAXIMA,
    MEANS,
    OPERATIONS,
    TRANSPOSED,
)
from cnnviz.layers.window.layer import SHOWN_DEPTH, WindowLayer
from cnnviz.layers.window.padding import FULL, SAME, SAME_TORCH, VALID, Padding, Sides
from cnnviz.layers.window.ranges import LARGEST_DEPTH, LARGEST_FIELD, LARGEST_PADDING, LARGEST_SIDE
from cnnviz.layers.window.values import Slide, Values, compute, slide
from cnnviz.utils.text import Pair, either, times

__all__ = [
    "AVERAGE_POOLING",
    "CONVOLUTION",
    "CONVOLUTIONS",
    "DEPTHWISE",
    "FULL",
    "GLOBALS",
    "GLOBAL_AVERAGE",
    "GLOBAL_MAX",
    "LARGEST_DEPTH",
    "LARGEST_FIELD",
    "LARGEST_PADDING",
    "LARGEST_SIDE",
    "MAXIMA",
    "MAX_POOLING",
    "MEANS",
    "OPERATIONS",
    "SAME",
    "SAME_TORCH",
    "SHOWN_DEPTH",
    "TRANSPOSED",
    "VALID",
    "Padding",
    "Pair",
    "Sides",
    "Slide",
    "Values",
    "WindowLayer",
    "compute",
    "either",
    "slide",
    "times",
]
