"""NEU surface defects: six kinds on hot-rolled steel, 200 x 200 grey (Song and Yan, 2013).

The images are the user's to supply; this module only finds them.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from cnnviz.data import array_files, files, image_folder
from cnnviz.data.class_names import LEAST_NEU_CLASSES, NEU_CLASSES, NEU_TITLE, called_neu
from cnnviz.data.dataset import Dataset, Progress
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError, reason
from cnnviz.utils.language import N_, Message

Stamp = frozenset[tuple[str, int]]

TITLE = NEU_TITLE
SUPPLY = N_("put NEU-DET.zip into the folder that CNNVIZ_DATA names, or upload it")


def load(
    seed: int, progress: Progress, size: int | None = None, skip_unusable: bool = False
) -> Dataset:
    """Load NEU from the folder of the user's data sets.

    Raises
    ------
    InputError
        If it is not there or is invalid.
    """
    return image_folder.load(find(), seed, size, progress, skip_unusable)


def find() -> Path:
    """NEU's folder or zip: in ``$CNNVIZ_DATA``, or that folder itself, in any known layout.

    Raises
    ------
    InputError
        If there is none; the sentence says how to supply it.
    """
    folder = paths.data()
    if not folder or not folder.is_dir():
        raise absent()
    try:
        return _find(folder, _stamp(folder))
    except OSError as error:
        raise InputError(
            "{name} cannot be read ({reason}); {supply}",
            name=folder.name,
            reason=reason(error),
            supply=Message(SUPPLY),
        ) from error


def absent() -> InputError:
    """Return the error that says how to supply the data set."""
    return InputError(
        "NEU surface defects are not on this machine; {supply}", supply=Message(SUPPLY)
    )


def _stamp(folder: Path) -> Stamp:
    """What a folder holds and when each was last changed."""
    return frozenset((path.name, path.lstat().st_mtime_ns) for path in folder.iterdir())


@lru_cache(maxsize=16)  # menus ask at every rerun; errors are not cached
def _find(folder: Path, stamp: Stamp) -> Path:
    why, variants = absent(), []
    for path in _candidates(folder):
        try:
            if is_neu(path):
                return path
            if is_variant(path):
                variants.append(path)
        except InputError as error:
            if called_neu(path.stem):
                why = InputError("{name} cannot be used: {error}", name=path.name, error=error)
    if variants:
        return variants[0]
    raise why


def is_neu(path: Path) -> bool:
    """Tell whether a folder or zip holds the six classes of NEU, by its names alone.

    Raises
    ------
    InputError
        If it is not a readable data set.
    """
    with files.opened(path) as source:
        arrays = array_files.find(source, path.stem)
        if arrays:
            return "neu" in arrays.words or (called_neu(path.stem) and not arrays.container)
        return image_folder.layout_of(source, path).neu


def is_variant(path: Path) -> bool:
    """Tell whether a folder or zip holds NEU-CLS-64, or NEU's classes with others beside them."""
    with files.opened(path) as source:
        if array_files.find(source, path.stem):
            return False
        classes = image_folder.layout_of(source, path).classes
    return len(set(classes) & set(NEU_CLASSES)) >= LEAST_NEU_CLASSES


def _candidates(folder: Path) -> Iterator[Path]:
    """Folders and zips called NEU first, then the folder itself, then all others."""
    inside = sorted(p for p in folder.iterdir() if p.is_dir() or p.suffix.lower() == ".zip")
    yield from (path for path in inside if called_neu(path.stem))
    yield folder
    yield from (path for path in inside if not called_neu(path.stem))
