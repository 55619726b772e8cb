"""A unit's explanation by a request of its own: that of the page, while the page has it open."""

import gc
import json
import shutil
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from starlette.requests import Request

from cnnviz import models
from cnnviz.explain.forward import forward
from cnnviz.explain.unit import explain
from cnnviz.models.network_input import NO_PICTURE, NetworkInput
from cnnviz.training.catalog import ModelEntry
from cnnviz.ui import caches
from cnnviz.ui.components.unit_view import Pair, unit_data
from cnnviz.ui.feature_maps import live_unit
from cnnviz.ui.feature_maps.live_unit import Explained, addresses, explained_of
from cnnviz.ui.feature_maps.shown import Shown
from cnnviz.utils import language
from tests.event_loop import run
from tests.ui.components.test_packing import unpack

PICTURE = np.random.default_rng(0).random((28, 28, 1), np.float32)


@pytest.fixture(autouse=True)
def served() -> None:
    """As server.py does."""
    live_unit.LIVE.route("/")


@pytest.fixture(scope="module")
def entry() -> ModelEntry:
    info = next(info for info in models.shipped() if info.path.stem == "mnist")
    return ModelEntry("mnist", info, info.dataset)


def opened(entry: ModelEntry, pair: Pair | None = None, picture: np.ndarray = PICTURE) -> Explained:
    shown = Shown(entry, NetworkInput(picture, ""), forward(caches.network(entry.info), picture))
    found = explained_of(shown, pair)
    assert found
    return found


def asked(address: str, **question: object) -> tuple[int, bytes]:
    """The status and the body of the answer to a request."""
    query = urlsplit(address).query.encode()
    scope = {"type": "http", "method": "POST", "query_string": query, "headers": []}

    async def receive() -> dict:
        body = json.dumps({"shown": 0} | question).encode()
        return {"type": "http.request", "body": body, "more_body": False}

    response = run(live_unit.LIVE.send(Request(scope, receive)))
    return response.status_code, bytes(response.body)


def last_unit(entry: ModelEntry) -> list[list[int]]:
    return [[len(entry.info.summaries) - 1, 7]]


@pytest.mark.parametrize("pair", [None, Pair(1, "b", ("answer_beside", "strips_beside"))])
def test_it_is_the_explanation_that_the_page_shows(entry, pair):
    of, path = opened(entry, pair), last_unit(entry)
    (address,) = addresses([of])
    network, info = caches.network(entry.info), entry.info
    found = explain(network, PICTURE, of.activations, path[-1][0], tuple(path[-1][1:]))
    wanted = unit_data(found, path, info.summaries, PICTURE, info.classes, 9, pair)
    assert asked(address, path=path, shown=9) == (200, wanted)


def test_another_input_has_another_address_and_the_same_one_keeps_it(entry):
    of, other = opened(entry), opened(entry, picture=1 - PICTURE)
    again = replace(of)
    first, second, same = addresses([of, other, again])
    assert (first != second, first) == (True, same)
    path = last_unit(entry)
    headers = [unpack(asked(each, path=path)[1])[0] for each in (first, second)]
    assert headers[0]["value"] == pytest.approx(of.activations.probabilities[7], abs=1e-6)
    assert headers[1]["value"] == pytest.approx(other.activations.probabilities[7], abs=1e-6)


def test_what_no_page_has_open_any_more_is_not_kept(entry):
    of = opened(entry)
    (address,) = addresses([of])
    del of
    gc.collect()
    assert asked(address, path=last_unit(entry))[0] == 404


def test_the_address_cannot_be_guessed(entry):
    of = opened(entry)
    (address,) = addresses([of])
    about = address.split("about=")[1][:32]
    assert asked(f"/live-unit?about={about[::-1]}", path=last_unit(entry))[0] == 404


@pytest.mark.parametrize("path", [[], [[99, 0]], [[-1, 0]], "x", [[0, 28, 0, 0]], None])
def test_a_unit_that_is_not_there_is_refused_in_a_sentence(entry, path):
    of = opened(entry)
    (address,) = addresses([of])
    assert asked(address, path=path) == (400, b"The network has no such unit.")


def test_without_an_answer_nothing_is_explained(entry):
    assert explained_of(Shown(entry, NO_PICTURE, None), None) is None
    assert explained_of(Shown(entry, NetworkInput(PICTURE, ""), None), None) is None
    assert addresses([None]) == ("",)


def test_a_model_that_was_deleted_is_refused_in_a_sentence(entry, tmp_path):
    path = Path(shutil.copy(entry.info.path, tmp_path))
    of = opened(replace(entry, info=replace(entry.info, path=path)))
    (address,) = addresses([of])
    path.unlink()
    status, text = asked(address, path=last_unit(entry))
    assert (status, text) == (400, b"The model mnist.keras is no longer there.")


def test_it_is_explained_in_the_language_of_the_page(entry):
    of = opened(entry)
    with language.using("de"):
        (address,) = addresses([of])
    header, _ = unpack(asked(address, path=last_unit(entry))[1])
    assert header["crumbs"] == ["output: Klasse 7"]
