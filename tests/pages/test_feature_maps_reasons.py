"""The view "Reasons" of the feature maps page, with the engine that answers in earnest."""

import shutil
import threading

import numpy as np
import pytest

from cnnviz.data import strokes
from cnnviz.engine import attributing, method_scores
from cnnviz.engine.attributing import Request
from cnnviz.engine.method_scores import MethodScores
from cnnviz.explain.methods import METHODS, Target
from cnnviz.layers import Dense, Flatten
from cnnviz.models import network_input
from cnnviz.ui import caches
from cnnviz.ui.caches import model_work
from cnnviz.ui.feature_maps.state import FeatureMapsState as Key
from tests.pages.feature_maps_page import DIGITS, checked, component, finished_run, open_page
from tests.ui.components.test_packing import unpack
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def opened(engine, digit_run):
    return with_all_maps(open_page(digit_run, **{Key.VIEW: "Reasons"}))


def with_all_maps(page):
    """The page once its maps are there: the browser would ask for them by the clock."""
    job = page.session_state["f_reasons"]
    wait_until(lambda: not job.active, 120, "all maps are there")
    return checked(page.run())


def header(page) -> dict:
    return unpack_header(component(page, Key.ATTRIBUTION).bytes)


def unpack_header(packed: bytes) -> dict:
    return unpack(packed + b"\0" * (-len(packed) % 4))[0]


def values(page, name: str) -> np.ndarray:
    return array_of(component(page, Key.ATTRIBUTION).bytes, name)


def array_of(packed: bytes, name: str) -> np.ndarray:
    """A named array of what ``pack_exact`` packed."""
    types = ("<i1", "<i2", "<i4", "<f4", "<f8")
    at = 4 + int.from_bytes(packed[:4], "little")
    for each, kind, shape in unpack_header(packed)["arrays"]:
        size = int(np.prod(shape)) * np.dtype(types[kind]).itemsize
        if each == name:
            return np.frombuffer(packed, types[kind], int(np.prod(shape)), at).reshape(shape)
        at += -(-size // 4) * 4
    raise KeyError(name)


def test_it_shows_every_method_s_map_and_its_twin_s_for_the_predicted_class(
    engine, digit_run, opened
):
    drawn = network_input.of_drawing(strokes.EXAMPLE).picture
    label = int(engine.activations(digit_run.model, drawn).probabilities.argmax())
    found = header(opened)
    assert (found["label"], found["other"]) == (label, None)
    assert [row["name"] for row in found["rows"][:5]] == [method.name for method in METHODS]
    for kind, random in (("maps", False), ("random", True)):
        for row, method in enumerate(METHODS):
            request = Request(method.name, Target(label), random=random)
            expected = attributing.attributions(engine, digit_run.model, drawn, request)
            np.testing.assert_allclose(values(opened, kind)[row], expected, atol=1e-4)


def test_a_map_is_shown_while_the_others_are_still_to_come(engine, digit_run, monkeypatch):
    first, go_on = METHODS[0], threading.Event()
    asked = attributing.attributions

    def one_then_wait(engine, path, image, request, progress=attributing.nothing):
        if request.method != first.name:
            go_on.wait(60)
        return asked(engine, path, image, request, progress)

    monkeypatch.setattr(attributing, "attributions", one_then_wait)
    caches.shared_results.clear()
    page = open_page(digit_run, **{Key.VIEW: "Reasons"})
    job = page.session_state["f_reasons"]
    wait_until(lambda: job.latest is not None and job.latest.random, 120, "the first is there")
    rows = header(checked(page.run()))["rows"]
    go_on.set()
    assert [(row["mapped"], row["twinned"], row["scored"]) for row in rows] == [
        (True, True, False),
        *[(False, False, False)] * (len(METHODS) - 1),
    ]
    all_rows = header(with_all_maps(page))["rows"]
    assert all(row["mapped"] and row["scored"] for row in all_rows)
    assert len(all_rows) == len(METHODS) + 2


def test_a_link_opens_the_classes_and_the_layer_that_it_names(engine, digit_run, opened):
    address = {Key.VIEW: "Reasons", Key.WHY: "4", Key.RATHER_THAN: "7", Key.CAM_LAYER: "conv_1"}
    page = with_all_maps(open_page(digit_run, **address))
    found = header(page)
    assert (found["label"], found["other"]) == (4, 7)
    drawn = network_input.of_drawing(strokes.EXAMPLE).picture
    request = Request("grad-cam", Target(4, 7), "conv_1")
    expected = attributing.attributions(engine, digit_run.model, drawn, request)
    np.testing.assert_allclose(values(page, "maps")[0], expected, atol=1e-4)


def test_a_network_without_maps_has_all_methods_but_grad_cam(engine):
    run = finished_run("digits", DIGITS, (28, 28, 1), (Flatten(), Dense(8, "relu")))
    found = header(with_all_maps(open_page(run, **{Key.VIEW: "Reasons"})))
    shutil.rmtree(run.path)
    assert [row["name"] for row in found["rows"]] == [
        *(method.name for method in METHODS[1:]),
        *("centre", "edges"),
    ]
    assert found["missing"].startswith("Grad-CAM is missing")


def test_the_table_is_filled_by_a_button(engine, digit_run, monkeypatch):
    monkeypatch.setattr(method_scores, "MOST_IMAGES", 3)
    model_work._method_scores.clear()
    made = []
    monkeypatch.setattr(
        model_work, "MethodScores", lambda *args: made.append(MethodScores(*args)) or made[-1]
    )
    page = open_page(digit_run, **{Key.VIEW: "Reasons"})
    assert any("0 of 3 test images scored" in each.value for each in page.caption)
    checked(page.button(Key.SCORE).click().run())
    made[0].wait()
    page = checked(page.run())
    assert any("3 of 3 test images scored" in each.value for each in page.caption)
    assert len(made) == 1
    assert made[0].table.done == 3
    model_work._method_scores.clear()
