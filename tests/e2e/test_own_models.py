"""A visitor's own model: opened from a file, looked into, and found again by its link."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import expect_no_overflow, settle

FILE = Path(__file__).parents[1] / "models/uploads/files/fun_3.0.5.keras"


def test_a_keras_file_opens_and_its_link_opens_it_elsewhere(open_page, elsewhere):
    page = open_page("feature_maps")
    page.get_by_role("button", name="Open…").click()
    page.locator("input[type=file]").first.set_input_files(FILE)
    expect(page.get_by_text("12 × 12 RGB pixels in, 3 classes out")).to_be_visible()
    page.wait_for_url(re.compile("f_model=upload-"))
    settle(page)
    expect_no_overflow(page)
    other = elsewhere(page.url)
    expect(other.get_by_text("What each layer of fun_3.0.5 sees")).to_be_visible()
    other.get_by_role("button", name="About this file").click()
    expect(other.get_by_text("It gets pixels from 0 to 1")).to_be_visible()


def test_a_file_of_another_kind_is_refused_with_the_way_out(open_page):
    page = open_page("feature_maps")
    page.get_by_role("button", name="Open…").click()
    page.locator("input[type=file]").first.set_input_files(
        {"name": "a.h5", "mimeType": "", "buffer": b"\x89HDF\r\n\x1a\n"}
    )
    expect(page.get_by_text(re.compile("save it with model.save"))).to_be_visible()


def test_two_models_stand_side_by_side_and_the_link_keeps_them(open_page, elsewhere):
    page = open_page("feature_maps?f_model=mnist")
    page.get_by_role("combobox", name="Beside it, a second model").click()
    page.get_by_role("option", name=re.compile("NEU")).click()
    expect(page.locator(".answer .bars")).to_have_count(2)
    expect(page.locator(".volumes")).to_have_count(2)
    page.wait_for_url(re.compile("f_beside=neu"))
    expect_no_overflow(page)
    other = elsewhere(page.url)
    other.set_viewport_size({"width": 390, "height": 844})
    expect(other.locator(".volumes")).to_have_count(2)
    expect_no_overflow(other)


def test_of_two_models_side_by_side_a_unit_of_either_is_explained(open_page, elsewhere):
    page = open_page("feature_maps?f_model=mnist&f_beside=neu")
    expect(page.locator(".volumes")).to_have_count(2)
    crumbs = page.locator(".crumbs")
    page.locator(".answer").nth(1).locator(".bars .label", has_text="patches").click()
    expect(crumbs).to_contain_text("fast-neu")
    expect(crumbs.locator("b")).to_have_text("output: class patches")
    page.locator("button.one, .grid.opens canvas").first.click()
    expect(crumbs.locator("button")).to_have_count(1)
    expect(crumbs).to_contain_text("fast-neu")
    expect(page).to_have_url(re.compile("f_why_unit=second(%3A|:)output"))
    other = elsewhere(page.url)
    expect(other.locator(".crumbs")).to_contain_text("fast-neu")
    page.locator(".strips").first.locator(".film canvas").first.click(position={"x": 12, "y": 12})
    expect(crumbs).to_contain_text("mnist")
    expect(crumbs.locator("b")).to_contain_text("conv_1: channel 1, row")
    page.keyboard.press("Escape")
    expect(page.locator(".drawer")).to_be_hidden()
    expect_no_overflow(page)
