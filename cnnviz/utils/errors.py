"""The errors that a visitor may read, and the system's errors in words for visitors."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from cnnviz.utils.language import N_, _

UNEXPECTED = N_("an error occurred; the server's log says which")
FULL = (errno.ENOSPC, errno.EDQUOT)
FORBIDDEN = (errno.EROFS, errno.EACCES, errno.EPERM)


class _TranslatedError(Exception):
    """An error whose message is translated where it is read, whichever process raised it.

    Parameters
    ----------
    text : str
        In English, as ``language._`` takes it: a literal, so that the catalogues have it.
    **values : object
        What is put into the text.
    """

    def __init__(self, text: str = "", /, **values: object) -> None:
        super().__init__(text)
        self.text, self.values = text, values

    def __str__(self) -> str:
        return _(self.text, **self.values)


class InputError(_TranslatedError, ValueError):
    """Input that breaks a stated rule.

    Its message is one plain sentence that states the rule and the value received, for example
    "stride must be at least 1, got 0". Pages show it where it happened; the shell prints it.

    Examples
    --------
    >>> str(InputError("stride must be at least 1, got {stride}", stride=0))
    'stride must be at least 1, got 0'
    """


class NewerVersionError(InputError):
    """A file that is whole, but says what only a newer version of cnnviz can have written."""


class EngineError(_TranslatedError, RuntimeError):
    """No worker process can answer, whatever the input. Its message is one plain sentence."""


def is_disk_full(error: BaseException) -> bool:
    """Tell whether an error, of the system's or of a library's, says that the disk is full.

    Parameters
    ----------
    error : BaseException
        HDF5 raises errors of its own that only quote the system's.

    Returns
    -------
    bool
        True where it does.
    """
    return getattr(error, "errno", None) in FULL or "No space left on device" in str(error)


def reason(error: OSError) -> str:
    """Say why a file could not be read or written, without its path.

    Parameters
    ----------
    error : OSError
        Its own text names folders of the server, which are no visitor's business.

    Returns
    -------
    str
        A phrase.

    Examples
    --------
    >>> reason(OSError(28, "No space left on device", "/srv/home/part"))
    "the server's disk is full"
    >>> reason(OSError(5, "Input/output error", "/srv/home/part"))
    'input/output error'
    """
    if is_disk_full(error):
        return _("the server's disk is full")
    if error.errno in FORBIDDEN:
        return _("the server may not write there")
    return (error.strerror or type(error).__name__).lower()


@contextmanager
def kept(what: str) -> Iterator[None]:
    """Let what the system refuses inside the ``with`` block be an error for visitors.

    Parameters
    ----------
    what : str
        What is being kept, in English, as ``N_`` marks it: "the course".

    Yields
    ------
    None

    Raises
    ------
    InputError
        In place of an OSError: that it cannot be kept, and why.
    """
    try:
        yield
    except OSError as error:
        raise InputError(
            "{what} cannot be kept: {reason}", what=_(what), reason=reason(error)
        ) from None
