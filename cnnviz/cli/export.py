"""The command ``export``: a run's model and records in the formats of other programs."""

import json
from argparse import Namespace
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cnnviz import models
from cnnviz.cli import progress
from cnnviz.models import ModelInfo
from cnnviz.training import folder
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError, reason


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes
    ----------
    ending : str
        Of the written file's name.
    write : callable
        Writes what a text names, a run or a model, to a path.
    """

    ending: str
    write: Callable[[str, Path], None]


def export(arguments: Namespace) -> int:
    """Write a run in another format, and print the path as one JSON line.

    Raises
    ------
    InputError
        If there is no such run or model, it is not finished, or the path exists or cannot be
        written.
    """
    form = FORMATS[arguments.to]
    out = Path(arguments.out or f"{Path(arguments.run).resolve().stem}{form.ending}")
    if out.exists():
        raise InputError(f"{out} exists already; choose another path with --out")
    try:
        form.write(arguments.run, out)
    except OSError as error:
        raise InputError(f"{out} cannot be written: {reason(error)}") from error
    print(json.dumps({"run": arguments.run, "to": arguments.to, "path": str(out)}), flush=True)
    return 0


def _to_keras(run: str, out: Path) -> None:
    if out.suffix != ".keras":
        raise InputError(f"Keras reads files that end in .keras, got {out.name}")
    model = _opened(run)
    models.save(model.network, model.info, out)


def _to_onnx(run: str, out: Path) -> None:
    model = _opened(run)
    from cnnviz.models.onnx_format import to_onnx

    with replacing(out) as part:
        part.write_bytes(to_onnx(model))


def _opened(text: str) -> models.Model:
    """Open the model of a run's id or folder, of a file, or of a shipped model's name."""
    info = _info(text)
    progress.import_keras()
    return models.open_model(info)


def _info(text: str) -> ModelInfo:
    with suppress(InputError):
        text = str(folder.find(text).path)
    return models.resolve(text)


FORMATS: dict[str, Format] = {
    "keras": Format(".keras", _to_keras),
    "onnx": Format(".onnx", _to_onnx),
}
