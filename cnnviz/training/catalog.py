"""What a visitor can look into: the shipped models, and those trained here."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cnnviz import data, models
from cnnviz.models import ModelInfo, network_input
from cnnviz.networks.architecture import LayerSummary, trace
from cnnviz.training import folder
from cnnviz.training.folder import RunFolder
from cnnviz.utils.errors import InputError

MOST_RUNS = 50  # the newest; a menu of more cannot be read


@dataclass(frozen=True)
class Choice:
    """A model in the menu.

    Attributes
    ----------
    key : its name in an address: a shipped model's name or a run's id
    info : what its file says of itself
    dataset : what ``data.load`` takes for the data it was trained on
    accuracy : share of the test images that it gets right, 0 to 1, where that is known
    seed : decided which images of the data were held out for testing
    trained : when, for a run
    """

    key: str
    info: ModelInfo
    dataset: str
    accuracy: float | None = None
    seed: int = 0
    trained: datetime | None = None

    @property
    def path(self) -> Path:
        """The model's file."""
        return self.info.path

    @property
    def draws(self) -> bool:
        """Whether a drawing can be shown to it."""
        return network_input.takes_drawings(self.info.input_shape)

    @property
    def rows(self) -> list[LayerSummary]:
        """Its layers, the output last."""
        return trace(self.info.layers, self.info.input_shape, len(self.info.classes))

    @property
    def label(self) -> str:
        """One line for the menu: name, test accuracy, and when a run was trained.

        A shipped model's begins with its data, which is what most people look for.
        """
        parts = [self.info.name] if self.trained else [_title(self.info.dataset), self.info.name]
        if self.accuracy is not None:
            parts.append(_percent(self.accuracy))
        if self.trained:
            parts.append(f"{self.trained.day} {self.trained:%b %H:%M}")
        return ", ".join(parts)

    @property
    def summary(self) -> str:
        """What it reads, how many classes it knows, what it learned from, and how well."""
        height, width, channels = self.info.input_shape
        colour = "grey" if channels == 1 else "RGB"
        synthetic = " (synthetic)" if self.info.synthetic else ""
        right = "" if self.accuracy is None else f", {_percent(self.accuracy)} right in the test"
        return (
            f"{height} × {width} {colour} pixels in, {len(self.info.classes)} classes out; "
            f"learned on {_title(self.info.dataset)}{synthetic}{right}"
        )


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def _title(dataset: str) -> str:
    titles = {offer.name: offer.title for offer in data.available()}
    return titles.get(dataset, dataset)


def choices() -> list[Choice]:
    """All models that can be opened, shipped ones first, then runs, the newest first."""
    return [*_shipped(), *_trained()]


def labels(offered: Iterable[Choice]) -> dict[str, str]:
    """A line for the menu for each choice's key; runs that look alike get the end of their id."""
    offered = list(offered)
    count = Counter(choice.label for choice in offered)
    return {
        choice.key: choice.label + f", {choice.key[-4:]}" * (count[choice.label] > 1)
        for choice in offered
    }


def _shipped() -> Iterator[Choice]:
    for info in models.shipped():
        test = info.card.get("test")
        accuracy = test.get("accuracy") if isinstance(test, dict) else None
        known = float(accuracy) if isinstance(accuracy, int | float) else None
        yield Choice(info.path.stem, info, info.dataset, known)


def _trained() -> Iterator[Choice]:
    for run, _ in zip(folder.newest(), range(MOST_RUNS), strict=False):
        with suppress(InputError):  # a run that cannot be read is no choice
            if run.model.is_file() and not run.state().active:
                yield _of_run(run)


def _of_run(run: RunFolder) -> Choice:
    config, evaluation = run.config(), run.evaluation()
    return Choice(
        run.id,
        models.read_info(run.model),
        config.dataset,
        evaluation.accuracy if evaluation else None,
        config.seed,
        datetime.fromtimestamp(run.model.stat().st_mtime).astimezone(),
    )
