"""Runs are compared, named and deleted in a browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import axe
from tests.e2e.conftest import choose, expect_no_overflow, settle
from tests.e2e.test_trainer import LONG, set_number, train

SHOWN = re.compile(r"Accuracy on 270 test images")


@pytest.fixture
def two_runs(page: Page, open_page) -> Page:
    """Two short runs that differ in their network, just trained; the second one is on show."""
    axe.load(page)
    open_page("trainer?t_network=mlp")
    set_number(page, "Epochs", 2)
    train(page)
    expect(page.get_by_text(SHOWN)).to_be_visible(timeout=LONG)
    choose(page, "Network", "physics-mnist")
    train(page)
    expect(page.get_by_text(SHOWN)).to_be_visible(timeout=LONG)
    settle(page)
    return page


def test_two_runs_are_compared_renamed_and_deleted(two_runs, elsewhere, screenshot):
    page = two_runs
    assert "\n".join(map(str, axe.violations(page))) == ""
    page.get_by_role("button", name="Compare runs").click()
    boxes = page.get_by_role("checkbox", name=re.compile("compare run"))
    expect(boxes.nth(1)).to_be_visible()
    boxes.nth(0).check()
    page.wait_for_url(re.compile("t_runs="))
    boxes.nth(1).check()
    page.wait_for_url(re.compile("t_runs=.*(,|%2C)"))
    settle(page)

    assert "\n".join(map(str, axe.violations(page))) == ""

    # Curves over every axis, and the figures.
    lines = page.locator(".curves polyline.line")
    expect(lines).to_have_count(2)
    page.get_by_label("Horizontal axis").select_option("CPU seconds")
    expect(lines).to_have_count(2)
    expect(page.locator(".curves text", has_text="CPU seconds")).to_be_visible()
    expect(page.locator(".scatter circle")).to_have_count(2)
    expect(page.get_by_role("columnheader", name="Calibration error")).to_be_visible()

    # The images on which they disagree.
    count = page.get_by_text(re.compile(r"They disagree on \d+ image"))
    disagree = int(re.search(r"on (\d+)", count.inner_text())[1])
    kinds = page.get_by_test_id("stRadio").locator("label").all_inner_texts()
    assert sum(int(each.rsplit(": ", 1)[1]) for each in kinds if ": " in each) == disagree
    screenshot("trainer-compare")

    # A link shows another visitor the same.
    other = elsewhere(page.url)
    expect(other.get_by_text(count.inner_text())).to_be_visible()
    expect(other.locator(".curves polyline.line")).to_have_count(2)

    # A name, a note and a star; found by them.
    row = page.locator("tr[data-run]").first
    row.get_by_role("button", name=re.compile("name or note")).click()
    page.get_by_label("Name", exact=True).fill("My first network")
    page.get_by_label("Note", exact=True).fill("two epochs only")
    page.get_by_role("button", name="Save").click()
    settle(page)
    row.get_by_role("button", name=re.compile("star run")).click()
    settle(page)
    page.reload()
    settle(page)
    page.get_by_role("searchbox", name="Find runs").fill("epochs ONLY starred")
    expect(page.locator("tr[data-run]")).to_have_count(1)
    expect(page.locator("tr[data-run]")).to_contain_text("My first network")

    # Deleted only after a question; Keep keeps it.
    page.get_by_role("button", name=re.compile("delete run")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 saved epochs, the trained network")
    dialog.get_by_role("button", name="Keep").click()
    expect(dialog).to_have_count(0)
    settle(page)
    page.get_by_role("button", name=re.compile("delete run")).click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator("tr[data-run]", has_text="My first network")).to_have_count(0)
    expect(page.locator(".count")).to_contain_text("1 chosen")


def test_the_comparison_and_the_experiments_fit_a_phone(phone, server):
    for part in ("compare", "experiments"):
        phone.goto(f"{server}/trainer?t_page={part}")
        settle(phone)
        expect(phone.get_by_role("button", name="Back to training")).to_be_visible()
        expect_no_overflow(phone)
