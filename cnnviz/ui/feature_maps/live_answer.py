"""The answer to a drawing by one request, without a run of the page: while the pen moves, too.

A run of the page takes about 100 ms until its answer is painted, since the browser goes through
all that the page shows; this takes what the network takes.
"""

import hashlib
import hmac
import json
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cnnviz.classroom import secret
from cnnviz.data.strokes import PEN, Preparation, read_strokes
from cnnviz.explain.forward import forward, is_quick
from cnnviz.models import network_input
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches
from cnnviz.ui.components.answer import answer_data
from cnnviz.ui.components.drawing_pad import PENS
from cnnviz.ui.feature_maps.chooser import doubt
from cnnviz.utils import language
from cnnviz.utils.errors import InputError
from cnnviz.utils.retold import retold
from cnnviz.utils.text import sentence

ROUTE = "live-answer"  # below the app's address
MOST_KEPT = 500  # models and preparations that pages have open
MOST_BYTES = 1_000_000  # of a request


@dataclass(frozen=True)
class Asked:
    """Who answers: a model, and how a drawing is prepared for it."""

    entry: ModelEntry
    stages: Preparation


_open: OrderedDict[str, Asked] = OrderedDict()
_lock = threading.Lock()
_served = threading.Event()


def address(entry: ModelEntry, stages: Preparation) -> str:
    """Return where a drawing's answer by a model is asked for; "" where it is not, or takes long.

    The address names the model by a signature that nobody can guess who was not shown the model.
    The names of its classes are signed, too: of an uploaded model each visitor may give others.
    """
    if not (_served.is_set() and is_quick(entry.info.summaries)):
        return ""
    try:
        modified = entry.path.stat().st_mtime_ns
    except OSError:  # deleted since the page named it: the page says so
        return ""
    name = repr((str(entry.path), modified, entry.info.classes, stages))
    key = hmac.new(secret.key(), name.encode(), hashlib.sha256).hexdigest()[:32]
    with _lock:
        _open[key] = Asked(entry, stages)
        _open.move_to_end(key)
        while len(_open) > MOST_KEPT:
            _open.popitem(last=False)
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{f'/{base}' if base else ''}/{ROUTE}?model={key}&language={language.current()}"


def route(base_path: str) -> Route:
    """Return the route, below the path that the app is served at; from now on pages use it."""
    _served.set()
    return Route(f"{base_path.rstrip('/')}/{ROUTE}", send, methods=["POST"])


async def send(request: Request) -> Response:
    """Answer a drawing with what the component ``answer`` shows; status 400 with a sentence."""
    asked = _known(request.query_params.get("model", ""))
    if asked is None:  # the server has been started anew, or another one has the page
        return PlainTextResponse("This model is not open here.", 404)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return PlainTextResponse("This drawing is too large.", 413)
    code = language.offered(request.query_params.get("language")) or language.ENGLISH
    try:
        with language.using(code):
            packed = await run_in_threadpool(_answered, asked, bytes(body))
    except InputError as error:
        return PlainTextResponse(sentence(error), 400)
    return Response(
        packed, media_type="application/octet-stream", headers={"Cache-Control": "no-store"}
    )


def _known(key: str) -> Asked | None:
    """Who has that name; those asked last are kept longest."""
    with _lock:
        if key in _open:
            _open.move_to_end(key)
        return _open.get(key)


def _answered(asked: Asked, body: bytes) -> bytes:
    """Compute and pack the answer to a message of the pad."""
    message = _read(body)
    strokes, pen = read_strokes(message.get("strokes")), _pen(message.get("pen"))
    given = network_input.of_drawing(strokes, pen, asked.stages)
    given = replace(given, number=_number(message.get("number")))
    entry = asked.entry
    activations = None
    if given.picture is not None:
        activations = forward(caches.network(entry.info), given.picture)
    return answer_data(
        given,
        activations,
        entry.info.classes,
        note="" if activations else retold(given.caption),
        doubt=retold(given.doubt) or doubt(entry, activations),
    )


def _read(body: bytes) -> dict[str, Any]:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        raise InputError("a drawing must be sent as JSON") from None
    if not isinstance(message, dict):
        raise InputError("a drawing must be sent as a JSON object")
    return message


def _pen(value: object) -> float:
    if isinstance(value, int | float) and PENS[0] <= value <= PENS[1]:
        return float(value)
    return PEN


def _number(value: object) -> int:
    return int(value) if isinstance(value, int | float) and 0 <= value <= 2**53 else 0
