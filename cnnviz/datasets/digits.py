"""The digits that scikit-learn brings along: 1,797 real ones, so that training works offline."""

import numpy as np
from scipy import ndimage

from cnnviz.datasets.dataset import Dataset, Progress, Split
from cnnviz.datasets.splitting import three_way

TITLE = "Built-in digits"
BOX = 20  # MNIST fits every digit into 20 x 20, then centres it in 28 x 28 by its mass
SIDE = 28


def load(seed: int, progress: Progress) -> Dataset:
    """Load the optical digits of E. Alpaydin and C. Kaynak (UCI, 1998), drawn at MNIST's scale.

    Each 8 x 8 image counts pen pixels, 0 to 16, in 4 x 4 blocks of a scanned digit.
    """
    from sklearn.datasets import load_digits  # takes a second to import: only who needs it waits

    progress(0.0, "reading the built-in digits")
    digits = load_digits()
    images = np.stack([like_mnist(image) for image in digits.images])[..., None]
    files = tuple(f"digits/{i}" for i in range(len(images)))
    whole = Split(images, digits.target.astype(np.int64), files)
    source = (
        "scikit-learn's copy of the UCI optical digits, 8 × 8 brought to 28 × 28; "
        f"split 70/15/15 by class with seed {seed}"
    )
    names = tuple(str(digit) for digit in range(10))
    return Dataset("digits", TITLE, names, *three_way(whole, seed), source)


def like_mnist(image: np.ndarray) -> np.ndarray:
    """Bring a digit, (8, 8) in 0 to 16, to the look of MNIST: uint8 (28, 28), centred by mass."""
    drawn = ndimage.zoom(
        image / 16, BOX / len(image), order=3, grid_mode=True, mode="grid-constant"
    )
    canvas = np.zeros((SIDE, SIDE))
    edge = (SIDE - BOX) // 2
    canvas[edge : edge + BOX, edge : edge + BOX] = drawn
    centre = np.array(ndimage.center_of_mass(np.clip(canvas, 0, 1)))
    canvas = ndimage.shift(canvas, np.round((SIDE - 1) / 2 - centre), order=0)
    return np.round(255 * np.clip(canvas, 0, 1)).astype(np.uint8)
