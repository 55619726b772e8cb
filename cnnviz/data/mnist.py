"""MNIST: 70,000 handwritten digits, 28 x 28, white on black (LeCun, Cortes and Burges, 1998)."""

import os
import zipfile
from pathlib import Path

import numpy as np

from cnnviz.data import download
from cnnviz.data.dataset import Dataset, Progress, Split
from cnnviz.data.splitting import hold_out
from cnnviz.utils import paths, safe_zip
from cnnviz.utils.errors import InputError, reason
from cnnviz.utils.language import N_, Message, _
from cnnviz.utils.safe_npy import read_array

TITLE = "MNIST"
FILE = "mnist.npz"
URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
SIZE = 11_490_434  # bytes

SIDE = 28
MAX_BYTES = 100_000 * SIDE * SIDE  # of one array: bounds the memory that a crafted file takes
VALIDATION = 0.05  # of the 60,000 training images: 3,000
SUPPLY = N_("put mnist.npz into the folder that CNNVIZ_DATA names")


def load(seed: int, progress: Progress) -> Dataset:
    """Load MNIST from this machine, or download it once.

    Raises
    ------
    InputError
        If it is not here and cannot be downloaded, or if the file is not MNIST.
    """
    path = find() or fetch(progress)
    progress(0.0, Message("reading MNIST"))
    images, labels, test_images, test_labels = read(path)
    train, validation = hold_out(_split(images, labels, "train"), VALIDATION, seed)
    source = Message(
        "{name} with {count:,} training images, {validation:,} of them for validation (by class, "
        "seed {seed}), and its own {test:,} test images",
        name=path.name,
        count=len(labels),
        validation=len(validation),
        seed=seed,
        test=len(test_labels),
    )
    names = tuple(str(digit) for digit in range(10))
    test = _split(test_images, test_labels, "test")
    return Dataset("mnist", TITLE, names, train, validation, test, source, declared_splits=True)


def find() -> Path | None:
    """MNIST's file on this machine: the user's, Keras's own, or the one downloaded earlier."""
    keras = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    folders = (paths.data(), keras / "datasets", paths.home() / "datasets")
    files = (folder / FILE for folder in folders if folder)
    return next((file for file in files if file.is_file()), None)


def fetch(progress: Progress, url: str = URL, sha256: str = SHA256, size: int = SIZE) -> Path:
    """Download MNIST into ``$CNNVIZ_HOME/datasets``, with its SHA-256 checked."""
    target = paths.home() / "datasets" / FILE
    try:
        download.fetch(url, target, sha256, size, progress)
    except InputError as error:
        raise InputError(
            "MNIST cannot be downloaded ({error}); {supply}", error=error, supply=_(SUPPLY)
        ) from error
    except OSError as error:
        raise InputError(
            "MNIST cannot be downloaded ({reason}); {supply}",
            reason=reason(error),
            supply=_(SUPPLY),
        ) from error
    return target


def read(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Read training images, training labels, test images and test labels.

    Raises
    ------
    InputError
        If the file is not an npz of uint8 images (N, 28, 28) and labels (N,) from 0 to 9.
    """
    try:
        with safe_zip.opened(path) as archive:
            train, test = _read_part(archive, "train"), _read_part(archive, "test")
    except InputError as error:
        raise InputError(
            "{name} is not MNIST's npz file: {error}; {supply}",
            name=path.name,
            error=error,
            supply=_(SUPPLY),
        ) from error
    return *train, *test


def _read_part(archive: zipfile.ZipFile, part: str) -> tuple[np.ndarray, np.ndarray]:
    images, labels = (
        read_array(safe_zip.member(archive, f"{axis}_{part}.npy", MAX_BYTES)) for axis in "xy"
    )
    if images.dtype != np.uint8 or images.ndim != 3 or images.shape[1:] != (SIDE, SIDE):
        raise InputError(
            "x_{part} must be uint8 (N, {side}, {side}), got {dtype} {shape}",
            part=part,
            side=SIDE,
            dtype=images.dtype,
            shape=images.shape,
        )
    if labels.dtype.kind not in "iu" or labels.shape != images.shape[:1]:
        raise InputError(
            "y_{part} must be {count} integers, got {dtype} {shape}",
            part=part,
            count=len(images),
            dtype=labels.dtype,
            shape=labels.shape,
        )
    if set(np.unique(labels)) != set(range(10)):
        raise InputError(
            "y_{part} must hold all digits 0 to 9, got {found}",
            part=part,
            found=np.unique(labels)[:12],
        )
    return images, labels.astype(np.int64)


def _split(images: np.ndarray, labels: np.ndarray, part: str) -> Split:
    return Split(images[..., None], labels, tuple(f"{part}/{i}" for i in range(len(labels))))
