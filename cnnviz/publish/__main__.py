"""The models in ``models/``: their recipes, and a card beside each; ``make models`` makes them.

A shipped model is a run like any other, trained by ``python -m cnnviz train``; publishing copies
its model and writes down how it was made and how well it does. Where images are too few to hold
some out, the model learns all of them, and five others of the same recipe tell how good it is.
"""

import argparse
import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from cnnviz.cli.commands import train_run
from cnnviz.data import folds
from cnnviz.publish import card as cards
from cnnviz.publish.cross_validation import FOLDS, CrossValidation, cross_validate
from cnnviz.training import recipes
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError

RECIPES = {
    "mnist": replace(recipes.MNIST, held_out=folds.TEST),  # all 60,000 training digits are learned
    "neu": replace(recipes.NEU, held_out=folds.NONE),  # 1,440 images are few
}
OPTIONS = {
    name: f"--{name.replace('_', '-')}"
    for name in (
        "dataset",
        "architecture",
        "epochs",
        "batch_size",
        "learning_rate",
        "schedule",
        "augmentation",
        "held_out",
        "seed",
    )
} | {"image_size": "--size"}


def arguments(config: RunConfig) -> list[str]:
    """The shell's arguments for ``train`` with these settings, without ``--out``."""
    values = ((option, getattr(config, name)) for name, option in OPTIONS.items())
    given = ((option, str(value)) for option, value in values if value is not None)
    return ["train", *(word for pair in given for word in pair)]


def publish(
    run: RunFolder,
    name: str,
    folder: Path = paths.MODELS,
    judged: CrossValidation | None = None,
) -> Path:
    """Copy a finished run's model to ``<folder>/<name>.keras`` and write its card beside it.

    Parameters
    ----------
    judged : of the same recipe, where the run has held nothing out

    Returns
    -------
    Path
        The card.

    Raises
    ------
    InputError
        If the run has not finished, or its data is no longer what it learned from.
    """
    evaluation = judged.evaluation if judged else run.evaluation()
    if run.state().status != "done" or evaluation is None:
        raise InputError(f"only a finished run can be published, run {run.id} has not")
    config = run.config()
    config.for_data(dataset := config.load_data())
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.keras"
    shutil.copyfile(run.model, path)
    made = {"command": f"python -m cnnviz {' '.join(arguments(config))}"}
    limit, more = (judged.limit, _of_folds(judged)) if judged else (None, {})
    content = cards.card(config, evaluation, dataset, path, limit) | made | more
    card = path.with_suffix(".json")
    card.write_text(cards.to_text(content))
    return card


def _of_folds(judged: CrossValidation) -> dict[str, Any]:
    """What a card tells besides, of a model that has learned all images."""
    return {
        "folds": FOLDS,
        "mistakes": judged.mistakes,
        "robustness": [asdict(one) for one in judged.robustness],
    }


def main(words: Sequence[str] | None = None) -> int:
    """Train and publish the models named, all by default; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m cnnviz.publish", description=main.__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(RECIPES)}")
    names = parser.parse_args(words).names or list(RECIPES)
    if unknown := set(names) - set(RECIPES):
        parser.error(f"a name must be one of {', '.join(RECIPES)}, got {', '.join(unknown)}")
    for name in names:
        config = RECIPES[name]
        folder = paths.runs() / config.new_run_id()
        try:
            status = train_run(config, folder)
        except InputError as error:
            parser.error(str(error))
        if status != 0:
            return status
        whole = config.held_out == folds.NONE
        beside = folder.with_name(f"{folder.name}-folds")
        judged = cross_validate(config, beside) if whole else None
        print(publish(RunFolder(folder), name, judged=judged))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
