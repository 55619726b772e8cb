"""The cookie by which a visitor is recognised: a random id, when it was given, and a signature."""

import hashlib
import hmac
import re
import secrets
import time

from cnnviz.classroom import secret

MAX_AGE = 400 * 86_400  # seconds; browsers keep no cookie longer
RENEWED_AFTER = 30 * 86_400
AHEAD = 86_400  # that the clock of another server may be
_FORM = re.compile(r"v1\.([0-9a-f]{32})\.(\d{10,11})\.([0-9a-f]{64})", re.ASCII)


def name() -> str:
    """Return the cookie's name, which differs from that of any other server of the same host.

    Returns
    -------
    str
        With a part of a hash of the secret.
    """
    return "cnnviz-" + hashlib.sha256(b"name" + secret.key()).hexdigest()[:8]


def issue(visitor_id: str | None = None, now: float | None = None) -> str:
    """Make the cookie's value.

    Parameters
    ----------
    visitor_id : str, optional
        Of a visitor who is known; by default a new one of 128 random bits.
    now : float, optional
        Seconds since the epoch.

    Returns
    -------
    str
    """
    known = visitor_id or secrets.token_hex(16)
    body = f"v1.{known}.{int(time.time() if now is None else now)}"
    return f"{body}.{_sign(body)}"


def read(value: str, now: float | None = None) -> str | None:
    """Return the visitor's id in a cookie's value.

    Parameters
    ----------
    value : str
        As a browser sent it.
    now : float, optional
        Seconds since the epoch.

    Returns
    -------
    str or None
        None where it was not issued with our secret, has been altered, or is too old.
    """
    found = _parse(value, now)
    return found[0] if found else None


def is_due(value: str, now: float | None = None) -> bool:
    """Whether a valid cookie is to be issued again, so that it does not expire in use.

    Parameters
    ----------
    value : str
        As a browser sent it.
    now : float, optional
        Seconds since the epoch.

    Returns
    -------
    bool
    """
    found = _parse(value, now)
    return found is not None and found[1] > RENEWED_AFTER


def _parse(value: str, now: float | None) -> tuple[str, float] | None:
    """The visitor's id and the cookie's age in seconds."""
    found = _FORM.fullmatch(value)
    if found is None:
        return None
    body = value.rpartition(".")[0]
    if not hmac.compare_digest(_sign(body), found[3]):
        return None
    age = (time.time() if now is None else now) - int(found[2])
    return (found[1], age) if -AHEAD <= age <= MAX_AGE else None


def _sign(body: str) -> str:
    return hmac.new(secret.key(), body.encode(), hashlib.sha256).hexdigest()
