"""Take away: the link opens the same layer elsewhere; the files play what the page shows."""

import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import settle

ADDRESS = (
    "layer_calculator?l_height=6&l_stride=2&l_padding=same&l_channels=2&l_filters=2&l_tab=Take+away"
)


@pytest.fixture
def room(open_room) -> Page:
    page = open_room(ADDRESS)
    expect(page.locator(".transport .where")).to_contain_text("/ 9")
    return page


def saved(room: Page, button: str, folder: Path) -> Path:
    """The file behind a button, under its own name."""
    with room.expect_download() as download:
        room.get_by_role("button", name=button, exact=True).click()
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
    room, offline, tmp_path
):
    file = saved(room, "Web page", tmp_path)
    assert file.name == "cnnviz-convolution.html"
    alone, trouble, asked = offline.new_page(), [], []
    alone.on("pageerror", lambda error: trouble.append(str(error)))
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto(file.as_uri())
    expect(alone.locator(".transport .where")).to_have_text("3 / 9")  # it plays by itself
    assert sums(alone) == sums(room)
    assert painted(alone) == painted(room)
    assert alone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert (trouble, asked) == ([], [file.as_uri()])


def test_the_web_page_is_played_by_key_follows_the_theme_and_keeps_its_numbers(
    room, offline, tmp_path
):
    alone = offline.new_page()
    alone.goto(saved(room, "Web page", tmp_path).as_uri())
    stop_at_first(alone)
    output = alone.get_by_label(re.compile("^Output, 3 by 3"))
    output.press("ArrowRight")
    expect(alone.locator(".transport .where")).to_have_text("2 / 9")
    dark = alone.evaluate("getComputedStyle(document.body).backgroundColor")
    alone.emulate_media(color_scheme="light")
    expect(alone.locator(".transport .where")).to_have_text("2 / 9")
    assert alone.evaluate("getComputedStyle(document.body).backgroundColor") != dark
    field = alone.get_by_label(re.compile("^Padded input"))
    field.press("ArrowDown")
    expect(alone.locator(".sum")).to_contain_text("Input channel 1, row 1, column 0, a ")
    field.press("Enter")
    field.press("7")
    expect(alone.locator(".editor")).to_have_count(0)
    output.press("Space")
    expect(alone.get_by_role("button", name="Pause")).to_be_visible()


def test_the_gif_has_a_frame_a_window(room, tmp_path, screenshot):
    screenshot("layer-calculator-take-away")
    file = saved(room, "GIF", tmp_path)
    assert file.name == "cnnviz-convolution.gif"
    with Image.open(file) as picture:
        assert (picture.n_frames, picture.info["loop"]) == (9, 0)
        first = picture.convert("RGB")
        picture.seek(8)
        assert picture.convert("RGB").tobytes() != first.tobytes()


def test_the_link_opens_the_same_layer_with_the_same_own_numbers(room, browser):
    stop_at_first(room)
    kernel = room.get_by_label(re.compile("^Kernel, 3 by 3"))
    kernel.press("ArrowDown")
    kernel.press("Enter")
    room.get_by_label("New number, -99 to 99").fill("-42")
    room.get_by_label("New number, -99 to 99").press("Enter")
    shown = room.get_by_test_id("stCode").filter(has_text="http")
    expect(shown).to_contain_text(re.compile(r"l_weights=.*-42"))
    link = shown.inner_text().strip()
    assert "l_tab" not in link
    other = browser.new_page()
    other.goto(link)
    settle(other)
    expect(other.locator(".transport .where")).to_contain_text("/ 9")
    room.mouse.move(0, 0)
    assert sums(other) == sums(room)
    assert painted(other) == painted(room)
    other.close()
