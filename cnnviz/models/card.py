"""A model's card, ``<name>.json`` beside its file: how it was made and evaluated.

Names that differ from the JSON keys: ``ood`` is "outside", ``other_datasets`` is "elsewhere",
``errors`` is "mistakes".
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cnnviz.utils.errors import InputError


@dataclass(frozen=True)
class DataSource:
    """The data that a model was trained on: name, file, images per split, and fingerprint."""

    name: str
    source: str
    images: Mapping[str, int]
    sha256: str


@dataclass(frozen=True)
class ModelFile:
    """Size in bytes and SHA-256 of the model's file."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class TestResult:
    """The evaluation on images that were not trained on.

    Attributes
    ----------
    n : int
        Number of images.
    accuracy : float
        Share that is classified correctly, in [0, 1].
    interval_95 : tuple of float
        95 % interval of the accuracy.
    loss : float
        Mean cross-entropy in nats.
    calibration_error : float
        Expected calibration error, in [0, 1].
    classes : tuple of str
        Class names in the order of the matrix.
    confusion : tuple of tuple of int
        One row per true class, one column per predicted class.
    """

    n: int
    accuracy: float
    interval_95: tuple[float, float]
    loss: float
    calibration_error: float
    classes: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class OodKind:
    """One kind of out-of-distribution inputs: how many, and the share that is detected."""

    what: str
    n: int
    hit_rate: float


@dataclass(frozen=True)
class OodReport:
    """How well out-of-distribution inputs are detected.

    Attributes
    ----------
    score : str
        The score that is compared with the threshold.
    threshold : float
        Score above which an input counts as out-of-distribution.
    false_alarm_rate, hit_rate : float
        Shares of known and of out-of-distribution inputs above the threshold, in [0, 1].
    kinds : tuple of OodKind
        Hit rates by kind of input.
    set_by : str
        The images that set the threshold; "" where the card does not say.
    """

    score: str
    threshold: float
    false_alarm_rate: float
    hit_rate: float
    kinds: tuple[OodKind, ...]
    set_by: str = ""


@dataclass(frozen=True)
class AccuracyOn:
    """Accuracy on other images: what they are, how many, and the share that is correct.

    ``same`` is the share of changed images that keep the prediction of the unchanged image.
    """

    what: str
    n: int
    accuracy: float
    same: float | None = None


@dataclass(frozen=True)
class Overlaps:
    """How many images of a data set overlap or equal another one, and in how many groups.

    Attributes
    ----------
    images : int
        Number of images.
    overlapping : int
        Those that overlap or equal another one.
    pairs : int
        Pairs of images that overlap.
    groups : int
        Groups of images that are connected by such pairs, single images included.
    """

    images: int
    overlapping: int
    pairs: int
    groups: int


@dataclass(frozen=True)
class PlainFolds:
    """The evaluation of a recipe in folds that ignore overlaps.

    What it is asked about may overlap what it was trained on, so part of the accuracy is memory.
    """

    test: TestResult
    robustness: tuple[AccuracyOn, ...]


@dataclass(frozen=True)
class ModelError:
    """One misclassified image: its file, true class, predicted class, and that probability."""

    file: str
    true_class: str
    predicted: str
    probability: float


@dataclass(frozen=True)
class ModelCard:
    """How a model was made and evaluated.

    Attributes
    ----------
    architecture : str
        Name of the network.
    parameters : int
        Number of weights and biases.
    recipe : Mapping
        The settings of the training run, by the names of ``RunConfig``.
    data, file, test, ood
        Origin of the images, identity of the file, evaluation, and detection; the last is None
        where no detector could be fitted.
    date : str
        Day of publication, ISO 8601.
    command : str
        The command that repeats the training; "" where none does.
    other_datasets, robustness : tuple of AccuracyOn
        Accuracy on data of other origin, and on changed images.
    folds : int or None
        Number of cross-validation folds, where the model was trained on all images.
    errors : tuple of ModelError
        Misclassified images of the cross-validation, the most confident first.
    baselines : Mapping or None
        Accuracies on the same images without a network, by the names of ``Baselines``.
    by_group : bool
        Whether those folds keep images that overlap or are equal together.
    plain_folds : PlainFolds or None
        The same recipe in plain folds, where all other figures are of folds by group and these
        were measured, too.
    overlaps : Overlaps or None
        Of the data set, where it was searched for them.
    seconds : float or None
        How long it took to measure, where that was recorded.
    """

    architecture: str
    parameters: int
    recipe: Mapping[str, Any]
    data: DataSource
    date: str
    file: ModelFile
    test: TestResult
    ood: OodReport | None
    other_datasets: tuple[AccuracyOn, ...]
    command: str
    folds: int | None = None
    errors: tuple[ModelError, ...] = ()
    robustness: tuple[AccuracyOn, ...] = ()
    baselines: Mapping[str, float] | None = None
    plain_folds: PlainFolds | None = None
    overlaps: Overlaps | None = None
    by_group: bool = False
    seconds: float | None = None

    def to_json(self) -> str:
        """Write the card as indented JSON with each list of numbers or words on one line."""
        content = asdict(self)
        renamed = {"ood": "outside", "other_datasets": "elsewhere", "errors": "mistakes"}
        content = {renamed.get(name, name): value for name, value in content.items()}
        if self.folds is None:
            for name in ("folds", "mistakes", "robustness"):
                del content[name]
        for name in ("ood", "baselines", "plain_folds", "overlaps", "by_group", "seconds"):
            value = getattr(self, name)
            if value is None or value is False:  # 0 seconds stay
                del content[renamed.get(name, name)]
        for part in content["elsewhere"]:
            del part["same"]
        for part in content.get("mistakes", ()):
            part["class"], part["taken_for"] = part.pop("true_class"), part.pop("predicted")
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        return re.sub(r"\[\s+([^][{}]*?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text)

    @classmethod
    def from_json(cls, text: str) -> "ModelCard":
        """Read what ``to_json`` wrote.

        Raises
        ------
        InputError
            If the text is not JSON, or a part is missing, unknown or of another type.
        """
        try:
            card = dict(json.loads(text))
            ood, overlaps = card.pop("outside", None), card.pop("overlaps", None)
            plain = card.pop("plain_folds", None)
            return cls(
                data=DataSource(**card.pop("data")),
                file=ModelFile(**card.pop("file")),
                test=_test_result(card.pop("test")),
                ood=OodReport(**ood | {"kinds": tuple(OodKind(**kind) for kind in ood["kinds"])})
                if ood is not None
                else None,
                other_datasets=_accuracies(card.pop("elsewhere")),
                errors=tuple(
                    ModelError(one["file"], one["class"], one["taken_for"], one["probability"])
                    for one in card.pop("mistakes", ())
                ),
                robustness=_accuracies(card.pop("robustness", ())),
                plain_folds=PlainFolds(
                    _test_result(plain["test"]), _accuracies(plain["robustness"])
                )
                if plain
                else None,
                overlaps=Overlaps(**overlaps) if overlaps else None,
                **card,
            )
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            raise InputError("it is no model card of this version: {error}", error=error) from None


def _test_result(content: dict[str, Any]) -> TestResult:
    return TestResult(
        **content
        | {
            "accuracy": float(content["accuracy"]),
            "interval_95": tuple(content["interval_95"]),
            "classes": tuple(content["classes"]),
            "confusion": tuple(map(tuple, content["confusion"])),
        }
    )


def _accuracies(content: Iterable[Mapping[str, Any]]) -> tuple[AccuracyOn, ...]:
    return tuple(AccuracyOn(**one) for one in content)


def read_card(path: Path) -> ModelCard | None:
    """Read a card's file.

    Parameters
    ----------
    path : Path
        The card, a JSON file.

    Returns
    -------
    ModelCard or None
        None where there is no such file.

    Raises
    ------
    InputError
        If the file is damaged or of another version.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise InputError("{file} cannot be read", file=path.name) from None
    try:
        return ModelCard.from_json(text)
    except InputError as error:
        raise InputError("{file}: {error}", file=path.name, error=error) from None
