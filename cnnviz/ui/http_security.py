"""What each answer of the server tells a browser to refuse, and which requests are refused here.

Streamlit sends no headers of security, and takes websockets from pages of other origins that call
themselves localhost; for others it asks a server in the internet which address this machine has.
An ASGI middleware in front of it decides first. Sources: https://www.w3.org/TR/CSP3,
https://www.w3.org/TR/permissions-policy, https://asgi.readthedocs.io/en/stable/specs/www.html.
"""

import base64
import hashlib
import ipaddress
import os
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cnnviz.utils.errors import InputError

FRAME_ANCESTORS = "CNNVIZ_FRAME_ANCESTORS"  # pages that may show this one in a frame
METRICS = "CNNVIZ_METRICS"  # "open": figures on the server's use are answered to anyone
SOURCE = re.compile(r"(https?://)?(\*\.)?[a-z0-9.-]+(:\d{1,5})?", re.IGNORECASE)
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")  # what proxies add
WASM = "'wasm-unsafe-eval'"  # Streamlit's protobuf counts in WebAssembly; it allows no JavaScript
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)

PERMISSIONS = "camera=(self), clipboard-write=(self), fullscreen=(self), " + ", ".join(
    f"{feature}=()" for feature in ("geolocation", "microphone", "midi", "payment", "serial", "usb")
)


class HttpSecurity:
    """ASGI middleware: refuses foreign origins, closes the metrics, adds headers to each answer.

    Parameters
    ----------
    app : ASGI application
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        ancestors = check()
        self.headers, self.is_framed = security_headers(ancestors), bool(ancestors)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                if self.is_framed and is_https(scope):
                    headers.raw[:] = map(_sent_in_frames, headers.raw)
            await send(message)

        refusal = _refusal(scope)
        if not refusal:
            await self.app(scope, receive, with_headers)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # before it opens: status 403
        else:
            await PlainTextResponse(refusal, 403)(scope, receive, with_headers)


def security_headers(ancestors: Sequence[str] = ()) -> dict[str, str]:
    """Return the headers of every answer.

    Parameters
    ----------
    ancestors : sequence of str
        Origins whose pages may show this one in a frame.
    """
    policy = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", WASM, *_inline_scripts(_index())]),
        "style-src": "'self' 'unsafe-inline'",  # Streamlit and our components write styles
        "img-src": "'self' data: blob:",
        "media-src": "'self' data: blob:",
        "font-src": "'self' data:",
        # Older Safari does not count a websocket as 'self'. Streamlit's camera reads its photograph
        # by fetching a data URL, which reaches no host.
        "connect-src": "'self' ws: wss: data:",
        "worker-src": "'self' blob:",
        "frame-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": " ".join(["'self'", *ancestors]),
    }
    headers = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if not ancestors:  # the older header cannot name other origins
        headers["X-Frame-Options"] = "SAMEORIGIN"
    return headers


def check() -> tuple[str, ...]:
    """Return the pages that may show the app in a frame, as the environment names them.

    Raises
    ------
    InputError
        If one is no origin.
    """
    return frame_ancestors(os.environ.get(FRAME_ANCESTORS, ""))


def frame_ancestors(text: str) -> tuple[str, ...]:
    """Read the origins that may show the app in a frame, separated by spaces or commas.

    Raises
    ------
    InputError
        If one is no origin: "https://moodle.school.example" or "*.school.example" is.
    """
    origins = tuple(each for each in re.split(r"[\s,]+", text) if each)
    for origin in origins:
        if not SOURCE.fullmatch(origin):
            raise InputError(
                "{variable} must name origins such as "
                "https://moodle.school.example, got {origin!r}",
                variable=FRAME_ANCESTORS,
                origin=origin[:80],
            )
    return origins


def is_own_origin(origin: str | None, host: str | None) -> bool:
    """Whether a page of this origin may use the server.

    Programs that are no browsers send none. Streamlit's ``server.corsAllowedOrigins`` names more,
    and ``server.enableCORS = false`` allows all.
    """
    if origin is None or not st.get_option("server.enableCORS"):
        return True
    allowed = {each.strip() for each in st.get_option("server.corsAllowedOrigins")}
    try:
        return origin in allowed or urlsplit(origin).netloc.lower() == (host or "").lower()
    except ValueError:
        return False


def is_https(scope: Scope) -> bool:
    """Whether the browser uses https, also where a proxy before us ends it."""
    forwarded = Headers(scope=scope).get("x-forwarded-proto", "").split(",")[0].strip()
    return scope.get("scheme") == "https" or forwarded == "https"


def _sent_in_frames(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """Let browsers send Streamlit's token from another site's frame, without which no file goes up.

    Each embedding site has a token of its own (Partitioned).
    """
    name, value = header
    if name.lower() == b"set-cookie" and value.startswith(b"_streamlit_xsrf="):
        kept = [
            part for part in value.split(b"; ") if not part.startswith((b"SameSite", b"Secure"))
        ]
        value = b"; ".join([*kept, b"SameSite=None", b"Secure", b"Partitioned"])
    return name, value


def _refusal(scope: Scope) -> str:
    """Why a request is not answered; "" where it is."""
    headers = Headers(scope=scope)
    changes = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
    if changes and not is_own_origin(headers.get("origin"), headers.get("host")):
        return "a page of another origin may not use this server"
    if scope["path"].endswith("/_stcore/metrics") and not _may_read_metrics(scope, headers):
        return f"metrics are for this machine only: {METRICS}=open opens them"
    return ""


def _may_read_metrics(scope: Scope, headers: Headers) -> bool:
    client = scope.get("client") or ("",)
    here = _is_this_machine(client[0]) and not any(name in headers for name in FORWARDED)
    return here or os.environ.get(METRICS) == "open"


def _is_this_machine(address: str) -> bool:
    """Whether an address is 127.0.0.1 or ::1, or the first as IPv6 writes it."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


@cache
def _index() -> str:
    """Streamlit's page, in which all of ours are shown."""
    path = Path(str(st.__file__)).parent / "static" / "index.html"
    return path.read_text("utf-8") if path.exists() else ""


def _inline_scripts(page: str) -> list[str]:
    """Return the sources that allow the scripts written into a page, and no others."""
    found = [hashlib.sha256(script.encode()).digest() for script in INLINE_SCRIPT.findall(page)]
    return [f"'sha256-{base64.b64encode(each).decode()}'" for each in found]
