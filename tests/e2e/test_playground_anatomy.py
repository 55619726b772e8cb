"""The kernel's anatomy as a person uses it: point at waves and rows, step, type, measure."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from cnnviz import images
from cnnviz.filters import kernels
from cnnviz.filters.analysis.frequency import spectrum
from cnnviz.filters.analysis.separable_trace import picture_line
from cnnviz.filters.analysis.toeplitz import linear_layer, small_picture
from cnnviz.filters.filter_layer import FilterLayer
from cnnviz.images import gallery
from tests.e2e.conftest import expect_no_overflow, settle
from tests.waiting import wait_until

SOBEL_X = kernels.KERNELS["Sobel x"].weights.reshape(3, 3)
PLANE = images.to_grey(gallery.load("Temple"))[..., 0]


def wait_for_scripts(page: Page) -> None:
    """Wait until each component has drawn: its script arrives after its HTML."""
    expect(page.locator(".response .read")).to_contain_text("gain")
    expect(page.locator(".worked .where")).to_contain_text("/")
    expect(page.locator(".linear .read")).to_contain_text("Point at a row")


@pytest.fixture
def anatomy(open_page, page: Page) -> Page:
    open_page("kernel_playground?k_tab=Anatomy")
    expect(page.get_by_text("Rank 1: separable.")).to_be_visible()
    wait_for_scripts(page)
    return page


def expect_number(page: Page, selector: str, expected: float, tolerance: float = 0) -> None:
    """Wait until a cell has this number; its title shows it as it was computed."""
    number = lambda: float(page.locator(selector).get_attribute("title") or "nan")  # noqa: E731
    wait_until(lambda: abs(number() - expected) <= tolerance, 120, f"{selector} is {expected}")


def test_factors_waves_steps_and_windows_are_those_of_the_kernel(anatomy, screenshot):
    page = anatomy
    expect(page.get_by_label("Column 1, 2, 1; row −1, 0, 1", exact=False)).to_be_visible()

    waves = page.get_by_label("Gain at each frequency", exact=False)
    waves.focus()
    for key in ("ArrowDown", "ArrowLeft", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    gain = spectrum(SOBEL_X).gain[33, 39]  # from (0, 0.25), which is row 32 and column 48
    expect_number(page, ".response .read b", gain, 1e-5)

    page.get_by_role("button", name="Step forward").click()
    page.keyboard.press("ArrowRight")
    signal = picture_line(PLANE, 16, "across")
    expect_number(page, ".worked .sum b", signal[4] - signal[2])
    expect(page.locator(".worked .where")).to_have_text("3 / 14")

    cells = small_picture(PLANE, (5, 5))
    sums = linear_layer(SOBEL_X, (5, 5), FilterLayer()).matrix @ cells.ravel()
    page.locator(".linear .output canvas").hover(position={"x": 50, "y": 50})
    read = page.locator(".linear .read")
    expect(read).to_contain_text("Output row 2, column 2:")
    expect_number(page, ".linear .read b", sums[4])
    page.get_by_label("Matrix of weights", exact=False).focus()
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    expect(read).to_contain_text("The weight −1 is one number, used in 9 places.")
    page.locator(".worked").scroll_into_view_if_needed()
    screenshot("kernel-anatomy")


def test_a_typed_digit_makes_the_signal_the_visitors_own_and_a_link_keeps_it(anatomy, elsewhere):
    page = anatomy
    page.get_by_label("Signal, cell 2:", exact=False).fill("7")
    first = picture_line(PLANE, 16, "across")[0]
    expect(page.locator(".worked .sum b")).to_have_text(str(7 - first).replace("-", "−"))
    page.wait_for_url(re.compile("k_own_signal"))
    settle(page)
    other = elsewhere(page.url)
    expect(other.get_by_label("Signal, cell 2:", exact=False)).to_have_value("7")


def test_measuring_shows_a_time_for_each_way(anatomy):
    page = anatomy
    page.get_by_role("button", name="Measure on this picture").click()
    settle(page)
    times = page.locator("b[title$=' ms']")
    expect(times).to_have_count(3)
    shown = times.evaluate_all("times => times.map((time) => parseFloat(time.title))")
    assert min(shown) > 0
    assert np.argmax(shown) == 2  # 3 × 3 weights are no work for an FFT


def test_windows_as_rows_give_the_same_output(anatomy):
    page = anatomy
    page.get_by_text("Windows (im2col)").click()
    settle(page)
    page.get_by_label("Matrix of windows, 9 by 9", exact=False).focus()
    page.keyboard.press("ArrowDown")
    sums = (
        linear_layer(SOBEL_X, (5, 5), FilterLayer()).matrix @ small_picture(PLANE, (5, 5)).ravel()
    )
    expect_number(page, ".linear .read b", sums[0])


def test_with_a_kernel_a_channel_each_has_its_own_anatomy(open_page, page):
    planes = "-1,0,1|1,1,1|0,0,2"
    open_page(f"kernel_playground?k_tab=Anatomy&k_colour=Summed&k_weights={planes}")
    for letter, kind in (("R", "Derivative along x."), ("G", "Low-pass"), ("B", "All-pass.")):
        page.get_by_role("radio", name=letter, exact=True).click()
        expect(page.get_by_text(kind)).to_be_visible()


def test_on_a_phone_nothing_is_clipped(phone, server):
    page = phone
    page.goto(f"{server}/kernel_playground?k_tab=Anatomy")
    settle(page)
    wait_for_scripts(page)
    expect_no_overflow(page)
    for part in (".response .map", ".worked .foot", ".linear .product canvas", ".linear .planes"):
        box = page.locator(part).bounding_box()
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
    page.locator(".linear .product canvas").tap(position={"x": 60, "y": 120})
    expect(page.locator(".linear .read")).to_contain_text("Output row ")
