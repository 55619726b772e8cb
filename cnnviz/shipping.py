"""The models in ``models/``: their recipes, and a card beside each; ``make models`` makes them.

A shipped model is a run like any other, trained by ``python -m cnnviz train``; publishing copies
its model and writes down how it was made and how well it does.
"""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path

from cnnviz import cards, paths
from cnnviz.__main__ import main as command_line
from cnnviz.errors import InputError
from cnnviz.training import recipes
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder

RECIPES = {name: recipes.RECIPES[name].config for name in ("mnist", "neu")}
OPTIONS = {
    name: f"--{name.replace('_', '-')}"
    for name in (
        *("dataset", "architecture", "epochs", "batch_size", "learning_rate", "schedule"),
        *("augmentation", "held_out", "seed"),
    )
} | {"image_size": "--size"}


def arguments(config: RunConfig) -> list[str]:
    """The shell's arguments for ``train`` with these settings, without ``--out``."""
    values = ((option, getattr(config, name)) for name, option in OPTIONS.items())
    given = ((option, str(value)) for option, value in values if value is not None)
    return ["train", *(word for pair in given for word in pair)]


def publish(run: RunFolder, name: str, folder: Path = paths.MODELS) -> Path:
    """Copy a finished run's model to ``<folder>/<name>.keras`` and write its card beside it.

    Returns
    -------
    Path
        The card.

    Raises
    ------
    InputError
        If the run has not finished, or its data is no longer what it learned from.
    """
    evaluation = run.evaluation()
    if run.state().status != "done" or evaluation is None:
        raise InputError(f"only a finished run can be published, run {run.id} has not")
    config = run.config()
    config.for_data(dataset := config.load_data())
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.keras"
    shutil.copyfile(run.model, path)
    made = {"command": f"python -m cnnviz {' '.join(arguments(config))}"}
    card = path.with_suffix(".json")
    card.write_text(cards.to_text(cards.card(config, evaluation, dataset, path) | made))
    return card


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
