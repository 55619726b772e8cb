"""Data sets: MNIST, NEU steel surfaces, built-in digits, synthetic steel, or your own images."""

from collections.abc import Callable

from cnnviz.datasets import digits, mnist
from cnnviz.datasets.dataset import Dataset, Progress, Split, silent
from cnnviz.errors import InputError

__all__ = ["Dataset", "Progress", "Split", "load"]

LOADERS: dict[str, Callable[[int, Progress], Dataset]] = {
    "mnist": mnist.load,
    "digits": digits.load,
}


def load(
    name_or_path: str, *, seed: int = 0, size: int | None = None, progress: Progress | None = None
) -> Dataset:
    """Load a data set by its name, or a folder or zip of images by its path."""
    if name_or_path not in LOADERS:
        raise InputError(f'data set must be one of {", ".join(LOADERS)}, got "{name_or_path}"')
    return LOADERS[name_or_path](seed, progress or silent)
