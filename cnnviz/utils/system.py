"""What operating systems offer differently: priorities, forks, signals and consoles."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress

# Of macOS, a process that has used the system's numerical library may not be forked. Tests start
# fresh processes on Linux, too, with CNNVIZ_FORK=0.
CAN_FORK = sys.platform == "linux" and os.environ.get("CNNVIZ_FORK") != "0"
SIGKILL = int(getattr(signal, "SIGKILL", 9))
# On Windows, what keeps Ctrl-C in a console from reaching a child; nothing elsewhere.
OWN_CONSOLE_GROUP = int(getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0))


def lower_priority(niceness: int) -> None:
    """Let this process, and those it starts, step back behind others.

    Parameters
    ----------
    niceness : int
        From 1 to 19; on Windows any means "below normal".
    """
    with suppress(OSError):  # a container may forbid it
        if sys.platform == "win32":
            import psutil

            psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            os.nice(niceness)


def lower_priority_of_thread(niceness: int) -> None:
    """Let this thread alone step back, where threads have a priority of their own.

    Parameters
    ----------
    niceness : int
        From 1 to 19.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)


def signal_name(number: int) -> str:
    """Name a signal.

    Parameters
    ----------
    number : int
        Of the signal, at least 1.

    Returns
    -------
    str
        As in "SIGTERM"; where this system has no name for it, "signal 77".
    """
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def wait_for_end_of_input() -> None:
    """Wait until standard input ends, as it does with the process that holds its other end.

    Without the lock of ``sys.stdin``: an interpreter that ends meanwhile would abort for it.
    """
    with suppress(OSError, ValueError):
        while os.read(sys.stdin.fileno(), 4096):
            pass
