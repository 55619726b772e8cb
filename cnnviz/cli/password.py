"""``cnnviz hash-password``: what ``$CNNVIZ_TEACHER`` is set to for a teacher's password."""

import getpass
import sys
from argparse import Namespace

from cnnviz.classroom import password
from cnnviz.classroom.visitor import TEACHER
from cnnviz.utils.errors import InputError


def hash_password(arguments: Namespace) -> int:
    """Ask for a password, twice at a terminal, and print its hash.

    Raises
    ------
    InputError
        If it is too short, or was typed differently the second time.
    """
    typed = _typed()
    print(f"{TEACHER}={password.hashed(typed)}")
    return 0


def _typed() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Teacher's password: ")
    if getpass.getpass("Once more: ") != first:
        raise InputError("the two passwords must be the same")
    return first
