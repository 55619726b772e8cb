"""Gives every new browser its cookie, with the first page that it loads; plain ASGI."""

import os
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from cnnviz.classroom import cookie
from cnnviz.classroom.visitor import separates

EMBED = "CNNVIZ_FRAME_ANCESTORS"
CACHE = b"cache-control"  # no proxy may keep one visitor's cookie for the next

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]


class VisitorCookie:
    """Sets the cookie where a page is answered to a browser that has none of ours.

    HttpOnly: no script reads it. SameSite=Lax: no other site's page sends it along, but a link from
    there to here does, or whoever follows one would lose what is theirs. Secure where the page came
    over https. With ``$CNNVIZ_FRAME_ANCESTORS``, which lets another site's page embed the app, it
    is SameSite=None and Partitioned: the embedding site's own.

    Parameters
    ----------
    app : callable
        The ASGI application.
    path : callable
        Returns the path below which the app is served; called at each request.
    """

    def __init__(self, app: App, path: Callable[[], str] = lambda: "/") -> None:
        self._app, self._path = app, path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] != "GET" or not separates():
            await self._app(scope, receive, send)
            return
        held = found(header(scope["headers"], b"cookie"))
        known = cookie.read(held)
        if known and not cookie.is_due(held):
            await self._app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(scope, message):
                line = self._line(cookie.issue(known), _is_https(scope))
                given = [each for each in message.get("headers", ()) if each[0] != CACHE]
                own = [(b"set-cookie", line.encode()), (CACHE, b"private, no-cache")]
                message = {**message, "headers": [*given, *own]}
            await send(message)

        await self._app(scope, receive, send_with_cookie)

    def _line(self, value: str, https: bool) -> str:
        parts = [f"{cookie.name()}={value}", f"Max-Age={cookie.MAX_AGE}", f"Path={self._path()}"]
        embedded = https and bool(os.environ.get(EMBED))
        parts += ["HttpOnly", "SameSite=None" if embedded else "SameSite=Lax"]
        parts += ["Secure"] * https + ["Partitioned"] * embedded
        return "; ".join(parts)


def found(cookies: str) -> str:
    """Return the value of our cookie among those of a request; "" where there is none.

    Parameters
    ----------
    cookies : str
        The request's header.

    Returns
    -------
    str
        Nothing about it has been checked.
    """
    name = cookie.name()
    for part in cookies.split(";"):  # one that is malformed costs none of the others
        if part.strip().startswith(f"{name}="):
            try:
                return SimpleCookie(part.strip())[name].value
            except (CookieError, KeyError):
                return ""
    return ""


def header(headers: Headers, name: bytes) -> str:
    """Return a request's header as text; "" where it has none.

    Parameters
    ----------
    headers : iterable of pairs of bytes
        As ASGI has them.
    name : bytes
        In small letters.

    Returns
    -------
    str
    """
    return "; ".join(value.decode("latin-1") for key, value in headers if key == name)


def _is_page(scope: Scope, answer: Message) -> bool:
    """Whether a page is answered; a browser that has it already gets 304 and no type."""
    kind = header(answer.get("headers", ()), b"content-type")
    if answer["status"] == 304:
        return "text/html" in header(scope["headers"], b"accept")
    return kind.startswith("text/html")


def _is_https(scope: Scope) -> bool:
    """Whether the browser uses https, also where a proxy before us ends it.

    A forged header costs only its sender: the browser then does not send the cookie over http.
    """
    forwarded = header(scope["headers"], b"x-forwarded-proto").split(",")[0].strip()
    return scope.get("scheme") == "https" or forwarded == "https"
