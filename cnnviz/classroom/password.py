"""The teacher's password: only its scrypt hash is kept, in ``$CNNVIZ_TEACHER``."""

import base64
import hashlib
import hmac
import os
import secrets
import threading

from cnnviz.classroom.visitor import TEACHER
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import N_

LEAST_CHARACTERS, MOST_CHARACTERS = 8, 1000
COST, BLOCK, PARALLEL = 2**15, 8, 1  # 32 MiB and 0.1 s
MOST_COST, MOST_BLOCK = 2**20, 32
SALT_BYTES, KEY_BYTES = 16, 32
FORM = N_("CNNVIZ_TEACHER must be what `python -m cnnviz hash-password` prints")
_one_at_a_time = threading.Lock()  # each takes 32 MiB: guesses must not take all memory


def hashed(password: str) -> str:
    """Return what ``$CNNVIZ_TEACHER`` is set to for a password.

    Parameters
    ----------
    password : str

    Returns
    -------
    str
        "scrypt:32768:8:1:<salt>:<key>"; without a character that shells or Compose replace.

    Raises
    ------
    InputError
        If the password has fewer than 8 or more than 1,000 characters.
    """
    if not LEAST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
        raise InputError(
            "a teacher's password must have {least} to {most:,} characters, got {count:,}",
            least=LEAST_CHARACTERS,
            most=MOST_CHARACTERS,
            count=len(password),
        )
    salt = secrets.token_bytes(SALT_BYTES)
    made = _scrypt(password, salt, COST, BLOCK, PARALLEL)
    return ":".join(["scrypt", str(COST), str(BLOCK), str(PARALLEL), _text(salt), _text(made)])


def kept() -> str:
    """Return the hash in ``$CNNVIZ_TEACHER``.

    Returns
    -------
    str
        "" where there is no teacher's role.
    """
    return os.environ.get(TEACHER, "").strip()


def is_set() -> bool:
    """Whether there is a teacher's role on this server.

    Returns
    -------
    bool
    """
    return bool(kept())


def is_right(password: str) -> bool:
    """Whether a password is the teacher's.

    Parameters
    ----------
    password : str
        As typed.

    Returns
    -------
    bool
        False where none is set.

    Raises
    ------
    InputError
        If ``$CNNVIZ_TEACHER`` is not a hash of ours.
    """
    if not is_set():
        return False
    salt, key, cost, block, parallel = _parsed(kept())
    if len(password) > MOST_CHARACTERS:
        return False
    return hmac.compare_digest(_scrypt(password, salt, cost, block, parallel), key)


def check() -> None:
    """Check that ``$CNNVIZ_TEACHER`` is empty or a hash of ours.

    Raises
    ------
    InputError
        If it is anything else, for example the password itself.
    """
    if is_set():
        _parsed(kept())


def _parsed(written: str) -> tuple[bytes, bytes, int, int, int]:
    try:
        kind, *numbers, salt_text, key_text = written.split(":")
        cost, block, parallel = map(int, numbers)
        salt, key = (base64.urlsafe_b64decode(text) for text in (salt_text, key_text))
    except ValueError:
        raise InputError(FORM) from None
    usual = kind == "scrypt" and 2 <= cost <= MOST_COST and 1 <= block <= MOST_BLOCK
    if not usual or cost & (cost - 1) or parallel != 1 or len(key) != KEY_BYTES or len(salt) < 8:
        raise InputError(FORM)
    return salt, key, cost, block, parallel


def _scrypt(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    with _one_at_a_time:
        return hashlib.scrypt(
            password.encode("utf-8", "surrogatepass"),
            salt=salt,
            n=cost,
            r=block,
            p=parallel,
            maxmem=132 * cost * block + 2**20,
            dklen=KEY_BYTES,
        )


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()
