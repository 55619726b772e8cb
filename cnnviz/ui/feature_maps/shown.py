"""What a view is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cnnviz.models.layer_outputs import Activations
from cnnviz.models.network_input import NetworkInput
from cnnviz.training.catalog import ModelEntry


@dataclass(frozen=True)
class Shown:
    """The model, its input, and what it computed; None while there is no answer."""

    entry: ModelEntry
    given: NetworkInput
    activations: Activations | None
    beside: "Shown | None" = None  # a second model with the same input
    offered: Mapping[str, ModelEntry] = field(default_factory=dict)  # all that can be chosen
