"""The version that is installed."""

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def installed() -> str:
    """Return the installed version of cnnviz.

    Returns
    -------
    str
        As in "0.1.0"; "unknown" where the package is not installed.
    """
    try:
        return version("cnnviz")
    except PackageNotFoundError:
        return "unknown"
