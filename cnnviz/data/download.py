"""Download of one file, checked before it is moved into place."""

import hashlib
import http.client
from pathlib import Path
from typing import BinaryIO
from urllib.request import urlopen

from cnnviz.data.dataset import Progress
from cnnviz.utils.atomic import replacing
from cnnviz.utils.errors import InputError
from cnnviz.utils.language import Message

CHUNK = 256 * 1024
TIMEOUT = 20  # seconds without a byte


def fetch(url: str, target: Path, sha256: str, size: int, progress: Progress) -> None:
    """Download a file of known size and SHA-256 to ``target``, whole or not at all.

    Raises
    ------
    InputError
        If the download fails, is cut short, or has another checksum.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with replacing(target) as part:
        with part.open("wb") as out:
            digest = _copy(url, out, size, progress)
        if digest != sha256:
            raise InputError(
                "{name} must have SHA-256 {sha256}, got {digest} from {url}",
                name=target.name,
                sha256=sha256,
                digest=digest,
                url=url,
            )


def _copy(url: str, out: BinaryIO, size: int, progress: Progress) -> str:
    """Copy the answer of ``url`` into ``out`` and return its SHA-256."""
    digest, done = hashlib.sha256(), 0
    try:
        with urlopen(url, timeout=TIMEOUT) as answer:  # noqa: S310 - our constant  # nosec B310
            while chunk := answer.read(CHUNK):
                done += len(chunk)
                if done > size:
                    raise InputError("{url} must send {size:,} bytes, got more", url=url, size=size)
                digest.update(chunk)
                out.write(chunk)
                progress(
                    done / size,
                    Message(
                        "downloading, {done:.1f} of {size:.1f} MB", done=done / 1e6, size=size / 1e6
                    ),
                )
    except (OSError, http.client.HTTPException) as error:
        raise InputError(
            "{url} could not be reached: {reason}",
            url=url,
            reason=getattr(error, "reason", error),
        ) from error
    if done < size:
        raise InputError(
            "{url} must send {size:,} bytes, got {done:,}: the connection broke off",
            url=url,
            size=size,
            done=done,
        )
    return digest.hexdigest()
