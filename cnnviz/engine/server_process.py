"""The web process's end of the pipes to ``python -m cnnviz.engine``, and the connection to it."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from cnnviz.utils import paths, system
from cnnviz.utils.errors import EngineError
from cnnviz.utils.language import N_
from cnnviz.utils.retold import retold

if TYPE_CHECKING:
    from distributed import Client, Security

LEAVE_SECONDS = 8  # the engine gives its trainings 6
MAX_LOG = 2**20  # bytes; a longer log is set aside when an engine starts


@dataclass(frozen=True)
class ServerProcess:
    """A running engine, its scheduler's address, and the certificate and key to talk to it."""

    process: "subprocess.Popen[str]"
    address: str
    certificate: str
    key: str

    @property
    def alive(self) -> bool:
        """Whether it is running."""
        return self.process.poll() is None

    def connect(self) -> "Client":
        """Return a Dask client of its scheduler."""
        from distributed import Security

        pem = {"tls_ca_file": self.certificate, "tls_client_cert": self.certificate}
        return connect(
            self.address, Security(require_encryption=True, tls_client_key=self.key, **pem)
        )

    def stop(self) -> None:
        """Close its standard input: its trainings save, and it ends with all its workers."""
        with suppress(OSError):
            if self.process.stdin:
                self.process.stdin.close()
        try:
            self.process.wait(LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def connect(address: str, security: "Security | None" = None) -> "Client":
    """Return a client of the scheduler at ``address``; Dask's own settings where none are given.

    Raises
    ------
    EngineError
        If it cannot be reached.
    """
    from distributed import Client

    try:
        return Client(address, security=security, set_as_default=False, direct_to_workers=True)
    except (OSError, ValueError) as error:
        raise EngineError(
            "the scheduler at {address} cannot be reached: {error}",
            address=address,
            error=error,
        ) from None


def start() -> ServerProcess:
    """Start the engine's process and wait for its scheduler's address, about a second.

    Raises
    ------
    EngineError
        If it ends without writing one.
    """
    process = _spawn()
    threading.Thread(target=_copy_log, args=(process,), name="engine-log", daemon=True).start()
    line = process.stdout.readline() if process.stdout else ""
    reply = json.loads(line or "{}")
    if "address" not in reply:
        unknown = N_("the engine did not start; the server's log says why")
        raise EngineError("{reason}", reason=retold(reply.get("error", unknown)))
    return ServerProcess(process, **reply)


def _copy_log(process: "subprocess.Popen[str]") -> None:
    """Copy what the engine reports to our own standard error, and to ``engine.log`` of the home."""
    with _log() as log:
        for line in process.stderr or ():
            for file in (sys.__stderr__, log):
                with suppress(OSError, ValueError):  # the disk is full, or the file is closed
                    if file:
                        file.write(line)
                        file.flush()


@contextmanager
def _log() -> Iterator[IO[str] | None]:
    """Open ``engine.log`` of the home to append: another server may be writing to it, too.

    None where the home may not be written to.
    """
    log = paths.home() / "engine.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > MAX_LOG:
            log.replace(log.with_suffix(".log.1"))
        file = log.open("a", encoding="utf-8")
    except OSError:
        yield None
        return
    with file:
        yield file


def _spawn() -> "subprocess.Popen[str]":
    # In a session of its own, Ctrl-C in a terminal reaches the web process alone, which then closes
    # the pipe. The key comes back through a pipe, too: a command line can be read by others.
    return subprocess.Popen(  # nosec B603
        [sys.executable, "-m", "cnnviz.engine"],
        cwd=paths.ROOT,
        env=os.environ | {"DASK_LOGGING__DISTRIBUTED": "warning"},
        encoding="utf-8",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        errors="replace",
        start_new_session=True,
        creationflags=system.OWN_CONSOLE_GROUP,
    )
