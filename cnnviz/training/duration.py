"""How long trainings will take, from the runs that this machine has made.

A run of the same network and batch size says how long its images take. Other networks are estimated
from their size, by the measurements below, corrected by how fast this machine was compared with
them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from cnnviz.training.config import RunConfig
from cnnviz.training.run_summary import RunSummary
from cnnviz.utils.language import _
from cnnviz.utils.text import rough_duration

# Measured on two cores, one of them training: the lecture networks for MNIST (4.2 million
# multiply-adds, 0.39 ms per image) and for NEU (390 million, 46 ms).
SECONDS_PER_MULTIPLY_ADD = 1.0e-10
SECONDS_PER_STEP = 2.0e-3
SECONDS_PER_PARAMETER = 2.0e-9  # and step
START_SECONDS = 4.0  # of a run: it loads data, builds its network and evaluates it
MOST_MEASURED = 20  # the newest runs


@dataclass(frozen=True)
class Planned:
    """A run that is to be trained, and the size of its network and data."""

    config: RunConfig
    images: int
    parameters: int
    multiply_adds: int


@dataclass(frozen=True)
class Estimate:
    """How long runs will take: in seconds, and whether runs of this machine say so."""

    seconds: float
    measured: bool

    @property
    def text(self) -> str:
        """The time, and what it is based on."""
        if self.measured:
            return _(
                "About {time}, estimated from the runs on this machine.",
                time=_rounded(self.seconds),
            )
        return _(
            "About {time}, estimated from another machine: none has run here yet.",
            time=_rounded(self.seconds),
        )


def _rounded(seconds: float) -> str:
    """Write an estimate no more exactly than it can be: to 5 seconds, or to a minute."""
    if seconds < 57.5:
        return f"{max(5, 5 * round(seconds / 5))} s"
    return "1 min" if seconds < 90 else rough_duration(max(seconds, 120.0))


def estimate(planned: Iterable[Planned], runs: Sequence[RunSummary], slots: int) -> Estimate:
    """Estimate how long several runs take on so many training slots.

    Parameters
    ----------
    planned : iterable of Planned
    runs : sequence of RunSummary
        Those of this machine, the newest first; unfinished ones are ignored.
    slots : int
        Runs that train at the same time, at least 1.
    """
    measured = [run for run in runs if run.status == "done" and _per_image(run)][:MOST_MEASURED]
    factor = median([_factor(run) for run in measured]) if measured else 1.0
    seconds = [_seconds(each, measured, factor) for each in planned]
    longest = max(seconds, default=0.0)
    return Estimate(max(longest, sum(seconds) / slots), bool(measured))


def _seconds(planned: Planned, measured: Sequence[RunSummary], factor: float) -> float:
    alike = [
        _per_image(run)
        for run in measured
        if run.parameters == planned.parameters
        and run.multiply_adds == planned.multiply_adds
        and run.config.batch_size == planned.config.batch_size
        and run.config.augmentation == planned.config.augmentation
        and run.config.optimiser.kind == planned.config.optimiser.kind
    ]
    per_image = (
        median(alike)
        if alike
        else factor
        * reference(planned.parameters, planned.multiply_adds, planned.config.batch_size)
    )
    return START_SECONDS + planned.config.epochs * planned.images * per_image


def reference(parameters: int, multiply_adds: int, batch_size: int) -> float:
    """Return the seconds per image and epoch on the machine that the constants were measured on."""
    step = SECONDS_PER_STEP + SECONDS_PER_PARAMETER * parameters
    return SECONDS_PER_MULTIPLY_ADD * multiply_adds + step / batch_size


def _per_image(run: RunSummary) -> float:
    """Return a run's seconds per training image, validation included; 0 where it is unknown.

    The median over the epochs: the first one also compiles the network.
    """
    if not run.epochs or not run.trained_on or not run.parameters or not run.multiply_adds:
        return 0.0
    return median(event.seconds for event in run.epochs) / run.trained_on


def _factor(run: RunSummary) -> float:
    """Return how many times longer a run took than the reference."""
    expected = reference(run.parameters or 0, run.multiply_adds or 0, run.config.batch_size)
    return _per_image(run) / expected
