"""New runs out of another one: from any of its epochs, or from its start."""

import shutil
from contextlib import suppress
from dataclasses import replace
from math import inf

from cnnviz.training.acts import Act, last
from cnnviz.training.admission import admitted
from cnnviz.training.config import RunConfig
from cnnviz.training.events import ActEvent, History
from cnnviz.training.folder import RunFolder
from cnnviz.utils.errors import InputError, reason

# Of two runs that agree in these, the first weights, the images of each split and their order in
# every epoch are the same, also where other settings differ. A test holds it.
START = (
    "dataset",
    "image_size",
    "held_out",
    "left_out",
    "skip_unusable",
    "architecture",
    "layers",
    "seed",
    "fingerprint",
)


def same_start(run: RunConfig, settings: RunConfig) -> RunConfig:
    """Return other settings with a run's data, network and seed.

    Parameters
    ----------
    run : RunConfig
        Whose first weights, images and order are wanted.
    settings : RunConfig
        Everything else: optimiser, learning rate, epochs, augmentation, ...

    Returns
    -------
    RunConfig
        A run with these begins with the same weights and sees the same images in the same order.
    """
    return replace(settings, acts=(), **{name: getattr(run, name) for name in START})


def rate_after(config: RunConfig, history: History, at: float = inf) -> float:
    """Return the learning rate in use after ``at`` epochs; by default, the last one."""
    used = [batch for batch in history.batches if batch.at <= at and batch.rate is not None]
    acts = [act for act in history.acts if act.what == "rate" and act.at <= at]
    if acts and (not used or acts[-1].at >= used[-1].at):
        return acts[-1].value or config.learning_rate
    return used[-1].rate or config.learning_rate if used else config.learning_rate


def branch(run: RunFolder, epoch: int, epochs: int, rate: float | None = None) -> RunFolder:
    """Make a run that continues another one from the end of an epoch; it is not submitted yet.

    It gets the weights and the optimiser's state of that epoch, and the curves up to there.

    Parameters
    ----------
    run : RunFolder
        Any run with that epoch's checkpoint.
    epoch : int
        Counted from 1.
    epochs : int
        How many it takes in all.
    rate : float, optional
        The learning rate from there on, where it is another one.

    Returns
    -------
    RunFolder
        Its settings repeat it from the very beginning, without the other run.

    Raises
    ------
    InputError
        If there is no such epoch, ``epochs`` is no more than that, the folder cannot be made, or
        the visitor may not queue another run.
    """
    if epoch not in run.checkpoints():
        raise InputError("run {run} has no saved epoch {epoch}", run=run.id, epoch=epoch)
    if epochs <= epoch:
        raise InputError(
            "a branch from epoch {epoch} must take more epochs, got {epochs}",
            epoch=epoch,
            epochs=epochs,
        )
    history = run.history().until(epoch)
    if not history.batches:
        raise InputError("run {run} cannot be branched: its events.jsonl is damaged", run=run.id)
    steps = history.batches[0].steps
    config = _continued(run.config(), epoch * steps, epochs, rate)
    with admitted(epochs):
        made = RunFolder.create(config)
    event = ActEvent(epoch, steps, steps, history.seconds, "branch", epoch, run.id)
    try:
        (made.path / "epochs").mkdir()
        _copy_epochs(run, made, epoch)
        for each in (*history.events, event):
            made.append(each)
    except OSError as error:
        with suppress(OSError):
            shutil.rmtree(made.path)
        raise InputError(
            "a branch of {run} cannot be made: {reason}",
            run=run.id,
            reason=reason(error),
        ) from None
    return made


def _continued(config: RunConfig, step: int, epochs: int, rate: float | None) -> RunConfig:
    """Return a run's settings, with what was changed until a step, and what changes there."""
    config = replace(config, acts=tuple(each for each in config.acts if each.step <= step))
    if epochs != last(config.acts, "epochs", step, config.epochs):
        config = config.acted(Act(step, "epochs", epochs))
    return config if rate is None else config.acted(Act(step, "rate", rate))


def _copy_epochs(run: RunFolder, made: RunFolder, epoch: int) -> None:
    """Copy the checkpoint, and what is shown of the epochs until there."""
    records = [run.records.path(each) for each in run.records.epochs() if each <= epoch]
    for file in (run.checkpoint(epoch), run.records.watched_path, *records):
        if file.exists():
            shutil.copy2(file, made.path / "epochs")
