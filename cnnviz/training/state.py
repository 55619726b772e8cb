"""How a run stands, and whether the process that answers for it is still there."""

import os
import socket
import time
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from typing import Any, Literal

import psutil

Status = Literal["queued", "running", "paused", "stopping", "done", "stopped", "failed"]
ACTIVE = ("queued", "running", "paused", "stopping")

# A process on another machine cannot be asked; one that has not written for this long is gone.
SILENT_SECONDS = {"queued": 86_400, "running": 300, "paused": 86_400, "stopping": 300}
SAME_BIRTH_SECONDS = 2  # the system's clock may be corrected while a process runs


@dataclass(frozen=True)
class Owner:
    """The process that answers for a run: the one that queued it, then the one that trains."""

    host: str
    pid: int
    born: float

    @property
    def is_here(self) -> bool:
        """Whether it ran on this machine, so that its process can be looked for."""
        return self.host == socket.gethostname()

    def is_alive(self) -> bool:
        """Whether that very process still runs, on this machine."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.born) < SAME_BIRTH_SECONDS
            return same and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False


@cache
def _owner(pid: int) -> Owner:
    return Owner(socket.gethostname(), pid, psutil.Process(pid).create_time())


def this_process() -> Owner:
    """The process that calls."""
    return _owner(os.getpid())


@dataclass(frozen=True)
class Progress:
    """How far a training is.

    Attributes
    ----------
    doing : what it does now, for people: "training", "reading image 20 of 1,800"
    fraction : of all work, 0 to 1
    epoch : the epoch under way, from 1; 0 before the first
    seconds_left : estimated until the run ends; None where nothing is measured yet
    step_seconds : how long a step takes; 0 where nothing is measured yet
    """

    doing: str = ""
    fraction: float = 0.0
    epoch: int = 0
    seconds_left: float | None = None
    step_seconds: float = 0.0


@dataclass(frozen=True)
class State:
    """How a run stands: its status, why, how far it is, who answers for it, and since when."""

    status: Status
    reason: str = ""
    progress: Progress = Progress()
    owner: Owner = field(default_factory=this_process)
    updated: float = field(default_factory=time.time)

    @property
    def active(self) -> bool:
        """Whether it may still change."""
        return self.status in ACTIVE

    def to_json(self) -> dict[str, Any]:
        """The state as JSON values, read back by ``from_json``."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "State":
        """Read what ``to_json`` wrote."""
        progress, owner = Progress(**data["progress"]), Owner(**data["owner"])
        return cls(**data | {"progress": progress, "owner": owner})

    def as_seen_now(self) -> "State":
        """The same state, or a failed one where the process that answers for it is gone."""
        if not self.active or not self._is_orphaned():
            return self
        reason = (
            "the server was restarted before this run had its turn"
            if self.status == "queued"
            else "its process ended without a word: the server was restarted, or memory ran out"
        )
        return replace(self, status="failed", reason=reason)

    def _is_orphaned(self) -> bool:
        if self.owner.is_here:
            return not self.owner.is_alive()
        return time.time() - self.updated > SILENT_SECONDS[self.status]
