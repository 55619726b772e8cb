"""Installing what cnnviz needs, with words: whether that is possible here, how far it is, why not.

``python installing.py`` says in a sentence where TensorFlow has no build for this machine;
``.venv/bin/python installing.py requirements.lock`` installs. It imports nothing of ours, and runs
in Pythons from 3.9 on.
"""

import platform
import re
import subprocess
import sys
from pathlib import Path

FIRST, LAST = (3, 11), (3, 13)
NO_INTERNET = (
    "No matching distribution found",
    "Failed to establish a new connection",
    "NewConnectionError",
    "Could not fetch URL",
    "Temporary failure in name resolution",
    "Read timed out",
    "Max retries exceeded",
)
DISK_FULL = "No space left on device"
LOG = "install.log"  # in the virtual environment
LARGE = re.compile(r" *Downloading (?:.*/)?([\w.]+?)-\d\S* \((\d{2,}(?:\.\d)?) MB\)")
BEFORE = (
    "installing TensorFlow, Streamlit and what they need: 700 MB to load, 2.5 GB on disk, "
    "2 to 10 minutes, once"
)


def problem(version: tuple[int, ...], system: str, machine: str) -> str:
    """Say why cnnviz cannot be installed on such a machine; "" where it can.

    Parameters
    ----------
    version : tuple of int
        Of Python, as in ``(3, 12)``.
    system, machine : str
        As ``platform.system()`` and ``platform.machine()`` name them.

    Returns
    -------
    str
        A sentence, without a full stop.
    """
    number = ".".join(map(str, version[:2]))
    if not FIRST <= version[:2] <= LAST:
        return (
            "cnnviz needs Python 3.11, 3.12 or 3.13, since TensorFlow has no build for another; "
            f"this is Python {number}: set PYTHON=python3.13, for example"
        )
    if system == "Darwin" and machine == "x86_64":
        return (
            "cnnviz needs TensorFlow 2.21, which has no build for Macs with an Intel processor; "
            "Docker runs it there: docker build -t cnnviz . && docker run -p 8501:8501 cnnviz"
        )
    if system == "Windows" and machine == "ARM64":
        return "cnnviz needs TensorFlow 2.21, which has no build for Windows on ARM; use WSL"
    return ""


def why_it_failed(log: str) -> str:
    """Say why pip failed, from what it has written.

    Parameters
    ----------
    log : str
        Its output.

    Returns
    -------
    str
        A sentence, without a full stop.
    """
    if DISK_FULL in log:
        return "the installation needs 2.5 GB, and the disk is full"
    if any(sign in log for sign in NO_INTERNET):
        return (
            "the installation needs the internet: pypi.org could not be reached from here "
            "(behind a proxy, set HTTPS_PROXY; with a mirror, PIP_INDEX_URL)"
        )
    return f"the installation failed; {Path(sys.prefix) / LOG} says why"


def noteworthy(line: str) -> str:
    """Return what a line of pip's output is told as; "" for most.

    Parameters
    ----------
    line : str
        One line, as pip writes it without a progress bar.

    Returns
    -------
    str
        A large package that is loaded now, or that all of them are unpacked.
    """
    large = LARGE.match(line)
    if large:
        return f"loading {large[1]}, {large[2]} MB"
    return "unpacking all of it" if line.startswith("Installing collected packages") else ""


def install(requirements: str, log: Path) -> str:
    """Install what a file of requirements names into this Python; return why that failed, or "".

    Parameters
    ----------
    requirements : str
        The file; every package in it has its hash.
    log : Path
        Where pip's output is kept.

    Returns
    -------
    str
        A sentence, without a full stop.
    """
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install"]
    pip += ["--progress-bar", "off", "--require-hashes", "-r", requirements]
    written = []
    with subprocess.Popen(  # noqa: S603 - our own pip  # nosec B603
        pip,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            written.append(line)
            if noteworthy(line):
                print(f"cnnviz: {noteworthy(line)}", flush=True)
    log.write_text("".join(written), "utf-8")
    return why_it_failed("".join(written)) if process.returncode else ""


def main(arguments: list[str]) -> int:
    """Install, or only look; print a sentence to standard error where it cannot be done.

    Parameters
    ----------
    arguments : list of str
        The file of requirements, or nothing.

    Returns
    -------
    int
        The exit status.
    """
    found = problem(sys.version_info[:2], platform.system(), platform.machine())
    if arguments and not found:
        print(f"cnnviz: {BEFORE}", flush=True)
        found = install(arguments[0], Path(sys.prefix) / LOG)
    if found:
        sys.stderr.write(f"{found}.\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
