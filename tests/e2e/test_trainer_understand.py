"""A mistake is opened from the matrix, looked at, and looked into."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.e2e.conftest import settle
from tests.e2e.test_trainer import LONG, set_number, train


def trained(open_page) -> Page:
    page = open_page("trainer")
    set_number(page, "Epochs", 2)
    train(page)
    expect(page.get_by_text("Accuracy on 270 test images")).to_be_visible(timeout=LONG)
    expect(page.locator(".error-matrix td button").first).to_be_visible(timeout=LONG)
    settle(page)
    return page


def test_a_mistake_opens_from_the_matrix_and_shows_what_the_network_saw(open_page):
    page = trained(open_page)
    matrix = page.locator(".error-matrix")

    matrix.get_by_role("button", name="Percent of the row").click()
    diagonal = matrix.locator('[data-at="0,0"]')
    assert 0 <= float(diagonal.inner_text() or 0) <= 100
    matrix.get_by_role("button", name="Counts").click()

    # A cell is reached and chosen by the keyboard, and named.
    diagonal.focus()
    page.keyboard.press("ArrowRight")
    expect(matrix.locator('[data-at="0,1"]')).to_be_focused()
    expect(matrix.locator('[data-at="0,1"]')).to_have_attribute(
        "aria-label", re.compile(r"\d+ of 27 images of 0 classified as 1")
    )
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("0 classified correctly"))).to_be_visible()
    expect(diagonal).to_have_attribute("aria-pressed", "true")
    diagonal.click()  # again: all errors

    errors = page.get_by_role("heading", name=re.compile(r"\d+ errors?$"))
    expect(errors).to_be_visible()
    settle(page)
    page.locator(".wall button").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(re.compile("the true class is"))).to_be_visible()
    expect(dialog.locator("[role=img][aria-label^=epoch]")).to_have_count(2)
    expect(dialog.locator("figure")).to_have_count(5, timeout=LONG)
    dialog.get_by_role("link", name="Look inside").click()
    expect(page.get_by_role("heading", name="Feature maps")).to_be_visible()
    # The address follows the page: Streamlit writes it after the first element.
    expect(page).to_have_url(re.compile(r"[?&]f_model=\d{8}-"))
    query = parse_qs(urlsplit(page.url).query)
    assert query["f_input"] == ["Sample"]
