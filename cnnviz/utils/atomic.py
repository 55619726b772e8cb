"""Writing a file whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path beside ``path`` to write to; the file written there then takes its place.

    Whoever reads ``path`` meanwhile finds the earlier file. Where an error is raised the earlier
    file stays, and nothing of the new one.

    Parameters
    ----------
    path : Path
        The file to write, in a folder that exists.

    Yields
    ------
    Path
        A file that does not exist yet.
    """
    part = path.with_name(f".{path.name}-{uuid4().hex}.part")
    try:
        yield part
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
