"""Networks as lists of layers: presets, shapes, costs, receptive fields, stacks as text.

``build`` makes Keras models of them; it alone needs Keras. ``text``, ``edits``, ``cost_table``,
``describe`` and ``volumes`` serve the calculator's stack of layers.
"""

from cnnviz.networks.architecture import (
    Architecture,
    LayerSummary,
    check_size,
    follow,
    named,
    trace,
    with_output,
)
from cnnviz.networks.classics import NETWORKS
from cnnviz.networks.presets import ARCHITECTURES
from cnnviz.networks.receptive_field import Field, ReceptiveField, receptive_fields, trace_back

__all__ = [
    "ARCHITECTURES",
    "NETWORKS",
    "Architecture",
    "Field",
    "LayerSummary",
    "ReceptiveField",
    "check_size",
    "follow",
    "named",
    "receptive_fields",
    "trace",
    "trace_back",
    "with_output",
]
