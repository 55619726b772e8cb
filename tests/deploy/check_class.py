"""A class behind nginx, with real processes: ``python -m tests.deploy.check_class``.

What ``deploy/compose/class.yaml`` starts, without containers: a server below /lab, nginx with TLS
in front, a browser. A photograph of 5 MB goes up, a websocket survives a minute of silence, a
training runs, and the app works in another site's frame where that is allowed.
"""

import io
import sys
import tempfile
import threading
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import FrameLocator, Page, Response, expect, sync_playwright

from tests.deploy.processes import free_port, get, nginx, web
from tests.e2e import browser as chromium
from tests.e2e.conftest import settle

SILENCE_SECONDS = 75  # nginx by itself closes a connection after 60
FRAME = (
    "<!doctype html><title>course</title><iframe src='{address}' width=1200 height=700></iframe>"
)


def photograph() -> bytes:
    """Return a JPEG of about 5 MB."""
    noise = np.random.default_rng(0).integers(0, 256, (2300, 3000, 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).save(out, "JPEG", quality=85)
    return out.getvalue()


def upload(page: Page | FrameLocator, picture: bytes) -> None:
    """Choose a picture of one's own in the playground."""
    page.get_by_role("button", name="Own picture").click()
    file = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": picture}
    page.locator("input[type=file]").first.set_input_files(file)


def is_upload(answer: Response) -> bool:
    """Whether a file was sent, beyond the browser's question whether it may."""
    return "upload_file" in answer.url and answer.request.method != "OPTIONS"


def uploads(page: Page, address: str) -> str:
    """Take a photograph of 5 MB through the proxy into the playground."""
    page.goto(address + "kernel_playground")
    settle(page)
    picture = photograph()
    refused: list[int] = []
    page.on(
        "response", lambda answer: refused.append(answer.status) if answer.status > 399 else None
    )
    with page.expect_response(is_upload) as sent:
        upload(page, picture)
    assert sent.value.status == 204, sent.value.status
    settle(page)
    assert not refused, refused
    return f"a photograph of {len(picture) / 1e6:.1f} MB goes up"


def stays_connected(page: Page, address: str) -> str:
    """Leave a page alone for longer than proxies wait, and use it again."""
    closed: list[str] = []
    page.on("websocket", lambda socket: socket.on("close", lambda _: closed.append(socket.url)))
    page.goto(address + "layer_calculator")
    settle(page)
    page.wait_for_timeout(SILENCE_SECONDS * 1000)
    page.get_by_role("link", name="Trainer").first.click()
    expect(page.get_by_role("heading", name="Trainer")).to_be_visible()
    assert not closed, closed
    return f"a websocket survives {SILENCE_SECONDS} s of silence"


def trains(page: Page, address: str) -> str:
    """Train a network of one epoch through the pages."""
    page.goto(address + "trainer?t_data=digits&t_network=mlp&t_epochs=1")
    settle(page)
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_text("test images").first).to_be_visible(timeout=180_000)
    return "a training runs to its end"


def is_embedded(page: Page, address: str, port: int) -> str:
    """Show the app in the frame of a page of another origin, and use it there."""
    html = FRAME.format(address=address + "kernel_playground").encode()

    class Course(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html)

        def log_message(self, *_: object) -> None:
            pass

    site = ThreadingHTTPServer(("127.0.0.1", port), Course)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    page.goto(f"http://localhost:{port}/")  # another site than 127.0.0.1
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Kernel playground")).to_be_visible()
    with page.expect_response(is_upload) as sent:
        upload(frame, photograph())
    site.shutdown()
    assert sent.value.status == 204, sent.value.status
    return "the app works in another site's frame, uploads included"


def keeps_metrics_to_this_machine(address: str) -> str:
    """Read metrics and health through the proxy."""
    assert get(address + "_stcore/metrics")[0] == 200
    assert get(address + "health")[0] == 200
    return "metrics and health are answered through the proxy"


def main() -> int:
    """Run the check; print a line for each thing that works."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        home, front = folder / "home", folder / "nginx"
        home.mkdir()
        front.mkdir()
        class_ = {"CNNVIZ_CLASS": "1", "CNNVIZ_METRICS": "open", "CNNVIZ_TRAINING_SLOTS": "1"}
        course = free_port()
        embed = {"CNNVIZ_FRAME_ANCESTORS": f"http://localhost:{course}"}
        _, port = stack.enter_context(web(home, **class_, **embed))
        address = stack.enter_context(nginx(front, [port]))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=chromium.installed(), args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(ignore_https_errors=True, locale="en-US")
        context.set_default_timeout(120_000)
        page = context.new_page()
        for check in (uploads, stays_connected, trains):
            print(check(page, address), flush=True)
        print(is_embedded(page, address, course), flush=True)
        print(keeps_metrics_to_this_machine(address), flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
