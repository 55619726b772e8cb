"""The commands of ``cnnviz``. Each takes its parsed arguments and returns an exit status."""

import json
import os
import sys
import time
from argparse import Namespace
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz import data, images, models
from cnnviz.classroom.visitor import SWITCH
from cnnviz.cli import progress
from cnnviz.cli.backup import backup, restore
from cnnviz.cli.cluster import keys, scheduler, worker
from cnnviz.cli.compare import compare
from cnnviz.cli.export import export
from cnnviz.cli.password import hash_password
from cnnviz.cli.predict import predict
from cnnviz.data import Dataset, Split, folds, report
from cnnviz.models import ModelInfo, network_input
from cnnviz.training import augmentation, optimisers
from cnnviz.training.config import MAX_SEED, RunConfig, dataset_setting
from cnnviz.training.folder import RunFolder
from cnnviz.training.numbers import check_whole
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError

__all__ = [
    "backup",
    "compare",
    "describe_data",
    "evaluate",
    "export",
    "hash_password",
    "keys",
    "predict",
    "restore",
    "run",
    "run_training",
    "scheduler",
    "train",
    "worker",
]

LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def run(arguments: Namespace) -> int:
    """Start the app; this process becomes Streamlit's, so that signals reach it.

    Raises
    ------
    InputError
        If the app's files are not beside the package.
    """
    app = paths.ROOT / "server.py"
    if not app.is_file():
        raise InputError(f"the app needs the whole repository, but there is no {app}")
    tells_apart = {} if arguments.host in LOCAL_HOSTS else {SWITCH: "1"}
    environment = tells_apart | dict(os.environ) | _home_for_streamlit()
    os.chdir(paths.ROOT)  # where Streamlit looks for its settings
    options = ["--server.address", arguments.host, "--server.port", str(arguments.port)]
    program = [sys.executable, "-m", "streamlit", "run", str(app), *options]
    # No shell.
    os.execve(sys.executable, program, environment)  # noqa: S606  # nosec B606


def _home_for_streamlit() -> dict[str, str]:
    """Name a home folder to a user who has none: Streamlit ends without one, at its start."""
    try:
        Path.home()
    except RuntimeError:
        # One that is absent, and that not even the superuser can make; nor can ours, as pages say.
        return {"HOME": "/proc/nonexistent", "CNNVIZ_HOME": str(paths.home())}
    return {}


def train(arguments: Namespace) -> int:
    """Train the network that the arguments describe; see ``run_training``."""
    return run_training(_config(arguments), Path(arguments.out) if arguments.out else None)


def run_training(config: RunConfig, folder: Path | None = None) -> int:
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
        state = job.train_run(run, progress.Progress(run), dataset)
    if state.status == "failed":
        print(f"cnnviz: {state.reason}", file=sys.stderr)
        return FAILED
    _print(_outcome(run, state.status, time.monotonic() - began))
    return DONE if state.status == "done" else INTERRUPTED


def evaluate(arguments: Namespace) -> int:
    """Evaluate a model on labelled images.

    Raises
    ------
    InputError
        If the model or the data cannot be read, or the data has a class unknown to the model.
    """
    info = models.resolve(arguments.model)
    config = _config_of(info)
    dataset = _load_as(config, arguments.data)
    name = arguments.split or _default_split(dataset, arguments.data, config)
    if warning := _trained_on(dataset, name, config):
        print(f"cnnviz: {warning}", file=sys.stderr)
    split = _for_model(_named(dataset, name), dataset.classes, info)
    progress.import_keras()
    from cnnviz.training.pipeline import evaluate_model

    result = evaluate_model(models.open_model(info), split, name, progress.evaluating)
    shown = {key: getattr(result, key) for key in ("n", "loss", "accuracy", "classes", "confusion")}
    _print(shown | {"split": name})
    return DONE


def describe_data(arguments: Namespace) -> int:
    """Print what would be learned from a data set.

    Raises
    ------
    InputError
        If nothing can be learned from it.
    """
    check_whole("seed", arguments.seed, 0, MAX_SEED)
    dataset = data.load(
        arguments.data,
        seed=arguments.seed,
        size=arguments.image_size,
        progress=progress.reading,
        skip_unusable=arguments.skip_unusable,
    )
    _print(report.report(dataset, progress.reading))
    return DONE


def _print(result: dict[str, Any]) -> None:
    print(json.dumps(result), flush=True)


def _config(arguments: Namespace) -> RunConfig:
    given = {field.name: getattr(arguments, field.name, None) for field in fields(RunConfig)}
    given["dataset"] = dataset_setting(arguments.dataset)
    given["left_out"] = tuple(arguments.left_out or ())
    if arguments.augmentation is not None:
        given["augmentation"] = augmentation.parse(arguments.augmentation)
    numbers = {name: getattr(arguments, name) for name in optimisers.NUMBERS}
    given["optimiser"] = optimisers.make(
        arguments.optimiser or RunConfig.optimiser.kind,
        {name: value for name, value in numbers.items() if value is not None},
    )
    return RunConfig(**{name: value for name, value in given.items() if value is not None})


def _outcome(run: RunFolder, status: str, seconds: float) -> dict[str, Any]:
    evaluation = run.evaluation()
    if evaluation is None:
        raise InputError(f"the evaluation of run {run.id} was deleted")
    return {
        "run": str(run.path),
        "status": status,
        "epochs": len(run.history().epochs),
        "seconds": round(seconds, 1),
        "n": evaluation.n,
        "loss": evaluation.loss,
        "accuracy": evaluation.accuracy,
    }


def _config_of(info: ModelInfo) -> RunConfig | None:
    """Find the settings a model was trained with: beside its file, or on a shipped model's card."""
    run = RunFolder(info.path.parent)
    if run.is_run and info.path == run.model:
        return run.config()
    if info.card is None:
        return None
    config = RunConfig.from_settings(dict(info.card.recipe))
    return replace(config, layers=info.layers, fingerprint=info.card.data.sha256)


def _load_as(config: RunConfig | None, name_or_path: str) -> Dataset:
    """Load data to evaluate on; a run's own data is split and scaled as it was for the run."""
    if config is None:
        return data.load(name_or_path, progress=progress.reading)
    with suppress(InputError):  # other data may have no such files or groups
        as_trained = replace(config, dataset=name_or_path).load_data(progress.reading)
        if as_trained.fingerprint == config.fingerprint:
            return as_trained
    return data.load(
        name_or_path,
        seed=config.seed,
        size=config.image_size,
        progress=progress.reading,
        skip_unusable=config.skip_unusable,
    )


def _default_split(dataset: Dataset, name_or_path: str, config: RunConfig | None) -> str:
    """Choose images not trained on: the test split, or all where the data is new to the model."""
    if config and _is_own(dataset, config):
        return "train" if config.held_out == folds.NONE else "test"  # with NONE, all are trained on
    return "test" if dataset.declared_splits or name_or_path in data.NAMES else "all"


def _is_own(dataset: Dataset, config: RunConfig) -> bool:
    """Whether a run with these settings was trained on this data with these splits."""
    return config.fingerprint == dataset.fingerprint


def _trained_on(dataset: Dataset, name: str, config: RunConfig | None) -> str:
    """Return a warning where a model is evaluated on its training images, else ""."""
    if config is None or not _is_own(dataset, config):
        return ""
    which = {"train": "these", "all": "some of these"}.get(name)
    if config.held_out == folds.NONE:
        which = "these"
    if not which:
        return ""
    return f"the model was trained on {which} images: on new ones its accuracy may be lower"


def _named(dataset: Dataset, name: str) -> Split:
    if name != "all":
        split: Split = getattr(dataset, name)
        return split
    return Split.concatenate(dataset.splits)


def _for_model(split: Split, classes: tuple[str, ...], info: ModelInfo) -> Split:
    """Bring images to the model's input shape, and labels to its numbering of the classes.

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
    fitted = [
        images.to_uint8(network_input.fit_to_network(images.to_float(image), info.input_shape))
        for image in split.images
    ]
    return Split(np.stack(fitted), labels, split.files)
