"""Networks that visitors have named: one file each under ``$CNNVIZ_HOME/networks``.

They are shared by everybody on this server. Where visitors are told apart, each has a folder of
their own in there; what lies beside these folders is everybody's, to be read. A run carries its
layers itself, so that replacing or deleting a named network changes no run.
"""

import json
import os
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from cnnviz.classroom import visitor
from cnnviz.layers import Layer, layer_from_json
from cnnviz.networks.classics import NETWORKS
from cnnviz.networks.presets import PRESETS
from cnnviz.utils import paths
from cnnviz.utils.atomic import exclusive, replacing
from cnnviz.utils.errors import InputError, reason
from cnnviz.utils.language import N_

MOST_NETWORKS = 500
LONGEST_NAME = 40
MOST_BYTES = 200_000  # of a file; 200 layers have a third of it
UNNAMED = N_("own layers")
FOLDER, LOCK = "networks", ".lock"

Layers = tuple[Layer, ...]


class TakenError(InputError):
    """Another network has the name; ``save`` can replace it."""


def check_name(name: str) -> str:
    """Return a name as it is kept: without spaces around it, in one Unicode form.

    Parameters
    ----------
    name : str
        As typed.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If it is not 1 to 40 letters, digits, spaces and ``. _ + -``, beginning with a letter or
        digit, or if a built-in network has it.

    Examples
    --------
    >>> check_name(" two blocks, ".strip(" ,"))
    'two blocks'
    """
    clean = unicodedata.normalize("NFC", name.strip())
    if not re.fullmatch(r"[^\W_][\w .+-]*", clean) or len(clean) > LONGEST_NAME:
        raise InputError(
            "a network's name must be 1 to {most} letters, digits, spaces and . _ + -, beginning "
            "with a letter or digit, got {value!r}",
            most=LONGEST_NAME,
            value=name[: LONGEST_NAME + 1],
        )
    if clean.casefold() in {known.casefold() for known in (*NETWORKS, UNNAMED)}:
        raise InputError(
            "a network of your own needs a name that no built-in one has, got {clean}",
            clean=clean,
        )
    return clean


def saved() -> dict[str, Layers]:
    """Return all named networks, in alphabetical order; files that are damaged are left out.

    Returns
    -------
    dict
        Layers by name.
    """
    found = {}
    shared = [*(paths.home() / FOLDER).glob("*.json"), *_folder().glob("*.json")]
    for path in dict.fromkeys(shared):  # of two with one name, the visitor's own is the last
        try:
            network = _read(path, path.stat().st_mtime_ns)
        except OSError:  # deleted meanwhile
            continue
        if network:
            found[network[0]] = network[1]
    return dict(sorted(found.items(), key=lambda each: each[0].casefold()))


def name_of(layers: Sequence[Layer], preferred: str = "") -> str:
    """Return what a network is called.

    Parameters
    ----------
    layers : sequence of Layer
        The hidden layers.
    preferred : str
        Its name where several networks have these layers.

    Returns
    -------
    str
        The name of a preset or of a named network with these layers, else ``UNNAMED``.
    """
    known = {preset.name: preset.layers for preset in PRESETS} | saved()
    names = [name for name, its_layers in known.items() if its_layers == tuple(layers)]
    return preferred if preferred in names else next(iter(names), UNNAMED)


def save(name: str, layers: Sequence[Layer], *, replace: bool = False) -> str:
    """Keep a network under a name.

    Parameters
    ----------
    name : str
        As typed; names that differ in capital letters only are the same.
    layers : sequence of Layer
        The hidden layers.
    replace : bool
        Whether another network of this name is replaced.

    Returns
    -------
    str
        The name as it is kept.

    Raises
    ------
    TakenError
        If another network has the name.
    InputError
        If the name is invalid, there are 500 networks, or the file cannot be written.
    """
    clean = check_name(name)
    try:
        os.fsencode(clean)
    except UnicodeEncodeError:  # a C locale, in which Python was told not to use UTF-8
        raise InputError(
            "this server's file names cannot have all letters of {name}", name=clean
        ) from None
    path = _path(clean)
    text = json.dumps({"name": clean, "layers": [layer.to_json() for layer in layers]}, indent=1)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with exclusive(path.parent / LOCK):
            known = path.exists() and _read(path, path.stat().st_mtime_ns)
            if known and known[1] != tuple(layers) and not replace:
                raise TakenError(
                    "there is another network called {value} on this server",
                    value=known[0],
                )
            if not known and len(list(path.parent.glob("*.json"))) >= MOST_NETWORKS:
                raise InputError(
                    "at most {most} networks can be named on a server; delete one first",
                    most=MOST_NETWORKS,
                )
            with replacing(path) as part:
                part.write_text(text, "utf-8")
    except OSError as error:
        raise InputError(
            "{clean} could not be kept: {reason}", clean=clean, reason=reason(error)
        ) from error
    return clean


def delete(name: str) -> None:
    """Forget a named network; one that is not there is no error.

    Parameters
    ----------
    name : str

    Raises
    ------
    InputError
        If its file cannot be deleted, or it is everybody's and the current visitor no teacher.
    """
    path = _path(check_name(name))
    if not path.exists() and (shared := paths.home() / FOLDER / path.name).exists():
        if not visitor.current().teacher:
            raise InputError("{name} is everybody's: only the teacher can delete it", name=name)
        path = shared
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            "{name} could not be deleted: {reason}", name=name, reason=reason(error)
        ) from error


@lru_cache(maxsize=MOST_NETWORKS)
def _read(path: Path, modified: int) -> tuple[str, Layers] | None:
    """The network in a file, last ``modified`` then (ns); None where the file is damaged."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        content = json.loads(path.read_text("utf-8"))
        name = check_name(content["name"])
        layers = tuple(map(layer_from_json, content["layers"]))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):  # InputError: a ValueError
        return None
    return (name, layers) if path.name == _path(name).name else None


def _folder() -> Path:
    return paths.home() / FOLDER / visitor.current().id


def _path(clean: str) -> Path:
    return _folder() / f"{clean.casefold()}.json"
