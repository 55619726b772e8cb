"""Files of a data set that are not learned from, each with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from cnnviz.utils.errors import InputError
from cnnviz.utils.text import plural

SHOWN = 10  # files that a message names; it counts the others


@dataclass(frozen=True)
class UnusableFile:
    """A file of a data set that is not learned from.

    Attributes
    ----------
    file : str
        Its name within the data set.
    reason : str
        Why it is not used; a phrase that follows the name and a colon.
    """

    file: str
    reason: str


class UnusableFilesError(InputError):
    """Some files cannot be used, but the others can: ``data.load`` may be told to skip them.

    Parameters
    ----------
    files : sequence of UnusableFile
        All of them, at least one.
    """

    def __init__(self, files: Sequence[UnusableFile]) -> None:
        self.files = tuple(files)
        it = "them" if len(files) > 1 else "it"
        super().__init__(f"{listed(files)}; repair, move or delete {it}, or leave {it} out")


def listed(files: Sequence[UnusableFile]) -> str:
    """Name up to ten files with their reasons, and count the others.

    Files with the same reason share it: "2 files cannot be used: a.png, b.png (it is empty)".
    """
    if len(files) == 1:
        return f"{files[0].file}: {files[0].reason}"
    by_reason: dict[str, list[str]] = {}
    for each in files[:SHOWN]:
        by_reason.setdefault(each.reason, []).append(each.file)
    reasons = "; ".join(f"{', '.join(names)} ({reason})" for reason, names in by_reason.items())
    rest = len(files) - SHOWN
    more = f" and {plural(rest, 'more file')}" if rest > 0 else ""
    return f"{plural(len(files), 'file')} cannot be used: {reasons}{more}"
