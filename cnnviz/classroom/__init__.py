"""Several people at one server: who visits, what belongs to whom, and what each may take."""

from cnnviz.classroom import limits, password, secret, visitor


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
