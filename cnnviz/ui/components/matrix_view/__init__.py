"""A layer as a matrix: every output is a row, and the row's window lights up on the small input."""

from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from cnnviz.filters.analysis.toeplitz import LinearLayer
from cnnviz.ui.components import load
from cnnviz.ui.components.packing import pack
from cnnviz.utils.language import N_

_component = load("matrix_view")

# The two ways to write the layer: weights in the matrix, or windows of the picture.
FORMS = {"sparse": N_("Sparse matrix"), "im2col": N_("Windows (im2col)")}


class MatrixViewHeader(TypedDict):
    """What is sent to the browser before the arrays; data.js describes each field."""

    form: str
    shape: tuple[int, int]
    outputShape: tuple[int, int]
    arrays: list[tuple[str, int]]


@dataclass(frozen=True, eq=False)
class Product:
    """A matrix times a vector.

    Attributes
    ----------
    entries : (rows, cols) float64
        NaN where an entry can only be 0.
    vector : (cols,) float64
    result : (rows,) float64
    """

    entries: np.ndarray
    vector: np.ndarray
    result: np.ndarray


def matrix_view(layer: LinearLayer, cells: np.ndarray, form: str, *, key: str) -> None:
    """Show the small input (H, W), the matrix, and what comes out.

    Parameters
    ----------
    form : {"sparse", "im2col"}
    key : str
        Session key; what is pointed at stays in the browser.
    """
    _component(key=key, data=payload(layer, cells, form))


def product(layer: LinearLayer, cells: np.ndarray, form: str) -> Product:
    """Write the layer in one of the ``FORMS``; both give the same result."""
    if form == "sparse":
        entries = np.where(layer.connected, layer.matrix, np.nan)
        return Product(entries, cells.ravel(), layer.matrix @ cells.ravel())
    windows = layer.patches(cells)
    return Product(windows, layer.weights, windows @ layer.weights)


def payload(layer: LinearLayer, cells: np.ndarray, form: str) -> bytes:
    """All that is drawn, as one message."""
    written = product(layer, cells, form)
    arrays = {
        "entries": written.entries,
        "vector": written.vector,
        "result": written.result.round(9),
        "input": cells,
        "sources": layer.sources,
    }
    header: MatrixViewHeader = {
        "form": form,
        "shape": layer.shape,
        "outputShape": layer.output_shape,
        "arrays": [(label, array.size) for label, array in arrays.items()],
    }
    return pack(header, arrays.values())
