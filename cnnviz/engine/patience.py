"""How long a training process is waited for once it was asked to stop."""

import time

import psutil

# A process that uses no CPU time hangs, or other work keeps it waiting: only the clock can tell.
CLOCK_FACTOR = 4


class Patience:
    """Counts what a process has had since it was asked to stop: CPU time, not time on a clock.

    On a busy machine a niced training may get a fiftieth of a core. One that was about to answer
    would be killed by a clock, and a killed one leaves no model.

    Parameters
    ----------
    pid : int
        Of the process.
    """

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._cpu_before, self._asked_at = self._cpu_seconds(), time.monotonic()

    def is_over(self, seconds: float) -> bool:
        """Whether it has had so many seconds of CPU time, or ``CLOCK_FACTOR`` times as long."""
        waited = time.monotonic() - self._asked_at
        if waited <= seconds:
            return False
        used = self._cpu_seconds() - self._cpu_before
        return used > seconds or waited > CLOCK_FACTOR * seconds

    def _cpu_seconds(self) -> float:
        """CPU time of all its threads; of one that has just ended it does not matter."""
        try:
            used = self._process.cpu_times()
        except psutil.Error:
            return 0.0
        return float(used.user + used.system)
