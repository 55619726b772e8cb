"""Measure a model for its card; with Keras, in a training's process or a shell.

Beside the card lies ``<name>.npz``, the out-of-distribution detector fitted to the training images.
"""

import hashlib
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from cnnviz import data
from cnnviz.data import Dataset, Split, folds, synthetic_digits
from cnnviz.evaluation import ood, virtual_logit
from cnnviz.evaluation.comparison import interval_95
from cnnviz.evaluation.metrics import Evaluation
from cnnviz.evaluation.ood import MahalanobisDetector, Threshold, find_threshold
from cnnviz.evaluation.ood_inputs import EACH, ood_inputs
from cnnviz.evaluation.virtual_logit import Detector
from cnnviz.layers import Shape
from cnnviz.models import network_input
from cnnviz.models.card import (
    AccuracyOn,
    DataSource,
    ModelCard,
    ModelFile,
    OodKind,
    OodReport,
    TestResult,
)
from cnnviz.models.layer_outputs import ObservedModel
from cnnviz.training.config import RunConfig
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_

DIGITS_EACH, DIGITS_SEED = 40, 2026  # drawings of each digit
NOT_IN_RECIPE = ("layers", "fingerprint")  # settings that the file and "data" hold

SPLITS = ("train", "validation", "test")
BY_VALIDATION = N_("validation images; false alarms are counted on the test images")
BY_HALF_THE_TEST = N_("every second test image; false alarms are counted on the others")
BY_TRAINING = N_(
    "every second training image, because none was held out; false alarms are counted on the others"
)

Labelled = tuple[np.ndarray, np.ndarray]  # float32 images (N, H, W, C) in [0, 1], labels (N,)


@dataclass(frozen=True)
class Effort:
    """How much is measured.

    Attributes
    ----------
    fitting : int or None
        Training images at most to which the detector is fitted, spread evenly; None for all.
    per_feature : int
        So many images per feature suffice for it, though never fewer than half of ``fitting``.
    counting : int or None
        Known images at most that set the threshold, and on which false alarms are counted.
    unlike : int
        Out-of-distribution inputs of each kind.
    elsewhere : bool
        Whether the accuracy on digits of other origin is measured.
    """

    fitting: int | None = None
    counting: int | None = None
    unlike: int = EACH
    elsewhere: bool = True
    per_feature: int = 10

    def images_for(self, features: int) -> int | None:
        """Return how many training images at most the detector of so many features is fitted to."""
        if self.fitting is None:
            return None
        return min(self.fitting, max(self.fitting // 2, self.per_feature * features))


FULL = Effort()  # of a shipped model: half a minute
QUICK = Effort(5000, 2000, 20, elsewhere=False)  # at the end of a run


def measure(
    observed: ObservedModel,
    config: RunConfig,
    evaluation: Evaluation,
    dataset: Dataset,
    command: str,
    threshold: Threshold | None = None,
    effort: Effort = FULL,
) -> tuple[ModelCard, Detector | None]:
    """Measure everything that a model's card states.

    Parameters
    ----------
    observed : ObservedModel
        The model's file, opened.
    config : RunConfig
        The settings of its run.
    evaluation : Evaluation
        On images that were not trained on.
    dataset : Dataset
        Split as it was for the run.
    command : str
        The command that repeats the run.
    threshold : Threshold, optional
        Of out-of-distribution inputs, where no image was held out to find it.
    effort : Effort, optional
        How much is measured.

    Returns
    -------
    ModelCard, Detector or None
        The card, and the detector that its threshold belongs to; None where the training images
        do not suffice for one.
    """
    began = time.monotonic()
    path = observed.info.path
    detector, found = _measure_ood(observed, config.held_out, dataset, threshold, effort)
    settings = config.to_settings()
    recipe = {name: value for name, value in settings.items() if name not in NOT_IN_RECIPE}
    card = ModelCard(
        architecture=config.architecture,
        parameters=observed.parameters,
        recipe=recipe,
        data=DataSource(
            observed.info.dataset, dataset.source, _counts(config, dataset), config.fingerprint
        ),
        date=datetime.now(UTC).date().isoformat(),
        file=ModelFile(path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()),
        test=test_result(evaluation),
        ood=found,
        other_datasets=other_datasets(observed) if effort.elsewhere else (),
        command=command,
        baselines=asdict(evaluation.baselines) if evaluation.baselines else None,
        seconds=None if effort == FULL else round(time.monotonic() - began, 2),
    )
    return card, detector


def write(card: ModelCard, detector: Detector | None, model: Path) -> Path:
    """Write a card and its detector beside the model's file; return the card's path."""
    statistics, path = model.with_suffix(".npz"), model.with_suffix(".json")
    if detector:
        detector.save(statistics)
    else:
        statistics.unlink(missing_ok=True)
    with replacing(path) as part:
        part.write_text(card.to_json(), "utf-8")
    return path


def spread(split: Split, most: int | None) -> Split:
    """Take at most so many images, spread evenly over a split."""
    if most is None or len(split) <= most:
        return split
    return split.take(np.linspace(0, len(split) - 1, most).round().astype(int))


def _counts(config: RunConfig, dataset: Dataset) -> dict[str, int]:
    """Images in each split; splits that repeat another one are left out."""
    distinct = {folds.OWN: SPLITS, folds.GROUPS: SPLITS, folds.NONE: ("train",)}.get(
        config.held_out, ("train", "test")
    )
    return {name: len(getattr(dataset, name)) for name in distinct}


def _measure_ood(
    observed: ObservedModel,
    held_out: str,
    dataset: Dataset,
    threshold: Threshold | None,
    effort: Effort,
) -> tuple[Detector | None, OodReport | None]:
    """Fit a detector, and measure what it finds; None where too few images were trained on."""
    try:
        features = observed.network.layers[-1].input.shape[-1]
        detector = fit_detector(observed, spread(dataset.train, effort.images_for(features)))
    except InputError:
        return None, None
    threshold = threshold or _find_threshold(observed, detector, dataset, held_out, effort.counting)
    return detector, ood_report(observed, detector, threshold, effort.unlike)


def _find_threshold(
    observed: ObservedModel,
    detector: Detector,
    dataset: Dataset,
    held_out: str,
    most: int | None,
) -> Threshold:
    """Find a threshold on images that were not trained on, and count false alarms on others."""
    setting, counted, set_by = dataset.validation, dataset.test, BY_VALIDATION
    if held_out not in (folds.OWN, folds.GROUPS) and len(dataset.test) > 1:
        halves = (np.arange(start, len(dataset.test), 2) for start in (0, 1))
        setting, counted = map(dataset.test.take, halves)  # none are left for validation
        set_by = BY_TRAINING if held_out == folds.NONE else BY_HALF_THE_TEST
    near, others = (
        distances(observed, detector, spread(part, most)) for part in (setting, counted)
    )
    return find_threshold(near, others, set_by)


def test_result(evaluation: Evaluation) -> TestResult:
    """Take the metrics of an evaluation, with the interval of its accuracy."""
    return TestResult(
        n=evaluation.n,
        accuracy=evaluation.accuracy,
        interval_95=interval_95(evaluation.accuracy, evaluation.n),
        loss=evaluation.loss,
        calibration_error=evaluation.calibration_error or 0.0,
        classes=evaluation.classes,
        confusion=evaluation.confusion,
    )


def ood_report(
    observed: ObservedModel, detector: Detector, threshold: Threshold, each: int = EACH
) -> OodReport:
    """Measure which share of out-of-distribution inputs is detected, by kind and in all."""
    detected = {
        kind: detector.distances(observed.features(images)) > threshold.distance
        for kind, images in ood_inputs(observed.info.input_shape, each=each).items()
    }
    return OodReport(
        score=ood.SCORE if isinstance(detector, MahalanobisDetector) else virtual_logit.SCORE,
        threshold=threshold.distance,
        false_alarm_rate=threshold.false_alarm_rate,
        hit_rate=float(np.mean(np.concatenate(list(detected.values())))),
        kinds=tuple(
            OodKind(kind, len(hits), float(hits.mean())) for kind, hits in detected.items()
        ),
        set_by=threshold.set_by,
    )


def fit_detector(observed: ObservedModel, train: Split) -> Detector:
    """Fit a detector to the features of the images that a network was trained on."""
    weights, bias = observed.network.layers[-1].get_weights()
    features = observed.features(train.scaled)
    return virtual_logit.fit_detector(features, train.labels, weights, bias)


def distances(observed: ObservedModel, detector: Detector, split: Split) -> np.ndarray:
    """Compute the detector's distance (N,) of each image of a split."""
    return detector.distances(observed.features(split.scaled))


def other_datasets(observed: ObservedModel) -> tuple[AccuracyOn, ...]:
    """Measure the accuracy on digits of other origin than MNIST; empty for other networks."""
    if not network_input.takes_drawings(observed.info.input_shape):
        return ()
    found = []
    for what, (images, labels) in other_digits(observed.info.input_shape).items():
        correct = observed.predict(images).argmax(axis=1) == labels
        found.append(AccuracyOn(what, len(labels), float(correct.mean())))
    return tuple(found)


def other_digits(shape: Shape) -> dict[str, Labelled]:
    """Make digits of other origin than MNIST: scanned coarsely, drawn, and photographed."""
    drawn = synthetic_digits.digits(DIGITS_EACH, DIGITS_SEED)
    rng = np.random.default_rng(DIGITS_SEED)
    photographs = [
        synthetic_digits.photograph(strokes, rng.uniform(*synthetic_digits.PENS), rng)
        for _, strokes in drawn
    ]
    labels = np.array([digit for digit, _ in drawn])
    scanned = Split.concatenate(data.load("digits").splits)
    return {
        N_("scikit-learn's digits"): (scanned.scaled, scanned.labels),
        N_("drawn on the pad by a program"): (
            np.stack([network_input.of_drawing(strokes).pixels for _, strokes in drawn]),
            labels,
        ),
        N_("the same on paper, photographed"): (
            np.stack([network_input.of_picture(each, shape, True).pixels for each in photographs]),
            labels,
        ),
    }
