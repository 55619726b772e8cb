"""The numbers that a layer computes with: small integers that are easy to check, or own numbers."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnnviz.layers.window.own_numbers import read_cells, read_weights

OWN = "Own numbers"
LARGEST_DIGIT = 9

# A seven, drawn by hand on 14 × 14 cells.
SEVEN = """
00000000000000
00000000000000
00012344566200
00489999999900
00378876569900
00000000049600
00000000196100
00000000593000
00000002970000
00000007920000
00000039500000
00000078100000
00000034000000
00000000000000
"""


def _random_digits(height: int, width: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, LARGEST_DIGIT + 1, (height, width))


def _ramp(height: int, width: int, seed: int) -> np.ndarray:
    row = np.linspace(0, LARGEST_DIGIT, width).round().astype(int)
    return np.tile(row, (height, 1))


def _edge(height: int, width: int, seed: int) -> np.ndarray:
    return np.tile(np.where(np.arange(width) < width // 2, 0, LARGEST_DIGIT), (height, 1))


def _seven(height: int, width: int, seed: int) -> np.ndarray:
    drawing = np.array([[int(cell) for cell in row] for row in SEVEN.split()])
    return _stretch(_stretch(drawing, width).T, height).T.round().astype(int)


def _stretch(rows: np.ndarray, length: int) -> np.ndarray:
    """Interpolate each row linearly to ``length`` cells, cell centres on cell centres."""
    at = (np.arange(length) + 0.5) * rows.shape[1] / length - 0.5
    return np.array([np.interp(at, range(rows.shape[1]), row) for row in rows])


def _sides(length: int) -> np.ndarray:
    """-1 before the middle, 0 in it, 1 after; a single cell is a 1."""
    return np.sign(2 * np.arange(length) - (length - 1)) if length > 1 else np.ones(1, int)


def _vertical_edges(height: int, width: int, seed: int) -> np.ndarray:
    return np.tile(_sides(width), (height, 1))


def _horizontal_edges(height: int, width: int, seed: int) -> np.ndarray:
    return _vertical_edges(width, height, seed).T


def _laplacian(height: int, width: int, seed: int) -> np.ndarray:
    kernel = np.zeros((height + 2, width + 2), int)
    row, col = height // 2 + 1, width // 2 + 1
    kernel[row - 1 : row + 2, col] = kernel[row, col - 1 : col + 2] = 1
    kernel[row, col] = -4
    return kernel[1:-1, 1:-1]


def _identity(height: int, width: int, seed: int) -> np.ndarray:
    kernel = np.zeros((height, width), int)
    kernel[(height - 1) // 2, (width - 1) // 2] = 1
    return kernel


def _ones(height: int, width: int, seed: int) -> np.ndarray:
    return np.ones((height, width), int)


def _random_weights(height: int, width: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(-2, 3, (height, width))


Planes = tuple[int, int, int]
Filters = tuple[int, int, int, int]
Pattern = Callable[[int, int, int], np.ndarray]
INPUTS: dict[str, Pattern] = {
    "Random digits": _random_digits,
    "A seven": _seven,
    "An edge": _edge,
    "A ramp": _ramp,
}
KERNELS: dict[str, Pattern] = {
    "Vertical edges": _vertical_edges,
    "Horizontal edges": _horizontal_edges,
    "Laplacian": _laplacian,
    "Ones": _ones,
    "Identity": _identity,
    "Random": _random_weights,
}


@dataclass(frozen=True)
class Numbers:
    """Which numbers to compute with.

    Attributes
    ----------
    input, kernel : str
        Keys of ``INPUTS`` and ``KERNELS``, or ``OWN`` for own numbers.
    own_input, own_kernel : str
        Own numbers as text, as ``own_numbers`` writes them.
    seed : int
        Of random digits and weights.
    """

    input: str = "Random digits"
    kernel: str = "Vertical edges"
    own_input: str = ""
    own_kernel: str = ""
    seed: int = 0

    def cells(self, shape: Planes) -> np.ndarray:
        """Return the input, each channel mirrored another way.

        Parameters
        ----------
        shape : (C, H, W)

        Returns
        -------
        (C, H, W) int or float
            Patterns hold integers in 0..9; own numbers are any that ``read_cells`` reads.

        Raises
        ------
        InputError
            If own numbers are invalid.
        """
        if self.input == OWN:
            return read_cells(self.own_input, shape)
        channels, height, width = shape
        draw = INPUTS[self.input]
        return np.stack([turn(draw(height, width, self.seed + c), c) for c in range(channels)])

    def weights(self, shape: Filters) -> np.ndarray:
        """Return the kernels: first the pattern's, then in each further plane the next pattern's.

        Parameters
        ----------
        shape : (F, C, kH, kW)

        Returns
        -------
        (F, C, kH, kW) int or float
            Patterns hold integers; own numbers are any that ``read_weights`` reads.

        Raises
        ------
        InputError
            If own numbers are invalid.
        """
        if self.kernel == OWN:
            return read_weights(self.own_kernel, shape)
        filters, channels, height, width = shape
        names = list(KERNELS)
        first = names.index(self.kernel)
        planes = [
            KERNELS[names[(first + plane) % len(names)]](height, width, self.seed + plane)
            for plane in range(filters * channels)
        ]
        return np.stack(planes).reshape(shape)


def turn(plane: np.ndarray, channel: int) -> np.ndarray:
    """Mirror a plane differently for each of four channels.

    Parameters
    ----------
    plane : (H, W) array
    channel : int
        Counted from 0; the fifth is as the first.

    Returns
    -------
    (H, W) array
        A view.
    """
    return plane[:: 1 - 2 * (channel // 2 % 2), :: 1 - 2 * (channel % 2)]
