"""The key that the machines of a cluster share: who holds it may run anything on all of them.

Dask's ports execute whatever they are sent, so that beyond one machine they are opened to holders
of the key alone, and what they are sent is encrypted (TLS, both sides show the certificate).
"""

import datetime
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cnnviz.utils.errors import EngineError, InputError, reason

if TYPE_CHECKING:
    from distributed import Client, Security

VARIABLE = "CNNVIZ_KEYS"
CERTIFICATE, KEY = "certificate.pem", "key.pem"
DAYS = 3650
ROLES = ("scheduler", "worker", "client")
CONNECT_SECONDS = 10


def make(folder: Path) -> tuple[Path, Path]:
    """Make a key and its certificate, valid for ten years.

    Parameters
    ----------
    folder : Path
        Where they are written: ``key.pem``, which the owner and their group may read, and
        ``certificate.pem``.

    Returns
    -------
    tuple of Path
        Both files.

    Raises
    ------
    InputError
        If there is a key already, or the folder cannot be written to.
    """
    written, secret = _self_signed()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_new(folder / KEY, secret, 0o640)
        _write_new(folder / CERTIFICATE, written, 0o644)
    except FileExistsError:
        raise InputError(
            "{folder} must hold no key yet, got one; delete it first", folder=folder
        ) from None
    except OSError as error:
        raise InputError(
            "no key can be written to {folder}: {reason}",
            folder=folder,
            reason=reason(error),
        ) from None
    return folder / CERTIFICATE, folder / KEY


def _self_signed() -> tuple[bytes, bytes]:
    """A new certificate and its key, both as PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cnnviz")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))  # clocks differ
        .not_valid_after(now + datetime.timedelta(days=DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return certificate.public_bytes(serialization.Encoding.PEM), secret


def _write_new(path: Path, content: bytes, mode: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)


def security(folder: Path | None) -> "Security | None":
    """Return what Dask needs to know of a folder's key; None for no folder.

    Raises
    ------
    InputError
        If the key or the certificate is missing or cannot be read.
    """
    from distributed import Security

    if folder is None:
        return None
    for name in (CERTIFICATE, KEY):
        try:
            (folder / name).read_bytes()
        except OSError as error:
            raise InputError(
                "there is no {name} that can be read in {folder} ({reason}); `cnnviz keys "
                "{folder}` makes one",
                name=name,
                folder=folder,
                reason=reason(error),
            ) from None
    certificate, key = str(folder / CERTIFICATE), str(folder / KEY)
    files = {f"tls_{role}_cert": certificate for role in ROLES}
    files |= {f"tls_{role}_key": key for role in ROLES}
    return Security(require_encryption=True, tls_ca_file=certificate, **files)


def from_environment() -> Path | None:
    """Return the folder that ``$CNNVIZ_KEYS`` names; None where it is not set."""
    folder = os.environ.get(VARIABLE)
    return Path(folder) if folder else None


def connect(address: str) -> "Client":
    """Return a client of a scheduler of the operator's own, with the key of ``$CNNVIZ_KEYS``.

    Raises
    ------
    EngineError
        If it cannot be reached, or has no workers that serve cnnviz.
    """
    from cnnviz.engine import server_process

    try:
        shared = security(from_environment()) if address.startswith("tls:") else None
    except InputError as error:
        raise EngineError(
            "the scheduler at {address} cannot be reached: {error}",
            address=address,
            error=error,
        ) from None
    client = server_process.connect(address, shared)
    try:
        client.run_on_scheduler(_imports_cnnviz)
    except Exception as error:  # whatever its process said
        with suppress(Exception):
            client.close(timeout=1)
        raise EngineError(
            "the scheduler at {address} cannot serve cnnviz: {error}; start it with `cnnviz "
            "scheduler`, and its workers with `cnnviz worker`",
            address=address,
            error=error,
        ) from None
    return client


def _imports_cnnviz() -> None:
    """Nothing: a scheduler that can be sent this function knows where cnnviz is."""
