"""A drawing's answer by a request of its own: that of the page, and what it refuses."""

import json
import shutil
import threading
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from starlette.requests import Request

from cnnviz import models
from cnnviz.data.strokes import AS_MNIST, MAX_POINTS, Preparation, read_strokes
from cnnviz.explain.forward import forward
from cnnviz.models import network_input
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches
from cnnviz.ui.feature_maps import live_answer, live_route
from cnnviz.utils import language
from tests.event_loop import run
from tests.ui.components.test_packing import unpack

SEVEN = [[[0.28, 0.2], [0.5, 0.19], [0.72, 0.2], [0.6, 0.45], [0.5, 0.65], [0.42, 0.86]]]


@pytest.fixture(autouse=True)
def served() -> None:
    """As server.py does."""
    live_answer.LIVE.route("/")


@pytest.fixture(scope="module")
def entry() -> ModelEntry:
    info = next(info for info in models.shipped() if info.path.stem == "mnist")
    return ModelEntry("mnist", info, info.dataset)


def asked(address: str, body: bytes) -> tuple[int, bytes]:
    """The status and the body of the answer to a request."""
    query = urlsplit(address).query.encode()
    scope = {"type": "http", "method": "POST", "query_string": query, "headers": []}

    async def receive() -> dict:
        return {"type": "http.request", "body": body, "more_body": False}

    response = run(live_answer.LIVE.send(Request(scope, receive)))
    return response.status_code, bytes(response.body)


def message(**parts: object) -> bytes:
    return json.dumps({"strokes": SEVEN, "pen": 0.09, "number": 5} | parts).encode()


def test_it_is_the_networks_answer_to_the_prepared_drawing(entry):
    status, body = asked(live_answer.address(entry, AS_MNIST), message())
    header, values = unpack(body)
    given = network_input.of_drawing(read_strokes(SEVEN), 0.09)
    found = forward(caches.network(entry.info), given.picture).probabilities
    assert (status, header["number"], header["classes"][header["order"][0]]) == (200, 5, "7")
    np.testing.assert_array_equal(values, np.concatenate([given.picture.ravel(), found]))


def test_an_empty_pad_has_a_note_for_an_answer(entry):
    header, values = unpack(asked(live_answer.address(entry, AS_MNIST), message(strokes=[]))[1])
    assert (header["note"], header["order"], values.size) == (
        network_input.EMPTY_PAD.caption,
        None,
        0,
    )


def test_the_address_names_the_model_to_nobody_who_was_not_shown_it(entry):
    named = parse_qs(urlsplit(live_answer.address(entry, AS_MNIST)).query)["about"][0]
    assert "mnist" not in named
    assert asked("/live-answer?about=mnist", message())[0] == 404
    assert asked(f"/live-answer?about={named[::-1]}", message())[0] == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b"[1]",
        message(strokes=None),
        message(strokes=[[[0.1]]]),
        message(strokes=[[[float("nan"), 0.1]]]),
        message(strokes=[[[0.1, 0.1]] * (MAX_POINTS + 1)]),
    ],
    ids=lambda body: repr(body[:30]),
)
def test_what_is_no_drawing_is_refused_in_a_sentence(entry, body):
    status, text = asked(live_answer.address(entry, AS_MNIST), body)
    assert status == 400
    assert text.decode().startswith("A ")


def test_a_message_without_bounds_is_not_read(entry):
    body = b" " * (live_route.MOST_BYTES + 1)
    assert asked(live_answer.address(entry, AS_MNIST), body)[0] == 413


@pytest.mark.parametrize("odd", [{"pen": "wide"}, {"pen": 1e9}, {"number": -1}, {"number": 1e300}])
def test_an_odd_pen_or_number_counts_as_none(entry, odd):
    address = live_answer.address(entry, AS_MNIST)
    usual = {name: {"pen": None, "number": 0}[name] for name in odd}
    assert asked(address, message(**odd)) == asked(address, message(**usual))


def test_each_visitor_has_the_class_names_that_they_gave(entry):
    """Two visitors may name the classes of the same uploaded file differently."""
    names = tuple("ABCDEFGHIJ")
    own = replace(entry, info=replace(entry.info, classes=names))
    addresses = [live_answer.address(each, AS_MNIST) for each in (own, entry)]
    found = [unpack(asked(address, message())[1])[0]["classes"] for address in addresses]
    assert found == [list(names), list(entry.info.classes)]


def test_a_model_that_was_deleted_while_a_page_has_it_is_refused_in_a_sentence(entry, tmp_path):
    path = Path(shutil.copy(entry.info.path, tmp_path))
    own = replace(entry, info=replace(entry.info, path=path))
    address = live_answer.address(own, AS_MNIST)
    path.unlink()
    assert asked(address, message()) == (400, b"The model mnist.keras is no longer there.")
    assert live_answer.address(own, AS_MNIST) == ""


def test_pages_of_a_server_without_the_route_do_not_ask(entry, monkeypatch):
    monkeypatch.setattr(live_answer.LIVE, "served", threading.Event())
    assert live_answer.address(entry, AS_MNIST) == ""


def test_models_asked_lately_are_kept(entry, monkeypatch):
    monkeypatch.setattr(live_answer.LIVE, "kept", live_route.Latest(2))
    stages = [Preparation(crop, scale) for crop in (True, False) for scale in (True, False)]
    first, second = (live_answer.address(entry, each) for each in stages[:2])
    assert asked(first, message())[0] == 200
    live_answer.address(entry, stages[2])
    assert [asked(each, message())[0] for each in (first, second)] == [200, 404]


@pytest.mark.parametrize(
    ("base", "begins"), [("", "/live-answer?"), ("/lab/", "/lab/live-answer?")]
)
def test_the_route_lies_below_the_path_that_the_app_is_served_at(entry, monkeypatch, base, begins):
    monkeypatch.setattr(live_route.st, "get_option", lambda _: base)
    assert live_answer.address(entry, AS_MNIST).startswith(begins)
    assert live_answer.LIVE.route(f"/{base.strip('/')}").path == begins.removesuffix("?")


def test_the_address_has_the_language_of_the_page(entry):
    with language.using("de"):
        german = live_answer.address(entry, AS_MNIST)
    header, _ = unpack(asked(german, message(strokes=[]))[1])
    assert header["note"].startswith("Zeichnen Sie eine Ziffer")
