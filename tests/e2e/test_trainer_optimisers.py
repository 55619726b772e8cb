"""The trainer's optimisers in a browser: the menu, its numbers, and the link that keeps them."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import choose, expect_no_overflow, settle


def number(page: Page, label: str):
    return page.get_by_label(label, exact=True).and_(page.locator("input"))


def open_more(page: Page) -> None:
    page.get_by_test_id("stExpander").filter(has_text="Optimiser:").locator("summary").click()
    expect(page.get_by_role("combobox", name="Optimiser", exact=True)).to_be_visible()


def test_a_link_opens_with_the_optimiser_and_its_numbers(open_page, elsewhere):
    page = open_page("trainer")
    open_more(page)
    expect(number(page, "Beta 1")).to_have_value("0.9")
    choose(page, "Optimiser", "Nesterov")
    expect(number(page, "Beta 1")).to_have_count(0)
    number(page, "Momentum").fill("0.8")
    number(page, "Momentum").press("Enter")
    settle(page)
    page.wait_for_url("**t_nesterov_momentum=0.8**")
    assert "t_adam_" not in page.url
    again = elsewhere(page.url)
    expect(again.get_by_text("Nesterov usually learns")).to_have_count(0)
    open_more(again)
    expect(number(again, "Momentum")).to_have_value("0.8")
    expect(again.get_by_text("Momentum that looks ahead")).to_be_visible()
    again.get_by_role("tab", name="Keras code").dispatch_event("click")
    expect(again.get_by_text("momentum=0.8, nesterov=True")).to_be_visible()


@pytest.mark.parametrize("kind", ["sgd", "rmsprop", "adamw"])
def test_on_a_phone_every_number_is_within_the_screen(phone, server, kind):
    phone.goto(f"{server}/trainer?t_optimiser={kind}&t_rate=1")
    settle(phone)
    expect(phone.get_by_role("button", name="Use 0.")).to_be_visible()
    open_more(phone)
    expect(number(phone, "Weight decay")).to_be_visible()
    box = number(phone, "Weight decay").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    expect_no_overflow(phone)
