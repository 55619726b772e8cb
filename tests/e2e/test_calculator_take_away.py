"""Take away: the link opens the same layer elsewhere; the files play what the page shows."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import expect_no_overflow
from tests.waiting import wait_until

ADDRESS = (
    "layer_calculator?l_height=6&l_stride=2&l_padding=same&l_channels=2&l_filters=2&l_tab=Take+away"
)

ACCENT = (15, 118, 110)  # of the light theme


@pytest.fixture
def take_away(open_page) -> Page:
    page = open_page(ADDRESS)
    expect(page.locator(".transport .where")).to_contain_text("/ 9")
    return page


def saved(take_away: Page, button: str, folder: Path) -> Path:
    """The file behind a button, under its own name."""
    with take_away.expect_download() as download:
        take_away.get_by_role("button", name=button, exact=True).click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


@pytest.fixture
def offline(browser) -> BrowserContext:
    """A browser window without any network."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    context.set_offline(True)
    yield context
    context.close()


def stop_at_first(page: Page) -> None:
    if page.get_by_role("button", name="Pause", exact=True).count():
        page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_label("Window", exact=True).fill("0")
    expect(page.locator(".stage")).to_have_attribute("data-moving", "false")


def sums(page: Page) -> list[str]:
    """What stands below every window, stepped through by hand."""
    stop_at_first(page)
    found = []
    for number in range(1, 10):
        expect(page.locator(".transport .where")).to_have_text(f"{number} / 9")
        found.append(page.locator(".sum").inner_text())
        page.get_by_role("button", name="Step forward").click()
    return found


def painted(page: Page) -> list[str]:
    return [page.locator(f".{grid} figcaption").inner_text() for grid in ("input", "output")]


def test_the_web_page_plays_without_server_and_network_and_has_the_pages_numbers(
    take_away, offline, tmp_path
):
    file = saved(take_away, "Web page", tmp_path)
    assert file.name == "cnnviz-convolution.html"
    alone, trouble, asked = offline.new_page(), [], []
    alone.on("pageerror", lambda error: trouble.append(str(error)))
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto(file.as_uri())
    expect(alone.locator(".transport .where")).to_have_text("1 / 9")
    alone.get_by_role("button", name="Play").click()
    expect(alone.locator(".transport .where")).to_have_text("3 / 9")
    assert sums(alone) == sums(take_away)
    assert painted(alone) == painted(take_away)
    expect_no_overflow(alone)
    assert (trouble, asked) == ([], [file.as_uri()])


def test_the_web_page_is_played_by_key_follows_the_theme_and_keeps_its_numbers(
    take_away, offline, tmp_path
):
    alone = offline.new_page()
    alone.goto(saved(take_away, "Web page", tmp_path).as_uri())
    stop_at_first(alone)
    output = alone.get_by_label(re.compile("^Output, 3 by 3"))
    output.press("ArrowRight")
    expect(alone.locator(".transport .where")).to_have_text("2 / 9")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = alone.evaluate(background)
    alone.emulate_media(color_scheme="light")
    expect(alone.locator(".transport .where")).to_have_text("2 / 9")
    wait_until(lambda: alone.evaluate(background) != dark, 60, "the theme is light")
    field = alone.get_by_label(re.compile("^Padded input"))
    field.press("ArrowDown")
    expect(alone.locator(".sum")).to_contain_text("Input channel 1, row 2, column 1, value ")
    field.press("Enter")
    field.press("7")
    expect(alone.locator(".editor")).to_have_count(0)
    output.press("Space")
    expect(alone.get_by_role("button", name="Pause")).to_be_visible()


def frames(file: Path) -> list[np.ndarray]:
    """The pixels of every frame, (H, W, 3) int."""
    with Image.open(file) as picture:
        return [np.asarray(f.convert("RGB")).astype(int) for f in ImageSequence.Iterator(picture)]


def framed(pixels: np.ndarray, left: float, right: float) -> tuple[int, int, int, int]:
    """The box around all pixels in the accent's colour between two shares of the width.

    Left, top, width, height; the bar of progress at the bottom does not count.
    """
    height, width, _ = pixels.shape
    part = pixels[: height - 100, int(left * width) : int(right * width)]
    rows, cols = np.nonzero(np.abs(part - ACCENT).sum(axis=-1) < 10)
    size = np.ptp(cols) + 1, np.ptp(rows) + 1
    return int(left * width) + int(cols.min()), int(rows.min()), int(size[0]), int(size[1])


def test_the_gif_shows_every_window_at_its_place_in_light_colours(browser, server, tmp_path):
    with browser.new_context(color_scheme="dark", viewport={"width": 390, "height": 844}) as dark:
        page = dark.new_page()
        page.goto(f"{server}/layer_calculator")
        expect(page.locator(".transport .where")).to_contain_text("/ 25")
        file = saved(page, "GIF", tmp_path)
    assert file.name == "cnnviz-convolution.gif"
    with Image.open(file) as picture:
        assert picture.info["loop"] == 0
    shown = frames(file)
    assert len(shown) == 25
    assert (shown[0][:4] == 255).all()
    x, y, side, _ = framed(shown[0], 0, 0.48)
    cell = (framed(shown[24], 0, 0.48)[0] - x) / 4
    assert side == pytest.approx(3 * cell, abs=3)
    for position, pixels in enumerate(shown):
        row, col = divmod(position, 5)
        window = (x + col * cell, y + row * cell, side, side)
        assert framed(pixels, 0, 0.48) == pytest.approx(window, abs=1)
        assert framed(pixels, 0.62, 1)[2:] == pytest.approx((cell, cell), abs=3)


def written(pixels: np.ndarray, corner: tuple[int, int], pitch: float) -> list[int]:
    """The numbers of those cells of a 5 × 5 output that show a value: ink on their colour."""
    found = []
    for number in range(25):
        row, col = divmod(number, 5)
        x, y = (round(at + steps * pitch) for at, steps in zip(corner, (col, row), strict=True))
        margin, side = round(pitch / 6), round(pitch)  # the ring lies in the margin
        inside = pixels[y + margin : y + side - margin, x + margin : x + side - margin]
        if np.ptp(inside, axis=(0, 1)).max() > 60:
            found.append(number)
    return found


def test_the_gif_hides_outputs_until_their_window_has_passed_or_all_are_shown(open_page, tmp_path):
    page = open_page("layer_calculator")
    expect(page.locator(".transport .where")).to_have_text("1 / 25")
    shown = frames(saved(page, "GIF", tmp_path))
    left, top, *_ = framed(shown[0], 0.62, 1)
    pitch = (framed(shown[24], 0.62, 1)[0] - left) / 4
    for position, pixels in enumerate(shown):
        assert written(pixels, (left, top), pitch) == list(range(position + 1))
    page.get_by_role("button", name="Show all outputs").click()
    (tmp_path / "all").mkdir()
    first = frames(saved(page, "GIF", tmp_path / "all"))[0]
    assert written(first, (left, top), pitch) == list(range(25))


def test_the_web_page_saves_the_same_gif_without_server_and_network(take_away, offline, tmp_path):
    alone = offline.new_page()
    alone.goto(saved(take_away, "Web page", tmp_path).as_uri())
    (tmp_path / "alone").mkdir()
    theirs, ours = saved(alone, "GIF", tmp_path / "alone"), saved(take_away, "GIF", tmp_path)
    assert theirs.name == ours.name == "cnnviz-convolution.gif"
    assert len(frames(theirs)) == len(frames(ours)) == 9


def test_saving_a_gif_shows_how_far_it_is_and_can_be_stopped(open_page, page):
    open_page("layer_calculator?l_height=32&l_channels=4")
    expect(page.locator(".transport .where")).to_contain_text("/ 900")
    button = page.locator(".stage .transport .gif").first
    button.click()
    expect(button).to_have_text(re.compile(r"^\d+ %$"))
    button.click()
    expect(button).to_have_text("GIF")
    expect(page.locator(".recording")).to_have_count(0)


def test_the_link_opens_the_same_layer_with_the_same_own_numbers(take_away, elsewhere):
    stop_at_first(take_away)
    kernel = take_away.get_by_label(re.compile("^Kernel, 3 by 3"))
    kernel.press("ArrowDown")
    kernel.press("Enter")
    take_away.get_by_label("New number").fill("-42")
    take_away.get_by_label("New number").press("Enter")
    shown = take_away.get_by_test_id("stCode").filter(has_text="http")
    expect(shown).to_contain_text(re.compile(r"l_weights=.*-42"))
    link = shown.inner_text().strip()
    assert "l_tab" not in link
    other = elsewhere(link)
    expect(other.locator(".transport .where")).to_contain_text("/ 9")
    take_away.mouse.move(0, 0)
    assert sums(other) == sums(take_away)
    assert painted(other) == painted(take_away)
