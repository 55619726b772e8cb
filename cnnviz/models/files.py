"""Trained models as files: Keras's own ``.keras`` zip with one member more, ``cnnviz.json``.

That member says which of our layers the network is made of. A file may come from anywhere, so
nothing in it is trusted: the network is rebuilt from our layer specs and only its weights are read.
``keras.models.load_model`` calls functions that a file names, even in safe mode; it is never used.
Keras is imported by ``save`` and ``load`` alone, which run in workers.
"""

import io
import json
import logging
import os
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from reprlib import repr as brief
from typing import Any

from cnnviz.layers import Layer, Shape, layer_from_json
from cnnviz.networks.architecture import trace
from cnnviz.networks.build import build
from cnnviz.utils import paths, safe_zip
from cnnviz.utils.errors import InputError

DESCRIPTION, WEIGHTS = "cnnviz.json", "model.weights.h5"
FORMAT = 1
MAX_JSON = 64 * 1024  # bytes; a network of 200 layers and 100 classes takes 20 kB
MAX_CLASSES, MAX_TEXT, MAX_SIDE = 1000, 200, 4096
H5_OVERHEAD = 1024 * 1024  # bytes around the weights: names and groups take about 1 kB a layer

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ModelInfo:
    """What is known of a model without opening its weights.

    Attributes
    ----------
    name : what people call it
    classes : names of its classes, in the order of its outputs
    input_shape : (height, width, channels) of the images it reads
    layers : its hidden layers; the softmax output is added by ``architectures``
    dataset : name of the data set it was trained on
    synthetic : whether that data was drawn by our own code
    path : where its file lies; ``Path()`` until it is saved
    card : how a shipped model was made and judged, from ``<name>.json`` beside it
    """

    name: str
    classes: tuple[str, ...]
    input_shape: Shape
    layers: tuple[Layer, ...]
    dataset: str
    synthetic: bool = False
    path: Path = Path()
    card: Mapping[str, Any] = field(default_factory=dict)


def save(model: Any, info: ModelInfo, path: Path) -> ModelInfo:
    """Write a Keras model of ``info.layers`` to ``path``, whole or not at all.

    The file holds no optimiser state and opens with plain ``keras.models.load_model``.

    Returns
    -------
    ModelInfo
        ``info`` with its path.
    """
    beside = path.with_name(f".{path.stem}-{os.getpid()}.keras")
    bare = build(info.layers, info.input_shape, len(info.classes))
    bare.set_weights(model.get_weights())
    try:
        bare.save(beside)
        with zipfile.ZipFile(beside, "a", zipfile.ZIP_DEFLATED) as file:
            file.writestr(DESCRIPTION, json.dumps(_to_json(info)))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return replace(info, path=path)


def read_info(path: Path) -> ModelInfo:
    """Read what a model file says of itself, and check it against our bounds; without Keras.

    Raises
    ------
    InputError
        If the file is damaged, not made by cnnviz, or describes a network outside our bounds.
    """
    try:
        info = _from_json(_description(path))
        trace(info.layers, info.input_shape, len(info.classes))
    except InputError as error:
        raise InputError(f"{path.name} cannot be opened: {error}") from None
    return replace(info, path=path)


def _description(path: Path) -> Any:
    with safe_zip.opened(path) as file:
        if DESCRIPTION not in file.namelist():
            raise InputError("it was not made by cnnviz, and only its own models are safe to open")
        text = safe_zip.member(file, DESCRIPTION, MAX_JSON)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise InputError(f"{DESCRIPTION} is damaged") from None


def load(path: Path) -> Any:
    """Rebuild the model of a file from our layer specs and read its weights; in a worker.

    Raises
    ------
    InputError
        As ``read_info``, or if the weights are not those of its layers.
    """
    from cnnviz.models import (
        hdf5_weights,  # needs h5py, which takes 0.1 s to import and only workers use
    )

    info = read_info(path)
    rows = trace(info.layers, info.input_shape, len(info.classes))
    most = 4 * sum(row.parameters for row in rows) + H5_OVERHEAD
    model = build(info.layers, info.input_shape, len(info.classes))
    try:
        with safe_zip.opened(path) as file:
            packed = safe_zip.member(file, WEIGHTS, most)
        hdf5_weights.read(io.BytesIO(packed), model)
    except InputError as error:
        raise InputError(f"{path.name} cannot be opened: {error}") from None
    return model


def shipped() -> list[ModelInfo]:
    """Return the models of ``models/`` by name, with their cards; a damaged one is logged only."""
    infos = []
    for path in sorted(paths.MODELS.glob("*.keras")):
        try:
            infos.append(replace(read_info(path), card=_card(path)))
        except InputError as error:
            log.warning("%s", error)
    return infos


def resolve(text: str) -> Path:
    """Find the model file that a person means, and make sure that it is one of ours.

    Parameters
    ----------
    text : str
        A run's folder, a ``.keras`` file, or the name of a shipped model.

    Raises
    ------
    InputError
        If there is no such model, or it cannot be opened.
    """
    path = _find(text)
    read_info(path)
    return path


def _find(text: str) -> Path:
    given, named = Path(text), paths.MODELS / f"{text}.keras"
    if text and given.is_dir():
        if not (given / "model.keras").is_file():
            raise InputError(f"{text} holds no trained model: its run has not finished")
        return given / "model.keras"
    if given.is_file():
        if given.suffix != ".keras":
            raise InputError(f"a model is a .keras file, got {given.name}")
        return given
    if given.name == text and named.is_file():
        return named
    known = ", ".join(path.stem for path in sorted(paths.MODELS.glob("*.keras")))
    options = f"a shipped model ({known})" if known else "a shipped model (there is none yet)"
    raise InputError(f"a model is a run's folder, a .keras file or {options}, got {brief(text)}")


def _card(path: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        card = json.loads(path.with_suffix(".json").read_text())
        return card if isinstance(card, dict) else {}
    return {}


def _to_json(info: ModelInfo) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "name": info.name,
        "classes": list(info.classes),
        "input_shape": list(info.input_shape),
        "layers": [layer.to_json() for layer in info.layers],
        "dataset": info.dataset,
        "synthetic": info.synthetic,
    }


def _from_json(data: Any) -> ModelInfo:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise InputError("its description is not of a format that this cnnviz knows")
    return ModelInfo(
        name=_text(data.get("name"), "name"),
        classes=_classes(data.get("classes")),
        input_shape=_input_shape(data.get("input_shape")),
        layers=tuple(layer_from_json(layer) for layer in _list(data.get("layers"), "layers")),
        dataset=_text(data.get("dataset"), "dataset"),
        synthetic=data.get("synthetic") is True,
    )


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT:
        raise InputError(f"{name} must be 1 to {MAX_TEXT} characters, got {brief(value)}")
    return value


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise InputError(f"{name} must be a list, got {brief(value)}")
    return value


def _classes(value: Any) -> tuple[str, ...]:
    classes = tuple(_text(name, "a class name") for name in _list(value, "classes"))
    if len(classes) > MAX_CLASSES or len(set(classes)) < len(classes):
        raise InputError(f"classes must be at most {MAX_CLASSES} different names")
    return classes


def _input_shape(value: Any) -> Shape:
    sides = _list(value, "input shape")
    if any(type(side) is not int or not 1 <= side <= MAX_SIDE for side in sides):
        raise InputError(f"input shape must be numbers from 1 to {MAX_SIDE}, got {brief(value)}")
    return tuple(sides)
