"""Questions that a page's component asks by a request of its own, without a run of the page.

Python's run of a page takes about 100 ms until the browser has gone through all that it shows;
such a request takes what the answer takes.
"""

import hashlib
import hmac
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from typing import Any, Generic, TypeVar

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cnnviz.classroom import secret
from cnnviz.utils import language
from cnnviz.utils.errors import InputError
from cnnviz.utils.text import sentence

MOST_BYTES = 1_000_000  # of a request

Asked = TypeVar("Asked")


class Latest(OrderedDict[str, Asked]):
    """What was put in or asked for last, and no more."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def __setitem__(self, key: str, value: Asked) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        while len(self) > self.most:
            del self[next(iter(self))]

    def __getitem__(self, key: str) -> Asked:
        self.move_to_end(key)
        return super().__getitem__(key)


class LiveRoute(Generic[Asked]):
    """Where one kind of question is answered.

    Parameters
    ----------
    name : str
        Its place below the app's address.
    answer : callable
        Answers a question, a JSON object, about what a page has open; in a thread. Its
        ``InputError`` is sent as a sentence.
    kept : mutable mapping
        What pages have open, by keys; what is not in it is not answered, and the page's run is.
    """

    def __init__(
        self,
        name: str,
        answer: Callable[[Asked, dict[str, Any]], bytes],
        kept: MutableMapping[str, Asked],
    ) -> None:
        self.name, self.kept, self._answer = name, kept, answer
        self._lock = threading.Lock()
        self.served = threading.Event()

    def address(self, name: tuple[object, ...], asked: Asked) -> str:
        """Return where questions about something are asked; "" where the route is not served.

        Parameters
        ----------
        name : tuple
            Tells it from all else. The address has it signed, so that nobody can guess the address
            who was not shown it.
        asked : object
            What questions are about.
        """
        if not self.served.is_set():
            return ""
        key = hmac.new(secret.key(), repr(name).encode(), hashlib.sha256).hexdigest()[:32]
        with self._lock:
            self.kept[key] = asked
        base = str(st.get_option("server.baseUrlPath") or "").strip("/")
        place = f"{f'/{base}' if base else ''}/{self.name}"
        return f"{place}?about={key}&language={language.current()}"

    def route(self, base_path: str) -> Route:
        """Return the route, below the path that the app is served at; from now on pages use it."""
        self.served.set()
        return Route(f"{base_path.rstrip('/')}/{self.name}", self.send, methods=["POST"])

    async def send(self, request: Request) -> Response:
        """Answer with what a component shows; status 400 with a sentence."""
        asked = self._known(request.query_params.get("about", ""))
        if asked is None:  # the server has been started anew, or another one has the page
            return PlainTextResponse("This is not open here.", 404)
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > MOST_BYTES:
                return PlainTextResponse("This question is too large.", 413)
        code = language.offered(request.query_params.get("language")) or language.ENGLISH
        try:
            with language.using(code):
                packed = await run_in_threadpool(self._answered, asked, bytes(body))
        except InputError as error:
            return PlainTextResponse(sentence(error), 400)
        return Response(
            packed, media_type="application/octet-stream", headers={"Cache-Control": "no-store"}
        )

    def _known(self, key: str) -> Asked | None:
        with self._lock:
            try:
                return self.kept[key]
            except KeyError:
                return None

    def _answered(self, asked: Asked, body: bytes) -> bytes:
        return self._answer(asked, _read(body))


def _read(body: bytes) -> dict[str, Any]:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise InputError("a question must be sent as a JSON object")
    return message
