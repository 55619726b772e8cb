"""The front door without a browser: what it shows, and what an old link becomes."""

import json
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz.classroom import visitor
from cnnviz.classroom.visitor import Visitor
from cnnviz.training.config import RunConfig
from cnnviz.training.events import EpochEvent
from cnnviz.training.folder import RunFolder
from cnnviz.training.state import State
from cnnviz.ui.home import own_run
from cnnviz.ui.home.state import HomeState
from cnnviz.ui.playground.state import PlaygroundState as Key
from cnnviz.utils import paths


def opened(**link: str | list[str]) -> AppTest:
    page = AppTest.from_file(paths.ROOT / "app.py", default_timeout=120)
    page.query_params.update(link)
    page.run()
    assert not page.exception
    return page


def test_the_first_page_is_the_front_door(engine):
    assert [title.value for title in opened().title] == ["cnnviz"]


@pytest.mark.parametrize("other", [{}, {"k_tab": "Anatomy", "k_bias": "0.5"}])
def test_a_link_from_when_the_playground_was_the_first_page_opens_it(engine, other):
    page = opened(k_kernel="Sharpen", **other)
    assert [title.value for title in page.title] == ["Kernel playground"]
    assert page.selectbox(Key.KERNEL).value == "Sharpen"
    assert page.query_params == {"k_kernel": "Sharpen", **other}
    assert not page.toast


def test_a_parameter_of_no_page_stays_at_the_front_door(engine):
    assert [title.value for title in opened(utm_source="mail").title] == ["cnnviz"]


def header(page: AppTest) -> dict:
    """What the front door's component received."""
    assert not page.exception
    message = page.get("bidi_component")[0].proto.bytes
    return json.loads(message[4 : 4 + int.from_bytes(message[:4], "little")])


def follow(page: AppTest, target: str, query: str = "") -> AppTest:
    """Click a link of the front door, as its component tells it."""
    page.session_state[HomeState.DOOR] = {"go": {"page": target, "query": query}}
    return page.run()


def test_it_has_the_four_rooms_three_things_to_try_and_the_course(engine, no_runs):
    shown = header(opened())
    pages = ["kernel_playground", "layer_calculator", "trainer", "feature_maps"]
    assert [room["page"] for room in shown["rooms"]] == pages
    assert len(shown["suggestions"]) == 3
    assert shown["course"]["page"] == "course"
    assert shown["own"] == []


@pytest.mark.parametrize("number", range(3))
def test_what_is_to_be_tried_opens_its_room_without_a_complaint(engine, number):
    page = opened()
    link = header(page)["suggestions"][number]
    follow(page, link["page"], link["query"])
    assert not page.exception
    assert [*page.toast, *page.error] == []
    asked = dict(parse_qsl(link["query"]))  # a room leaves its defaults out of its address
    assert {key: page.query_params.get(key, text) for key, text in asked.items()} == asked


def test_a_room_that_was_changed_in_this_visit_is_set_by_a_link_with_settings(engine):
    page = opened(k_kernel="Sharpen")
    assert page.selectbox(Key.KERNEL).value == "Sharpen"
    page.switch_page("pages/home.py").run()
    follow(page, "kernel_playground", "k_kernel=Sobel+y")
    assert page.selectbox(Key.KERNEL).value == "Sobel y"


def test_a_page_that_is_none_of_the_door_is_not_opened(engine):
    page = follow(opened(), "teacher")
    assert [title.value for title in page.title] == ["cnnviz"]


def test_the_last_run_is_a_link_and_its_curves_are_shown(engine, no_runs):
    config = RunConfig("digits", "mlp", epochs=4)
    run = RunFolder.create(config)
    for epoch in range(1, 5):
        run.append(EpochEvent(epoch, 1 / epoch, 0.2 * epoch, 1.0, 0.1 * epoch, 1.0, epoch * 1.0))
    run.write_state(State("stopped"))
    shown = header(opened())
    (link,) = shown["own"]
    assert (link["page"], link["query"]) == ("trainer", f"run={run.id}")
    assert "mlp" in link["note"]
    assert shown["training"]["validation"] == pytest.approx([0.1, 0.2, 0.3, 0.4])


def test_a_class_s_visitor_sees_no_run_of_another(engine, no_runs, monkeypatch):
    monkeypatch.setenv("CNNVIZ_CLASS", "1")
    with visitor.acting(Visitor("anna")):
        run = RunFolder.create(RunConfig("digits", "mlp", epochs=4))
        assert own_run.last_run() == run
    with visitor.acting(Visitor("ben")):
        assert own_run.last_run() is None


def test_while_the_engine_warms_up_the_door_says_so_and_a_failure_with_its_reason(
    engine, monkeypatch
):
    monkeypatch.setattr(type(engine), "ensure_running", lambda self: "starting")
    page = opened()
    assert any("warm up" in each.value for each in page.caption)
    monkeypatch.setattr(type(engine), "ensure_running", lambda self: "failed")
    monkeypatch.setattr(engine, "reason", "there is no room")
    page.run()
    assert any("there is no room" in each.value for each in page.caption)
    assert len(header(page)["rooms"]) == 4
