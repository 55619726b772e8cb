"""The same layer as a matrix: sparse (Toeplitz) × the picture, or windows × the kernel (im2col).

Both are the layer itself for a small picture, with its border, stride and dilation.
Sources: V. Dumoulin, F. Visin, "A guide to convolution arithmetic for deep learning",
arXiv:1603.07285, section 4.1; K. Chellapilla et al., "High performance convolutional neural
networks for document processing", 2006, for im2col.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.images import resize
from cnnviz.ops import convolution
from cnnviz.ops.convolution import effective_kernel_size

LEAST_SIDE, MOST_SIDE = 5, 7  # of the small picture, where the window allows it
LARGEST_DIGIT = 9
MOST_COLUMNS = 400  # of a matrix that can still be read
SAMPLED = 256  # pixels a side that are read of a picture to make it small


@dataclass(frozen=True, eq=False)
class LinearLayer:
    """A layer's kernel as a linear map from a small picture, row by row, to its output.

    Attributes
    ----------
    shape : (int, int)
        Height and width of the input.
    output_shape : (int, int)
    weights : (taps,) float64
        The kernel as it lies on the picture, row by row.
    sources : (outputs, taps) int64
        Which input cell each output reads with each weight; -1 where that is a zero of the border.
    """

    shape: tuple[int, int]
    output_shape: tuple[int, int]
    weights: np.ndarray
    sources: np.ndarray

    @cached_property
    def matrix(self) -> np.ndarray:
        """The sparse matrix, (outputs, inputs): ``matrix @ input.ravel()`` is the output."""
        matrix = np.zeros((len(self.sources), self.inputs))
        np.add.at(matrix, self._entries, self._all_weights[self._inside])
        return matrix

    @cached_property
    def connected(self) -> np.ndarray:
        """Which entries of the matrix hold a weight, be it 0; all others can only be 0."""
        connected = np.zeros((len(self.sources), self.inputs), bool)
        connected[self._entries] = True
        return connected

    @property
    def inputs(self) -> int:
        """Cells of the input."""
        return self.shape[0] * self.shape[1]

    @property
    def outputs(self) -> int:
        """Cells of the output."""
        return len(self.sources)

    @property
    def shared_weights(self) -> int:
        """What such a layer learns: the kernel's weights and a bias."""
        return len(self.weights) + 1

    @property
    def dense_weights(self) -> int:
        """What a dense layer of the same sizes learns: every entry, and a bias an output."""
        return self.inputs * self.outputs + self.outputs

    @property
    def zeros(self) -> float:
        """Share of the entries that hold no weight, 0 to 1."""
        return 1 - float(self.connected.mean())

    @property
    def readable(self) -> bool:
        """Whether the matrix is small enough to be shown."""
        return self.inputs <= MOST_COLUMNS

    def patches(self, image: np.ndarray) -> np.ndarray:
        """Every window of an image (H, W) as a row, (outputs, taps): im2col."""
        cells = np.append(image.ravel(), 0)  # a source of -1 reads this 0
        return cells[self.sources]

    @property
    def _inside(self) -> np.ndarray:
        return self.sources >= 0

    @property
    def _all_weights(self) -> np.ndarray:
        return np.broadcast_to(self.weights, self.sources.shape)

    @property
    def _entries(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows and columns of the matrix that get a weight, one for one."""
        return np.nonzero(self._inside)[0], self.sources[self._inside]


def linear_layer(kernel: np.ndarray, shape: tuple[int, int], layer: FilterLayer) -> LinearLayer:
    """Write a layer as a matrix, by following where each cell of the input goes.

    Parameters
    ----------
    kernel : (kH, kW) float
        The kernel as it is written.
    shape : (int, int)
        Height and width of the input.
    layer : FilterLayer
        Operation, stride, dilation and border; what comes after the sums is not linear.

    Returns
    -------
    LinearLayer
        One row of the matrix per output, one column per cell of the input.

    Raises
    ------
    InputError
        If the window does not fit the input.
    """
    rows, cols = convolution.axes(shape, kernel.shape, layer.stride, layer.dilation, layer.border)
    # Cells are numbered from 1, as the border's zeros stay 0.
    cells = np.arange(1, shape[0] * shape[1] + 1).reshape(*shape, 1)
    high, wide = (range(-axis.before, axis.size + axis.after) for axis in (rows, cols))
    padded = convolution.surroundings(cells, high, wide, layer.border)[..., 0]
    down, across = np.array(rows.windows), np.array(cols.windows)
    windows = padded[down[:, None, :, None], across[None, :, None, :]]
    laid = kernel[::-1, ::-1] if layer.operation == "convolve" else kernel
    sources = windows.reshape(rows.output * cols.output, kernel.size) - 1
    return LinearLayer(shape, (rows.output, cols.output), laid.ravel(), sources)


def small_shape(kernel_shape: tuple[int, ...], layer: FilterLayer) -> tuple[int, int]:
    """Choose an input that shows the pattern of the matrix and keeps it readable.

    Parameters
    ----------
    kernel_shape : (int, int)
        Height and width of the kernel.
    layer : FilterLayer
        Stride and dilation count here.

    Returns
    -------
    (int, int)
        Height and width of the input.
    """
    height, width = (_small_side(size, layer) for size in kernel_shape)
    return height, width


def _small_side(kernel: int, layer: FilterLayer) -> int:
    window = effective_kernel_size(kernel, layer.dilation)
    if layer.border != "valid":
        return min(max(window, LEAST_SIDE), MOST_SIDE)
    more = 2 if window <= MOST_SIDE else 1
    return max(LEAST_SIDE, window + max(more, layer.stride))


def small_picture(plane: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Scale a plane to a few cells with whole numbers.

    Parameters
    ----------
    plane : (H, W) float
        One channel of a picture.
    shape : (int, int)
        Height and width of the result.

    Returns
    -------
    (h, w) int
        From 0, the darkest, to 9.
    """
    step = max(min(plane.shape) // SAMPLED, 1)
    sampled = np.ascontiguousarray(plane[::step, ::step, None], np.float32)
    return digits(resize(sampled, *shape)[..., 0])


def digits(values: np.ndarray) -> np.ndarray:
    """Spread values over the whole numbers from 0 to 9.

    Parameters
    ----------
    values : (...) float
        Any shape; where all are equal they count as values in [0, 1].

    Returns
    -------
    (...) int
        0 for the smallest value, 9 for the largest.

    Examples
    --------
    >>> digits(np.array([-1.0, 0.0, 1.0])), digits(np.array([1.0, 1.0]))
    (array([0, 4, 9]), array([9, 9]))
    """
    low, high = float(values.min()), float(values.max())
    spread = (values - low) / (high - low) if high > low else values
    return np.rint(np.clip(spread, 0, 1) * LARGEST_DIGIT).astype(int)
