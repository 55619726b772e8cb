"""Damage to a run's folder, as crashes, full disks and curious people leave it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st

from cnnviz import models
from cnnviz.evaluation.metrics import Evaluation, Wrong
from cnnviz.training.config import RunConfig
from cnnviz.training.events import BatchEvent, EpochEvent
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State
from tests.small_networks import INFO, small_model

FILES = ("config.json", "state.json", "events.jsonl", "evaluation.json", "model.keras")
Damage = Callable[[Path], None]


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _no_utf8(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x80" + file.read_bytes())


def _half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _object(file: Path) -> None:
    file.write_text("{}")


def _nested(file: Path) -> None:
    file.write_text("[" * 100_000)


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()
    (file / "unexpected").touch()


DAMAGES: dict[str, Damage] = {
    "emptied": _emptied,
    "not UTF-8": _no_utf8,
    "written by half": _half,
    "an empty object": _object,
    "nested without end": _nested,
    "missing": Path.unlink,
    "a folder": _folder,
}

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from([10**400, -1, 0, 2**63]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@st.composite
def damages(draw) -> tuple[str, Damage]:
    """A file of a run, and what happens to it."""
    name = draw(st.sampled_from(FILES))
    kind = draw(st.sampled_from([*DAMAGES, "bytes", *(["value"] if name != "model.keras" else [])]))
    if kind in DAMAGES:
        return name, DAMAGES[kind]
    if kind == "bytes":
        places = draw(st.lists(st.tuples(st.floats(0, 0.99), st.integers(0, 255)), min_size=1))
        return name, lambda file: _set_bytes(file, places)
    path, value = draw(st.lists(st.integers(0, 30), min_size=1, max_size=4)), draw(VALUES)
    return name, lambda file: _set_value(file, path, value)


def _set_bytes(file: Path, places: list[tuple[float, int]]) -> None:
    content = bytearray(file.read_bytes())
    for place, byte in places:
        content[int(place * len(content))] = byte
    file.write_bytes(content)


def _set_value(file: Path, path: list[int], value: object) -> None:
    """Replace one value of each line of JSON, found by following the numbers of ``path``."""
    whole = file.suffix == ".json"
    texts = [file.read_text("utf-8")] if whole else file.read_text("utf-8").splitlines()
    file.write_text(
        "\n".join(json.dumps(_replaced(json.loads(t), path, value)) for t in texts) + "\n"
    )


def _replaced(data: object, path: list[int], value: object) -> object:
    if not path or not isinstance(data, dict | list) or not data:
        return value
    keys = list(data) if isinstance(data, dict) else list(range(len(data)))
    key = keys[path[0] % len(keys)]
    data[key] = _replaced(data[key], path[1:], value)
    return data


def finished_run(path: Path) -> RunFolder:
    """A finished run with every file."""
    run = RunFolder.create(RunConfig(architecture="mlp", epochs=2), path)
    models.save(small_model(), INFO, run.model)
    counts = ((3, 1, 0), (0, 4, 0), (0, 0, 2))
    wrong = (Wrong(3, 0, 1, 0.75),)
    run.write_evaluation(Evaluation("test", 10, 0.5, 0.9, ("0", "1", "2"), counts, wrong, 0.02))
    run.append(BatchEvent(1, 1, 2, 2.3, 0.1, 0.5))
    run.append(EpochEvent(1, 2.0, 0.2, 1.9, 0.3, 4.0, 4.25))
    run.write_state(State("done"))
    return run


def damaged_copy(good: Path, target: Path, damage: tuple[str, Damage]) -> Path:
    """Copy a run's folder and damage the copy."""
    shutil.copytree(good, target)
    name, apply = damage
    apply(target / name)
    return target
