"""The height that the layer's part of the page is given before its animation has loaded.

The animation arranges itself in the browser (``sliding_window/sizes.js``). What it will need is
written here as CSS, so that the tabs below it stand where they stay: the rule once, its few
numbers with each layer.
"""

import streamlit as st

from cnnviz.layers.window import WindowSettings

COSTS = {True: 465, False: 411}  # formula and table, of a layer with weights or without
TALL = 2_000
# Title and controls take 201 px; caption, sum and transport bar 169. --g is ``stageHeight`` without
# the caption. From 1100 px on the controls fit two lines; up to 900 px the costs lie below.
RULE = """<style>
:has(> .st-key-{key}_space) {{ display: none; }}
.st-key-{key}_result .katex-display > .katex {{ font-size: 1em; }}
@media (max-width: 900px) {{ .st-key-{key}_result {{ flex-direction: column; }} }}
@media (min-width: 1100px) {{ .st-key-{key} {{
  --g: (clamp(300px, 100vh - 484px, 900px) - 22px);
  --cell: round(down, min(80px, var(--g) / var(--rows), (100vw - 654px) / var(--cols)), 1px);
  --weight: round(down, min(56px, (var(--g) - var(--gaps)) / var(--taps)), 1px);
  --grids: max(var(--cell) * var(--rows), var(--weight) * var(--taps) + var(--gaps));
  min-height: calc(201px + max(var(--costs), 169px + var(--grids) * var(--one)));
}} }}
</style>"""


def reserve(key: str) -> None:
    """Reserve the height for the container ``key``, in which this is called.

    Styles load a little later than the page's first parts. Until then a tall space keeps the tabs
    below the window's edge.
    """
    with st.container(key=f"{key}_space"):
        st.space(TALL)
    st.html(RULE.format(key=key))


def measures(layer: WindowSettings, key: str) -> str:
    """The rule's numbers for a layer; for several planes, which vary in place, only the costs."""
    shown = layer.shown
    fields = [layer.padded, layer.output]
    if layer.transposed:
        fields = [layer.size, (layer.rows.length, layer.cols.length)]
    kernels = 2 if layer.weighted else 1
    numbers = {
        "rows": max(height for height, _ in fields),
        "cols": sum(width for _, width in fields),
        "taps": kernels * layer.kernel[0],
        "gaps": f"{34 * (kernels - 1)}px",
        "costs": f"{COSTS[layer.weighted]}px",
        "one": int(layer.dims == 2 and max(shown.channels, shown.filters) == 1),
    }
    text = ";".join(f"--{name}:{number}" for name, number in numbers.items())
    return f"<style>.st-key-{key}{{{text}}}</style>"
