"""Locations on disk: files shipped with the app, the user's data, and what the app writes."""

import os
import stat
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from cnnviz.utils.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "models"
ASSETS = ROOT / "assets"
NO_HOME = Path(os.devnull)  # no folder can be made in it


def home() -> Path:
    """Folder the app writes to.

    Returns
    -------
    Path
        ``$CNNVIZ_HOME``, else ``~/.cnnviz``; it need not exist yet. Where the user has no home
        folder it is one that cannot be made, as ``storage.problem`` says.
    """
    if named := os.environ.get("CNNVIZ_HOME"):
        return Path(named)
    try:
        return Path.home() / ".cnnviz"
    except RuntimeError:  # a user who is in no list, as in a container
        return NO_HOME / ".cnnviz"


def keep_private() -> None:
    """Let other users of this machine not read what this process and its children write.

    Where ``home()`` exists and its group may write to it, as on a volume that several servers
    share, the group may do so with new files, too. Windows keeps a user's folder private itself.
    """
    try:
        for_group = bool(home().stat().st_mode & stat.S_IWGRP)
    except OSError:
        for_group = False
    os.umask(0o007 if for_group else 0o077)


def runs() -> Path:
    """Folder of all training runs.

    Returns
    -------
    Path
        ``runs`` in ``home()``, with one folder per run; it need not exist yet.
    """
    return home() / "runs"


def lives() -> Path:
    """Folder in which the processes that own runs show that they are alive; see ``utils.lives``.

    Returns
    -------
    Path
        ``lives`` in ``home()``; it need not exist yet.
    """
    return home() / "lives"


def mark_used(file: Path) -> None:
    """Note that a file, which can be computed anew, was used now: it is kept longer then.

    Parameters
    ----------
    file : Path
    """
    with suppress(OSError):
        os.utime(file)


def explanations() -> Path:
    """Folder of what was computed to explain models.

    Returns
    -------
    Path
        ``explanations`` in ``home()``, with files named by the hashes of the models' files; it need
        not exist yet.
    """
    return home() / "explanations"


def data() -> Path | None:
    """Folder of the user's data sets.

    Returns
    -------
    Path or None
        ``$CNNVIZ_DATA``; None where it is not set.
    """
    folder = os.environ.get("CNNVIZ_DATA")
    return Path(folder) if folder else None


def scikit_learn(file: str) -> Path:
    """File that scikit-learn ships, found without importing the package.

    The import takes over a second and 100 MB, pandas included.

    Parameters
    ----------
    file : str
        Path inside the package ``sklearn.datasets``.

    Returns
    -------
    Path
        The file's place on disk.

    Raises
    ------
    InputError
        If scikit-learn is not installed.
    """
    package = find_spec("sklearn")
    if package is None or package.origin is None:
        raise InputError("this data needs the package scikit-learn, which is not installed")
    return Path(package.origin).parent / "datasets" / file
