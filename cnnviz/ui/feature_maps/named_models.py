"""The names that a visitor gave to the classes of uploaded models, wherever these are chosen.

They are kept in the session. Those of the model on show are in the address by its own fields; those
of a second model by ``FeatureMapsState.NAMES``, as JSON: {key: [data set, name, name, ...]}.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from cnnviz.models import uploads
from cnnviz.training.catalog import ModelEntry, of_upload
from cnnviz.ui import address
from cnnviz.ui.feature_maps.state import FeatureMapsState

MOST_NAMED, MOST_CHARACTERS = 4, 4000  # models, and characters of all their names, in a link


@dataclass(frozen=True)
class Naming:
    """What a visitor says of an uploaded model.

    Attributes
    ----------
    dataset : str
        The data it was trained on, ``files.UNKNOWN`` where that is not said.
    classes : tuple of str
        A name for each.
    """

    dataset: str
    classes: tuple[str, ...]


def namings(state: FeatureMapsState) -> dict[str, Naming]:
    """Return what was said of each uploaded model in this visit, or by its link; by key."""
    if FeatureMapsState.named.key not in state:
        state.named = read_namings(address.text(state.NAMES) or "")
    return state.named


def name_model(state: FeatureMapsState, key: str, naming: Naming | None) -> None:
    """Remember what is said of a model; None for what its file says."""
    others = {each: known for each, known in namings(state).items() if each != key}
    state.named = others if naming is None else {**others, key: naming}


def with_names(state: FeatureMapsState, entry: ModelEntry) -> ModelEntry:
    """Return an entry of the menu with the names that it was given, where they fit it."""
    naming = namings(state).get(entry.key)
    if naming is None or len(naming.classes) != len(entry.info.classes):
        return entry
    return of_upload(entry.key, naming.dataset, naming.classes)


def keep_in_address(state: FeatureMapsState) -> None:
    """Write what is said of second models into the address, so that a link has it."""
    keys = {state.get(state.BESIDE), state.get(state.OTHER)}
    wanted = {key: naming for key, naming in namings(state).items() if key in keys}
    address.keep(state.NAMES, write_namings(wanted) or None)


def write_namings(named: Mapping[str, Naming]) -> str:
    """Write names for a link; "" for none, or where they are too long for one."""
    text = json.dumps(
        {key: [naming.dataset, *naming.classes] for key, naming in sorted(named.items())},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return text if named and len(text) <= MOST_CHARACTERS else ""


def read_namings(text: str) -> dict[str, Naming]:
    """Read what ``write_namings`` wrote; what is malformed is left out."""
    found: dict[str, Naming] = {}
    if len(text) > MOST_CHARACTERS:
        return found
    with suppress(ValueError, RecursionError):
        written = json.loads(text)
        json.dumps(written, ensure_ascii=False).encode()  # half a character is none
        for key, texts in written.items() if isinstance(written, dict) else ():
            if not uploads.is_key(key) or not isinstance(texts, list) or len(texts) < 2:
                continue
            if (
                all(isinstance(each, str) for each in texts)
                and len(set(texts[1:])) == len(texts) - 1
            ):
                found[key] = Naming(texts[0], tuple(texts[1:]))
    return dict(list(found.items())[:MOST_NAMED])
