"""What is asked of a documented command that a test cannot run, and why it cannot."""

import importlib.util
import re
import subprocess
from itertools import pairwise
from pathlib import Path

import yaml

from cnnviz.__main__ import _parser
from cnnviz.utils import paths

# By program: why a test does not run it. What is looked at instead is in ``check``.
REASONS = {
    "docker": "needs Docker and an hour of a machine: subcommands and named files are looked at",
    "kubectl": "needs a cluster: named files must be there and be YAML",
    "make": "installs, or runs the tests that this is one of: targets and variables must be there",
    "git": "changes the reader's repository",
    "python -m": "starts a server, installs, or takes minutes: the module must be there",
    "pip": "installs: named files must be there",
    "cnnviz run": "goes on until it is ended, as scheduler, worker and backup --daily do: "
    "its arguments are parsed",
}
GOING_ON = ("run", "scheduler", "worker")
DOCKER = {"build", "compose", "push", "run", "stop"}
COMPOSE = {"up", "down", "exec", "logs", "ps"}
PYTHON_S = {"venv", "pip", "streamlit", "pytest", "tensorboard"}


def goes_on(arguments: list[str]) -> bool:
    """Whether a command of cnnviz goes on until it is ended."""
    return arguments[0] in GOING_ON or "--daily" in arguments


def shortened(arguments: list[str]) -> list[str]:
    """The same training in one epoch; any other command as it is."""
    if arguments[0] != "train":
        return arguments
    kept = re.sub(r"--epochs \S+", "", "\n".join(arguments).replace("--epochs\n", "--epochs "))
    return [*filter(None, kept.split("\n")), "--epochs", "1"]


def check(program: str, arguments: list[str]) -> None:
    """Look at a command that is not run.

    Raises
    ------
    AssertionError, SystemExit
        If it names what is not there.
    """
    if program == "cnnviz":
        _parser().parse_args(arguments)
    elif program == "docker":
        _check_docker(arguments)
    elif program == "kubectl":
        for file in _values(arguments, "-f", "--filename"):
            _check_yaml(paths.ROOT / "deploy" / "kubernetes" / file)
    elif program == "make":
        _check_make(arguments)
    elif program in ("python", "python3", "pip"):
        _check_python(arguments)
    else:
        assert program == "git", program


def _values(arguments: list[str], *options: str) -> list[str]:
    return [value for option, value in pairwise(arguments) if option in options]


def _check_yaml(path: Path) -> None:
    assert yaml.safe_load(path.read_text("utf-8")), path


def _check_docker(arguments: list[str]) -> None:
    assert arguments[0] in DOCKER, arguments
    if arguments[0] == "build":
        dockerfile = (paths.ROOT / "Dockerfile").read_text("utf-8")
        for setting in _values(arguments, "--build-arg"):
            assert f"ARG {setting.split('=')[0]}" in dockerfile, setting
    if arguments[0] == "compose":
        assert COMPOSE & set(arguments), arguments
        for file in _values(arguments, "-f", "--file"):
            _check_yaml(paths.ROOT / file)
    if arguments[0] == "run" and "cnnviz" in arguments[:-1]:
        rest = arguments[arguments.index("cnnviz") + 1 :]
        _parser().parse_args(rest)


def _check_make(arguments: list[str]) -> None:
    makefile = (paths.ROOT / "Makefile").read_text("utf-8")
    targets = {
        name
        for line in re.findall(r"^\.PHONY:(.*)$", makefile, re.MULTILINE)
        for name in line.split()
    }
    for argument in arguments:
        name, _, value = argument.partition("=")
        assert name in targets or (value and f"$({name})" in makefile), argument
    if arguments[0] == "bench" and (sections := _given(arguments, "ARGS")):
        from benchmarks.__main__ import SECTIONS

        assert set(sections.split()) & set(SECTIONS), sections


def _given(arguments: list[str], variable: str) -> str:
    start = f"{variable}="
    return next((each[len(start) :] for each in arguments if each.startswith(start)), "")


def _check_python(arguments: list[str]) -> None:
    if arguments[0] == "-m":
        module = arguments[1]
        assert module in PYTHON_S or importlib.util.find_spec(module), module
        arguments = arguments[2:]
    for file in _values(arguments, "-r", "--requirement", "run"):
        assert (paths.ROOT / file).is_file(), file


def openssl_is_there() -> bool:
    """Whether this machine can make the certificate and the secrets of docs/deploy.md."""
    try:
        return subprocess.run(["openssl", "version"], capture_output=True).returncode == 0
    except OSError:
        return False
