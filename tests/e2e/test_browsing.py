"""From page to page: addresses, Back, the keyboard, and a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import settle
from tests.waiting import wait_until

NAMES = ("Kernel playground", "Layer calculator", "Trainer", "Feature maps")
KERNEL = '[aria-label="Weight, row 1, column 1"]'


def kernel_menu(page: Page):
    return page.get_by_role("combobox", name="Kernel", exact=True)


def focused(page: Page) -> str:
    """The label of what has the focus, inside components too."""
    return page.evaluate(
        """() => {
            let found = document.activeElement;
            while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
            return found?.getAttribute("aria-label") ?? "";
        }"""
    )


@pytest.mark.parametrize(
    ("path", "name"),
    [(name.lower().replace(" ", "_"), name) for name in NAMES],
)
def test_each_page_has_an_address_of_its_name(open_page, path, name):
    page = open_page(path)
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    expect(page.get_by_text("Page not found")).to_have_count(0)
    expect(page.locator("a[aria-current=page]").first).to_have_text(re.compile(f"{name}$"))


def test_back_returns_to_the_page_before_as_it_was_left(open_page):
    page = open_page("kernel_playground?k_kernel=Sharpen")
    expect(page.locator(KERNEL)).to_be_visible()
    page.get_by_role("link", name="Layer calculator").first.click()
    expect(page.get_by_role("heading", name="Layer calculator")).to_be_visible()
    settle(page)
    expect(page).not_to_have_url(re.compile("k_kernel"))
    page.go_back()
    expect(page.get_by_role("heading", name="Kernel playground")).to_be_visible()
    settle(page)
    expect(kernel_menu(page)).to_have_value("Sharpen")
    expect(page).to_have_url(re.compile(r"/kernel_playground\?k_kernel=Sharpen$"))


def test_tab_passes_by_help_icons_and_f1_opens_them(open_page):
    page = open_page("kernel_playground")
    expect(page.locator(KERNEL)).to_be_visible()
    labels = []
    while "Weight, row 1, column 1" not in labels:
        page.keyboard.press("Tab")
        labels.append(focused(page))
    assert len(labels) <= 18
    assert not [label for label in labels if label.startswith("Help")]
    page.get_by_role("combobox", name="Colour").focus()
    page.keyboard.press("F1")
    wait_until(lambda: focused(page) == "Help for Colour", 60, "the help icon has the focus")
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.keyboard.press("Tab")
    wait_until(lambda: focused(page) == "Colour", 60, "the menu has the focus again")


def test_the_focus_is_seen_on_a_page_link(open_page):
    page = open_page("kernel_playground")
    link = page.locator("[data-testid=stTopNavLink]").nth(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(link).to_have_css("outline-style", "solid")


def test_a_phone_shows_the_names_of_all_pages(browser, playwright, server):
    phone = browser.new_context(**playwright.devices["Pixel 5"])
    page = phone.new_page()
    page.goto(f"{server}/trainer")
    settle(page)
    for name in NAMES:
        expect(page.locator(".st-key-phone-navigation").get_by_text(name)).to_be_visible()
    phone.close()
