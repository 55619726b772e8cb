"""One run in figures: what a list of runs and a comparison need, read from its folder once."""

from contextlib import suppress
from dataclasses import dataclass

from cnnviz import models, networks
from cnnviz.evaluation.metrics import Evaluation
from cnnviz.training import notes
from cnnviz.training.config import RunConfig
from cnnviz.training.events import EpochEvent
from cnnviz.training.folder import RunFolder
from cnnviz.training.notes import Notes
from cnnviz.training.state import ACTIVE, Status
from cnnviz.utils.errors import InputError


@dataclass(frozen=True)
class RunSummary:
    """One run in figures.

    Attributes
    ----------
    id : str
    notes : Notes
        Its name, note and star.
    status : Status
    config : RunConfig
    epochs : tuple of EpochEvent
        Its complete epochs.
    seconds : float
        How long it has trained.
    evaluation : Evaluation or None
        On the test images; None before there is one.
    parameters, multiply_adds : int or None
        Of its network, for one image; None before it has ended.
    """

    id: str
    notes: Notes
    status: Status
    config: RunConfig
    epochs: tuple[EpochEvent, ...] = ()
    seconds: float = 0.0
    evaluation: Evaluation | None = None
    parameters: int | None = None
    multiply_adds: int | None = None

    @property
    def code(self) -> str:
        """The end of its id, which tells it from others."""
        return self.id[-4:]

    @property
    def title(self) -> str:
        """Its name; of a run without one, its part in an experiment, or its network's name."""
        return self.notes.name or self.notes.variant or self.config.architecture

    @property
    def active(self) -> bool:
        """Whether it has not ended."""
        return self.status in ACTIVE

    @property
    def cpu_seconds(self) -> float | None:
        """CPU time of its training; None where it is unknown."""
        return (self.epochs[-1].cpu_seconds if self.epochs else 0.0) or None

    @property
    def trained_on(self) -> int | None:
        """Number of training images; None where it is unknown."""
        return self.evaluation.trained_on if self.evaluation else None


def summarise(run: RunFolder) -> RunSummary:
    """Read one run.

    Raises
    ------
    InputError
        If there is no such run, or its settings, state or evaluation are damaged.
    """
    if not run.is_run:
        raise InputError("there is no run {run} here", run=run.id)
    config, state, history = run.config(), run.state(), run.history()
    evaluation = None if state.active else run.evaluation()
    parameters = multiply_adds = None
    if evaluation:
        with suppress(InputError):  # a damaged model costs the size of its network only
            info = models.read_info(run.model)
            rows = networks.trace(info.layers, info.input_shape, len(info.classes))
            parameters = sum(row.parameters for row in rows)
            multiply_adds = sum(row.multiply_adds for row in rows)
    return RunSummary(
        run.id,
        notes.read(run),
        state.status,
        config,
        history.epochs,
        history.seconds,
        evaluation,
        parameters,
        multiply_adds,
    )
