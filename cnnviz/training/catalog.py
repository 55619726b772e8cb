"""The models that can be explored: shipped ones, and those trained on this server."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from cnnviz import data, models
from cnnviz.evaluation.inspection_record import Task
from cnnviz.models import ModelInfo, network_input, uploads
from cnnviz.models.files import UNKNOWN
from cnnviz.training import epoch_model, folder, notes
from cnnviz.training.folder import RunFolder
from cnnviz.training.text import shortened, time_or_day
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import _
from cnnviz.utils.retold import in_english
from cnnviz.utils.text import percent

MOST_RUNS = 50  # the newest; a longer menu is hard to use
LONGEST_NAME = 20  # characters of a name in the menu


@dataclass(frozen=True)
class ModelEntry:
    """A model in the menu.

    Attributes
    ----------
    key : str
        Its name in a link: a shipped model's name or a run's id.
    info : ModelInfo
        The description in its file.
    dataset : str
        The data it was trained on, as ``data.load`` takes it.
    accuracy : float or None
        Accuracy on the test images, in [0, 1], where it is known.
    seed : int
        The seed that chose the test images.
    trained : datetime or None
        When a run was trained; None for a shipped model.
    notes : tuple of str
        Of an uploaded model, sentences on what was brought to another form.
    training : bool
        Whether its run is still at work; then it is the network at its newest epoch.
    noted : str
        The name that was given to a run; "" for none.
    """

    key: str
    info: ModelInfo
    dataset: str
    accuracy: float | None = None
    seed: int = 0
    trained: datetime | None = None
    notes: tuple[str, ...] = ()
    training: bool = False
    noted: str = ""

    @property
    def name(self) -> str:
        """The name that was given to it, else the one in its file."""
        return self.noted or self.info.name

    @property
    def uploaded(self) -> bool:
        """Whether a visitor has uploaded it."""
        return uploads.is_key(self.key)

    @property
    def path(self) -> Path:
        """The model's file."""
        return self.info.path

    @property
    def draws(self) -> bool:
        """Whether it takes drawings."""
        return network_input.takes_drawings(self.info.input_shape)

    @property
    def label(self) -> str:
        """One line for the menu: name, test accuracy, and when a run was trained.

        A shipped model's line begins with its data set, which is what most visitors look for.
        """
        named = self.trained or self.uploaded
        name = shortened(self.name, LONGEST_NAME)
        parts = [name] if named else [_title(self.info.dataset), name]
        if self.accuracy is not None:
            parts.append(percent(self.accuracy))
        if self.trained:
            parts.append(time_or_day(self.trained))
        if self.uploaded:
            parts.append(_("uploaded"))
        if self.training:
            parts.append(_("training"))
        return ", ".join(parts)

    @property
    def summary(self) -> str:
        """Its input, number of classes, training data and accuracy in one line."""
        height, width, channels = self.info.input_shape
        sizes = _(
            "{height} × {width} {colour} pixels in, {classes} classes out",
            height=height,
            width=width,
            colour=_("grey") if channels == 1 else "RGB",
            classes=len(self.info.classes),
        )
        title = _title(self.info.dataset)
        if self.uploaded:
            return _(
                "{sizes}; an uploaded file, which does not say how accurate it is", sizes=sizes
            )
        if self.accuracy is None:
            return _("{sizes}; trained on {data}", sizes=sizes, data=title)
        return _(
            "{sizes}; trained on {data}, test accuracy {accuracy}",
            sizes=sizes,
            data=title,
            accuracy=percent(self.accuracy),
        )


def _title(dataset: str) -> str:
    return _(data.TITLES.get(dataset, dataset))


@dataclass(frozen=True)
class Catalog:
    """The models in the menu.

    Attributes
    ----------
    entries : tuple of ModelEntry
        All that can be opened: shipped ones first, then runs, the newest first.
    left_out : tuple of str
        One phrase per run whose files are damaged, which says what is wrong.
    """

    entries: tuple[ModelEntry, ...]
    left_out: tuple[str, ...] = ()


def catalog() -> Catalog:
    """List all models that can be opened, and the runs that cannot be read."""
    entries, left_out = list(_shipped()), []
    for run in islice(folder.newest(), MOST_RUNS):
        try:
            if run.state().active:
                entries += _in_training(run)
            elif run.model.exists():
                entries.append(_of_run(run))
        except InputError as error:
            left_out.append(in_english(error))
    return Catalog(tuple(entries), tuple(left_out))


def at_epoch(key: str) -> ModelEntry | None:
    """Return a run's network at an epoch, as a link names it: "20261121-140502-mlp-3f9a@7".

    Returns
    -------
    ModelEntry or None
        None where the key is not of that form.

    Raises
    ------
    InputError
        If there is no such run, it has no checkpoint of that epoch, or its files are damaged.
    """
    found = epoch_model.find(key)
    if found is None:
        return None
    run, epoch = found
    config, info = run.config(), epoch_model.describe(run, epoch)
    info = info.but(name=_("{name}, epoch {epoch}", name=info.name, epoch=epoch))
    trained = datetime.fromtimestamp(info.path.stat().st_mtime).astimezone()
    noted = _noted(run)
    noted = _("{name}, epoch {epoch}", name=noted, epoch=epoch) if noted else ""
    return ModelEntry(key, info, config.dataset, None, config.seed, trained, noted=noted)


def _in_training(run: RunFolder) -> Iterator[ModelEntry]:
    """The network of a run that has not ended, at its newest epoch; none before the first."""
    with suppress(InputError, OSError):  # it is just being written
        for epoch in run.checkpoints()[-1:]:
            if entry := at_epoch(epoch_model.name_of(run.id, epoch)):
                yield replace(entry, key=run.id, training=True)


def linked(key: str) -> ModelEntry | None:
    """Return what only a link names: a run at an epoch, or an uploaded model.

    Returns
    -------
    ModelEntry or None
        None where the key is neither's.

    Raises
    ------
    InputError
        As ``at_epoch``, or if the uploaded model is no longer kept.
    """
    return of_upload(key) if uploads.is_key(key) else at_epoch(key)


def of_upload(key: str, dataset: str = UNKNOWN, classes: tuple[str, ...] = ()) -> ModelEntry:
    """Return an uploaded model.

    Parameters
    ----------
    key : str
    dataset : str
        The data that a visitor says it was trained on; by default what its file says.
    classes : tuple of str
        Their names, one for each output; by default the file's.

    Raises
    ------
    InputError
        If it is no longer kept.
    """
    found = uploads.find(key)
    if found is None:
        raise InputError("the uploaded model is no longer on this server: open its file again")
    info = found.info
    if dataset != UNKNOWN:
        info = info.but(dataset=dataset)
    if classes:
        info = replace(info, classes=classes)
    return ModelEntry(key, info, info.dataset, notes=found.notes)


def find(key: str, dataset: str = UNKNOWN, classes: tuple[str, ...] = ()) -> ModelEntry:
    """Return the model of a key, with its card.

    Parameters
    ----------
    key : str
    dataset, classes : str and tuple of str
        Of an uploaded model, what a visitor says of it; see ``of_upload``.

    Raises
    ------
    InputError
        If it is no longer there, or its files are damaged.
    """
    if uploads.is_key(key):
        return of_upload(key, dataset, classes)
    entry = linked(key) or next((each for each in _shipped() if each.key == key), None)
    if entry is None:
        run = folder.find(key)
        entry = next(_in_training(run), None) if run.state().active else None
        entry = entry or _of_run(run)
    return with_card(entry)


def inspected(task: Task) -> ModelEntry:
    """Return the model of an inspection, its classes named as they were when it began.

    Raises
    ------
    InputError
        As ``find``.
    """
    return find(task.model, task.dataset or UNKNOWN, task.classes)


def with_card(entry: ModelEntry) -> ModelEntry:
    """Read the card of a run's model, where it has one; a shipped model has it already.

    A network of an earlier epoch has none: the card is that of the last.
    """
    run = RunFolder(entry.path.parent)
    if entry.trained is None or entry.path != run.model:
        return entry
    return replace(entry, info=entry.info.but(card=run.card()))


def labels(entries: Iterable[ModelEntry]) -> dict[str, str]:
    """Label each entry's key for the menu; equal labels are told apart by the end of the key."""
    entries = list(entries)
    count = Counter(entry.label for entry in entries)
    return {
        entry.key: entry.label + f", {entry.key[-4:]}" * (count[entry.label] > 1)
        for entry in entries
    }


def _shipped() -> Iterator[ModelEntry]:
    for info in models.shipped():
        accuracy = info.card.test.accuracy if info.card else None
        yield ModelEntry(info.path.stem, info, info.dataset, accuracy)


def _of_run(run: RunFolder) -> ModelEntry:
    config, evaluation = run.config(), None
    with suppress(InputError):  # a damaged evaluation costs the accuracy only
        evaluation = run.evaluation()
    try:
        info, trained = models.read_info(run.model), run.model.stat().st_mtime
    except (InputError, OSError) as error:
        raise InputError("run {run} cannot be read: {error}", run=run.id, error=error) from None
    return ModelEntry(
        run.id,
        info,
        config.dataset,
        evaluation.accuracy if evaluation else None,
        config.seed,
        datetime.fromtimestamp(trained).astimezone(),
        noted=_noted(run),
    )


def _noted(run: RunFolder) -> str:
    """The name that was given to a run, or what is varied in its experiment."""
    noted = notes.read(run)
    return noted.name or noted.variant
