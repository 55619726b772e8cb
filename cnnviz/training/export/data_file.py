"""The images of a run as one file that NumPy opens, in the run's own split and size."""

import io

import numpy as np

from cnnviz.data import Dataset

FILE = "data.npz"
# In the order of ``Dataset.splits``; arrays are called "x_" and "y_" and one of these.
PARTS = ("train", "validation", "test")


def data_npz(dataset: Dataset) -> bytes:
    """Pack the three splits of a data set.

    Returns
    -------
    bytes
        A compressed npz: for each split ``x_<split>``, uint8 (N, H, W, C) in [0, 255], and
        ``y_<split>``, int64 (N,), an index into ``names``, which are those of the classes.
    """
    arrays = {"names": np.array(dataset.classes)}
    for part, split in zip(PARTS, dataset.splits, strict=True):
        arrays[f"x_{part}"], arrays[f"y_{part}"] = split.images, split.labels
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()
