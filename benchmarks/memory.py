"""Memory of the web server while pictures of 24 and 50 megapixels are filtered, in a real browser.

It must stay below 1 GB, and come back when the visitor leaves. Figures are MB, from Linux's /proc.
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
from cnnviz.images import gallery, to_uint8
from cnnviz.ui import session_cleanup
from tests.e2e import browser as chromium
from tests.e2e.conftest import choose, running_app, settle

# Height and width of what is uploaded, by its megapixels, and of what the page keeps of it.
SIZES = {24: (4000, 6000), 50: (6120, 8160)}
KEPT = {24: (4000, 6000), 50: (3060, 4080)}
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
    height, _ = KEPT[int(file.name.partition("-")[0])]
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
    """A real photograph, enlarged, with a camera's noise: as large a file as such pictures are.

    Of 50 megapixels, PNG stays below the limit of 64 MB only with less noise and 12 bits of grey.
    """
    for megapixels, (height, width) in SIZES.items():
        large = cv2.resize(gallery.load("Temple"), (width, height), interpolation=cv2.INTER_CUBIC)
        noise = np.random.default_rng(0).standard_normal((height, width, 1), np.float32)
        large += noise * np.float32(0.01 if megapixels == 24 else 0.004)
        colour = np.ascontiguousarray(to_uint8(large)[..., ::-1])  # OpenCV stores B, G, R
        grey = (large[..., 1].clip(0, 1) * 65535).astype(np.uint16)
        if megapixels == 50:
            grey &= 0xFFF0
        quality = [cv2.IMWRITE_JPEG_QUALITY, 92]
        cv2.imwrite(str(folder / f"{megapixels}-photo.jpg"), colour, quality)
        for name, pixels in (("photo.png", colour), ("scan.png", grey)):
            file = folder / f"{megapixels}-{name}"
            cv2.imwrite(str(file), pixels, [cv2.IMWRITE_PNG_COMPRESSION, 1])


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
