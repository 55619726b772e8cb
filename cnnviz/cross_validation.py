"""How good a recipe is, judged on every image of a data set by a network that never saw it.

Needs Keras: it runs in a shell.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from cnnviz import models, robustness
from cnnviz.activations import ObservedModel
from cnnviz.datasets import Split
from cnnviz.errors import InputError
from cnnviz.robustness import Robustness
from cnnviz.training.config import RunConfig
from cnnviz.training.evaluation import Evaluation, judge
from cnnviz.training.folder import RunFolder

FOLDS = 5


@dataclass(frozen=True, eq=False)
class Fold:
    """What one network says of the images that it has not learned.

    Attributes
    ----------
    held : the images, in their own size
    answers : from a change of ``robustness.CHANGES`` to probabilities (N, classes)
    """

    held: Split
    answers: dict[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class CrossValidation:
    """What the networks of one recipe, one a fold, say of all images of a data set.

    Attributes
    ----------
    evaluation : of all images, in the order of ``files``
    files : their names
    robustness : the same images, changed
    runs : one a fold
    """

    evaluation: Evaluation
    files: tuple[str, ...]
    robustness: tuple[Robustness, ...]
    runs: tuple[RunFolder, ...]


def cross_validate(config: RunConfig, folder: Path, folds: int = FOLDS) -> CrossValidation:
    """Train a recipe once a fold, and judge each network on the fold it has not learned.

    Parameters
    ----------
    folder : where the runs go, "fold-1" and so on; one that is done already is not repeated

    Raises
    ------
    InputError
        If a training fails.
    """
    numbers = range(1, folds + 1)
    runs = [
        _trained(replace(config, held_out=f"{k}/{folds}"), folder / f"fold-{k}") for k in numbers
    ]
    classes, parts = models.read_info(runs[0].model).classes, list(map(_asked, runs))
    labels = np.concatenate([part.held.labels for part in parts])
    answers = {
        what: np.concatenate([part.answers[what] for part in parts]) for what in robustness.CHANGES
    }
    return CrossValidation(
        judge(answers[robustness.AS_IT_IS], labels, classes, "all"),
        tuple(file for part in parts for file in part.held.files),
        tuple(robustness.compare(answers, labels)),
        tuple(runs),
    )


def _trained(config: RunConfig, folder: Path) -> RunFolder:
    """The run of one fold, trained unless it is done already."""
    from cnnviz import console
    from cnnviz.training import job

    run = RunFolder(folder)
    if run.is_run and run.state().status == "done":
        return run
    run = RunFolder.create(config, folder)
    print(f"held out: fold {config.held_out}", flush=True)
    state = job.train(run, console.Progress(run))
    if state.status != "done":
        raise InputError(f"fold {config.held_out} could not be trained: {state.reason}")
    return run


def _asked(run: RunFolder) -> Fold:
    config, observed = run.config(), ObservedModel(run.model)
    held = replace(config, image_size=None, fingerprint="").load_data().test
    shape = observed.info.input_shape
    return Fold(held, robustness.answers(observed.predict, held, shape))
