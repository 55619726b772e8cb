"""The members of a ``.keras`` zip from anyone, read within bounds; other files are refused by kind.

Source: https://keras.io/guides/serialization_and_saving.
"""

import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from reprlib import repr as brief
from typing import Any

from cnnviz.models.files import DESCRIPTION
from cnnviz.models.keras_format import WEIGHTS
from cnnviz.utils import safe_zip, zip_rules
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, _

CONFIG, METADATA = "config.json", "metadata.json"
KNOWN = {CONFIG, METADATA, WEIGHTS, DESCRIPTION}
MAX_JSON = 2**20  # bytes
MAX_WEIGHTS = 100 * 2**20  # bytes; an optimiser's state is among them
MAX_VALUES = 200_000  # brackets, commas and colons of a JSON text: each may become an object

# First bytes of what people try instead, and what to say.
OTHER_FILES = (
    (
        b"\x89HDF\r\n\x1a\n",
        N_(
            "it is an HDF5 file (.h5), the format before Keras 3: open it where it was made and "
            'save it with model.save("model.keras")'
        ),
    ),
    (
        b"\x80",
        N_(
            "it is a pickle, which can run any program when it is opened: open it where it was "
            'made and save it with model.save("model.keras")'
        ),
    ),
)
# Members of other archives.
OTHER_ARCHIVES = (
    (
        "saved_model.pb",
        N_(
            "it is a SavedModel, whose graph may run anything: open it where it was made and save "
            'it with model.save("model.keras")'
        ),
    ),
    (
        "data.pkl",
        N_(
            "it is a file of PyTorch, a pickle that can run any program when it is opened: build "
            "the same network in Keras, give it the weights and save it with "
            'model.save("model.keras")'
        ),
    ),
)


@dataclass(frozen=True)
class Archive:
    """What a ``.keras`` file holds.

    Attributes
    ----------
    config : dict
        The description of the network, as JSON values; nothing of it has been checked.
    weights : bytes
        An HDF5 file.
    """

    config: dict[str, Any]
    weights: bytes


def is_ours(path: Path) -> bool:
    """Whether a file says that this program wrote it.

    Parameters
    ----------
    path : Path

    Returns
    -------
    bool

    Raises
    ------
    InputError
        If it is no ``.keras`` file, or holds members that such a file has not.
    """
    _refuse_other_files(path)
    with safe_zip.opened(path) as file:
        _check_members(file)
        return DESCRIPTION in file.namelist()


def read_archive(path: Path) -> Archive:
    """Read the members of a ``.keras`` file.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Archive

    Raises
    ------
    InputError
        If it is another file, holds other members, or a member is damaged or too large.
    """
    _refuse_other_files(path)
    with safe_zip.opened(path) as file:
        _check_members(file)
        if METADATA in file.namelist():
            _check_version(_json(file, METADATA))
        return Archive(_json(file, CONFIG), safe_zip.member(file, WEIGHTS, MAX_WEIGHTS))


def _refuse_other_files(path: Path) -> None:
    with path.open("rb") as file:
        begin = file.read(8)
    for first, reason in OTHER_FILES:
        if begin.startswith(first):
            raise InputError("{reason}", reason=_(reason))


def _check_members(file: zipfile.ZipFile) -> None:
    names = file.namelist()
    for ending, reason in OTHER_ARCHIVES:
        if any(name.rpartition("/")[2] == ending for name in names):
            raise InputError("{reason}", reason=_(reason))
    for name in names:
        if name not in KNOWN:
            raise InputError(
                "a .keras file holds {first}, {second} and {third}, this one {other} as well",
                first=CONFIG,
                second=METADATA,
                third=WEIGHTS,
                other=brief(name),
            )
        if names.count(name) > 1:
            raise InputError("it holds {name} twice", name=name)
    zip_rules.check(file)
    if missing := sorted({CONFIG, WEIGHTS} - set(names)):
        raise InputError("it is no .keras file: {file} is missing", file=missing[0])


def _json(file: zipfile.ZipFile, name: str) -> dict[str, Any]:
    """Read a JSON member, an object."""
    text = safe_zip.member(file, name, MAX_JSON)
    if sum(map(text.count, b"[{,:")) > MAX_VALUES:
        raise InputError(
            "{name} may hold at most {most:,} values, it holds more",
            name=name,
            most=MAX_VALUES,
        )
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError("{name} is damaged", name=name) from None
    if not isinstance(found, dict):
        raise InputError("{name} is damaged", name=name)
    return found


def _check_version(metadata: dict[str, Any]) -> None:
    version = metadata.get("keras_version")
    if isinstance(version, str) and re.match(r"[12]\.", version):
        raise InputError(
            "it was saved by Keras {version}, and files from Keras 3.0 on are read: open it with "
            "Keras 3 and save it again",
            version=version[:20],
        )
