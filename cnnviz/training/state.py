"""The state of a run, and whether the process that owns it is still alive."""

import os
import socket
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any, Literal, get_args

import psutil

from cnnviz.utils import lives, paths
from cnnviz.utils.errors import InputError, NewerVersionError
from cnnviz.utils.language import N_

Status = Literal["queued", "running", "paused", "stopping", "done", "stopped", "failed"]
ACTIVE = (N_("queued"), N_("running"), N_("paused"), N_("stopping"))

# A process elsewhere that has no life on this volume (of an older version, or where files cannot be
# locked) cannot be checked; after this long without an update it counts as dead.
SILENT_SECONDS = {"queued": 86_400, "running": 300, "paused": 86_400, "stopping": 300}
MAX_PID = 2**31 - 1
MAX_SECONDS = 1e11  # of a duration, or since the epoch
MOST_RESTARTS = 3  # of a run whose server or worker has ended
# Set in a server, which queues runs again whose process has ended: such a run is seen as queued
# there at once, and not as failed until the server has looked.
TAKES_UP = threading.Event()
START_TOLERANCE = 2  # seconds; the system clock may be corrected while a process runs


@dataclass(frozen=True)
class Owner:
    """The process that owns a run: the one that queued it, then the one that trains it.

    Attributes
    ----------
    host : str
        Where its number counts: a machine since its start, or a container on it.
    pid : int
        Its process id there.
    born : float
        When it started, in seconds since the epoch: tells it from a later process with its id.
    life : str
        Its life among ``paths.lives()``, by which others see whether it runs; "" where it has none.
    """

    host: str
    pid: int
    born: float
    life: str = ""

    @property
    def is_here(self) -> bool:
        """Whether it ran where this process does, so that it can be looked up."""
        older = not self.life and self.host == socket.gethostname()
        return older or self.host == _here()

    def is_alive(self) -> bool | None:
        """Whether that process is still running; None where that cannot be known."""
        if self.is_here:
            return self._is_listed()
        return lives.lasts(paths.lives(), self.life) if self.life else None

    def _is_listed(self) -> bool:
        """Whether the system lists the process.

        A clock that was set since makes its start another: then its life tells, if it has one.
        """
        try:
            process = psutil.Process(self.pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            same = abs(process.create_time() - self.born) < START_TOLERANCE
        except psutil.NoSuchProcess:
            return False
        return same or (bool(self.life) and lives.lasts(paths.lives(), self.life))


@cache
def _here() -> str:
    """Name the place that this process's number belongs to; hosts of containers may be named alike.

    Two containers may have one name, and one machine may have several sets of process numbers.
    """
    parts = [socket.gethostname()]
    with suppress(OSError):  # there are such files on Linux
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip())
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    return " ".join(parts)


@cache
def _owner(pid: int, home: str) -> Owner:
    life = ""
    with suppress(OSError):  # nothing can be written there, so there are no runs of ours either
        life = lives.begin(paths.lives())
    return Owner(_here(), pid, psutil.Process(pid).create_time(), life)


def this_process() -> Owner:
    """Return the calling process."""
    return _owner(os.getpid(), str(paths.home()))


@dataclass(frozen=True)
class Progress:
    """Progress of a training.

    Attributes
    ----------
    doing : str
        Current activity, for display: "training", "reading image 20 of 1,800".
    fraction : float
        Share of all work that is done, in [0, 1].
    epoch : int
        Current epoch, from 1; 0 before the first.
    seconds_left : float or None
        Estimated time until the run ends; None before anything is measured.
    step_seconds : float
        Duration of a step; 0 before anything is measured.
    """

    doing: str = ""
    fraction: float = 0.0
    epoch: int = 0
    seconds_left: float | None = None
    step_seconds: float = 0.0


@dataclass(frozen=True)
class State:
    """The state of a run.

    Attributes
    ----------
    status : Status
        One of seven.
    reason : str
        Why it stopped or failed; else "".
    progress : Progress
        When the state was written.
    owner : Owner
        The process that wrote it.
    updated : float
        When it was written, in seconds since the epoch.
    restarts : int
        How often it was taken up again after its server had ended while it trained.
    in_slot : bool
        False for a paused run that has given its training slot up.
    """

    status: Status
    reason: str = ""
    progress: Progress = Progress()
    owner: Owner = field(default_factory=this_process)
    updated: float = field(default_factory=time.time)
    restarts: int = 0
    in_slot: bool = True

    @property
    def active(self) -> bool:
        """Whether the run has not ended."""
        return self.status in ACTIVE

    def to_json(self) -> dict[str, Any]:
        """Return the state as JSON values, read back by ``from_json``."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "State":
        """Read what ``to_json`` wrote.

        Raises
        ------
        InputError
            If it is anything else.
        """
        _check_version(data)
        try:
            progress, owner = Progress(**data["progress"]), Owner(**data["owner"])
            state = cls(**data | {"progress": progress, "owner": owner})
            valid = state._is_valid()
        except (TypeError, LookupError, AttributeError):
            valid = False
        if not valid:
            raise InputError("a state must be the JSON that cnnviz writes")
        return state

    def _is_valid(self) -> bool:
        """Whether all values have their types and ranges."""
        progress, owner = self.progress, self.owner
        numbers = (progress.fraction, progress.step_seconds, owner.born, self.updated)
        left = progress.seconds_left
        return (
            self.status in get_args(Status)
            and all(
                isinstance(text, str)
                for text in (self.reason, progress.doing, owner.host, owner.life)
            )
            and (not owner.life or owner.life.isalnum())  # it is the name of a file
            and all(type(whole) is int for whole in (progress.epoch, owner.pid, self.restarts))
            and type(self.in_slot) is bool
            and 0 <= owner.pid <= MAX_PID
            and all(map(_is_duration, numbers if left is None else (*numbers, left)))
        )

    @property
    def is_orphan(self) -> bool:
        """Whether it is to be queued again: its process is gone, but not for the fourth time."""
        return self._may_be_queued_again and self.owner.is_alive() is False

    @property
    def _may_be_queued_again(self) -> bool:
        if self.status == "running":
            return self.restarts < MOST_RESTARTS
        return self.status == "queued"

    def as_seen_now(self, taken_up: bool = False) -> "State":
        """Return the state; "failed" if it is active but its process is gone.

        A queued run stays queued: the next server takes it, and one that runs does within seconds.

        Parameters
        ----------
        taken_up : bool
            Whether this server takes up what was training as well.
        """
        if not self.active or not self.in_slot:
            return self
        alive = self.owner.is_alive()  # asked once: pages look at a run twice a second
        again = taken_up and self.status == "running" and self._may_be_queued_again
        if again and alive is False:
            return replace(self, status="queued", progress=replace(self.progress, doing=""))
        waits = self.status == "queued" and alive is False
        if waits or not self._is_orphaned(alive):
            return self
        return self.abandoned(
            N_("the server was restarted before this run started")
            if self.status == "queued"
            else N_("its process ended unexpectedly: the server was restarted, or memory ran out")
        )

    def abandoned(self, reason: str) -> "State":
        """Return the state of an active run whose process has ended: a paused one stays paused."""
        if self.status == "paused":  # and its checkpoint is written
            return replace(self, in_slot=False)
        return replace(self, status="failed", reason=reason)

    def _is_orphaned(self, alive: bool | None) -> bool:
        if alive is None:  # an update in the future was written before the clock was set back
            return abs(time.time() - self.updated) > SILENT_SECONDS[self.status]
        return not alive


def _check_version(data: Any) -> None:
    """Raise an error where the state is one of a newer version."""
    if not isinstance(data, dict):
        return
    known, status = {each.name for each in fields(State)}, data.get("status")
    if known <= data.keys() and (new := sorted(map(str, data.keys() - known))):
        raise NewerVersionError("a state has no {names}", names=", ".join(map(repr, new)))
    if isinstance(status, str) and status not in get_args(Status):
        raise NewerVersionError("a run cannot be {status!r:.40}", status=status)


def _is_duration(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value <= MAX_SECONDS and isfinite(value)
