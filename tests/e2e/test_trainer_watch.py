"""Any epoch of a run again: its kernels, probes, matrix and maps, without the server."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import settle
from tests.e2e.test_trainer import LONG, set_number, train

LOSS = '.chart[data-metric="loss"]'


@pytest.fixture(scope="module")
def finished(server, browser) -> str:
    """The address of a run of four epochs."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US").new_page()
    page.goto(f"{server}/trainer")
    settle(page)
    set_number(page, "Epochs", 4)
    train(page)
    expect(page.get_by_text("Accuracy on 270 test images")).to_be_visible(timeout=LONG)
    address = page.url
    page.context.close()
    return address


@pytest.fixture
def watched(finished, page) -> Page:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(finished)
    settle(page)
    expect(page.locator(".tile")).to_have_count(12, timeout=LONG)
    expect(page.locator(".layer").first).to_be_visible(timeout=LONG)
    settle(page)
    return page


def drawn(page: Page, canvas: str) -> str:
    return page.locator(canvas).first.evaluate("canvas => canvas.toDataURL()")


def test_all_parts_follow_the_cursor_and_nothing_is_sent(watched):
    page = watched
    page.evaluate("""() => {
        const send = WebSocket.prototype.send;
        window.messages = 0;
        WebSocket.prototype.send = function (...a) { window.messages += 1; send.apply(this, a); };
    }""")
    canvases = (".kernels canvas", ".matrix canvas", ".layers canvas")
    last = [drawn(page, canvas) for canvas in canvases]
    page.locator(LOSS).focus()
    page.keyboard.press("Home")
    for part in (".kernels-epoch", ".matrix-epoch", ".maps-epoch"):
        expect(page.locator(part)).to_have_text("after epoch 1")
    first = [drawn(page, canvas) for canvas in canvases]
    assert all(one != other for one, other in zip(first, last, strict=True))
    page.keyboard.press("ArrowRight")
    expect(page.locator(".shown")).to_have_text("epoch 2 of 4")
    expect(page.locator(".when")).to_have_text(["at epoch 2"] * 2)
    page.keyboard.press("Escape")
    expect(page.locator(".shown")).to_have_text("last: epoch 4")
    assert [drawn(page, canvas) for canvas in canvases] == last
    assert page.evaluate("messages") == 0


def test_space_plays_the_epochs_up_to_the_last(watched):
    page = watched
    page.locator(LOSS).focus()
    page.keyboard.press(" ")
    expect(page.locator(".shown")).to_have_text("epoch 1 of 4")
    expect(page.locator(".shown")).to_have_text("last: epoch 4")


def test_a_drag_moves_the_cursor_and_with_shift_zooms(watched):
    page = watched
    box = page.locator(f"{LOSS} svg").bounding_box()
    middle = box["y"] + box["height"] / 3
    page.mouse.move(box["x"] + box["width"] * 0.9, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.3, middle)
    page.mouse.up()
    expect(page.locator(".shown")).to_have_text("epoch 1 of 4")
    labels = page.locator(f'{LOSS} text[text-anchor="middle"]')
    whole = labels.all_text_contents()
    page.keyboard.down("Shift")
    page.mouse.move(box["x"] + box["width"] * 0.5, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, middle)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(labels).not_to_have_text(whole)
    page.mouse.dblclick(box["x"] + box["width"] / 2, middle)
    expect(labels).to_have_text(whole)


def test_a_probe_is_pinned_and_its_network_opened_at_an_epoch(watched):
    page = watched
    page.locator(".tile").nth(5).click()
    truth = page.locator(".bars .truth")
    expect(truth).to_have_text(page.locator(".tile").nth(5).get_attribute("data-truth"))
    page.locator(LOSS).focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="Look inside at epoch 1").click()
    page.wait_for_url(re.compile(r"feature_maps\?.*f_model=\d{8}-.*%401"))
    expect(page.get_by_text(re.compile("lecture-mnist, epoch 1")).first).to_be_visible()


def test_a_branch_begins_at_the_epoch_of_the_cursor(watched):
    page = watched
    page.locator(LOSS).focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="Branch at epoch 1").click()
    expect(page.get_by_label("From the end of epoch")).to_have_value("1")
    page.get_by_label("Epochs in all").fill("2")
    page.get_by_label("Epochs in all").press("Enter")
    settle(page)
    page.get_by_role("button", name="Branch", exact=True).click()
    expect(page.locator(".flag")).to_have_count(2, timeout=LONG)  # one in each chart
    expect(page.locator(".flag title").first).to_have_text(re.compile("branch"))
