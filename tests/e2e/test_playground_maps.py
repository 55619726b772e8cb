"""Feature maps: kernels side by side, added, removed, put on the bench, read with the pointer."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from scipy import signal

from cnnviz.filters import kernels
from cnnviz.images import gallery
from tests.e2e.conftest import settle

ADDRESS = "kernel_playground?k_picture=Digit&k_tab=Feature+maps"


@pytest.fixture
def maps(open_page) -> Page:
    return open_page(ADDRESS)


FIRST = ["Sobel x", "Sobel y", "Laplacian, 8 neighbours", "Binomial 3 × 3"]


def expect_maps(maps: Page, names: list[str]) -> None:
    expect(maps.locator(".map-row .title")).to_have_text(names)


def press(maps: Page, button: str) -> None:
    maps.get_by_role("button", name=button).click()
    settle(maps)


def test_a_click_on_a_map_puts_its_kernel_on_the_bench(maps, screenshot):
    expect_maps(maps, FIRST)
    expect(maps.get_by_text("4 filters of 3 × 3 × 1")).to_be_visible()
    maps.locator(".map-row canvas[role=img]").nth(2).click()
    expect(maps.locator(".kernel .name")).to_have_text("Laplacian, 8 neighbours")
    settle(maps)
    expect(maps.locator(".map-row button[aria-pressed=true]")).to_have_text(
        "Laplacian, 8 neighbours"
    )
    screenshot("kernel-playground-feature-maps")


def test_a_kernel_is_removed_and_another_added_and_the_link_holds_the_layer(maps, elsewhere):
    press(maps, "Remove")
    expect_maps(maps, FIRST[1:])
    maps.locator(".cells input").nth(4).fill("0.5")
    expect(maps.locator(".kernel .name")).to_have_text("Custom")
    settle(maps)
    press(maps, "Add current kernel")
    expect_maps(maps, [*FIRST[1:], "Custom"])
    maps.wait_for_url(re.compile("k_bank"))
    expect_maps(elsewhere(maps.url), [*FIRST[1:], "Custom"])
    press(maps, "Reset")
    expect_maps(maps, FIRST)
    expect(maps).not_to_have_url(re.compile("k_bank"))


def test_hovering_reads_the_true_value_on_all_maps_at_once(maps):
    canvas = maps.locator(".map-row canvas[role=img]").nth(0)
    box = canvas.bounding_box()
    canvas.hover(position={"x": 0.6 * box["width"], "y": 0.4 * box["height"]})
    grey = gallery.load("Digit")[..., 0]
    for index, name in enumerate(("Sobel x", "Sobel y")):
        reading = maps.locator(".map-row .reading").nth(index)
        expect(reading).to_have_text(re.compile("^row 11, column 16: "))
        value = reading.inner_text().replace("−", "-").rpartition(" ")[2]
        expected = signal.correlate2d(grey, kernels.KERNELS[name].weights, "valid")
        assert float(value) == pytest.approx(expected[10, 15], abs=6e-5)


def test_arrow_keys_read_a_map(maps):
    canvas = maps.locator(".map-row canvas[role=img]").nth(1)
    canvas.focus()
    for key in ("ArrowDown", "ArrowRight", "Shift+ArrowLeft"):
        maps.keyboard.press(key)
    expect(maps.locator(".map-row .spoken")).to_contain_text("Sobel y: row 15, column 5:")


def test_a_layer_that_cannot_be_read_from_the_link_is_named(open_page):
    maps = open_page(f"{ADDRESS}&k_bank=Sobel+z")
    expect(maps.get_by_text("The filter bank in this link is invalid")).to_be_visible()
    expect_maps(maps, FIRST)


def test_steps_show_shares_sum_bias_activation_and_pooling(open_page, screenshot):
    maps = open_page(
        "kernel_playground?k_picture=Astronaut&k_colour=Summed&k_bias=-0.5&k_activation=ReLU&k_pooling=max&k_tab=Steps"
    )
    shares = [f"{letter} × its kernel" for letter in "RGB"]
    later = ["Sum of the three", "Bias −0.5", "ReLU", "Max pooling 2 × 2"]
    expect_maps(maps, ["Input", *shares, *later])
    image = gallery.load("Astronaut")
    sobel = kernels.KERNELS["Sobel x"].weights
    sums = sum(signal.correlate2d(image[..., c], sobel, "valid") for c in range(3)) - 0.5
    share = f"{np.mean(sums < 0):.1%}".replace("%", " %")
    expect(maps.get_by_text(f"{share} of the sums lie below 0 and become 0.")).to_be_visible()
    expect(maps.locator(".curve svg")).to_be_visible()
    screenshot("kernel-playground-steps")
