"""Train and publish the models in ``models/`` with their cards; ``make models`` runs this.

A shipped model is a run like any other, as ``python -m cnnviz train`` makes it; publishing copies
the model and measures its card. Where images are too few to hold some out, the model is trained on
all of them, and others of the same recipe, in cross-validation, show how accurate it is: five in
folds by group, where images that overlap lie in one fold, and five in plain folds for comparison;
``--by-group`` leaves the latter out.

Nothing in ``models/`` changes until all of a model's figures are measured. After an interruption
``--runs FOLDER`` resumes: trainings that have finished there are not repeated.
"""

import argparse
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cnnviz import data
from cnnviz.data import folds, similarity
from cnnviz.data.dataset import silent
from cnnviz.data.similarity import Similarity
from cnnviz.models import open_model
from cnnviz.models.card import AccuracyOn, ModelCard, Overlaps, PlainFolds
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.publish import document, wrong_answers
from cnnviz.publish.cross_validation import FOLDS, CrossValidation, cross_validate
from cnnviz.publish.trained import trained
from cnnviz.training import card as cards
from cnnviz.training import recipes
from cnnviz.training.command import arguments
from cnnviz.training.config import TIME_IN_ID, RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.utils import paths
from cnnviz.utils.errors import InputError

RECIPES = {
    "mnist": replace(recipes.MNIST, held_out=folds.TEST),  # trained on all 60,000 training digits
    "neu": replace(recipes.NEU, held_out=folds.NONE),  # 1,440 images are few
}


@dataclass(frozen=True, eq=False)
class Validation:
    """How accurate a recipe is where the model itself has held nothing out.

    Attributes
    ----------
    by_group : CrossValidation
        In folds that keep overlapping images together.
    plain : CrossValidation or None
        In folds that ignore overlaps; None where they are left out.
    similar : Similarity
        The equal and the overlapping images.
    """

    by_group: CrossValidation
    plain: CrossValidation | None
    similar: Similarity


def publish(run: RunFolder, name: str, folder: Path, validation: Validation | None = None) -> Path:
    """Copy a finished run's model to ``<folder>/<name>.keras`` and write its card beside it.

    The files take the places of earlier ones when all of them are complete.

    Parameters
    ----------
    run : RunFolder
        The run.
    name : str
        The model's name.
    folder : Path
        Where it goes.
    validation : Validation, optional
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
    evaluation = validation.by_group.evaluation if validation else run.evaluation()
    if run.state().status != "done" or evaluation is None:
        raise InputError(f"only a finished run can be published, run {run.id} has not finished")
    config = run.config()
    config.for_data(dataset := config.load_data())
    command = f"python -m cnnviz {' '.join(arguments(config))}"
    threshold = validation.by_group.threshold if validation else None
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{name}-", dir=folder) as made:
        path = Path(made) / f"{name}.keras"
        shutil.copyfile(run.model, path)
        observed = ObservedModel(open_model(path))
        card, detector = cards.measure(observed, config, evaluation, dataset, command, threshold)
        cards.write(_with_folds(card, validation) if validation else card, detector, path)
        for suffix in (".keras", ".npz", ".json"):
            path.with_suffix(suffix).replace(folder / f"{name}{suffix}")
    return folder / f"{name}.json"


def _with_folds(card: ModelCard, validation: Validation) -> ModelCard:
    """Add what cross-validation shows."""
    plain = validation.plain
    figures = PlainFolds(cards.test_result(plain.evaluation), _robustness(plain)) if plain else None
    return replace(
        card,
        folds=FOLDS,
        by_group=True,
        errors=validation.by_group.errors,
        robustness=_robustness(validation.by_group),
        plain_folds=figures,
        overlaps=overlaps(validation.similar),
    )


def _robustness(validation: CrossValidation) -> tuple[AccuracyOn, ...]:
    return tuple(AccuracyOn(**asdict(one)) for one in validation.robustness)


def overlaps(similar: Similarity) -> Overlaps:
    """Count the images that overlap or equal another one, and the groups they form."""
    sizes = Counter(similar.groups.values())
    alone = sum(size == 1 for size in sizes.values())
    images = len(similar.files)
    return Overlaps(images, images - alone, len(similar.overlaps), len(sizes))


def validate(config: RunConfig, folder: Path, plain_folds: bool = True) -> Validation:
    """Cross-validate a recipe by group and in plain folds, with the runs in ``folder``."""
    by_group = cross_validate(config, folder, FOLDS, by_group=True)
    plain = cross_validate(config, folder, FOLDS) if plain_folds else None
    own = data.load_in_own_size(
        config.dataset, config.image_size, skip_unusable=config.skip_unusable
    )
    return Validation(by_group, plain, similarity.search(own, silent))


def main(words: Sequence[str] | None = None) -> int:
    """Train and publish the models named, all by default; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m cnnviz.publish", description=main.__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(RECIPES)}")
    runs_help = "of the trainings; those that have finished there are not repeated"
    parser.add_argument("--runs", type=Path, metavar="FOLDER", help=runs_help)
    parser.add_argument("--by-group", action="store_true", help="leave plain folds out")
    given = parser.parse_args(words)
    names = given.names or list(RECIPES)
    if unknown := set(names) - set(RECIPES):
        parser.error(f"a name must be one of {', '.join(RECIPES)}, got {', '.join(unknown)}")
    runs = given.runs or paths.home() / "publish" / f"{datetime.now(UTC):{TIME_IN_ID}}"
    print(f"trainings: {runs}", flush=True)
    for name in names:
        config = RECIPES[name]
        try:
            whole = config.held_out == folds.NONE
            folder = runs / f"{name}-folds"
            validation = validate(config, folder, not given.by_group) if whole else None
            run = trained(config, runs / name)
            print(publish(run, name, paths.MODELS, validation), flush=True)
            wrong_answers.draw(name)
            document.write()
        except InputError as error:
            parser.error(f"{error}; what has finished is kept: resume with --runs {runs}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
