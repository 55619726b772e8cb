"""The running server: no TensorFlow in the web process, and no request to another host."""

import psutil
from playwright.sync_api import expect

from tests.e2e.conftest import running_app, settle
from tests.waiting import wait_until

PAGES = ("", "kernel_playground", "layer_calculator", "trainer", "feature_maps")


def web_process(address: str) -> psutil.Process:
    port = address.rpartition(":")[2]
    (process,) = (child for child in psutil.Process().children() if port in child.cmdline())
    return process


def has_loaded_tensorflow(process: psutil.Process) -> bool:
    try:
        return any("tensorflow" in file.path for file in process.memory_maps())
    except psutil.NoSuchProcess:
        return False


def test_the_web_process_loads_no_tensorflow_and_its_workers_do(open_page, server):
    for path in PAGES:
        open_page(path)
    web = web_process(server)
    workers = lambda: map(has_loaded_tensorflow, web.children(recursive=True))  # noqa: E731
    wait_until(lambda: any(workers()), 120, "a worker has loaded TensorFlow")
    for path in PAGES:
        open_page(path)
    assert not has_loaded_tensorflow(web)


def test_no_page_asks_another_host_for_anything(page, open_page, server):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES:
        open_page(path)
    assert [url for url in asked if not url.startswith((server, "data:", "blob:"))] == []


def test_the_first_visitor_of_a_server_may_come_by_a_link_to_a_page(page, tmp_path):
    with running_app(tmp_path) as address:
        page.goto(f"{address}/layer_calculator")
        settle(page)
        expect(page.get_by_role("heading", name="Layer calculator")).to_be_visible()
        expect(page.get_by_role("link", name="Kernel playground")).to_be_visible()
        expect(page).to_have_title("Layer calculator · cnnviz")
