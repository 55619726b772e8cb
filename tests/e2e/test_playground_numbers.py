"""Numbers in the playground: lecture examples, a typed picture, numbers in cells, the unit."""

import re

import numpy as np
from playwright.sync_api import expect

from tests.e2e.bench import Bench
from tests.e2e.conftest import pixels, settle
from tests.waiting import wait_until

TYPED = "array([[60, 113, 56],\n       [73, 121, 54]])"


def open_example(bench: Bench, name: str) -> None:
    bench.page.get_by_role("button", name="Lecture examples").click()
    bench.page.get_by_role("menuitem", name=name, exact=True).click()
    settle(bench.page)


def type_numbers(bench: Bench, text: str) -> None:
    field = bench.page.get_by_role("textbox", name="Numbers, one row per line")
    if not field.is_visible():
        bench.page.get_by_role("button", name="Own picture").click()
        bench.page.get_by_text("Numbers", exact=True).last.click()
    field.fill(text)
    bench.page.get_by_role("button", name="Use as picture").click()
    settle(bench.page)


def to_corner(bench: Bench) -> None:
    """Point at the first output pixel by keyboard."""
    bench.output.focus()
    for key in ("Shift+ArrowUp", "Shift+ArrowLeft"):
        bench.page.keyboard.press(key)
    wait_until(lambda: bench.place() == (0, 0), 120, "the first pixel is explained")


def test_a_lecture_example_opens_with_one_click_in_the_lectures_numbers(bench, screenshot):
    open_example(bench, "Sharpening, zero padding")
    expect(bench.picture).to_have_text("Numbers, 5 × 5")
    to_corner(bench)
    expect(bench.page.locator(".result")).to_have_text("114")
    np.testing.assert_allclose(bench.numbers("patch"), [0, 0, 0, 0, 60, 113, 0, 73, 121])
    screenshot("kernel-playground-numbers")
    open_example(bench, "Lecture 003: average pooling")
    expect(bench.page.locator(".output .extent")).to_contain_text("2 × 2, from \u22121.75 to 0")
    open_example(bench, "2 × 2 kernel on 3 × 3")
    expect(bench.page.locator(".output .extent")).to_contain_text("2 × 2, from 19 to 43")


def test_a_typed_matrix_becomes_the_picture_and_a_link_carries_it(bench, elsewhere):
    type_numbers(bench, TYPED)
    expect(bench.picture).to_have_text("Numbers, 2 × 3")
    bench.choose("Border", "zero")
    to_corner(bench)
    np.testing.assert_allclose(bench.numbers("patch"), [0, 0, 0, 0, 60, 113, 0, 73, 121])
    bench.page.wait_for_url(re.compile("k_border=zero"))
    other = Bench(elsewhere(bench.page.url))
    expect(other.picture).to_have_text("Numbers, 2 × 3")
    to_corner(other)
    np.testing.assert_allclose(other.numbers("patch"), bench.numbers("patch"))


def test_what_is_unreadable_is_answered_below_the_field_and_the_picture_stays(bench):
    type_numbers(bench, TYPED)
    bench.page.get_by_role("button", name="Own picture").click()
    type_numbers(bench, "60 113 x")
    answer = bench.page.get_by_role("dialog").get_by_role("alert")
    expect(answer).to_have_text('"x" in row 1 is not a number. The picture is unchanged.')
    expect(bench.picture).to_have_text("Numbers, 2 × 3")


def await_numbers(bench: Bench, side: str, cells: int) -> None:
    wait_until(lambda: has_number_in_each_cell(bench, side, cells), 120, f"numbers in {side}")


def has_number_in_each_cell(bench: Bench, side: str, cells: int) -> bool:
    """Whether each cell of a square picture has ink that differs from its colour."""
    shown = pixels(bench.page.locator(f".{side} .pixels"))[..., 0].astype(int)
    rows = np.array_split(shown, cells)
    parts = [part[8:-8, 8:-8] for row in rows for part in np.array_split(row, cells, axis=1)]
    return all(np.ptp(part) > 90 for part in parts)


def test_small_pictures_show_their_numbers_in_the_cells_those_of_the_border_too(bench):
    open_example(bench, "Max pooling of 4 × 4")
    await_numbers(bench, "input", 4)
    await_numbers(bench, "output", 2)
    open_example(bench, "Sharpening, zero padding")
    await_numbers(bench, "input", 7)
    bench.choose("Picture", "Edges")
    greys = lambda: np.unique(pixels(bench.page.locator(".input .pixels"))[..., 0])  # noqa: E731
    # This picture's greys run from 40 to 215.
    wait_until(lambda: {0, 255}.isdisjoint(greys()), 120, "a picture without ink")


def test_the_unit_changes_all_numbers_and_is_in_the_link(bench):
    bench.choose("Picture", "Digit")
    expect(bench.picture).to_have_text("Digit, 28 × 28")
    bench.point_at(0.5, 0.5)
    by_one, before = bench.sum(), bench.numbers("patch")
    bench.page.get_by_text("0 to 255", exact=True).click()
    bench.page.wait_for_url(re.compile("k_unit=0\\+to\\+255"))
    settle(bench.page)
    bench.point_at(0.5, 0.5)
    scaled = lambda: np.allclose(bench.numbers("patch"), 255 * before, atol=1e-3)  # noqa: E731
    wait_until(scaled, 120, "the patch is in the other unit")
    np.testing.assert_allclose(bench.sum(), 255 * by_one, atol=1e-2)
    ends = bench.page.locator(".input .legend > span")
    expect(ends).to_have_text(["0", "255"])
