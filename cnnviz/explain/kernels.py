"""The kernels of a network's first convolution, which are pictures as its input is."""

from dataclasses import dataclass

import numpy as np

from cnnviz.explain.forward import Network
from cnnviz.layers import BatchNorm, Conv2D, Dropout, LayerNorm, Pool2D
from cnnviz.layers.kinds.regularisation import EPSILON

DRAWN_CHANNELS = (1, 3)  # grey and RGB


@dataclass(frozen=True, eq=False)
class FirstKernels:
    """The kernels of the first convolution.

    Attributes
    ----------
    layer : int
        Its index.
    kernels : ndarray
        float32 (filters, height, width, channels).
    folded : bool
        Whether a batch normalisation is multiplied in.
    """

    layer: int
    kernels: np.ndarray
    folded: bool


def first_kernels(network: Network, fold: bool = False) -> FirstKernels | None:
    """Find the kernels that read the network's input.

    Parameters
    ----------
    network : Network
    fold : bool
        Whether to multiply each kernel by the factor of the batch normalisation that follows it,
        where one does, with at most a pooling between them.

    Returns
    -------
    FirstKernels or None
        None where the first layer, but for normalisations, is no convolution of a grey or an RGB
        picture.
    """
    passed = (LayerNorm, BatchNorm, Dropout)
    rows = network.rows
    at = next((i for i, row in enumerate(rows) if not isinstance(row.layer, passed)), len(rows))
    if at == len(rows):
        return None
    row = rows[at]
    if not isinstance(row.layer, Conv2D) or row.layer.groups > 1:
        return None
    if row.input_shape[2] not in DRAWN_CHANNELS:
        return None
    kernels = np.moveaxis(network.weights[row.name][0], 3, 0)
    factors = _factors(network, at) if fold and row.layer.activation == "linear" else None
    if factors is None:
        return FirstKernels(at, kernels, False)
    return FirstKernels(at, kernels * factors[:, np.newaxis, np.newaxis, np.newaxis], True)


def _factors(network: Network, conv: int) -> np.ndarray | None:
    """What the batch normalisation behind a convolution multiplies its channels by."""
    for row in network.rows[conv + 1 :]:
        if isinstance(row.layer, BatchNorm):
            scale, _, _, variance = network.weights[row.name]
            return scale / np.sqrt(variance + np.float32(EPSILON))
        if not isinstance(row.layer, Pool2D):
            return None
    return None
