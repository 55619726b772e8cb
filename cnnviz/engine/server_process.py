"""The web process's end of the pipes to ``python -m cnnviz.engine``, and the connection to it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from cnnviz.utils import paths, system
from cnnviz.utils.errors import EngineError

if TYPE_CHECKING:
    from distributed import Client, Security

LEAVE_SECONDS = 10
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
        """Close its standard input: it ends with all its workers."""
        try:
            self.process.communicate(timeout=LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()


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
        raise EngineError(f"the scheduler at {address} cannot be reached: {error}") from None


def start() -> ServerProcess:
    """Start the engine's process and wait for its scheduler's address, about a second.

    Raises
    ------
    EngineError
        If it ends without writing one.
    """
    with _log() as errors:
        process = _spawn(errors)
    line = process.stdout.readline() if process.stdout else ""
    reply = json.loads(line or "{}")
    if "address" not in reply:
        raise EngineError(reply.get("error", "the engine did not start; its log says why"))
    return ServerProcess(process, **reply)


@contextmanager
def _log() -> Iterator[IO[str] | None]:
    """Open ``engine.log`` of the home to append: another server may be writing to it, too.

    None, this process's own standard error, where the home may not be written to.
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


def _spawn(errors: IO[str] | None) -> "subprocess.Popen[str]":
    # In a session of its own, Ctrl-C in a terminal reaches the web process alone, which then closes
    # the pipe. The key comes back through a pipe, too: a command line can be read by others.
    return subprocess.Popen(  # nosec B603
        [sys.executable, "-m", "cnnviz.engine"],
        cwd=paths.ROOT,
        env=os.environ | {"DASK_LOGGING__DISTRIBUTED": "warning"},
        encoding="utf-8",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        start_new_session=True,
        creationflags=system.OWN_CONSOLE_GROUP,
    )
