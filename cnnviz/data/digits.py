"""Handwritten digits shipped with scikit-learn: 1,797 images, available offline."""

from typing import cast

import cv2
import numpy as np

from cnnviz import images
from cnnviz.data import strokes
from cnnviz.data.dataset import BY_CLASS, Dataset, Progress, Split, with_origin
from cnnviz.data.splitting import three_way
from cnnviz.utils import paths
from cnnviz.utils.language import N_, Message

TITLE = N_("Built-in digits")
ENLARGED = 8  # factor by which a digit is enlarged before it is scaled to MNIST's size
EDGE = 0.1, 0.9  # ink below is black and above is white: as much ink as in MNIST


def load(seed: int, progress: Progress) -> Dataset:
    """Load the optical digits of E. Alpaydin and C. Kaynak (UCI, 1998), drawn at MNIST's scale.

    Each 8 x 8 image counts pen pixels, 0 to 16, in 4 x 4 blocks of a scanned digit.
    """
    progress(0.0, Message("reading the built-in digits"))
    table = np.loadtxt(paths.scikit_learn("data/digits.csv.gz"), delimiter=",")
    drawn, labels = like_mnist(table[:, :-1].reshape(-1, 8, 8)), table[:, -1].astype(np.int64)
    files = tuple(f"digits/{i}" for i in range(len(drawn)))
    whole = Split(drawn, labels, files)
    source = with_origin(
        Message("scikit-learn's copy of the UCI optical digits, 8 × 8 brought to 28 × 28"),
        Message(BY_CLASS, seed=seed),
    )
    names = tuple(str(digit) for digit in range(10))
    return Dataset("digits", TITLE, names, *three_way(whole, seed), source)


def like_mnist(blocks: np.ndarray) -> np.ndarray:
    """Convert digits to MNIST's style.

    Each is enlarged smoothly and its edge sharpened; then its ink is scaled and centred by MNIST's
    rules (``strokes.as_mnist``). Scaling the blocks instead, empty ones included, left digits of
    other sizes than MNIST's, of which a network that knows only MNIST misclassified one in ten.

    Parameters
    ----------
    blocks : ndarray
        (N, 8, 8), pen pixels in each block, 0 to 16.

    Returns
    -------
    ndarray
        uint8 (N, 28, 28, 1), white on black.
    """
    return np.stack([images.to_uint8(_as_mnist(picture)) for picture in blocks])


def _as_mnist(blocks: np.ndarray) -> np.ndarray:
    ringed = np.pad(blocks / np.float32(16), 1)
    size = tuple(ENLARGED * side for side in ringed.shape)
    smooth = cv2.resize(ringed, size, interpolation=cv2.INTER_CUBIC)
    faintest, fullest = EDGE
    ink = np.clip((smooth - faintest) / (fullest - faintest), 0, 1)
    return cast("np.ndarray", strokes.as_mnist(ink[..., None]))  # each of these digits has ink
