"""Fashion-MNIST: 70,000 pictures of clothes, 28 x 28, in ten classes (Xiao et al., 2017).

The files are the user's to supply, or those that Keras has downloaded; this module finds them.
"""

import os
import re
from dataclasses import replace
from pathlib import Path

from cnnviz.data import image_folder
from cnnviz.data.dataset import Dataset, Progress
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, Message

TITLE = "Fashion-MNIST"
NAME = "fashion-mnist"
SUPPLY = N_(
    "put the folder fashion-mnist with its four idx files, or fashion-mnist.npz, into the folder "
    "that CNNVIZ_DATA names, or run keras.datasets.fashion_mnist.load_data() once"
)
ABSENT = Message("Fashion-MNIST is not on this machine: {supply}", supply=Message(SUPPLY))


def load(seed: int, progress: Progress) -> Dataset:
    """Load Fashion-MNIST from this machine.

    Raises
    ------
    InputError
        If it is not here or is invalid.
    """
    path = find()
    if path is None:
        raise InputError("Fashion-MNIST is not on this machine: {supply}", supply=Message(SUPPLY))
    dataset = image_folder.load(path, seed, None, progress)
    return replace(dataset, name=NAME, title=TITLE)


def find() -> Path | None:
    """Find the folder, zip or npz of Fashion-MNIST: the user's, or Keras's own."""
    keras = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "datasets"
    for folder in (paths.data(), keras):
        if folder is None or not folder.is_dir():
            continue
        for path in sorted(folder.iterdir()):
            name = re.sub(r"[^a-z]", "", path.stem.lower())
            if name.startswith("fashionmnist") and (
                path.is_dir() or path.suffix in (".zip", ".npz")
            ):
                return path
    return None
