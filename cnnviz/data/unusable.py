"""Files of a data set that are not learned from, each with the reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_, Message, N_n, _

SHOWN = 10  # files that a message names; it counts the others


@dataclass(frozen=True)
class UnusableFile:
    """A file of a data set that is not learned from.

    Attributes
    ----------
    file : str
        Its name within the data set.
    reason : str
        Why it is not used; a phrase that follows the name and a colon. ``language._`` translates
        it.
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
        super().__init__(
            N_("{files}; repair, move or delete them, or leave them out")
            if len(files) > 1
            else N_("{files}; repair, move or delete it, or leave it out"),
            files=listed(files),
        )


def listed(files: Sequence[UnusableFile]) -> Message:
    """Name up to ten files with their reasons, and count the others.

    Files with the same reason share it: "2 files cannot be used: a.png, b.png (it is empty)".
    """
    if len(files) == 1:
        return Message("{file}: {reason}", file=files[0].file, reason=files[0].reason)
    by_reason: dict[str, list[str]] = {}
    for each in files[:SHOWN]:
        by_reason.setdefault(each.reason, []).append(each.file)
    reasons = "; ".join(f"{', '.join(names)} ({_(reason)})" for reason, names in by_reason.items())
    if (rest := len(files) - SHOWN) > 0:
        return Message(
            "{files} cannot be used: {reasons} and {more}",
            files=Message(N_n("{count:,} file", "{count:,} files"), count=len(files)),
            reasons=reasons,
            more=Message(N_n("{count:,} more file", "{count:,} more files"), count=rest),
        )
    return Message(
        "{files} cannot be used: {reasons}",
        files=Message(N_n("{count:,} file", "{count:,} files"), count=len(files)),
        reasons=reasons,
    )
