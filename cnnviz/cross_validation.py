"""How good a recipe is, judged on every image of a data set by a network that never saw it.

Needs Keras: it runs in a shell.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from cnnviz import robustness
from cnnviz.activations import ObservedModel
from cnnviz.errors import InputError
from cnnviz.robustness import Robustness
from cnnviz.training.config import RunConfig
from cnnviz.training.evaluation import Evaluation, judge
from cnnviz.training.folder import RunFolder

FOLDS = 5


@dataclass(frozen=True, eq=False)
class CrossValidation:
    """What ``folds`` networks of one recipe say of the images that each has not learned.

    Attributes
    ----------
    evaluation : of all images of the data set
    robustness : the same images, changed
    models : each fold's model file
    """

    folds: int
    evaluation: Evaluation
    robustness: tuple[Robustness, ...]
    models: tuple[Path, ...]


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
    runs = [_trained(replace(config, held_out=f"{k}/{folds}"), folder / f"fold-{k}")
            for k in range(1, folds + 1)]  # fmt: skip
    parts = [_asked(run) for run in runs]
    labels = np.concatenate([labels for _, labels in parts])
    answers = {
        what: np.concatenate([answers[what] for answers, _ in parts]) for what in robustness.CHANGES
    }
    classes = ObservedModel(runs[0].model).info.classes
    return CrossValidation(
        folds,
        judge(answers[robustness.AS_IT_IS], labels, classes, "all"),
        tuple(robustness.compare(answers, labels)),
        tuple(run.model for run in runs),
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


def _asked(run: RunFolder) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """What a fold's network says of its images in their own size; and the truth."""
    config, observed = run.config(), ObservedModel(run.model)
    held = replace(config, image_size=None, fingerprint="").load_data().test
    return robustness.answers(observed.predict, held, observed.info.input_shape), held.labels
