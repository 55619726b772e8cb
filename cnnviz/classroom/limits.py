"""What each visitor may take of the server: one table of names, defaults and meanings.

A limit is the teacher's where one was typed, else the environment's, else the default. The defaults
hold where visitors are told apart; on one person's own machine only limits hold that are set there.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf, isfinite

from cnnviz.classroom import settings
from cnnviz.classroom.visitor import separates
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_

MB = 1_000_000
DAY = 86_400


@dataclass(frozen=True)
class Limit:
    """One limit.

    Attributes
    ----------
    name : str
        Its environment variable.
    default : int
        For a class.
    unit : str
        Of the number: "MB", "runs", ...
    meaning : str
        What it limits, as the table of the documentation has it.
    alone : float
        What holds where visitors are not told apart; by default there is no limit.
    least : int
        The smallest sensible number.
    """

    name: str
    default: int
    unit: str
    meaning: str
    alone: float = inf
    least: int = 1

    @property
    def default_text(self) -> str:
        """The default with its unit: "1 run", "2,000 MB"."""
        unit = self.unit.removesuffix("s") if self.default == 1 else self.unit
        return f"{self.default:,} {unit}"

    @property
    def value(self) -> float:
        """What holds now; ``inf`` where there is no limit."""
        typed = settings.read().limits.get(self.name) if separates() else None
        return self.of_server if typed is None else typed

    @property
    def of_server(self) -> float:
        """What holds where the teacher has typed nothing."""
        written = os.environ.get(self.name, "").strip()
        if written:
            return self.parse(written)
        return self.default if separates() else self.alone

    def parse(self, text: str) -> float:
        """Read a number that was typed; "none" is no limit.

        Parameters
        ----------
        text : str

        Returns
        -------
        float

        Raises
        ------
        InputError
            If it is no whole number from ``least`` on.
        """
        if text.strip().lower() == "none":
            return inf
        number = float(text) if text.strip().isdecimal() else -1.0
        if not self.least <= number <= 1e12:
            raise InputError(
                "{name} must be a whole number, at least {least}, or none, got {text!r:.40}",
                name=self.name,
                least=self.least,
                text=text,
            )
        return number


RUNNING = Limit(
    "CNNVIZ_MOST_RUNNING", 1, N_("runs"), N_("of one visitor that train at the same time")
)
QUEUED = Limit("CNNVIZ_MOST_QUEUED", 3, N_("runs"), N_("of one visitor that wait in the queue"))
QUEUE = Limit("CNNVIZ_QUEUE", 60, N_("runs"), N_("that wait in the queue in all"))
LONGEST_WAIT = Limit(
    *("CNNVIZ_LONGEST_WAIT", 30, N_("minutes")),
    N_("after which a run that waits goes before those of visitors with fewer runs"),
)
EPOCHS = Limit("CNNVIZ_MOST_EPOCHS", 100, N_("epochs"), N_("of one run"))
MINUTES = Limit(
    "CNNVIZ_RUN_MINUTES", 60, N_("minutes"), N_("that one run trains; it is then stopped")
)
KEPT = Limit(
    "CNNVIZ_RUNS_KEPT", 50, N_("runs"), N_("of one visitor that are kept, starred ones apart")
)
DAYS = Limit(
    "CNNVIZ_RUN_DAYS", 30, N_("days"), N_("that a run is kept after it has ended, unless starred")
)
SESSION_DAYS = Limit(
    *("CNNVIZ_SESSION_DAYS", 30, N_("days")),
    N_("that a class session is kept after its last answer"),
)
COURSES = Limit("CNNVIZ_COURSES_KEPT", 20, N_("courses"), N_("of one visitor that are kept"))
UPLOAD = Limit("CNNVIZ_UPLOAD_MB", 200, N_("MB"), N_("of one upload"), alone=200)
UPLOADS = Limit("CNNVIZ_UPLOADS_KEPT", 20, N_("uploads"), N_("of one visitor that are kept"))
UPLOADS_TOTAL = Limit(
    *("CNNVIZ_UPLOADS_MB", 4_295, N_("MB")),
    N_("of all uploads; for a new one those are removed that no run needs, the oldest first"),
    alone=4_295,
)
STORAGE = Limit(
    *("CNNVIZ_VISITOR_MB", 2_000, N_("MB")),
    N_("of one visitor's runs, uploads, models and courses"),
)
COMPUTED = Limit(
    *("CNNVIZ_COMPUTED_MB", 2_000, N_("MB")),
    N_("of what was computed of models and data, and is computed anew where it is missing"),
    alone=2_000,
)
STORAGE_TOTAL = Limit(
    *("CNNVIZ_TOTAL_MB", 20_000, N_("MB")),
    N_("of all runs, uploads, models, courses and class sessions"),
)

ALL = (
    *(RUNNING, QUEUED, QUEUE, LONGEST_WAIT, EPOCHS, MINUTES, KEPT, DAYS, SESSION_DAYS, COURSES),
    *(UPLOAD, UPLOADS, UPLOADS_TOTAL, STORAGE, STORAGE_TOTAL, COMPUTED),
)


def check() -> None:
    """Check the limits of the environment.

    Raises
    ------
    InputError
        If one is not a number.
    """
    for limit in ALL:
        if written := os.environ.get(limit.name, "").strip():
            limit.parse(written)


def change(typed: Mapping[str, float | None]) -> None:
    """Set limits as the teacher typed them; None for what the environment says.

    Parameters
    ----------
    typed : mapping of str to float or None
        By the limits' names; others stay as they are.

    Raises
    ------
    InputError
        If a number is out of range, or cannot be kept.
    """
    known = {limit.name: limit for limit in ALL}
    for name, number in typed.items():
        if number is not None and isfinite(number):
            known[name].parse(f"{number:.0f}")
    settings.change(limits=typed)


def table() -> str:
    """Write the table of the documentation, in Markdown.

    Returns
    -------
    str
        A line for each limit, below the heading; no line break at its end.
    """
    rows = [f"| `{each.name}` | {each.default_text} | {each.meaning} |" for each in ALL]
    return "\n".join(["| Variable | Default | What it limits |", "| --- | --- | --- |", *rows])
