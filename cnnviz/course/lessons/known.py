"""What several lessons look up: the shipped networks, and the table of a stack."""

from collections.abc import Sequence

from cnnviz.layers import Layer, Shape
from cnnviz.models.card import ModelCard, TestResult
from cnnviz.models.files import ModelInfo, shipped
from cnnviz.networks.cost_table import CostTable, cost_table
from cnnviz.utils.errors import InputError

DIGIT = (28, 28, 1)  # height, width, channels


def table(layers: Sequence[Layer], image: Shape = DIGIT) -> CostTable:
    """Follow an image through layers."""
    return cost_table([layer.to_json() for layer in layers], image)


def network(name: str) -> ModelInfo:
    """Return a network that comes with this program: "mnist" or "neu"."""
    return next(info for info in shipped() if info.path.stem == name)


def judged(info: ModelInfo) -> tuple[ModelCard, TestResult]:
    """Return a shipped network's card and its test.

    Raises
    ------
    InputError
        If it has none.
    """
    if info.card is None or info.card.test is None:
        raise InputError("the shipped network {name} has no card with a test", name=info.name)
    return info.card, info.card.test
