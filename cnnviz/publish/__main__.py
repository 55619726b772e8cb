"""Train and publish the models in ``models/`` with their cards; ``make models`` runs this.

A shipped model is a run like any other, as ``python -m cnnviz train`` makes it; publishing copies
the model and measures its card. Where images are too few to hold some out, the model is trained on
all of them, and five others of the same recipe, in cross-validation, show how accurate it is.
"""

import argparse
import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from cnnviz.cli.commands import run_training
from cnnviz.data import folds
from cnnviz.models import open_model
from cnnviz.models.card import AccuracyOn
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.publish import card as cards
from cnnviz.publish.cross_validation import FOLDS, CrossValidation, cross_validate
from cnnviz.training import recipes
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError

RECIPES = {
    "mnist": replace(recipes.MNIST, held_out=folds.TEST),  # trained on all 60,000 training digits
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
    """Write settings as arguments of the command ``train``, without ``--out``."""
    values = ((option, getattr(config, name)) for name, option in OPTIONS.items())
    given = ((option, str(value)) for option, value in values if value is not None)
    left_out = ["--leave-out", *config.left_out] if config.left_out else []
    return ["train", *(word for pair in given for word in pair), *left_out]


def publish(
    run: RunFolder,
    name: str,
    folder: Path = paths.MODELS,
    validation: CrossValidation | None = None,
) -> Path:
    """Copy a finished run's model to ``<folder>/<name>.keras`` and write its card beside it.

    Parameters
    ----------
    run : RunFolder
        The run.
    name : str
        The model's name.
    folder : Path, optional
        Where it goes.
    validation : CrossValidation, optional
        Of the same recipe, where the run has held nothing out.

    Returns
    -------
    Path
        The card.

    Raises
    ------
    InputError
        If the run has not finished, or its data has changed since it was trained.
    """
    evaluation = validation.evaluation if validation else run.evaluation()
    if run.state().status != "done" or evaluation is None:
        raise InputError(f"only a finished run can be published, run {run.id} has not finished")
    config = run.config()
    config.for_data(dataset := config.load_data())
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.keras"
    shutil.copyfile(run.model, path)
    observed, command = (
        ObservedModel(open_model(path)),
        f"python -m cnnviz {' '.join(arguments(config))}",
    )
    threshold = validation.threshold if validation else None
    card, detector = cards.measure(observed, config, evaluation, dataset, command, threshold)
    if validation:
        changed = tuple(AccuracyOn(**asdict(one)) for one in validation.robustness)
        card = replace(card, folds=FOLDS, errors=validation.errors, robustness=changed)
    return cards.write(card, detector, path)


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
            status = run_training(config, folder)
        except InputError as error:
            parser.error(str(error))
        if status != 0:
            return status
        whole = config.held_out == folds.NONE
        beside = folder.with_name(f"{folder.name}-folds")
        validation = cross_validate(config, beside) if whole else None
        print(publish(RunFolder(folder), name, validation=validation))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
