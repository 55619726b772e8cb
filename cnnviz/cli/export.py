"""The command ``export``: a run's model and records in the formats of other programs."""

import json
from argparse import Namespace
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnnviz import models
from cnnviz.cli import progress
from cnnviz.data import Dataset
from cnnviz.images import to_float
from cnnviz.models import ModelInfo
from cnnviz.training import folder
from cnnviz.training.config import RunConfig
from cnnviz.training.export import code, tables
from cnnviz.training.folder import RunFolder
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError, reason

BATCH = 100  # images


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


def _to_csv(run: str, out: Path) -> None:
    finished = _run(run)
    config, dataset, info = _own_data(finished)
    progress.import_keras()
    from cnnviz.models.layer_outputs import ObservedModel

    observed, test = ObservedModel(models.open_model(info)), dataset.test
    starts = range(0, len(test), BATCH)
    probabilities = [observed.predict(to_float(test.images[at : at + BATCH])) for at in starts]
    predictions = tables.predictions_csv(test, dataset.classes, np.concatenate(probabilities))
    history = tables.history_csv(finished.history(), config)
    _write(out, {tables.HISTORY: history.encode(), tables.PREDICTIONS: predictions.encode()})


def _to_tensorboard(run: str, out: Path) -> None:
    history = _run(run).history()
    progress.import_keras()
    from cnnviz.training.export.tensorboard import event_files

    _write(out, event_files(history))


def _to_notebook(run: str, out: Path) -> None:
    config, dataset, _ = _own_data(_run(run))
    _write(out, code.notebook_files(config, dataset))


def _to_script(run: str, out: Path) -> None:
    config, dataset, _ = _own_data(_run(run))
    _write(out, code.script_files(config, dataset))


def _run(text: str) -> RunFolder:
    """Find a run by its folder or by its name among the app's."""
    run = RunFolder(Path(text))
    return run if run.is_run else folder.find(text)


def _own_data(run: RunFolder) -> tuple[RunConfig, Dataset, ModelInfo]:
    """Load the data that a finished run learned from, as it was split."""
    info, config = models.resolve(str(run.path)), run.config()
    dataset = config.load_data(progress.reading)
    return config.for_data(dataset), dataset, info


def _write(out: Path, files: dict[str, bytes]) -> None:
    """Write files into a new folder."""
    for name, content in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(content)


FORMATS: dict[str, Format] = {
    "keras": Format(".keras", _to_keras),
    "onnx": Format(".onnx", _to_onnx),
    "csv": Format("-csv", _to_csv),
    "tensorboard": Format("-tensorboard", _to_tensorboard),
    "notebook": Format("-notebook", _to_notebook),
    "script": Format("-script", _to_script),
}
