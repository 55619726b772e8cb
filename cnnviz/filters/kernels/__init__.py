"""Kernels: named ones with their sources, families with a slider, as text, and tools to turn them.

A kernel is (kH, kW) or (kH, kW, P) float64, 1 to 15 rows and columns. P is 1, the same plane for
each channel, or 3, one plane per channel. All are meant for cross-correlation, as a CNN layer
computes it: no flip.
"""

from cnnviz.filters.kernels.definition import Kernel, Parameter, travel
from cnnviz.filters.kernels.named import GROUPS, KERNELS, name_of
from cnnviz.filters.kernels.shapes import MAX_SIDE, anchor, recentre
from cnnviz.filters.kernels.text import check_weights, read_weights, write_weights
from cnnviz.filters.kernels.tools import TOOLS, Tool, scale

__all__ = [
    "GROUPS",
    "KERNELS",
    "MAX_SIDE",
    "TOOLS",
    "Kernel",
    "Parameter",
    "Tool",
    "anchor",
    "check_weights",
    "name_of",
    "read_weights",
    "recentre",
    "scale",
    "travel",
    "write_weights",
]
