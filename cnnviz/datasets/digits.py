"""The digits that scikit-learn brings along: 1,797 real ones, so that training works offline."""

import numpy as np
from scipy import ndimage

from cnnviz.datasets.dataset import Dataset, Progress, Split
from cnnviz.datasets.splitting import three_way

TITLE = "Built-in digits"
SIDE = 28
HEIGHT = 20  # MNIST's digits are 20 pixels high
WIDTH = 24  # for 8 blocks, which are seldom all inked: digits come out as broad as MNIST's, 14
EDGE = 0.4, 0.85  # ink below is black and above is white: as much ink and edge as in MNIST


def load(seed: int, progress: Progress) -> Dataset:
    """Load the optical digits of E. Alpaydin and C. Kaynak (UCI, 1998), drawn at MNIST's scale.

    Each 8 x 8 image counts pen pixels, 0 to 16, in 4 x 4 blocks of a scanned digit.
    """
    from sklearn.datasets import load_digits  # takes a second to import: only who needs it waits

    progress(0.0, "reading the built-in digits")
    digits = load_digits()
    images = like_mnist(digits.images)
    files = tuple(f"digits/{i}" for i in range(len(images)))
    whole = Split(images, digits.target.astype(np.int64), files)
    source = (
        "scikit-learn's copy of the UCI optical digits, 8 × 8 brought to 28 × 28; "
        f"split 70/15/15 by class with seed {seed}"
    )
    names = tuple(str(digit) for digit in range(10))
    return Dataset("digits", TITLE, names, *three_way(whole, seed), source)


def like_mnist(blocks: np.ndarray) -> np.ndarray:
    """Bring digits to the look of MNIST.

    Each is drawn 20 pixels high with a spline, its soft edge is sharpened to MNIST's, and its
    centre of mass goes to the middle of 28 x 28.

    Parameters
    ----------
    blocks : (N, 8, 8), pen pixels in each block, 0 to 16

    Returns
    -------
    uint8 (N, 28, 28, 1), white on black
    """
    scale = 1, HEIGHT / blocks.shape[1], WIDTH / blocks.shape[2]
    smooth = ndimage.zoom(blocks / 16, scale, order=3, grid_mode=True, mode="grid-constant")
    faintest, fullest = EDGE
    drawn = np.clip((smooth - faintest) / (fullest - faintest), 0, 1)
    images = np.zeros((len(drawn), SIDE, SIDE, 1), np.uint8)
    for image, digit in zip(images, np.round(255 * drawn), strict=True):
        centre = np.array(ndimage.center_of_mass(digit))
        room = SIDE - np.array(digit.shape)
        row, col = np.clip(np.round((SIDE - 1) / 2 - centre), 0, room).astype(int)
        image[row : row + HEIGHT, col : col + WIDTH, 0] = digit
    return images
