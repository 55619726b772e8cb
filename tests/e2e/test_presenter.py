"""Presenter mode: larger type, no navigation, on every page until it is switched off."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import expect_no_overflow, settle


def type_size(page: Page) -> str:
    size: str = page.evaluate("getComputedStyle(document.documentElement).fontSize")
    return size


def test_a_link_opens_a_page_for_a_projector(open_page, page):
    open_page("layer_calculator?present=true")
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    assert type_size(page) == "20px"
    expect_no_overflow(page)


def test_the_switch_brings_it_and_takes_it_back(open_page, page):
    open_page("kernel_playground")
    page.get_by_text("Presenter mode").click()
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    expect(page).to_have_url(re.compile("present=true"))
    settle(page)
    page.get_by_text("Presenter mode").click()
    expect(page.get_by_test_id("stHeader")).to_be_visible()
    assert type_size(page) == "16px"
