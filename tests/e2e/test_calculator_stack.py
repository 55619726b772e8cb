"""Stacks and shifts as a person uses them: edit, look at units, measure, drag a picture."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import expect_no_overflow, settle

STACK = "layer_calculator?l_tab=Stack+of+layers"
SHIFTS = "layer_calculator?l_tab=Pooling+and+shifts"


def drawn(page: Page) -> Page:
    """Wait for the tab's own part: it lies below the animation, and is built after it."""
    expect(page.locator(".stack .box, .shifts .stay").first).to_be_attached(timeout=30_000)
    settle(page)
    return page


@pytest.fixture
def stack(open_page) -> Page:
    return drawn(open_page(STACK))


@pytest.fixture
def shifts(open_page) -> Page:
    return drawn(open_page(SHIFTS))


def rows(page: Page):
    return page.locator(".stack .pick")


def setting(page: Page, name: str):
    return page.locator(f".stack [data-key='set {name}']")


def enter(page: Page, name: str, value: str) -> None:
    """Type a setting of the chosen layer."""
    setting(page, name).fill(value)
    setting(page, name).press("Enter")


def seen(page: Page):
    return page.locator(".stack .read")


def hover(page: Page, canvas: str, row: float, col: float) -> None:
    """Point at a place of a canvas, given as parts of its height and width."""
    place = page.locator(canvas)
    box = place.bounding_box()
    place.hover(position={"x": col * box["width"], "y": row * box["height"]})


def test_a_layer_is_changed_moved_added_and_removed(stack):
    expect(rows(stack)).to_have_count(8)
    rows(stack).nth(1).click()
    enter(stack, "kernel", "5")
    expect(rows(stack).nth(1)).to_have_text("1 conv 5 × 5 same, ReLU")
    stack.get_by_label("Move down").click()
    expect(rows(stack).nth(2)).to_have_text("2 conv 5 × 5 same, ReLU")
    stack.get_by_label("Add a layer after layer 2").select_option("batch norm")
    expect(rows(stack).nth(3)).to_have_text("3 batch norm")
    stack.get_by_label("Remove this layer").click()
    expect(rows(stack)).to_have_count(8)
    settle(stack)
    stack.wait_for_url(re.compile("l_layers=max\\+pool"))


def test_two_settings_changed_at_once_are_both_kept(stack):
    rows(stack).nth(3).click()
    stack.locator(".stack .settings").evaluate("""(settings) => {
      for (const [name, value] of [["filters", 48], ["kernel", 5]]) {
        const input = settings.querySelector(`[data-key="set ${name}"]`);
        input.value = value;
        input.dispatchEvent(new Event("change"));
      }
    }""")
    stack.wait_for_url(re.compile(re.escape("conv+48+5x5+same")))


def test_what_is_being_typed_outlives_an_answer(stack):
    rows(stack).nth(3).click()
    enter(stack, "padding", "valid")
    setting(stack, "kernel").fill("")
    stack.wait_for_url(re.compile(re.escape("conv+64+3x3+relu")))
    stack.keyboard.type("5")
    stack.keyboard.press("Enter")
    expect(rows(stack).nth(3)).to_have_text("3 conv 5 × 5, ReLU")


def test_twelve_arrow_keys_add_twelve_and_a_window_may_be_oblong(stack):
    rows(stack).nth(3).click()
    setting(stack, "filters").focus()
    for filters in (68, 72, 76):  # answers to earlier keys come between later ones
        for _ in range(4):
            stack.keyboard.press("ArrowUp")
        stack.wait_for_url(re.compile(re.escape(f"conv+{filters}+3x3+same")))
    expect(setting(stack, "filters")).to_have_value("76")
    enter(stack, "kernel", "3 x 5")
    expect(rows(stack).nth(3)).to_have_text("3 conv 3 × 5 same, ReLU")
    stack.wait_for_url(re.compile(re.escape("conv+76+3x5+same")))
    expect(setting(stack, "filters")).to_have_value("76")


def test_layers_added_in_quick_succession_are_all_there(stack):
    rows(stack).nth(1).click()
    for after in range(1, 6):
        stack.get_by_label(f"Add a layer after layer {after}").select_option("ReLU")
    expect(rows(stack)).to_have_count(13)
    stack.wait_for_url(re.compile(r"(relu(%2C|,)\+){5}"))
    expect(rows(stack)).to_have_count(13)


def test_what_is_no_value_is_explained_at_the_layer_and_the_stack_stays(stack):
    rows(stack).nth(3).click()
    enter(stack, "padding", "1.5")
    expect(stack.locator(".stack .fault")).to_have_text(
        "Padding must be valid, same or whole numbers, like 1 or 1x2, got '1.5'."
    )
    expect(stack.locator(".stack .stale")).to_have_count(0)
    enter(stack, "padding", "1x2")
    expect(stack.locator(".stack .fault")).to_have_count(0)
    expect(stack.locator(".stack tbody tr").nth(3)).to_contain_text("14 × 16 × 64")


def test_own_layers_reopen_from_their_link(stack, elsewhere):
    rows(stack).nth(3).click()
    enter(stack, "filters", "48")
    stack.wait_for_url(re.compile("conv\\+48"))
    other = drawn(elsewhere(stack.url))
    expect(other.locator(".stack tbody tr").nth(3)).to_contain_text("14 × 14 × 48")


def test_the_rule_is_shown_at_the_layer_and_the_picture_stays(stack):
    boxes = stack.locator(".stack .box")
    expect(boxes).to_have_count(8)
    rows(stack).nth(3).click()
    enter(stack, "padding", "valid")
    settle(stack)
    enter(stack, "kernel", "17")
    expect(stack.locator(".stack .fault")).to_have_text(
        "A 17 × 17 kernel does not fit a 14 × 14 input; pad by 2 or more."
    )
    expect(stack.locator(".stack .stale")).to_contain_text("show the last valid stack")
    expect(boxes).to_have_count(8)
    enter(stack, "kernel", "3")
    expect(stack.locator(".stack .fault")).to_have_count(0)
    expect(stack.locator(".stack tbody tr").nth(3)).to_contain_text("12 × 12 × 64")


def test_pointing_at_a_unit_says_what_it_sees_at_the_border_too(stack, screenshot):
    expect(seen(stack)).to_have_text(
        "Unit in row 4, column 4 sees rows 10 to 19 and columns 10 to 19: 10 × 10 pixels."
    )
    hover(stack, ".stack .map canvas", 0.01, 0.5)
    expect(seen(stack)).to_contain_text(
        "Unit in row 1, column 4 sees rows 1 to 7 and columns 10 to 19"
    )
    expect(seen(stack)).to_contain_text("Of its field of 10 × 10, rows −2 to 7")
    screenshot("layer-calculator-stack")


def test_a_unit_is_found_by_keyboard(stack):
    canvas = stack.locator(".stack .map canvas")
    canvas.focus()
    for key in ("ArrowUp", "ArrowLeft", "ArrowLeft"):
        stack.keyboard.press(key)
    expect(seen(stack)).to_contain_text("Unit in row 3, column 2 sees rows 6 to 15")
    stack.locator(".stack .strip svg").focus()
    stack.keyboard.press("ArrowLeft")
    expect(stack.locator(".stack .detail")).to_contain_text("conv_2: conv 3 × 3, 64 filters")
    rows(stack).nth(3).focus()
    stack.keyboard.press("ArrowUp")
    expect(rows(stack).nth(2)).to_be_focused()
    expect(stack.locator(".stack .detail")).to_contain_text("max_pool_1")


def test_pointing_at_a_volume_tells_its_numbers(stack):
    front = stack.locator(".stack .box").nth(1).locator(".front")
    front.scroll_into_view_if_needed()
    box = front.bounding_box()
    stack.mouse.move(box["x"] + 2, box["y"] + 2)
    expect(stack.locator(".stack .detail")).to_have_text(
        "conv_1: conv 3 × 3, 32 filters, ReLU → 28 × 28 × 32; 320 parameters, "
        "225,792 multiply-adds, 100 kB"
    )
    expect(seen(stack)).to_contain_text("Unit in row 1, column 1 sees rows 1 to 2")
    expect(stack.locator(".stack .patch")).to_have_count(2)


def test_the_gradient_is_measured_on_the_very_network(stack, screenshot):
    stack.get_by_role("button", name="Measure, random weights").click()
    words = stack.locator(".stack .words")
    expect(words).to_contain_text("of the 10 × 10 outlined")
    expect(words).to_contain_text("Mean of 32 random inputs, random weights")
    screenshot("layer-calculator-field")


def test_a_network_too_large_to_build_says_so(open_page):
    page = drawn(open_page(f"{STACK}&l_network=VGG-16"))
    expect(rows(page)).to_have_count(25)
    rows(page).nth(20).click()
    page.get_by_role("button", name="Measure, random weights").click()
    expect(page.locator(".stack .words")).to_have_text(
        "Measuring failed: a network may have at most 50,000,000 parameters, got 117,479,232; "
        "dense_1 has 102,764,544 of them."
    )


def test_a_picture_is_shifted_by_buttons_and_keys(shifts, screenshot):
    where = shifts.locator(".shifts .where")
    expect(where).to_have_text("Shifted by 1 right.")
    expect(shifts.locator(".shifts .stay b").first).to_have_text("36 %")
    expect(shifts.locator(".shifts .facts").first).to_have_text(
        "8 of 22 that are not blank35 of all 49; mean change 1.22"
    )
    shifts.get_by_label("Shift down by a pixel").click()
    expect(where).to_have_text("Shifted by 1 right, 1 down.")
    shifts.wait_for_url(re.compile("l_shift=1%2C1|l_shift=1,1"))
    shifts.locator(".shifts .picture canvas").focus()
    shifts.keyboard.press("ArrowRight")
    shifts.keyboard.press("ArrowDown")
    expect(where).to_contain_text("A whole stride: each output only moves by whole cells.")
    shifts.get_by_label("Put it back").click()
    expect(shifts.locator(".shifts .stay b")).to_have_text(["100 %"] * 3)
    screenshot("layer-calculator-shifts")


def test_a_picture_is_dragged_and_the_link_holds_the_shift(shifts, elsewhere):
    canvas = shifts.locator(".shifts .picture canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    cell = box["width"] / 14
    shifts.mouse.move(box["x"] + 100, box["y"] + 100)
    shifts.mouse.down()
    shifts.mouse.move(box["x"] + 100 - 2 * cell, box["y"] + 100 + 3 * cell, steps=6)
    shifts.mouse.up()
    expect(shifts.locator(".shifts .where")).to_have_text("Shifted by 1 left, 3 down.")
    shifts.wait_for_url(re.compile("l_shift"))
    other = drawn(elsewhere(shifts.url))
    expect(other.locator(".shifts .where")).to_have_text("Shifted by 1 left, 3 down.")


def test_a_shift_is_picked_from_the_map_of_all_shifts(shifts):
    shifts.locator(".shifts .map canvas").first.click()  # in its middle
    expect(shifts.locator(".shifts .where")).to_have_text(
        "Not shifted: all outputs are as they were."
    )


@pytest.mark.parametrize("address", [STACK, SHIFTS])
def test_nothing_is_clipped_on_a_phone(open_page, page, address):
    page.set_viewport_size({"width": 390, "height": 844})
    drawn(open_page(address))
    expect_no_overflow(page)
