"""Data sets: MNIST, NEU steel surfaces, built-in digits, synthetic steel, or your own images."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cnnviz.data import digits, drawn_digits, fashion, image_folder, mnist, neu, synthetic_steel
from cnnviz.data.dataset import Dataset, Progress, Split, resized, silent
from cnnviz.data.memory_limit import SIZES, TooLargeError
from cnnviz.data.unusable import UnusableFile, UnusableFilesError
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import Message

__all__ = [
    "SIZES",
    "TITLES",
    "Dataset",
    "Offer",
    "Progress",
    "Split",
    "TooLargeError",
    "UnusableFile",
    "UnusableFilesError",
    "available",
    "load",
    "load_held_out",
    "load_in_own_size",
]

TITLES = {
    "digits": digits.TITLE,
    "mnist": mnist.TITLE,
    "mnist-drawn": drawn_digits.TITLE,
    "fashion-mnist": fashion.TITLE,
    "neu": neu.TITLE,
    "steel-synthetic": synthetic_steel.TITLE,
}
NAMES = tuple(TITLES)
ARRAYS: dict[str, Callable[[int, Progress], Dataset]] = {
    "digits": digits.load,
    "mnist": mnist.load,
    "mnist-drawn": drawn_digits.load,
    "fashion-mnist": fashion.load,
    "steel-synthetic": synthetic_steel.load,
}


@dataclass(frozen=True)
class Offer:
    """A data set that a menu offers.

    Attributes
    ----------
    name : str
        What ``load`` takes.
    title : str
        The name to display.
    present : bool
        Whether it can be loaded without a download.
    reason : str
        If it is not present, one sentence: why, and how to supply it.
    downloads : bool
        Whether loading it downloads it.
    """

    name: str
    title: str
    present: bool = True
    reason: str = ""
    downloads: bool = False


def available() -> tuple[Offer, ...]:
    """List the named data sets, and whether each is on this machine."""
    return (
        Offer("digits", digits.TITLE),
        _mnist_offer("mnist", mnist.TITLE),
        _mnist_offer("mnist-drawn", drawn_digits.TITLE),
        _fashion_offer(),
        _neu_offer(),
        Offer("steel-synthetic", synthetic_steel.TITLE),
    )


def load(
    name_or_path: str,
    *,
    seed: int = 0,
    size: int | None = None,
    progress: Progress | None = None,
    skip_unusable: bool = False,
) -> Dataset:
    """Load a data set by its name, or a folder or zip of images by its path.

    Parameters
    ----------
    name_or_path : str
        "mnist", "mnist-drawn", "fashion-mnist", "neu", "digits", "steel-synthetic", or a path.
    seed : int, optional
        Chooses the images that are held out, where the data set does not declare them.
    size : int, optional
        Longer side of the images in pixels, 8 to 512; by default their own, at most 200.
    progress : callable, optional
        Called with the fraction done, in [0, 1], and the current activity.
    skip_unusable : bool, optional
        Whether to leave out files that cannot be read or lie in no class, instead of refusing.

    Returns
    -------
    Dataset
        In three splits.

    Raises
    ------
    InputError
        If there is no such data set, it is not available, or it is invalid.
    UnusableFilesError
        If that can be mended by ``skip_unusable``.
    TooLargeError
        If it can be mended by a smaller ``size``.
    """
    if size is not None and size not in SIZES:
        raise InputError(
            "image size must be {least} to {most} pixels, got {size}",
            least=SIZES[0],
            most=SIZES[-1],
            size=size,
        )
    report = progress or silent
    dataset = _load(name_or_path, seed, size, report, skip_unusable)
    report(1.0, Message("loaded {title}", title=Message(dataset.title)))
    return dataset


def load_in_own_size(
    name_or_path: str, size: int | None, *, progress: Progress | None = None, skip_unusable: bool
) -> Dataset:
    """Load a data set with its images in their own size; at ``size`` where they are too large then.

    Similar images are searched for in their own size, so that what is found does not depend on the
    image size of a run.

    Raises
    ------
    InputError
        As ``load``.
    """
    if size is not None:
        with suppress(InputError):
            return load(name_or_path, progress=progress, skip_unusable=skip_unusable)
    return load(name_or_path, size=size, progress=progress, skip_unusable=skip_unusable)


def load_held_out(
    name_or_path: str,
    *,
    seed: int = 0,
    size: int | None = None,
    skip_unusable: bool = False,
) -> Dataset:
    """Load the validation and test images of a data set, by the parameters of ``load``.

    Returns
    -------
    Dataset
        Its training split has no images.

    Raises
    ------
    InputError
        As ``load``.
    """
    if name_or_path == drawn_digits.NAME and size is None:
        dataset = drawn_digits.load_held_out(seed, silent)
    else:
        dataset = load(name_or_path, seed=seed, size=size, skip_unusable=skip_unusable)
    return dataset.without_training()


def _load(
    name_or_path: str, seed: int, size: int | None, report: Progress, skip_unusable: bool
) -> Dataset:
    if name_or_path == "neu":
        return neu.load(seed, report, size, skip_unusable)
    if name_or_path in ARRAYS:
        dataset = ARRAYS[name_or_path](seed, report)
        return dataset if size is None else resized(dataset, size)
    return image_folder.load(_existing(name_or_path), seed, size, report, skip_unusable)


def _existing(path: str) -> Path:
    try:
        known = bool(path) and Path(path).exists()
    except (OSError, ValueError):  # too long, or a zero byte
        known = False
    if not known:
        # Of an upload that is gone, the server's folder is no visitor's business.
        shown = Path(path).name if path.startswith(str(paths.home())) else path
        raise InputError(
            "a data set must be {names}, or the path of a folder or zip, got {shown!r}",
            names=", ".join(NAMES),
            shown=shown,
        )
    return Path(path)


def _mnist_offer(name: str, title: str) -> Offer:
    if mnist.find():
        return Offer(name, title)
    reason = Message(
        "MNIST is not on this machine: choosing it downloads 11 MB once, or {supply}",
        supply=Message(mnist.SUPPLY),
    )
    return Offer(name, title, present=False, reason=reason, downloads=True)


def _fashion_offer() -> Offer:
    if fashion.find():
        return Offer("fashion-mnist", fashion.TITLE)
    return Offer("fashion-mnist", fashion.TITLE, present=False, reason=fashion.ABSENT)


def _neu_offer() -> Offer:
    try:
        neu.find()
    except InputError as error:
        return Offer("neu", neu.TITLE, present=False, reason=Message(error.text, **error.values))
    return Offer("neu", neu.TITLE)
