"""What the health address says of engine and disk, and when it says so with 503."""

import json
import threading

import pytest

from cnnviz.ui import health
from cnnviz.ui.health import Health, Watch
from tests.event_loop import run


class Engine:
    """An engine in a given state."""

    def __init__(self, state: str, reason: str = "") -> None:
        self.state, self.reason = state, reason

    def ensure_running(self) -> str:
        return self.state


@pytest.fixture(autouse=True)
def disk(monkeypatch):
    monkeypatch.setattr(health.home_folder, "problem", lambda: "")
    return monkeypatch


@pytest.mark.parametrize(
    ("state", "told", "good"),
    [("ready", "ok", True), ("starting", "starting", True), ("failed", "failed", False)],
)
def test_only_an_engine_that_has_failed_is_unhealthy(state, told, good):
    found = health.look(Engine(state, "it ended"))
    assert (found.engine, found.is_good) == (told, good)
    assert found.engine_reason == ("" if good else "it ended")


def test_a_disk_that_cannot_be_written_is_unhealthy_and_explained(disk):
    disk.setattr(health.home_folder, "problem", lambda: "the disk is full")
    found = health.look(Engine("ready"))
    assert not found.is_good
    assert found.to_json()["disk"]["reason"] == "the disk is full"


def test_a_slow_disk_delays_no_answer(disk):
    """What was known before is told while another thread still looks."""
    looked = threading.Event()
    disk.setattr(health.home_folder, "problem", lambda: looked.wait(60) and "")
    disk.setattr(health, "WAIT_SECONDS", 0.01)
    watch = Watch()
    watch.seen = Health(engine="ok", free_bytes=7)

    async def ask() -> Health:
        answer = await watch.now(Engine("ready"))
        looked.set()
        return answer

    assert run(ask()).free_bytes == 7


def test_the_answer_has_the_status_of_the_worst_part(monkeypatch):
    from cnnviz.ui import caches

    for state, status in (("ready", 200), ("failed", 503)):
        monkeypatch.setattr(caches, "engine", lambda state=state: Engine(state))
        monkeypatch.setattr(health, "watch", Watch())
        answer = run(health.whole(None))
        assert answer.status_code == status
        assert json.loads(answer.body)["version"] == health.version.installed()


def test_the_web_process_alone_is_healthy_whatever_the_rest_is():
    assert run(health.web(None)).status_code == 200
