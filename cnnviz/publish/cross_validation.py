"""How good a recipe is, judged on every image of a data set by a network that never saw it.

Needs Keras: it runs in a shell.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz import models
from cnnviz.data import Split
from cnnviz.evaluation import ood, robustness
from cnnviz.evaluation.metrics import Evaluation, judge
from cnnviz.evaluation.ood import Limit
from cnnviz.evaluation.robustness import Robustness
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.publish import card
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder
from cnnviz.utils.errors import InputError

FOLDS = 5


@dataclass(frozen=True, eq=False)
class Fold:
    """What one network says of the images that it has not learned.

    Attributes
    ----------
    held : the images, in their own size
    answers : from a change of ``robustness.CHANGES`` to probabilities (N, classes)
    distances : (N,) how far each image lies from what the network has learned, see ``outside``
    """

    held: Split
    answers: dict[str, np.ndarray]
    distances: np.ndarray


@dataclass(frozen=True, eq=False)
class CrossValidation:
    """What the networks of one recipe, one a fold, say of all images of a data set.

    Attributes
    ----------
    evaluation : of all images, in the order of ``files``
    files : their names
    robustness : the same images, changed
    limit : beyond which an input is like nothing the networks have learned
    """

    evaluation: Evaluation
    files: tuple[str, ...]
    robustness: tuple[Robustness, ...]
    limit: Limit

    @property
    def mistakes(self) -> list[dict[str, Any]]:
        """The wrong answers, the surest first: file, its class, the one it was taken for."""
        classes = self.evaluation.classes
        return [
            {
                "file": self.files[wrong.index],
                "class": classes[wrong.label],
                "taken_for": classes[wrong.predicted],
                "probability": round(wrong.probability, 4),
            }
            for wrong in self.evaluation.wrong
        ]


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
        ood.limit_of_folds([part.distances for part in parts]),
    )


def _trained(config: RunConfig, folder: Path) -> RunFolder:
    """The run of one fold, trained unless it is done already."""
    from cnnviz.cli import progress
    from cnnviz.training import job

    run = RunFolder(folder)
    if run.is_run and run.state().status == "done":
        return run
    run = RunFolder.create(config, folder)
    print(f"held out: fold {config.held_out}", flush=True)
    state = job.train(run, progress.Progress(run))
    if state.status != "done":
        raise InputError(f"fold {config.held_out} could not be trained: {state.reason}")
    return run


def _asked(run: RunFolder) -> Fold:
    config, observed = run.config(), ObservedModel(run.model)
    as_learned = config.load_data()
    known = card.learned(observed, as_learned.train)
    held = replace(config, image_size=None, fingerprint="").load_data().test
    return Fold(
        held,
        robustness.answers(observed.predict, held, observed.info.input_shape),
        card.distances(observed, known, as_learned.test),
    )
