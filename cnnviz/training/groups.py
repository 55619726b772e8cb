"""Runs that repeat one another with other seeds, as one entry of a comparison."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from cnnviz.data import folds
from cnnviz.evaluation.comparison import interval_95
from cnnviz.evaluation.metrics import Evaluation
from cnnviz.networks.text import write_stack
from cnnviz.training.config import RunConfig
from cnnviz.training.run_summary import RunSummary
from cnnviz.training.text import data_title
from cnnviz.utils.language import N_, _
from cnnviz.utils.retold import retold
from cnnviz.utils.text import percent, plural

MOST_GROUPS = 8  # more curves could not be told apart
MOST_RUNS = 24
SEEDS = 3
NOT_COMPARED = ("seed", "fingerprint")  # the split, and so the fingerprint, follows the seed


@dataclass(frozen=True)
class Group:
    """Runs with the same settings but for the seed.

    Attributes
    ----------
    title : str
        What they are called together.
    runs : tuple of RunSummary
        At least one, in the order in which they were chosen.
    """

    title: str
    runs: tuple[RunSummary, ...]

    def name_of(self, run: RunSummary) -> str:
        """Return what one of its runs is called: of several, the end of its id tells it apart."""
        if len(self.runs) == 1:
            return self.title
        return f"{self.title.removesuffix(f', {self.runs[0].code}')}, {run.code}"

    @property
    def config(self) -> RunConfig:
        """The settings, with the seed of the first run."""
        return self.runs[0].config

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds, in order."""
        return tuple(sorted({run.config.seed for run in self.runs}))

    @property
    def finished(self) -> tuple[tuple[RunSummary, Evaluation], ...]:
        """The runs that have been evaluated, with their evaluations."""
        return tuple((run, run.evaluation) for run in self.runs if run.evaluation)

    @property
    def by_seed(self) -> tuple[tuple[RunSummary, Evaluation], ...]:
        """The first finished run of each seed: another one of that seed is an exact repetition.

        With it the spread of two seeds would seem to be none.
        """
        first: dict[tuple[int, str], tuple[RunSummary, Evaluation]] = {}
        for run, evaluation in self.finished:
            first.setdefault((run.config.seed, run.config.fingerprint), (run, evaluation))
        return tuple(first.values())

    @property
    def accuracies(self) -> tuple[float, ...]:
        """Accuracies on the test images, one per seed."""
        return tuple(evaluation.accuracy for _, evaluation in self.by_seed)

    @property
    def accuracy(self) -> float | None:
        """The mean accuracy; None before a run is finished."""
        return fmean(self.accuracies) if self.accuracies else None

    @property
    def bounds(self) -> tuple[float, float]:
        """The range of several runs' accuracies; the 95 % interval of a single one's."""
        if len(self.accuracies) > 1:
            return min(self.accuracies), max(self.accuracies)
        ((_, only),) = self.by_seed
        return interval_95(only.accuracy, only.n)

    def mean(self, name: str) -> float | None:
        """Return the mean of a figure of ``RunSummary`` or its evaluation; None if unknown."""
        values = [
            getattr(run if hasattr(run, name) else evaluation, name)
            for run, evaluation in self.finished
        ]
        known = [value for value in values if value is not None]
        return fmean(known) if known and len(known) == len(values) else None


def group(runs: Iterable[RunSummary]) -> list[Group]:
    """Group runs that differ in the seed only, in the order of their first ones.

    Equal titles are told apart by the end of the first run's id.
    """
    together: dict[str, list[RunSummary]] = {}
    for run in runs:
        together.setdefault(settings_key(run.config), []).append(run)
    titles = [_title(members) for members in together.values()]
    count = Counter(titles)
    return [
        Group(f"{title}, {members[0].code}" if count[title] > 1 else title, tuple(members))
        for title, members in zip(titles, together.values(), strict=True)
    ]


def differing(groups: Sequence[Group]) -> dict[str, tuple[str, ...]]:
    """Return the settings in which groups differ: by name, what each of them has."""
    values = [_settings(each.config) for each in groups]
    columns = {name: tuple(each[name] for each in values) for name in (values[0] if values else ())}
    if values and len(set(columns["Network"])) == len(set(columns["Layers"])):
        del columns["Layers"]  # the names tell the networks apart
    return {name: column for name, column in columns.items() if len(set(column)) > 1}


def settings_key(config: RunConfig) -> str:
    """Return a text that is equal for settings that differ in the seed only."""
    settings = config.to_settings() | {"layers": [layer.to_json() for layer in config.network]}
    return repr([value for name, value in settings.items() if name not in NOT_COMPARED])


def _title(runs: Sequence[RunSummary]) -> str:
    """Return the variant of an experiment, else a name that all have, else the network's."""
    variants, names = {run.notes.variant for run in runs}, {run.notes.name for run in runs}
    if len(variants) == 1 and (variant := variants.pop()):
        return retold(variant)
    if len(names) == 1 and (name := names.pop()):
        return name
    return retold(runs[0].config.architecture)


def _settings(config: RunConfig) -> dict[str, str]:
    """Write every setting that runs may differ in."""
    size = config.image_size
    return {
        N_("Data"): data_title(config.dataset).partition(" (")[0],
        N_("Network"): retold(config.architecture),
        N_("Layers"): write_stack(
            {"layer": type(layer).__name__, **vars(layer)} for layer in config.network
        ),
        N_("Epochs"): str(config.epochs),
        N_("Batch size"): str(config.batch_size),
        N_("Learning rate"): _("{number:g}", number=config.learning_rate),
        N_("Optimiser"): config.optimiser.describe(),
        N_("Schedule"): _(config.schedule),
        N_("Patience"): plural(config.patience, "epoch") if config.patience else _("none"),
        N_("Target"): percent(config.target_accuracy) if config.target_accuracy else _("none"),
        N_("Changed while training"): ", ".join(
            _(
                "{what} {value:g} at step {step:,}",
                what=_(act.what),
                value=act.value,
                step=act.step,
            )
            for act in config.acts
        )
        or _("nothing"),
        N_("Augmentation"): config.augmentation.text.replace(",", ", "),
        N_("Label smoothing"): _("{number:g}", number=config.label_smoothing),
        N_("Class weights"): _(config.class_weights),
        N_("Image size"): _("original") if size is None else f"{size} px",
        N_("Split"): _("its own") if config.held_out == folds.OWN else config.held_out,
        N_("Left out"): plural(len(config.left_out), "image"),
        N_("Unusable files"): _("left out") if config.skip_unusable else _("refused"),
    }
