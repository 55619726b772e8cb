"""The playground's picture as a person brings it: a file, a photo, a link, a bad file."""

import io
import re

import cv2
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from cnnviz.images import png_bytes
from tests.e2e.conftest import SETTLED, choose, next_frame, settle
from tests.waiting import wait_until

NOISE = np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8)

# Chromium's own camera: a green picture with a clock. The page's streams are kept, to see them end.
FAKE_CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
KEEP_STREAMS = """
window.streams = [];
const lend = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => {
  const stream = await lend(wish);
  window.streams.push(stream);
  return stream;
};
"""
LIT = "window.streams.some((stream) => stream.getTracks().some((t) => t.readyState === 'live'))"
SEEN = "[...document.querySelectorAll('video')].some((video) => video.readyState >= 2)"


class Bench:
    """The choice of the picture, and the name of the one on the bench."""

    def __init__(self, page: Page):
        self.page = page
        self.picture = page.locator(".input .extent")
        self.button = page.get_by_role("button", name="Own picture")
        self.complaint = page.get_by_role("dialog").get_by_role("alert")

    def upload(self, name: str, data: bytes) -> None:
        self.button.click()
        expect(self.page.get_by_text("Your picture")).to_be_visible()
        settle(self.page)
        file = {"name": name, "mimeType": "image/png", "buffer": data}
        self.page.locator("input[type=file]").set_input_files(file)
        settle(self.page)

    def choose(self, name: str) -> None:
        choose(self.page, "Picture", name)


@pytest.fixture
def bench(open_page, page: Page) -> Bench:
    open_page("kernel_playground")
    return Bench(page)


def encoded(form: str, **options) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(NOISE).save(buffer, form, **options)
    return buffer.getvalue()


def test_a_turned_photograph_stands_upright(bench):
    exif = Image.Exif()
    exif[0x0112] = 6
    bench.upload("phone.jpg", encoded("JPEG", exif=exif))
    expect(bench.picture).to_have_text("phone.jpg, 80 × 60")


def test_a_scan_of_16_bits_keeps_its_levels(bench):
    levels = np.arange(60 * 80, dtype=np.uint16).reshape(60, 80) * 13
    bench.upload("scan.tiff", cv2.imencode(".tiff", levels)[1].tobytes())
    expect(bench.picture).to_have_text("scan.tiff, 60 × 80")
    bench.page.locator(".output .frame").hover()
    next_frame(bench.page)
    read = bench.page.locator(".patch .grid span")
    shown = re.findall(r"\d+", bench.page.locator(".place").inner_text())
    row, col = (int(number) - 1 for number in shown)
    titles = read.evaluate_all("cells => cells.map((cell) => Number(cell.title))")
    window = levels[row : row + 3, col : col + 3] / 65535
    np.testing.assert_allclose(titles, window.ravel(), atol=1e-7)


def test_a_bad_file_is_named_in_place_and_the_last_picture_stays(bench):
    bench.upload("mine.png", png_bytes(NOISE))
    expect(bench.picture).to_have_text("mine.png, 60 × 80")
    bench.upload("broken.png", png_bytes(NOISE)[:3000])
    expect(bench.complaint).to_have_text(
        "broken.png: this PNG file is damaged or cut short: its pixels cannot be read."
    )
    expect(bench.picture).to_have_text("mine.png, 60 × 80")


def test_a_file_that_is_too_large_is_refused_in_a_sentence(bench, tmp_path):
    large = tmp_path / "large.png"
    with large.open("wb") as file:
        file.truncate(31 * 2**20)
    bench.button.click()
    bench.page.locator("input[type=file]").set_input_files(large)
    expect(
        bench.page.get_by_text("an image file may have at most 30 MB, got 32.5 MB")
    ).to_be_visible()
    expect(bench.picture).to_have_text("Temple, 427 × 640")


def test_own_pictures_stay_in_the_menu(bench):
    bench.upload("first.png", png_bytes(NOISE))
    expect(bench.picture).to_have_text("first.png, 60 × 80")
    bench.upload("second.png", png_bytes(NOISE[:40]))
    expect(bench.picture).to_have_text("second.png, 40 × 80")
    bench.choose("first.png")
    expect(bench.picture).to_have_text("first.png, 60 × 80")
    bench.choose("Cat")
    bench.choose("second.png")
    expect(bench.picture).to_have_text("second.png, 40 × 80")


def test_a_picture_of_one_pixel_is_shown_and_only_the_filter_refuses_it(bench):
    bench.upload("dot.png", png_bytes(NOISE[:1, :1]))
    expect(bench.picture).to_have_text("dot.png, 1 × 1")
    refusal = re.compile("window of 3 × 3 does not fit a picture of 1 × 1")
    expect(bench.page.locator(".output").get_by_text(refusal)).to_be_visible()


def test_a_link_with_an_own_picture_says_that_it_stayed_behind(bench, elsewhere):
    bench.upload("mine.png", png_bytes(NOISE))
    bench.page.wait_for_url(re.compile("k_picture=mine.png"))
    other = Bench(elsewhere(bench.page.url))
    expect(other.picture).to_have_text("Temple, 427 × 640")
    expect(other.page.get_by_text("“mine.png” is replaced by")).to_be_visible()


@pytest.fixture
def with_camera(playwright, browser_type_launch_args, server):
    """A bench in a browser that has a camera and lends it without asking."""
    arguments = [*browser_type_launch_args["args"], *FAKE_CAMERA]
    browser = playwright.chromium.launch(**(browser_type_launch_args | {"args": arguments}))
    page = browser.new_page()
    page.add_init_script(KEEP_STREAMS)
    page.goto(f"{server}/kernel_playground")
    settle(page)
    yield Bench(page)
    browser.close()


def test_a_photo_becomes_the_picture_and_the_camera_is_on_for_no_longer(with_camera):
    page = with_camera.page
    with_camera.button.click()
    expect(page.get_by_text("Your picture")).to_be_visible()
    assert page.evaluate("window.streams.length") == 0
    page.get_by_text("Camera", exact=True).click()
    wait_until(lambda: page.evaluate(LIT), 120, "the camera is on")
    wait_until(lambda: page.evaluate(SEEN), 120, "the camera shows a picture")
    page.get_by_role("button", name="Take Photo").click()
    expect(with_camera.picture).to_have_text(re.compile(r"Camera, \d+ × \d+"))
    wait_until(lambda: not page.evaluate(LIT), 120, "the camera is off")
    with_camera.button.click()
    expect(page.get_by_text("Your picture")).to_be_visible()
    assert not page.evaluate(LIT)


def test_the_camera_goes_off_when_the_popover_is_closed(with_camera):
    page = with_camera.page
    with_camera.button.click()
    page.get_by_text("Camera", exact=True).click()
    wait_until(lambda: page.evaluate(LIT), 120, "the camera is on")
    wait_until(lambda: page.evaluate(SEEN), 120, "the camera shows a picture")
    page.keyboard.press("Escape")
    wait_until(lambda: not page.evaluate(LIT), 120, "the camera is off")
    expect(page.locator(SETTLED)).to_be_visible()
    expect(with_camera.picture).to_have_text("Temple, 427 × 640")
