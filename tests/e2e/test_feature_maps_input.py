"""The feature maps' input in a real browser: filtered samples, the camera, a reload."""

import re

from playwright.sync_api import expect

from tests.e2e.conftest import choose, settle


def test_samples_are_filtered_by_class_and_answer_and_the_link_shows_the_same(open_page, elsewhere):
    page = open_page("feature_maps?f_model=mnist&f_input=Sample")
    choose(page, "Class", "7")
    expect(page.get_by_text(re.compile(r"^[\d,]+ test images of class 7"))).to_be_visible()
    expect(page.locator(".bar.true .label")).to_have_text("7")
    before = page.locator(".seen figcaption").inner_text()
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".seen figcaption")).not_to_have_text(before)
    expect(page.locator(".bar.true .label")).to_have_text("7")
    choose(page, "Answers", "Wrong")
    counted = page.get_by_text(re.compile(r"\d+ wrong of [\d,]+ test images of class 7"))
    expect(counted).to_be_visible()
    settle(page)
    other = elsewhere(page.url)
    expect(other.get_by_text(counted.inner_text())).to_be_visible()
