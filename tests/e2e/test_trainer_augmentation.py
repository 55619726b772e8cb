"""Augmentation as a person sets it: sliders, and examples that follow them."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import expect_no_overflow, settle
from tests.waiting import wait_until

LONG = 600_000  # milliseconds: the machine may be busy


def variants(page: Page) -> list[str]:
    images = page.locator("img[title*='variant']")
    return images.evaluate_all("images => images.map((image) => image.src)")


def counted(page: Page) -> int:
    """How many variants the model gets right, once they are counted."""
    text = page.get_by_text(re.compile(r"classifies \d+ of 200 variants"))
    expect(text).to_be_visible(timeout=LONG)
    return int(re.search(r"classifies (\d+) of", text.inner_text())[1])


def press(page: Page, label: str, key: str) -> None:
    slider = page.get_by_role("slider", name=label)
    slider.scroll_into_view_if_needed()
    slider.focus()
    page.keyboard.press(key)


def test_a_slider_that_moves_changes_the_variants_the_count_and_the_link(open_page, screenshot):
    page = open_page("trainer")
    page.get_by_test_id("stExpander").filter(has_text="Images:").locator("summary").click()
    page.get_by_role("button", name="Sliders and examples").click()
    page.keyboard.press("Escape")
    wait_until(lambda: len(variants(page)) == 24, 600, "the variants")
    unchanged, right = variants(page), counted(page)
    assert len(set(unchanged)) == 3  # nothing is changed yet

    press(page, "Rotation", "End")
    wait_until(lambda: not set(variants(page)) & set(unchanged), 600, "other variants")
    page.wait_for_url(re.compile("t_augmentation=rotate%3D180"))
    wait_until(lambda: counted(page) < right, 600, "fewer are right")
    assert len(set(variants(page))) == 24

    turned = variants(page)
    press(page, "Noise", "End")
    wait_until(lambda: not set(variants(page)) & set(turned), 600, "noisy variants")
    page.wait_for_url(re.compile("noise%3D0.5"))
    settle(page)
    noisy = variants(page)
    screenshot("trainer-augmentation")
    page.reload()
    settle(page)
    wait_until(lambda: variants(page) == noisy, 600, "the same variants after a reload")


def test_on_a_phone_the_examples_stand_above_the_sliders_and_nothing_is_cut_off(phone, server):
    phone.goto(f"{server}/trainer?t_augmenting=true&t_augmentation=digits")
    settle(phone)
    wait_until(lambda: len(variants(phone)) == 24, 600, "the variants")
    last = phone.locator("img[title*='variant']").last.bounding_box()
    first = phone.get_by_role("slider", name="Rotation").bounding_box()
    assert last["y"] + last["height"] < first["y"]
    expect_no_overflow(phone)
