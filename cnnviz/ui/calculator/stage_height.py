"""The height that the layer's part of the page is given before its animation has loaded.

The animation arranges itself in the browser (``sliding_window/sizes.js``). What it will need is
written here as CSS, so that the tabs below it stand where they stay.
"""

import streamlit as st

from cnnviz.layers.window import WindowSettings

CONTROLS = 201  # title and controls, with the gaps around them
COSTS = {True: 465, False: 411}  # formula and table, of a layer with weights or without
AROUND = 169  # caption, sum and transport bar
TALL = 2_000
SLIM = 900  # up to here the costs lie under the animation
WIDE = 1100  # from here the controls fit two lines, so that the height is known
GRIDS = "(clamp(300px, 100vh - 468px, 900px) - 22px)"  # ``stageHeight`` without the caption


def reserve(layer: WindowSettings, key: str) -> None:
    """Reserve the height for the container ``key``, in which this is called.

    Styles load a little later than the page's first parts. Until then a tall space keeps the tabs
    below the window's edge.
    """
    with st.container(key=f"{key}_space"):
        st.space(TALL)
    st.html(_style(layer, key))


def _style(layer: WindowSettings, key: str) -> str:
    stage = f"calc({AROUND}px + {_grids(layer)})"
    height = f"calc({CONTROLS}px + max({COSTS[layer.weighted]}px, {stage}))"
    return (
        f"<style>:has(> .st-key-{key}_space) {{ display: none; }} "
        f"@media (max-width: {SLIM}px) {{ .st-key-{key}_result {{ flex-direction: column; }} }} "
        f"@media (min-width: {WIDE}px) {{ .st-key-{key} {{ min-height: {height}; }} }}</style>"
    )


def _grids(layer: WindowSettings) -> str:
    """Height of the taller one of the grids and the kernels; of several planes none is reserved."""
    shown = layer.shown
    if layer.dims == 1 or max(shown.channels, shown.filters) > 1:
        return "0px"
    fields = [layer.padded, layer.output]
    if layer.transposed:
        fields = [layer.size, (layer.rows.length, layer.cols.length)]
    rows, cols = max(height for height, _ in fields), sum(width for _, width in fields)
    cell = f"round(down, min(80px, {GRIDS} / {rows}, (100vw - 654px) / {cols}), 1px)"
    kernels = 2 if layer.weighted else 1
    gaps = 34 * (kernels - 1)
    weights = kernels * layer.kernel[0]
    weight = f"round(down, min(56px, ({GRIDS} - {gaps}px) / {weights}), 1px)"
    return f"max({cell} * {rows}, {weight} * {weights} + {gaps}px)"
