"""A drawing of an activation's curve; ``activation_plot`` makes it, the theme colours it."""

from typing import TypedDict

from cnnviz.ui.components import load

_component = load("activation_curve")


class ActivationCurveData(TypedDict):
    """What is sent to the browser."""

    svg: str


def activation_curve(drawing: str, *, key: str) -> None:
    """Show what ``activation_plot.activation_svg`` drew: Streamlit's own HTML lets no SVG through.

    Parameters
    ----------
    drawing : str
        SVG that holds nothing from people or files.
    """
    _component(key=key, data=ActivationCurveData(svg=drawing))
