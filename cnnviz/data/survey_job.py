"""A survey made in a process of its own, whose progress every visitor's page can show."""

import json
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

from cnnviz.data.survey import Survey
from cnnviz.utils import language, paths

_one_at_a_time = threading.Lock()


class SurveyJob:
    """The survey of one data set.

    Attributes
    ----------
    fraction : float
        Share that is done, in [0, 1].
    doing : str
        The current activity.
    result : Survey or None
        None until it is done.
    error : str
        Why there is no result; "" where there is, or will be, one.

    Parameters
    ----------
    dataset : str
        What ``data.load`` takes.
    size : int or None
        Longer side of the images, where the data set is too large in its own size.
    skip_unusable : bool
        As for ``data.load``.
    """

    def __init__(self, dataset: str, size: int | None, skip_unusable: bool) -> None:
        self.fraction, self.doing, self.error = 0.0, "waiting for another data set", ""
        self.result: Survey | None = None
        self._settings = [dataset, size, skip_unusable]
        self._thread = threading.Thread(target=language.kept(self._run), name="survey", daemon=True)
        self._thread.start()

    @property
    def active(self) -> bool:
        """Whether it is still being made."""
        return self.result is None and not self.error

    def wait(self) -> None:
        """Wait until it is made or has failed, and its process has ended."""
        self._thread.join()

    def _run(self) -> None:
        try:
            with _one_at_a_time:
                self.doing = "starting"
                for message in _messages(self._settings):
                    self._take(message)
        finally:
            if self.result is None and not self.error:
                self.error = "its process ended: there was not enough memory, or see the log"

    def _take(self, message: Any) -> None:
        if isinstance(message, Survey):
            self.result = message
        elif isinstance(message, str):
            self.error = message
        else:
            fraction, self.doing = message
            self.fraction = min(fraction, 1.0)


def _messages(settings: list[Any]) -> Iterator[Any]:
    """What the process replies, until it ends; where nobody listens any more, it is ended."""
    command = [sys.executable, "-m", "cnnviz.data.survey_process"]
    with subprocess.Popen(  # noqa: S603 - nothing in it comes from a visitor  # nosec B603
        command, cwd=paths.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin  # noqa: S101  asked for above
        assert process.stdout  # noqa: S101
        try:
            process.stdin.write(json.dumps(settings).encode() + b"\n")
            process.stdin.flush()
            while True:
                yield pickle.load(process.stdout)  # noqa: S301 - our own child's  # nosec B301
        except (EOFError, OSError, pickle.UnpicklingError):
            return
        finally:
            process.kill()
