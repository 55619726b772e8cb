"""Cross-validation of a recipe: each image is classified by a network not trained on it.

Needs Keras: it runs in a shell.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from cnnviz import models
from cnnviz.data import Split
from cnnviz.data.folds import BY_GROUP
from cnnviz.evaluation import ood, robustness
from cnnviz.evaluation.baselines import Baselines, mean_baselines, measure_baselines
from cnnviz.evaluation.metrics import Evaluation, evaluate
from cnnviz.evaluation.ood import Threshold
from cnnviz.evaluation.robustness import Robustness
from cnnviz.models.card import ModelError
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.publish.trained import trained
from cnnviz.training import card
from cnnviz.training.config import RunConfig
from cnnviz.training.folder import RunFolder

FOLDS = 5


@dataclass(frozen=True, eq=False)
class Fold:
    """One network's predictions for the images that it was not trained on.

    Attributes
    ----------
    held_out : Split
        The images in their own size.
    probabilities : dict of str to ndarray
        float (N, classes), by the change of ``robustness.CHANGES``.
    distances : ndarray
        float (N,), see ``virtual_logit.Detector``.
    baselines : Baselines
        Learned from the fold's training images, on the same held-out ones.
    """

    held_out: Split
    probabilities: dict[str, np.ndarray]
    distances: np.ndarray
    baselines: Baselines


@dataclass(frozen=True, eq=False)
class CrossValidation:
    """The results of one recipe over all images of a data set.

    Attributes
    ----------
    evaluation : Evaluation
        Over all images, in the order of ``files``.
    files : tuple of str
        Their names.
    robustness : tuple of Robustness
        Over the same images after each change.
    threshold : Threshold
        Distance above which an input counts as out-of-distribution.
    """

    evaluation: Evaluation
    files: tuple[str, ...]
    robustness: tuple[Robustness, ...]
    threshold: Threshold

    @property
    def errors(self) -> tuple[ModelError, ...]:
        """The misclassified images, the most confident first."""
        classes = self.evaluation.classes
        return tuple(
            ModelError(
                self.files[wrong.index],
                classes[wrong.label],
                classes[wrong.predicted],
                round(wrong.probability, 4),
            )
            for wrong in self.evaluation.wrong
        )


def cross_validate(
    config: RunConfig, folder: Path, folds: int = FOLDS, by_group: bool = False
) -> CrossValidation:
    """Train a recipe once per fold, and evaluate each network on the fold that was held out.

    Parameters
    ----------
    config : RunConfig
        The recipe.
    folder : Path
        Where the runs go, "fold-1" or "fold-1-groups" and so on; a finished one is not repeated.
    folds : int, optional
        Number of folds.
    by_group : bool, optional
        Whether images that overlap or are equal are kept in one fold.

    Returns
    -------
    CrossValidation
        Results over all images.

    Raises
    ------
    InputError
        If a training fails or is stopped.
    """
    ending = BY_GROUP if by_group else ""
    runs = [
        trained(replace(config, held_out=f"{k}/{folds}{ending}"), folder / f"fold-{k}{ending}")
        for k in range(1, folds + 1)
    ]
    classes, parts = models.read_info(runs[0].model).classes, list(map(_predict_fold, runs))
    labels = np.concatenate([part.held_out.labels for part in parts])
    probabilities = {
        what: np.concatenate([part.probabilities[what] for part in parts])
        for what in robustness.CHANGES
    }
    evaluation = evaluate(probabilities[robustness.UNCHANGED], labels, classes, "all")
    baselines = mean_baselines([part.baselines for part in parts], [len(p.held_out) for p in parts])
    return CrossValidation(
        replace(evaluation, baselines=baselines),
        tuple(file for part in parts for file in part.held_out.files),
        tuple(robustness.compare(probabilities, labels)),
        ood.find_threshold_by_folds([part.distances for part in parts]),
    )


def _predict_fold(run: RunFolder) -> Fold:
    config, observed = run.config(), ObservedModel(models.open_model(run.model))
    as_trained = config.load_data()
    detector = card.fit_detector(observed, as_trained.train)
    held_out = replace(config, image_size=None, fingerprint="").load_data().test
    return Fold(
        held_out,
        robustness.predict_changed(observed.predict, held_out, observed.info.input_shape),
        card.distances(observed, detector, as_trained.test),
        measure_baselines(as_trained.train, as_trained.test),
    )
