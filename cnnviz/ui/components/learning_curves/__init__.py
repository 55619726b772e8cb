"""Learning curves that grow while a network trains: loss and accuracy side by side.

A Plotly chart is built anew at every update: it flickers and forgets where the pointer was.
"""

from dataclasses import asdict

from cnnviz.training.curves import Curves
from cnnviz.ui import components

_component = components.load("learning_curves")


def learning_curves(curves: Curves, *, key: str) -> None:
    """Show the curves of a run; pointing at one chart reads both at that epoch."""
    _component(key=key, data=asdict(curves))
