"""The settings of a training run: everything needed to repeat it, as one frozen value."""

import json
import re
import secrets
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cnnviz import data, networks
from cnnviz.data import Dataset, Progress, folds, similarity
from cnnviz.data.dataset import silent
from cnnviz.data.left_out import leave_out
from cnnviz.layers import Layer, layer_from_json
from cnnviz.networks import ARCHITECTURES
from cnnviz.training import acts, augmentation, optimisers
from cnnviz.training.acts import Act
from cnnviz.training.augmentation import PRESETS, Augmentation
from cnnviz.training.numbers import MAX_EPOCHS, Number, check_rate, check_whole
from cnnviz.training.optimisers import Adam, Optimiser
from cnnviz.utils.checks import one_of
from cnnviz.utils.errors import InputError, NewerVersionError
from cnnviz.utils.language import N_, _

ADAM = Adam()
SCHEDULES = ("constant", "one-cycle", "warm-restart")
CLASS_WEIGHTS = ("none", "balanced")
TIME_IN_ID = "%Y%m%d-%H%M%S"
TEXTS = ("dataset", "architecture", "schedule", "held_out")
LABEL_SMOOTHING = Number(
    N_("label smoothing"),
    "ε",
    N_("share of a label spread evenly over all classes"),
    0,
    1,
    0.05,
    True,
)
MAX_BATCH_SIZE, MAX_SEED = 4096, 2**32 - 1


@dataclass(frozen=True)
class RunConfig:
    """The settings of one training run.

    Attributes
    ----------
    dataset : str
        What ``data.load`` takes.
    architecture : str
        A name in ``ARCHITECTURES``; with ``layers`` given, any name.
    epochs : int
        Passes over the training images, 1 to 1000.
    batch_size : int
        Images per step, 1 to 4096.
    learning_rate : float
        Above 0, at most 1; the highest one where a schedule changes it.
    seed : int
        Of the initial weights, the order of the images, augmentation, and the split.
    optimiser : Optimiser
        The rule by which steps change the weights, with its numbers.
    label_smoothing : float
        Share of each training label that is spread evenly over all classes, below 1.
    class_weights : str
        "none", or "balanced": the loss of an image counts the more, the rarer its class.
    schedule : str
        One of the names above.
    augmentation : Augmentation
        Random changes to the training images.
    image_size : int or None
        Longer side of the images in pixels; None keeps their original size.
    held_out : str
        Which images are not trained on; see ``folds.hold_out``.
    left_out : tuple of str
        Files of the data set that are neither trained nor evaluated on.
    skip_unusable : bool
        Whether files that cannot be learned from are left out; see ``data.load``.
    layers : tuple of Layer
        The hidden layers; empty means the architecture's.
    patience : int
        Training stops once the validation loss has not improved for so many epochs; 0: never.
    target_accuracy : float
        Training stops once the validation accuracy has reached it; 0: never.
    acts : tuple of Act
        What was changed while it trained, in order; a repeated run changes the same.
    fingerprint : str
        Of the data it was trained on; empty until it starts.

    Raises
    ------
    InputError
        If a setting has the wrong type or is out of range.
    """

    dataset: str = "digits"
    architecture: str = "lecture-mnist"
    epochs: int = 10
    batch_size: int = 50
    learning_rate: float = 0.001
    seed: int = 0
    optimiser: Optimiser = ADAM
    label_smoothing: float = 0.0
    class_weights: str = "none"
    augmentation: Augmentation = PRESETS["none"]
    schedule: str = "constant"
    image_size: int | None = None
    held_out: str = folds.OWN
    left_out: tuple[str, ...] = ()
    skip_unusable: bool = False
    layers: tuple[Layer, ...] = ()
    patience: int = 0
    target_accuracy: float = 0.0
    acts: tuple[Act, ...] = ()
    fingerprint: str = ""

    def __post_init__(self) -> None:
        for name in TEXTS:
            _check_text(name.replace("_", " "), getattr(self, name))
        check_whole(N_("epochs"), self.epochs, 1, MAX_EPOCHS)
        check_whole(N_("batch size"), self.batch_size, 1, MAX_BATCH_SIZE)
        check_whole(N_("seed"), self.seed, 0, MAX_SEED)
        if self.image_size is not None:
            check_whole(N_("image size"), self.image_size, data.SIZES[0], data.SIZES[-1])
        check_rate(self.learning_rate)
        if not isinstance(self.optimiser, Optimiser):
            raise InputError(
                "optimiser must be an Optimiser, got {value!r:.40}",
                value=self.optimiser,
            )
        LABEL_SMOOTHING.check(self.label_smoothing)
        one_of(N_("class weights"), self.class_weights, CLASS_WEIGHTS)
        if not isinstance(self.augmentation, Augmentation):
            raise InputError(
                "augmentation must be an Augmentation, got {value!r:.40}",
                value=self.augmentation,
            )
        one_of(N_("schedule"), self.schedule, SCHEDULES)
        folds.check(self.held_out)
        if not all(type(file) is str for file in self.left_out):
            raise InputError(
                "left out must be names of files, got {value!r:.40}",
                value=self.left_out,
            )
        if type(self.skip_unusable) is not bool:
            raise InputError(
                "skip unusable must be true or false, got {value!r:.40}",
                value=self.skip_unusable,
            )
        acts.CHECKS["patience"](self.patience)
        acts.CHECKS["target"](self.target_accuracy)
        if not all(isinstance(act, Act) for act in self.acts):
            raise InputError("acts must be Acts, got {value!r:.40}", value=self.acts)
        if not self.layers:
            one_of(N_("architecture"), self.architecture, ARCHITECTURES)

    @property
    def network(self) -> tuple[Layer, ...]:
        """The hidden layers."""
        return self.layers or ARCHITECTURES[self.architecture].layers

    @property
    def total_epochs(self) -> int:
        """How many epochs it takes, with those that were asked for while it trained."""
        return int(acts.last(self.acts, "epochs", acts.MAX_STEP, self.epochs))

    def acted(self, act: Act) -> "RunConfig":
        """Return the settings with one more act, in its place among the others."""
        return replace(self, acts=tuple(sorted((*self.acts, act), key=lambda each: each.step)))

    def load_data(self, progress: Progress | None = None) -> Dataset:
        """Load the data set, split and scaled for this run; raises as ``data.load``."""
        report = progress or silent
        own = data.load(
            self.dataset,
            seed=self.seed,
            size=self.image_size,
            progress=report,
            skip_unusable=self.skip_unusable,
        )
        groups = self._groups(own, report) if folds.needs_groups(self.held_out) else {}
        held = folds.hold_out(own, self.held_out, self.seed, groups)
        return leave_out(held, self.left_out)  # last, so that all others stay where they are

    def load_held_out(self) -> Dataset:
        """Load the validation and test images alone; raises as ``data.load``."""
        if self.held_out != folds.OWN or self.left_out:  # which those are, all images decide
            return self.load_data().without_training()
        return data.load_held_out(
            self.dataset, seed=self.seed, size=self.image_size, skip_unusable=self.skip_unusable
        )

    def _groups(self, own: Dataset, progress: Progress) -> folds.Groups:
        """Find the groups of similar images, in their own size: the same at every image size."""
        if self.image_size is not None:
            own = data.load_in_own_size(
                self.dataset, self.image_size, progress=progress, skip_unusable=self.skip_unusable
            )
        return similarity.search(own, progress).groups

    def for_data(self, dataset: Dataset) -> "RunConfig":
        """Return the settings with the layers and the fingerprint of the data filled in.

        Raises
        ------
        InputError
            If the network does not fit the data, or the data is not what the run was made with.
        """
        networks.trace(self.network, dataset.input_shape, len(dataset.classes))
        if self.fingerprint not in ("", dataset.fingerprint):
            raise InputError(
                "this run was made with data of fingerprint {recorded}, but {name} now has {found}",
                recorded=self.fingerprint[:12],
                name=Path(self.dataset).name,
                found=dataset.fingerprint[:12],
            )
        return replace(self, layers=self.network, fingerprint=dataset.fingerprint)

    def new_run_id(self) -> str:
        """Return a readable name that sorts by time: "20261121-140502-lecture-mnist-3f9a"."""
        now = datetime.now(UTC).strftime(TIME_IN_ID)
        slug = re.sub(r"[^a-z0-9]+", "-", self.architecture.lower()).strip("-")[:40]
        return f"{now}-{slug or 'network'}-{secrets.token_hex(2)}"

    def to_settings(self) -> dict[str, Any]:
        """Return the settings by name, as JSON values; read back by ``from_settings``."""
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        return own | {
            "optimiser": self.optimiser.to_json(),
            "augmentation": self.augmentation.to_json(),
            "left_out": list(self.left_out),
            "layers": [layer.to_json() for layer in self.layers],
            "acts": [asdict(act) for act in self.acts],
        }

    def to_json(self) -> str:
        """Return the settings as indented JSON, read back by ``from_json``."""
        return json.dumps(self.to_settings(), indent=2)

    @classmethod
    def from_json(cls, text: str) -> "RunConfig":
        """Read settings that ``to_json`` wrote.

        Raises
        ------
        InputError
            If they are not JSON, or a setting is unknown or invalid.
        """
        try:
            settings = json.loads(text)
        except (ValueError, RecursionError):
            raise InputError("a run's settings must be JSON") from None
        return cls.from_settings(settings)

    @classmethod
    def from_settings(cls, settings: Any) -> "RunConfig":
        """Read settings that ``to_settings`` returned, or an earlier version of it.

        Raises
        ------
        InputError
            If they are not a dict, or a setting is unknown or invalid.
        """
        if not isinstance(settings, dict) or not isinstance(settings.get("layers", []), list):
            raise InputError("a run's settings must be a JSON object, its layers a list")
        unknown = set(settings) - {field.name for field in fields(cls)}
        if unknown:
            raise NewerVersionError(
                "a run has no setting {settings}",
                settings=", ".join(map(repr, sorted(unknown))),
            )
        left_out = settings.get("left_out", [])
        if not isinstance(left_out, list):
            raise InputError("the files that a run leaves out must be a list")
        read: dict[str, Any] = {
            "layers": tuple(map(layer_from_json, settings.get("layers", []))),
            "left_out": tuple(left_out),
            "acts": acts.from_json(settings.get("acts", [])),
            "optimiser": optimisers.from_json(settings.get("optimiser", cls.optimiser.kind)),
        }
        if "augmentation" in settings:
            read["augmentation"] = augmentation.from_json(settings["augmentation"])
        return cls(**settings | read)


def dataset_setting(name_or_path: str) -> str:
    """Return a data set as a run's settings name it: its name, or its absolute path."""
    path = Path(name_or_path)
    return str(path.resolve()) if "\0" not in name_or_path and path.exists() else name_or_path


def _check_text(name: str, value: Any) -> None:
    if type(value) is not str or not 0 < len(value) <= 4096:
        raise InputError(
            "{name} must be a text of 1 to 4096 characters, got {value!r:.40}",
            name=_(name),
            value=value,
        )
