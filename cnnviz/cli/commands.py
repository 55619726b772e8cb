"""What ``python -m cnnviz`` does. Each command takes its parsed arguments and returns a status."""

import json
import sys
import time
from argparse import Namespace
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz import data, images, models
from cnnviz.cli import progress
from cnnviz.data import Dataset, Split, folds
from cnnviz.models import ModelInfo, network_input
from cnnviz.training.config import RunConfig, dataset_setting
from cnnviz.training.folder import RunFolder
from cnnviz.utils.errors import InputError

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
DIGITS = tuple(str(digit) for digit in range(10))


def train(arguments: Namespace) -> int:
    """Train the network that the arguments describe; see ``train_run``."""
    return train_run(_config(arguments), Path(arguments.out) if arguments.out else None)


def train_run(config: RunConfig, folder: Path | None = None) -> int:
    """Train a network into a run's folder and return the exit status.

    Raises
    ------
    InputError
        If a setting, the data or the folder breaks a rule; nothing is written then.
    """
    config.for_data(dataset := config.load_data(progress.reading))
    run = RunFolder.create(config, folder)
    progress.import_keras()
    from cnnviz.training import job

    began = time.monotonic()
    with progress.stopping_at_interrupt(run):
        state = job.train(run, progress.Progress(run), dataset)
    if state.status == "failed":
        print(f"cnnviz: {state.reason}", file=sys.stderr)
        return FAILED
    _print(_outcome(run, state.status, time.monotonic() - began))
    return DONE if state.status == "done" else INTERRUPTED


def evaluate(arguments: Namespace) -> int:
    """Judge a model on labelled images.

    Raises
    ------
    InputError
        If the model or the data cannot be read, or the data has a class unknown to the model.
    """
    path = models.resolve(arguments.model)
    info, config = models.read_info(path), _config_of(path)
    dataset = _load_as(config, arguments.data)
    name = arguments.split or _which(dataset, arguments.data, config)
    if learned := _learned(dataset, name, config):
        print(f"cnnviz: {learned}", file=sys.stderr)
    split = _for_model(_named(dataset, name), dataset.classes, info)
    progress.import_keras()
    from cnnviz.training.testing import judge_model

    result = judge_model(path, split, name, progress.judging)
    told = {key: getattr(result, key) for key in ("n", "loss", "accuracy", "classes", "confusion")}
    _print(told | {"split": name})
    return DONE


def predict(arguments: Namespace) -> int:
    """Ask a model about images; one that cannot be read does not keep the others from their turn.

    Raises
    ------
    InputError
        If the model cannot be opened.
    """
    path = models.resolve(arguments.model)
    progress.import_keras()
    from cnnviz.models.layer_outputs import ObservedModel

    observed, status = ObservedModel(path), DONE
    for file in arguments.images:
        try:
            batch = _network_input(_read(file), observed.info)[np.newaxis]
        except InputError as error:
            print(f"cnnviz: {file}: {error}", file=sys.stderr)
            status = BAD_INPUT
            continue
        _print(_answer(file, observed.info.classes, observed.predict(batch)[0]))
    return status


def _print(result: dict[str, Any]) -> None:
    print(json.dumps(result), flush=True)


def _config(arguments: Namespace) -> RunConfig:
    given = {field.name: getattr(arguments, field.name, None) for field in fields(RunConfig)}
    given["dataset"] = dataset_setting(arguments.dataset)
    return RunConfig(**{name: value for name, value in given.items() if value is not None})


def _outcome(run: RunFolder, status: str, seconds: float) -> dict[str, Any]:
    evaluation = run.evaluation()
    assert evaluation is not None  # noqa: S101  a run that has not failed has one
    return {
        "run": str(run.path),
        "status": status,
        "epochs": len(run.history().epochs),
        "seconds": round(seconds, 1),
        "n": evaluation.n,
        "loss": evaluation.loss,
        "accuracy": evaluation.accuracy,
    }


def _config_of(model: Path) -> RunConfig | None:
    """The settings of the run that made a model file: beside it, or on a shipped model's card."""
    run = RunFolder(model.parent)
    if run.is_run and model == run.model:
        return run.config()
    shipped = (info for info in models.shipped() if info.card and info.path.samefile(model))
    return next((_config_on_card(info) for info in shipped), None)


def _config_on_card(info: ModelInfo) -> RunConfig:
    recipe, fingerprint = info.card["recipe"], info.card["data"]["sha256"]
    return RunConfig(**recipe, layers=info.layers, fingerprint=fingerprint)


def _load_as(config: RunConfig | None, name_or_path: str) -> Dataset:
    """Load data to judge on; what a run learned from is split and scaled as it was for the run."""
    if config is None:
        return data.load(name_or_path, progress=progress.reading)
    dataset = data.load(
        name_or_path, seed=config.seed, size=config.image_size, progress=progress.reading
    )
    as_learned = folds.hold_out(dataset, config.held_out, config.seed)
    return as_learned if as_learned.fingerprint == config.fingerprint else dataset


def _which(dataset: Dataset, name_or_path: str, config: RunConfig | None) -> str:
    """Which images judge fairly: those meant for testing, or all where the model saw none."""
    if config and _is_own(dataset, config):
        return "train" if config.held_out == folds.NONE else "test"  # of none, nothing fair is left
    return "test" if dataset.declared_splits or name_or_path in data.NAMES else "all"


def _is_own(dataset: Dataset, config: RunConfig) -> bool:
    """Whether a run with these settings learned from this data, split like this."""
    return config.fingerprint == dataset.fingerprint


def _learned(dataset: Dataset, name: str, config: RunConfig | None) -> str:
    """One sentence where a model is judged on images that it has learned, else ""."""
    if config is None or not _is_own(dataset, config):
        return ""
    which = {"train": "these", "all": "some of these"}.get(name)
    if config.held_out == folds.NONE:
        which = "these"
    return f"the model has learned {which} images: what is judged is its memory" if which else ""


def _named(dataset: Dataset, name: str) -> Split:
    if name != "all":
        split: Split = getattr(dataset, name)
        return split
    return Split.concatenate(dataset.splits)


def _for_model(split: Split, classes: tuple[str, ...], info: ModelInfo) -> Split:
    """The same images at the model's input shape, their labels counted as the model counts.

    Raises
    ------
    InputError
        If a class is unknown to the model.
    """
    unknown = [name for name in classes if name not in info.classes]
    if unknown:
        known = ", ".join(info.classes)
        raise InputError(f"{info.name} knows the classes {known}, got {', '.join(unknown)}")
    labels = np.array([info.classes.index(name) for name in classes])[split.labels]
    if split.images.shape[1:] == info.input_shape:
        return Split(split.images, labels, split.files)
    fitted = [images.to_uint8(network_input.fit(one, info.input_shape)) for one in split.scaled]
    return Split(np.stack(fitted), labels, split.files)


def _read(file: str) -> np.ndarray:
    try:
        return images.read_image(Path(file).read_bytes())
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}") from error


def _network_input(image: np.ndarray, info: ModelInfo) -> np.ndarray:
    """An image as the model wants it; a picture of a digit is first brought to MNIST's look."""
    of_digits = network_input.takes_drawings(info.input_shape) and info.classes == DIGITS
    picture = network_input.of_picture(image, info.input_shape, of_digits).picture
    assert picture is not None  # noqa: S101  a picture without ink is refused
    return picture


def _answer(file: str, classes: tuple[str, ...], probabilities: np.ndarray) -> dict[str, Any]:
    best = int(probabilities.argmax())
    return {
        "file": file,
        "label": classes[best],
        "probability": float(probabilities[best]),
        "probabilities": dict(zip(classes, map(float, probabilities), strict=True)),
    }
