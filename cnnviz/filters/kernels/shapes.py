"""How large a kernel may be, which of its cells is the anchor, and how it is cut or padded."""

import numpy as np

from cnnviz.utils.errors import InputError

MAX_SIDE = 15  # rows or columns of a kernel


def anchor(shape: tuple[int, int]) -> tuple[int, int]:
    """Find the cell of a kernel that lies on the output's own pixel.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns of the kernel.

    Returns
    -------
    (int, int)
        Row and column: the centre; of an even number of rows (columns) the one above (left of) the
        middle, as Keras places windows with ``padding="same"``.

    Examples
    --------
    >>> anchor((3, 4))
    (1, 1)
    """
    rows, cols = shape
    return (rows - 1) // 2, (cols - 1) // 2


def check_shape(shape: tuple[int, int]) -> tuple[int, int]:
    """Refuse kernels that are empty or too large.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns.

    Returns
    -------
    (int, int)
        The same.

    Raises
    ------
    InputError
        If there are not 1 to 15 rows and 1 to 15 columns.
    """
    rows, cols = shape
    if not (1 <= rows <= MAX_SIDE and 1 <= cols <= MAX_SIDE):
        raise InputError(
            "a kernel has 1 to {most} rows and columns, got {rows} × {cols}",
            most=MAX_SIDE,
            rows=rows,
            cols=cols,
        )
    return rows, cols


def offsets(shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Distances of a kernel's cells from its anchor.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns.

    Returns
    -------
    down : (kH, 1) float64
        How far each row lies below the anchor.
    across : (1, kW) float64
        How far each column lies to the right of it.
    """
    down, across = anchor(shape)
    rows, cols = np.ogrid[: shape[0], : shape[1]]
    return rows - float(down), cols - float(across)


def recentre(weights: np.ndarray, rows: int, cols: int) -> np.ndarray:
    """Cut a kernel, or pad it with zeros; its anchor cell stays the anchor.

    Parameters
    ----------
    weights : (kH, kW) or (kH, kW, P)
    rows, cols : int
        The new shape, 1 to 15 each.

    Returns
    -------
    (rows, cols) or (rows, cols, P), a copy

    Raises
    ------
    InputError
        If the new shape is another one.
    """
    new_row, new_col = anchor(check_shape((rows, cols)))
    old_row, old_col = anchor(weights.shape[:2])
    margins = [(rows, rows), (cols, cols), (0, 0)][: weights.ndim]
    top, left = rows + old_row - new_row, cols + old_col - new_col
    return np.pad(weights, margins)[top : top + rows, left : left + cols].copy()
