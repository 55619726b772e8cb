"""Texts on a run: its label, its settings, its progress and its result."""

from datetime import UTC, datetime
from pathlib import Path

from cnnviz import data
from cnnviz.data import folds
from cnnviz.evaluation.baselines import Baselines, baselines_sentence
from cnnviz.evaluation.metrics import Evaluation
from cnnviz.training import notes
from cnnviz.training.config import TIME_IN_ID, RunConfig
from cnnviz.training.events import ActEvent, History
from cnnviz.training.folder import RunFolder
from cnnviz.training.outlook import Outlook
from cnnviz.training.state import State
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import Figure, duration, percent, plural, rough_duration

LONGEST, LONGEST_DATA = 20, 12  # characters of a name in the menu of runs
WAITS_FOR_ENGINE = "The workers are warming up; this run starts by itself in a few seconds."


def data_title(dataset: str) -> str:
    """Return a data set's title; for an uploaded one, its file's name."""
    titles = {offer.name: offer.title for offer in data.available()}
    return titles.get(dataset) or Path(dataset).stem


def run_name(run: RunFolder) -> str:
    """Return a short name for a run: the end of its id, and its own name or its network's."""
    code = run.id[-4:]
    try:
        noted, config = notes.read(run), run.config()
        return f"{code} {shortened(noted.name or noted.variant or config.architecture, LONGEST)}"
    except InputError:
        return code


def run_label(run: RunFolder) -> str:
    """Return one line for a menu, short enough for a phone: "3f9a mlp: 98.90 %, mnist, 14:05"."""
    try:
        state, config = run.state(), run.config()
        evaluation = None if state.active else run.evaluation()
    except InputError:
        return f"{run_name(run)}: damaged"
    star = "★ " if notes.read(run).starred else ""
    outcome = percent(evaluation.accuracy, 2) if evaluation else state.status
    own = config.dataset not in data.NAMES
    name = shortened(Path(config.dataset).stem, LONGEST_DATA) if own else config.dataset
    return ", ".join([f"{star}{run_name(run)}: {outcome}", name, *filter(None, [when(run.id)])])


def shortened(text: str, most: int) -> str:
    """Leave out the middle of a long text: names often differ at their ends."""
    half = most // 2
    return text if len(text) <= most else f"{text[:half].rstrip()}…{text[-half:].lstrip()}"


def when(run_id: str) -> str:
    """Say when a run was created, in the server's time zone: the time today, else the day.

    Empty where its id does not say.
    """
    try:
        made = datetime.strptime(run_id[:15], TIME_IN_ID).replace(tzinfo=UTC).astimezone()
    except ValueError:
        return ""
    return time_or_day(made)


def time_or_day(made: datetime) -> str:
    """Say when something was made, its time today, else the day: "14:05", "3 Nov"."""
    is_today = made.date() == datetime.now(made.tzinfo).date()
    return f"{made:%H:%M}" if is_today else f"{made.day} {made:%b}"


def settings_line(config: RunConfig) -> str:
    """Describe a run's settings in one line."""
    parts = [
        f"{config.architecture} on {data_title(config.dataset)}",
        plural(config.total_epochs, "epoch"),
        f"batch size {config.batch_size}",
        f"learning rate {config.learning_rate:g}",
        f"seed {config.seed}",
    ]
    parts += _training_parts(config) + _stop_parts(config)
    if config.image_size:
        parts.append(f"{config.image_size} pixels")
    if config.held_out == folds.GROUPS:
        parts.append("split by group")
    elif config.held_out != folds.OWN:
        fold, by_group, _ = config.held_out.partition(folds.BY_GROUP)
        parts.append(f"held out: {fold}{' by group' if by_group else ''}")
    if config.left_out:
        parts.append(f"{plural(len(config.left_out), 'image')} left out")
    if config.skip_unusable:
        parts.append("without unusable files")
    return ", ".join(parts)


def _training_parts(config: RunConfig) -> list[str]:
    """Describe what differs from training with Adam, the plain loss and images as they are."""
    parts = []
    if config.optimiser != RunConfig.optimiser:
        parts.append(config.optimiser.describe())
    if config.label_smoothing:
        parts.append(f"label smoothing {config.label_smoothing:g}")
    if config.class_weights != "none":
        parts.append(f"{config.class_weights} class weights")
    if config.augmentation.amounts:
        parts.append(f"augmentation {config.augmentation.text.replace(',', ', ')}")
    if config.schedule != "constant":
        parts.append(config.schedule)
    return parts


def _stop_parts(config: RunConfig) -> list[str]:
    """Describe when the training ends before its last epoch, and what was changed in it."""
    parts = []
    if config.patience:
        parts.append(f"stops after {plural(config.patience, 'epoch')} without improvement")
    if config.target_accuracy:
        parts.append(f"stops at {percent(config.target_accuracy)} validation accuracy")
    rates = [f"{act.value:g}" for act in config.acts if act.what == "rate"]
    if rates:
        parts.append(f"learning rate set to {', then '.join(rates)}")
    return parts


def place_in_queue(outlook: Outlook) -> str:
    """Say which place a run has in a class's queue, and when it starts."""
    place = f"Place {outlook.ahead + 1} in the queue"
    if outlook.seconds is None:
        return place
    return f"{place}, starts in about {rough_duration(outlook.seconds)}"


def standing(state: State, epochs: int, queue_position: int) -> str:
    """Describe an unfinished run; a queued one starts after ``queue_position`` others."""
    if state.status == "queued":
        waiting = f"Waiting for a free slot, {plural(queue_position, 'run')} ahead"
        return waiting if queue_position else "Starting"
    if state.status == "stopping":
        return "Stopping; the network trained so far is then evaluated"
    progress = state.progress
    if state.status == "paused" and not progress.epoch:
        return "Paused before the first epoch"
    if state.status != "paused" and progress.doing != "training":
        return progress.doing.capitalize()
    paused = "Paused in epoch" if state.status == "paused" else "Epoch"
    left = "" if progress.seconds_left is None else f", {duration(progress.seconds_left)} left"
    return f"{paused} {progress.epoch} of {epochs}{left}"


def act_text(act: ActEvent) -> str:
    """Say what was done to a run, for the flag on its curves: "learning rate 0.0005 from here"."""
    value = "" if act.value is None else f"{act.value:g}"
    match act.what:
        case "rate":
            return f"learning rate {value} from here"
        case "epochs":
            return f"to train {plural(int(act.value or 0), 'epoch')} in all"
        case "patience" | "target" if not act.value:
            return "no early stop"
        case "patience":
            return f"to stop after {plural(int(act.value or 0), 'epoch')} without improvement"
        case "target":
            return f"to stop at an accuracy of {percent(act.value or 0)}"
        case "early-stop":
            return f"stopped early: {act.detail}" if act.detail else "stopped early"
        case "branch":
            return f"branched off {act.detail} after epoch {value}"
    return {"pause": "paused", "resume": "resumed", "stop": "stopped"}.get(act.what, act.what)


def images_per_second(state: State, batch_size: int) -> str:
    """Return the pace of a training: "2,340 images/s"; "" while it is not training."""
    seconds = state.progress.step_seconds
    if state.status != "running" or state.progress.doing != "training" or seconds <= 0:
        return ""
    rate = batch_size / seconds
    return f"{rate:,.0f} images/s" if rate >= 10 else f"{rate:.1f} images/s"


def ending(state: State) -> str:
    """Return a sentence on how a run ended; "" if it completed."""
    reason = f": {state.reason}" if state.reason else ""
    how = {"failed": "This run failed", "stopped": "This run was stopped"}
    if state.status == "done":  # by a rule, where there is a reason
        return f"It stopped early{reason}." if reason else ""
    return f"{how[state.status]}{reason}."


def figures(evaluation: Evaluation, history: History, epochs: int) -> tuple[Figure, ...]:
    """Return the results of an ended run that was set to ``epochs`` epochs."""
    right = sum(row[i] for i, row in enumerate(evaluation.confusion))
    images = f"{evaluation.n:,} {'test' if evaluation.split == 'test' else 'training'} images"
    correct = f"{right:,} of {images} classified correctly: {evaluation.accuracy!r}"
    nats = f"Cross-entropy in nats: {evaluation.loss!r}"
    whole = len(history.epochs)
    beside = [_baselines_figure(evaluation.baselines)] if evaluation.baselines else []
    trained = (
        Figure("Epochs", str(whole), "All epochs")
        if whole == epochs
        else Figure("Stopped at epoch", f"{whole} of {epochs}", "Complete epochs")
    )
    return (
        Figure(f"Accuracy on {images}", percent(evaluation.accuracy, 2), correct),
        *beside,
        Figure(f"{evaluation.split.capitalize()} loss", f"{evaluation.loss:.4f}", nats),
        trained,
        Figure("Time", duration(history.seconds), f"{history.seconds:.2f} seconds of training"),
    )


def _baselines_figure(baselines: Baselines) -> Figure:
    """Return what is reached without a network: the higher of the two baselines."""
    return Figure("Without a network", percent(baselines.best, 2), baselines_sentence(baselines))
