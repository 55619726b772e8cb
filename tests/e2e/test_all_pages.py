"""The running server obeys the house: no TensorFlow in the web process, whatever was opened."""

import psutil
from playwright.sync_api import expect

from tests.e2e.conftest import running_app, settle
from tests.waiting import wait_until

ROOMS = ("", "layer_calculator", "trainer", "feature_maps")


def web_process(address: str) -> psutil.Process:
    port = address.rpartition(":")[2]
    (process,) = (child for child in psutil.Process().children() if port in child.cmdline())
    return process


def has_loaded_tensorflow(process: psutil.Process) -> bool:
    try:
        return any("tensorflow" in file.path for file in process.memory_maps())
    except psutil.NoSuchProcess:
        return False


def test_the_web_process_loads_no_tensorflow_and_its_workers_do(open_room, server):
    for room in ROOMS:
        open_room(room)
    web = web_process(server)
    workers = lambda: map(has_loaded_tensorflow, web.children(recursive=True))  # noqa: E731
    wait_until(lambda: any(workers()), 120, "a worker has loaded TensorFlow")
    for room in ROOMS:
        open_room(room)
    assert not has_loaded_tensorflow(web)


def test_no_room_asks_another_host_for_anything(page, open_room, server):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for room in ROOMS:
        open_room(room)
    assert [url for url in asked if not url.startswith((server, "data:", "blob:"))] == []


def test_the_first_visitor_of_a_server_may_come_by_a_link_to_a_room(page, tmp_path):
    with running_app(tmp_path) as address:
        page.goto(f"{address}/layer_calculator")
        settle(page)
        expect(page.get_by_role("heading", name="Layer calculator")).to_be_visible()
        expect(page.get_by_role("link", name="Kernel playground")).to_be_visible()
        expect(page).to_have_title("Layer calculator · cnnviz")
