"""Memory of the web server while pictures of 24 to 50 megapixels are filtered, in a real browser.

The files are as large as the app takes them. The server must stay below 1 GB, and give the memory
back when the visitor leaves. Figures are MB, from Linux's /proc.
"""

import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import psutil
from playwright.sync_api import Browser, Page, expect

from benchmarks.browsing import browser as real_browser
from benchmarks.browsing import visit
from benchmarks.timing import verdict
from cnnviz import images
from cnnviz.images import gallery, to_uint8
from cnnviz.ui import session_cleanup
from tests.e2e import browser as chromium
from tests.e2e.conftest import choose, running_app, settle

# Height and width of what is uploaded, by its megapixels, and the height that the page keeps of it.
SIZES = {24: (4000, 6000), 48: (6000, 8000), 50: (6120, 8160)}
KEPT = {24: 4000, 48: 3000, 50: 3060}
# Noise of a camera, and the noise and bits of grey for which a PNG of this size has room below the
# limit of a picture's file.
CAMERA = 0.01
NOISE = {24: 0.004, 48: 0.0, 50: 0.0}
GREY_BITS = {24: 0xFFF0, 48: 0xFFC0, 50: 0xFFC0}
LIMIT = 1000  # MB, at the peak
NEAR = 40  # MB above what the server held before the visitor came
PICTURES = {
    "photo.jpg": "JPEG",
    "photo.png": "PNG",
    "scan.png": "PNG of 16 bits, grey",
}


def report() -> Iterator[str]:
    """Lines for each kind of file: the peak in grey, with each channel, and what stays."""
    if sys.platform != "linux" or chromium.installed() is None:
        yield "not measured: it needs Linux and a Chromium (python -m tests.e2e.browser)"
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_pictures(folder)
        with running_app(folder) as address, real_browser() as browser:
            yield from _visits(browser, address, folder)


def _visits(browser: Browser, address: str, folder: Path) -> Iterator[str]:
    server, address = _server(), f"{address}/kernel_playground"
    visit(browser, address).close()  # what any visit loads is not this visitor's
    before = _megabytes(server, "VmRSS")
    yield f"{'with a page open, no upload':44} {before:6.0f} MB"
    page = visit(browser, address)
    for megapixels in SIZES:
        for name, kind in PICTURES.items():
            for what, megabytes in _filter(page, server, folder / f"{megapixels}-{name}"):
                yield (
                    f"{f'peak, {megapixels}-megapixel {kind}, {what}':44} {megabytes:6.0f} MB   "
                    f"below {LIMIT}: {verdict(megabytes < LIMIT)}"
                )
    yield f"{'while the visitor thinks':44} {_megabytes(server, 'VmRSS'):6.0f} MB"
    page.context.close()
    after = _smallest(lambda: _megabytes(server, "VmRSS"), session_cleanup.GRACE + 10)
    yield (
        f"{'after the visitor has left':44} {after:6.0f} MB   "
        f"given back: {verdict(after < before + NEAR)}"
    )


def _filter(page: Page, server: psutil.Process, file: Path) -> Iterator[tuple[str, float]]:
    """Upload a file, filter it in grey and in colour; what was done, and the peak it took."""
    # Where a grey picture is shown, it was chosen before and cannot be chosen now.
    if page.get_by_role("combobox", name="Colour", exact=True).is_enabled():
        choose(page, "Colour", "Grey")
    page.get_by_role("button", name="Own picture").click()
    expect(page.get_by_text("Your picture")).to_be_visible()
    settle(page)
    _forget_peak(server)
    page.locator("input[type=file]").set_input_files(file)
    height = KEPT[int(file.name.partition("-")[0])]
    expect(page.get_by_text(re.compile(f"{file.name}, {height}"))).to_be_visible(timeout=60_000)
    _edit_a_cell(page)
    yield "grey", _megabytes(server, "VmHWM")
    if "scan" not in file.name:
        _forget_peak(server)
        choose(page, "Colour", "Each channel")
        _edit_a_cell(page)
        yield "each channel", _megabytes(server, "VmHWM")


def _edit_a_cell(page: Page) -> None:
    for value in ("0.5", "0.25"):
        page.locator(".cells input").nth(4).fill(value)
        page.keyboard.press("Enter")
        settle(page)


def _write_pictures(folder: Path) -> None:
    """A real photograph, enlarged, with noise: in JPEG a camera's, in PNG as much as has room."""
    for megapixels, (height, width) in SIZES.items():
        large = cv2.resize(gallery.load("Temple"), (width, height), interpolation=cv2.INTER_CUBIC)
        noise = np.random.default_rng(0).standard_normal((height, width, 1), np.float32)
        grey = (large[..., 1].clip(0, 1) * 65535).astype(np.uint16) & np.uint16(
            GREY_BITS[megapixels]
        )
        quality, effort = [cv2.IMWRITE_JPEG_QUALITY, 92], [cv2.IMWRITE_PNG_COMPRESSION, 4]
        for name, pixels, parameters in (
            ("photo.jpg", _bgr(large + noise * np.float32(CAMERA)), quality),
            ("photo.png", _bgr(large + noise * np.float32(NOISE[megapixels])), effort),
            ("scan.png", grey, effort),
        ):
            file = folder / f"{megapixels}-{name}"
            cv2.imwrite(str(file), pixels, parameters)
            if file.stat().st_size > images.MAX_BYTES:
                raise ValueError(f"{file.name} has {file.stat().st_size:,} bytes: more than it may")


def _bgr(picture: np.ndarray) -> np.ndarray:
    """(H, W, 3) uint8 in the order in which OpenCV stores channels."""
    return np.ascontiguousarray(to_uint8(picture)[..., ::-1])


def _server() -> psutil.Process:
    """The web server: this process's child that runs Streamlit; networks have their own."""
    return next(each for each in psutil.Process().children() if "streamlit" in each.cmdline())


def _megabytes(process: psutil.Process, field: str) -> float:
    """VmRSS (memory now) or VmHWM (at its peak). Source: proc_pid_status(5)."""
    status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
    found = re.search(rf"{field}:\s+(\d+) kB", status)
    return int(found[1]) * 1024 / 1e6


def _forget_peak(process: psutil.Process) -> None:
    """Let VmHWM begin anew. Source: proc_pid_clear_refs(5)."""
    Path(f"/proc/{process.pid}/clear_refs").write_text("5")


def _smallest(measure: Callable[[], float], seconds: float) -> float:
    end, smallest = time.monotonic() + seconds, measure()
    while time.monotonic() < end:
        time.sleep(1)
        smallest = min(smallest, measure())
    return smallest
