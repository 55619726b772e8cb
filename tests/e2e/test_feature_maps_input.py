"""The feature maps' input in a real browser: filtered samples, the camera, a reload."""

import re

from playwright.sync_api import expect

from tests.e2e import browser as chromium
from tests.e2e.conftest import choose, settle
from tests.pages.feature_maps_page import INK
from tests.waiting import wait_until


def test_samples_are_filtered_by_class_and_answer_and_the_link_shows_the_same(open_page, elsewhere):
    page = open_page("feature_maps?f_model=mnist&f_input=Sample")
    choose(page, "Class", "7")
    expect(page.get_by_text(re.compile(r"^[\d,]+ test images of class 7"))).to_be_visible()
    expect(page.locator(".bar.true .label")).to_have_text("7")
    before = page.locator(".seen figcaption").inner_text()
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.locator(".seen figcaption")).not_to_have_text(before)
    expect(page.locator(".bar.true .label")).to_have_text("7")
    choose(page, "Answers", "Wrong")
    counted = page.get_by_text(re.compile(r"\d+ wrong of [\d,]+ test images of class 7"))
    expect(counted).to_be_visible()
    settle(page)
    other = elsewhere(page.url)
    expect(other.get_by_text(counted.inner_text())).to_be_visible()


def test_a_reload_keeps_the_drawing_and_says_that_it_loses_a_picture(open_page):
    page = open_page("feature_maps?f_model=mnist")
    expect(page.locator(".headline b")).to_have_text("3")
    page.get_by_role("button", name="Erase", exact=True).click()
    box = page.locator(".pad canvas").bounding_box()
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.2 * box["height"], steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile("f_drawing="))
    settle(page)
    bars = page.locator(".bars .percent").all_inner_texts()
    page.reload()
    settle(page)
    expect(page.locator(".bars .percent")).to_have_text(bars)
    page.get_by_test_id("stButtonGroup").get_by_text("Upload", exact=True).click()
    page.locator("input[type=file]").set_input_files(
        {"name": "ink.png", "mimeType": "image/png", "buffer": INK}
    )
    page.wait_for_url(re.compile("f_own=1"))
    settle(page)
    page.reload()
    expect(page.locator(".headline b")).to_contain_text("does not keep your picture")


def test_a_photograph_is_taken_and_read_as_an_uploaded_one(playwright, server):
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    browser = playwright.chromium.launch(
        executable_path=chromium.installed(), args=["--no-sandbox", "--disable-gpu", *fake]
    )
    page = browser.new_page()
    page.goto(f"{server}/feature_maps?f_model=mnist&f_input=Camera")
    settle(page)
    video = page.locator("video")
    wait_until(lambda: video.evaluate("each => each.readyState") >= 2, 120, "it has a picture")
    page.get_by_role("button", name="Take Photo").click()
    expect(page.locator(".photo .frame > img")).to_be_visible()
    expect(page.get_by_text("How the digit was read from the photograph")).to_be_visible()
    page.get_by_role("button", name="Clear photo").click()
    settle(page)
    expect(page.locator(".photo .frame > img")).to_be_visible()  # what was there stays
    browser.close()


def test_a_pinned_input_s_maps_lie_beside_the_present_ones_by_difference(open_page):
    page = open_page("feature_maps?f_model=mnist")
    expect(page.locator(".headline b")).to_have_text("3")
    page.get_by_role("button", name="Compare with this input").click()
    pairs = page.locator("figcaption", has_text=re.compile(r"^\d+: "))
    expect(pairs).to_have_count(24)
    expect(pairs.first).to_have_text(re.compile(": 0$"))
    page.get_by_role("button", name="Clear", exact=True).click()
    box = page.locator(".pad canvas").bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.15 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.85 * box["height"], steps=4)
    page.mouse.up()
    expect(page.locator(".headline b")).to_have_text("1")
    expect(pairs.first).not_to_have_text(re.compile(": 0$"))
    numbers = [float(text.split(": ")[1]) for text in pairs.all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True)
    page.get_by_role("button", name="Unpin").click()
    expect(pairs).to_have_count(0)
