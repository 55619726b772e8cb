"""Several people at one server: who visits, what belongs to whom, and what each may take."""

import logging
import os

from cnnviz.classroom import limits, password, secret, visitor

LOCAL_ADDRESSES = ("localhost", "127.0.0.1", "::1")
OPEN = (
    "other machines may reach this server, and its visitors are not told apart: everybody sees and "
    "changes everybody's runs. CNNVIZ_CLASS=1 tells them apart; CNNVIZ_CLASS=0 only ends "
    "this warning"
)


def check() -> None:
    """Check what the environment says about a class, as the server starts.

    Raises
    ------
    InputError
        If a limit is not a number, or a password's hash or the secret is not what it must be.
    """
    limits.check()
    password.check()
    if visitor.separates():
        secret.key()


def warn_if_open(address: str | None) -> None:
    """Log a warning where others can reach a server that does not tell them apart.

    Parameters
    ----------
    address : str or None
        Where it listens; None for all of the machine's addresses.
    """
    decided = visitor.separates() or os.environ.get(visitor.SWITCH, "").strip()
    if not decided and address not in LOCAL_ADDRESSES:
        logging.getLogger(__name__).warning(OPEN)
