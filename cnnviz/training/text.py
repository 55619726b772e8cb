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
from cnnviz.utils.language import N_, _
from cnnviz.utils.retold import retold
from cnnviz.utils.text import Figure, capital, day_of, duration, percent, plural, rough_duration

LONGEST, LONGEST_DATA = 20, 12  # characters of a name in the menu of runs
WHY_ENDED = {
    "done": N_("It stopped early: {reason}."),  # by a rule
    "failed": N_("This run failed: {reason}."),
    "stopped": N_("This run was stopped: {reason}."),
}
PLAIN_ACTS = {
    "pause": N_("paused"),
    "resume": N_("resumed"),
    "stop": N_("stopped"),
    "early-stop": N_("stopped early"),
}
PAUSED_IN, IN = N_("Paused in epoch {epoch} of {epochs}"), N_("Epoch {epoch} of {epochs}")
WAITS_FOR_ENGINE = N_("The workers are warming up; this run starts by itself in a few seconds.")


def data_title(dataset: str) -> str:
    """Return a data set's title; for an uploaded one, its file's name."""
    title = data.TITLES.get(dataset)
    return _(title) if title else Path(dataset).stem


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
        return _("{run}: damaged", run=run_name(run))
    star = "★ " if notes.read(run).starred else ""
    outcome = percent(evaluation.accuracy, 2) if evaluation else _(state.status)
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
    return f"{made:%H:%M}" if is_today else day_of(made)


def settings_line(config: RunConfig) -> str:
    """Describe a run's settings in one line."""
    parts = [
        _(
            "{network} on {data}",
            network=retold(config.architecture),
            data=data_title(config.dataset),
        ),
        plural(config.total_epochs, "epoch"),
        _("batch size {size}", size=config.batch_size),
        _("learning rate {rate:g}", rate=config.learning_rate),
        _("seed {seed}", seed=str(config.seed)),
    ]
    parts += _training_parts(config) + _stop_parts(config)
    if config.image_size:
        parts.append(_("{size} pixels", size=config.image_size))
    if config.held_out == folds.GROUPS:
        parts.append(_("split by group"))
    elif config.held_out != folds.OWN:
        fold, by_group, _rest = config.held_out.partition(folds.BY_GROUP)
        parts.append(
            _("held out: {fold} by group", fold=fold)
            if by_group
            else _("held out: {fold}", fold=fold)
        )
    if config.left_out:
        parts.append(_("{images} left out", images=plural(len(config.left_out), "image")))
    if config.skip_unusable:
        parts.append(_("without unusable files"))
    return ", ".join(parts)


def _training_parts(config: RunConfig) -> list[str]:
    """Describe what differs from training with Adam, the plain loss and images as they are."""
    parts = []
    if config.optimiser != RunConfig.optimiser:
        parts.append(config.optimiser.describe())
    if config.label_smoothing:
        parts.append(_("label smoothing {share:g}", share=config.label_smoothing))
    if config.class_weights != "none":
        parts.append(_("{kind} class weights", kind=_(config.class_weights)))
    if config.augmentation.amounts:
        parts.append(
            _("augmentation {changes}", changes=config.augmentation.text.replace(",", ", "))
        )
    if config.schedule != "constant":
        parts.append(_(config.schedule))
    return parts


def _stop_parts(config: RunConfig) -> list[str]:
    """Describe when the training ends before its last epoch, and what was changed in it."""
    parts = []
    if config.patience:
        parts.append(
            _("stops after {epochs} without improvement", epochs=plural(config.patience, "epoch"))
        )
    if config.target_accuracy:
        parts.append(
            _("stops at {share} validation accuracy", share=percent(config.target_accuracy))
        )
    rates = [_("{number:g}", number=act.value) for act in config.acts if act.what == "rate"]
    if rates:
        parts.append(_("learning rate set to {rates}", rates=_(", then ").join(rates)))
    return parts


def place_in_queue(outlook: Outlook) -> str:
    """Say which place a run has in a class's queue, and when it starts."""
    place = outlook.ahead + 1
    if outlook.seconds is None:
        return _("Place {place} in the queue", place=place)
    return _(
        "Place {place} in the queue, starts in about {time}",
        place=place,
        time=rough_duration(outlook.seconds),
    )


def standing(state: State, epochs: int, queue_position: int) -> str:
    """Describe an unfinished run; a queued one starts after ``queue_position`` others."""
    if state.status == "queued":
        if not queue_position:
            return _("Starting")
        return _("Waiting for a free slot, {runs} ahead", runs=plural(queue_position, "run"))
    if state.status == "stopping":
        return _("Stopping; the network trained so far is then evaluated")
    progress = state.progress
    if state.status == "paused" and not progress.epoch:
        return _("Paused before the first epoch")
    if state.status != "paused" and progress.doing != "training":
        return capital(retold(progress.doing))
    text = PAUSED_IN if state.status == "paused" else IN
    at = _(text, epoch=progress.epoch, epochs=epochs)
    if progress.seconds_left is None:
        return at
    return _("{at}, {time} left", at=at, time=duration(progress.seconds_left))


def act_text(act: ActEvent) -> str:
    """Say what was done to a run, for the flag on its curves: "learning rate 0.0005 from here"."""
    value = act.value or 0
    epochs = plural(int(value), "epoch")
    match act.what:
        case "rate":
            text = _("learning rate {rate:g} from here", rate=value)
        case "epochs":
            text = _("to train {epochs} in all", epochs=epochs)
        case "patience" | "target" if not act.value:
            text = _("no early stop")
        case "patience":
            text = _("to stop after {epochs} without improvement", epochs=epochs)
        case "target":
            text = _("to stop at an accuracy of {share}", share=percent(value))
        case "early-stop" if act.detail:
            text = _("stopped early: {reason}", reason=retold(act.detail))
        case "branch":
            text = _("branched off {run} after epoch {epoch:g}", run=act.detail, epoch=value)
        case _other:
            text = _(PLAIN_ACTS.get(act.what, act.what))
    return text


def images_per_second(state: State, batch_size: int) -> str:
    """Return the pace of a training: "2,340 images/s"; "" while it is not training."""
    seconds = state.progress.step_seconds
    if state.status != "running" or state.progress.doing != "training" or seconds <= 0:
        return ""
    rate = batch_size / seconds
    if rate >= 10:
        return _("{rate:,.0f} images/s", rate=rate)
    return _("{rate:.1f} images/s", rate=rate)


def ending(state: State) -> str:
    """Return a sentence on how a run ended; "" if it completed."""
    if not state.reason:
        return {"failed": _("This run failed."), "stopped": _("This run was stopped.")}.get(
            state.status, ""
        )
    return _(WHY_ENDED[state.status], reason=retold(state.reason))


def figures(evaluation: Evaluation, history: History, epochs: int) -> tuple[Figure, ...]:
    """Return the results of an ended run that was set to ``epochs`` epochs."""
    right = sum(row[i] for i, row in enumerate(evaluation.confusion))
    is_test = evaluation.split == "test"
    images = plural(evaluation.n, "test image" if is_test else "training image")
    correct = _(
        "{right:,} of {images} classified correctly: {accuracy!r}",
        right=right,
        images=images,
        accuracy=evaluation.accuracy,
    )
    nats = _("Cross-entropy in nats: {loss!r}", loss=evaluation.loss)
    whole = len(history.epochs)
    beside = [_baselines_figure(evaluation.baselines)] if evaluation.baselines else []
    trained = (
        Figure(_("Epochs"), str(whole), _("All epochs"))
        if whole == epochs
        else Figure(
            _("Stopped at epoch"),
            _("{whole} of {epochs}", whole=whole, epochs=epochs),
            _("Complete epochs"),
        )
    )
    return (
        Figure(_("Accuracy on {images}", images=images), percent(evaluation.accuracy, 2), correct),
        *beside,
        Figure(
            _("Test loss") if is_test else _("Training loss"),
            _("{loss:.4f}", loss=evaluation.loss),
            nats,
        ),
        trained,
        Figure(
            _("Time"),
            duration(history.seconds),
            _("{seconds:.2f} seconds of training", seconds=history.seconds),
        ),
    )


def _baselines_figure(baselines: Baselines) -> Figure:
    """Return what is reached without a network: the higher of the two baselines."""
    best = percent(baselines.best, 2)
    return Figure(_("Without a network"), best, baselines_sentence(baselines))
