"""The models in ``models/``: their recipes, and a card beside each; ``make models`` makes them.

A shipped model is a run like any other, trained by ``python -m cnnviz train``; publishing copies
its model and writes down how it was made and how well it does.
"""

import argparse
import hashlib
import json
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from math import sqrt
from pathlib import Path
from typing import Any

from cnnviz import architectures, models, paths
from cnnviz.__main__ import main as command_line
from cnnviz.errors import InputError
from cnnviz.training import recipes
from cnnviz.training.config import RunConfig
from cnnviz.training.evaluation import Evaluation
from cnnviz.training.folder import RunFolder

RECIPES = {name: recipes.RECIPES[name].config for name in ("mnist", "neu")}
Z_95 = 1.959964  # the normal distribution holds 95 % within so many standard deviations
OPTIONS = (
    "dataset", "architecture", "epochs", "batch_size", "learning_rate", "schedule",
    "augmentation", "seed",
)  # fmt: skip


def arguments(config: RunConfig) -> list[str]:
    """The shell's arguments for ``train`` with these settings, without ``--out``."""
    pairs = ((f"--{name.replace('_', '-')}", str(getattr(config, name))) for name in OPTIONS)
    return ["train", *(word for pair in pairs for word in pair)]


def interval_95(accuracy: float, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share ``accuracy`` of ``n`` trials.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    JASA 22 (1927) 209-212.
    """
    spread = Z_95**2 / n
    centre = (accuracy + spread / 2) / (1 + spread)
    half = sqrt(spread * (accuracy * (1 - accuracy) + spread / 4)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)


def publish(run: RunFolder, name: str, folder: Path = paths.MODELS) -> Path:
    """Copy a finished run's model to ``<folder>/<name>.keras`` and write its card beside it.

    Returns
    -------
    Path
        The card.

    Raises
    ------
    InputError
        If the run has not finished.
    """
    evaluation = run.evaluation()
    if run.state().status != "done" or evaluation is None:
        raise InputError(f"only a finished run can be published, run {run.id} has not")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.keras"
    shutil.copyfile(run.model, path)
    card = path.with_suffix(".json")
    card.write_text(json.dumps(_card(run.config(), evaluation, path), indent=2) + "\n")
    return card


def _card(config: RunConfig, evaluation: Evaluation, path: Path) -> dict[str, Any]:
    info = models.read_info(path)
    rows = architectures.trace(info.layers, info.input_shape, len(info.classes))
    return {
        "architecture": config.architecture,
        "parameters": sum(row.parameters for row in rows),
        "data": {"name": info.dataset, "fingerprint": config.fingerprint},
        "command": f"python -m cnnviz {' '.join(arguments(config))}",
        "date": datetime.now(UTC).date().isoformat(),
        "file": {
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        },
        "test": {
            "n": evaluation.n,
            "accuracy": evaluation.accuracy,
            "interval_95": interval_95(evaluation.accuracy, evaluation.n),
            "loss": evaluation.loss,
            "classes": evaluation.classes,
            "confusion": evaluation.confusion,
        },
    }


def main(words: Sequence[str] | None = None) -> int:
    """Train and publish the models named, all by default; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m cnnviz.shipping", description=main.__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(RECIPES)}")
    names = parser.parse_args(words).names or list(RECIPES)
    if unknown := set(names) - set(RECIPES):
        parser.error(f"a name must be one of {', '.join(RECIPES)}, got {', '.join(unknown)}")
    for name in names:
        config = RECIPES[name]
        folder = paths.runs() / config.new_run_id()
        status = command_line([*arguments(config), "--out", str(folder)])
        if status != 0:
            return status
        print(publish(RunFolder(folder), name))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
