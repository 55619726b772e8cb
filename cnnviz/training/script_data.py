"""The part of a Keras script that reads the images of a run: all of them, in the run's own split.

MNIST comes from Keras and is split here as cnnviz splits it. Any other data is read from
``data.npz``, in which ``export.data_file`` packs what the run learned from: every layout of files,
split, group and image left out looks the same there.
"""

from cnnviz.data import folds
from cnnviz.training.config import RunConfig
from cnnviz.training.export.data_file import FILE

MNIST_SIDE = 28
MNIST = """\
(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
x, x_test = (each[..., None].astype("float32") / 255 for each in (x, x_test))

# 5 % of each digit's training images, chosen by SEED, are for validation.
random, held_out = np.random.default_rng(SEED), np.zeros(len(y), bool)
for digit in range(10):
    indices = random.permutation(np.flatnonzero(y == digit))
    held_out[indices[: round(0.05 * len(indices))]] = True
x, x_validation, y, y_validation = x[~held_out], x[held_out], y[~held_out], y[held_out]"""
ARRAYS = f"""\
# {FILE}: the images in the run's split and size, from cnnviz; this script is saved beside it.
with np.load("{FILE}") as data:
    x, y = data["x_train"].astype("float32") / 255, data["y_train"]
    x_validation, y_validation = data["x_validation"].astype("float32") / 255, data["y_validation"]
    x_test, y_test = data["x_test"].astype("float32") / 255, data["y_test"]"""


def needs_file(config: RunConfig) -> bool:
    """Whether a run's script reads ``data.npz``, which has to be saved with it."""
    as_it_comes = config.held_out == folds.OWN and not config.left_out
    own_size = config.image_size in (None, MNIST_SIDE)
    return not (config.dataset == "mnist" and as_it_comes and own_size)


def data_code(config: RunConfig) -> str:
    """Write the lines that read the images and labels of a run.

    They set ``x``, ``x_validation`` and ``x_test``, float32 (N, H, W, C) in [0, 1], and ``y``,
    ``y_validation`` and ``y_test``.
    """
    return ARRAYS if needs_file(config) else MNIST
