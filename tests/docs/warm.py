"""A process that has imported Keras and runs the documentation's commands in forks of itself.

Importing Keras takes seconds, and the pages have dozens of commands. The shell that runs a block
finds small programs called ``cnnviz``, ``python``, ``docker`` and so on in its PATH: each sends its
arguments here, with its standard streams, and ends with the status that comes back. ``cnnviz`` and
Python files really run; of what cannot run in a test the arguments are checked (``checks``).
"""

import json
import os
import runpy
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from cnnviz.data import Dataset

FEW = 400  # digits to train on

# Run by the system's interpreter, without the packages of the environment, in 20 ms.
CLIENT = """\
import array, json, os, socket, sys
link = socket.socket(socket.AF_UNIX)
link.connect({address!r})
request = json.dumps(dict(program=sys.argv[1], arguments=sys.argv[2:], folder=os.getcwd(),
                          environment=dict(os.environ))).encode()
link.sendmsg([len(request).to_bytes(4, "big")],
             [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))])
link.sendall(request)
sys.exit(int(link.recv(8) or b"1"))
"""
PROGRAM = '#!/bin/sh\nexec "{python}" -S -E "{client}" {name} "$@"\n'
PROGRAMS = ("cnnviz", "docker", "git", "kubectl", "make", "pip", "python", "python3")


def write_programs(folder: Path, address: Path) -> None:
    """Write the small programs, for the PATH of a shell."""
    folder.mkdir()
    client = folder / "client.py"
    client.write_text(CLIENT.format(address=str(address)), "utf-8")
    for name in PROGRAMS:
        path = folder / name
        path.write_text(PROGRAM.format(python=sys.executable, client=client, name=name), "utf-8")
        path.chmod(0o755)


def serve(address: str) -> None:
    """Answer until the process is ended; a line on standard output says when it begins."""
    import keras  # noqa: F401 - so that no fork needs to

    from cnnviz import data
    from cnnviz.cli import commands  # noqa: F401
    from cnnviz.training import job  # noqa: F401

    data.ARRAYS["digits"] = _few(data.load("digits"))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended forks leave nothing behind
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(address)
        door.listen(8)
        print("ready", flush=True)
        while True:
            link, _ = door.accept()
            if os.fork() == 0:
                door.close()
                _answer(link)
            link.close()


def _few(digits: "Dataset") -> Callable[..., "Dataset"]:
    """A loader of some of the built-in digits, already read: a training takes a second then."""
    parts = {
        name: getattr(digits, name).take(np.arange(count))
        for name, count in (("train", FEW), ("validation", FEW // 4), ("test", FEW // 4))
    }
    few = replace(digits, **parts)
    return lambda seed, progress: few


def _answer(link: socket.socket) -> None:
    """Run one command in this fork, with the streams and in the folder of who asked; then end."""
    status = 1
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        head, streams, *_ = socket.recv_fds(link, 4, 3)
        request = bytearray()
        while len(request) < int.from_bytes(head, "big"):
            request += link.recv(1 << 16)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        asked = json.loads(request)
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["environment"])
        status = _run(asked["program"], asked["arguments"])
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        link.sendall(str(status).encode())
        os._exit(0)


def _run(program: str, arguments: list[str]) -> int:
    from cnnviz.__main__ import main
    from tests.docs import checks

    if program in ("python", "python3") and arguments[0].endswith(".py"):
        sys.path.insert(0, str(Path.cwd()))
        runpy.run_path(arguments[0], run_name="__main__")
        return 0
    if program in ("python", "python3") and arguments[:2] == ["-m", "cnnviz"]:
        program, arguments = "cnnviz", arguments[2:]
    if program == "cnnviz" and not checks.goes_on(arguments):
        return main(checks.shortened(arguments))
    checks.check(program, arguments)
    return 0


if __name__ == "__main__":
    serve(sys.argv[1])
