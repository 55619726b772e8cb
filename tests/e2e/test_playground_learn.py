"""Learning a kernel as a person does: watch, scrub, guess, reveal, upload, put to work."""

import io
import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from cnnviz import images
from cnnviz.images import gallery
from cnnviz.ops.convolution import cross_correlate2d
from tests.e2e.conftest import choose, pixels, settle
from tests.waiting import wait_until

TAB = "kernel_playground?k_tab=Learn+the+kernel"
LAPLACIAN = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0.0]])


class TrainingTrace:
    """The tab's parts."""

    def __init__(self, page: Page):
        self.page = page
        self.root = page.locator(".learning")
        self.play = self.root.get_by_role("button", name=re.compile("^(Play|Pause)$"))
        self.scrub = self.root.get_by_role("slider", name="Step", exact=True)
        self.riddle = page.get_by_role("spinbutton", name="Riddle")
        self.unknown = self.root.locator(".unknown")

    def step(self) -> int:
        return int(self.root.get_attribute("data-step") or 0)  # none until its script has come

    def number(self, panel: str) -> float:
        """The full number below a panel."""
        return float(self.root.locator(f".{panel} .fact output").get_attribute("title"))

    def to_the_end(self) -> None:
        expect(self.root).to_have_attribute("data-step", re.compile(r"\d"))  # its script has come
        self.scrub.press("End")
        expect(self.root).to_have_attribute("data-step", "1000")

    def weights(self, panel: str) -> np.ndarray:
        label = self.root.locator(f".{panel} canvas").get_attribute("aria-label")
        numbers = label.rpartition(": ")[2].replace("\N{MINUS SIGN}", "-")
        return np.array([float(number) for number in numbers.split(", ")])

    def colours(self, panel: str) -> np.ndarray:
        return pixels(self.root.locator(f".{panel} canvas")).astype(float)

    def choose(self, label: str, option: str) -> None:
        choose(self.page, label, option)


@pytest.fixture
def trace(page: Page) -> TrainingTrace:
    return TrainingTrace(page)


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def test_it_plays_by_itself_and_the_answer_becomes_the_wanted_picture(open_page, trace, screenshot):
    open_page(TAB)
    trace.root.scroll_into_view_if_needed()
    wait_until(lambda: trace.step() > 10, 120, "it plays")
    trace.play.click()
    expect(trace.root).to_have_attribute("data-playing", "false")
    early = np.abs(trace.colours("answer") - trace.colours("wanted")).mean()
    trace.play.click()
    wait_until(lambda: trace.step() > 100, 120, "it plays on")
    screenshot("learn-the-kernel")
    trace.to_the_end()
    late = np.abs(trace.colours("answer") - trace.colours("wanted")).mean()
    assert late < min(early / 4, 0.2)
    np.testing.assert_allclose(trace.weights("learned"), [-1, 0, 1, -2, 0, 2, -1, 0, 1], atol=0.05)


def test_less_motion_shows_the_end_at_once_and_it_fits_a_phone(open_page, trace):
    trace.page.emulate_media(reduced_motion="reduce")
    trace.page.set_viewport_size({"width": 390, "height": 844})
    open_page(f"{TAB}&k_picture=Digit")
    expect(trace.root).to_have_attribute("data-step", "1000")
    expect(trace.root).to_have_attribute("data-playing", "false")
    box = trace.root.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert trace.root.evaluate("root => root.scrollWidth <= root.clientWidth")


def test_a_riddle_is_hidden_until_it_is_revealed_and_the_place_stays(open_page, trace):
    page = open_page(f"{TAB}&k_picture=Digit&k_goal=A+hidden+kernel&k_riddle=3")
    expect(trace.unknown).to_be_visible()
    trace.to_the_end()
    trace.play.focus()
    page.keyboard.press("ArrowLeft")
    wait_until(lambda: 900 < trace.step() < 1000, 120, "it is a little before the end")
    place = trace.step()
    page.get_by_role("button", name="Reveal").click()
    expect(trace.unknown).to_be_hidden()
    assert trace.step() == place
    wait_until(lambda: trace.number("reference") < 0.5, 120, "the distance is small")
    trace.riddle.fill("4")
    page.keyboard.press("Enter")
    expect(trace.unknown).to_be_visible()


def test_ones_own_result_tells_its_kernel_which_goes_to_work(open_page, trace):
    goal = "k_goal=Your+own+result&k_optimiser=Momentum&k_rate=0.2"
    page = open_page(f"{TAB}&k_picture=Zone+plate&{goal}")
    result = cross_correlate2d(images.to_grey(gallery.load("Zone plate")), LAPLACIAN)
    page.get_by_role("button", name="Upload").click()
    files = page.locator("input[type=file]").last
    kind = "application/octet-stream"
    files.set_input_files({"name": "small.npy", "mimeType": kind, "buffer": npy(result[99:])})
    expect(
        page.get_by_text(re.compile("small.npy: the wanted picture must be as large"))
    ).to_be_visible()
    files.set_input_files({"name": "mine.npy", "mimeType": kind, "buffer": npy(result)})
    settle(page)
    expect(page.get_by_text("Learned from Zone plate and mine.npy.")).to_be_visible()

    def learned() -> bool:
        trace.to_the_end()
        return np.allclose(trace.weights("learned"), LAPLACIAN.ravel(), atol=0.01)

    wait_until(learned, 120, "the kernel is learned")
    page.get_by_role("button", name="Use this kernel").click()
    settle(page)
    expect(page.locator(".kernel .name")).to_have_text("Custom")
