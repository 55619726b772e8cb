"""The layer calculator as a person uses it: set a layer, watch it, step, scrub, err, edit."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import settle
from tests.waiting import wait_until

MOST_SENT = 50_000  # bytes to the browser for one changed setting of a 32 × 32 input


def test_a_layer_is_set_watched_stepped_scrubbed_and_outlives_an_error(
    calculator, traffic, screenshot
):
    page = calculator.page
    calculator.set("Input", 9)
    calculator.set("Stride", 2)
    expect(page.get_by_text("gives an output of 4 × 4, each cell")).to_be_visible()
    expect(page.locator(".output figcaption")).to_have_text("Output 4 × 4")

    sent = len(traffic["sent"])
    start = calculator.position()
    calculator.press("Play")
    wait_until(lambda: calculator.position() >= start + 2, 120, "the window moves on")
    calculator.press("Pause")
    stopped = calculator.position()
    calculator.press("Step forward")
    expect(calculator.where).to_have_text(f"{stopped % 16 + 1} / 16")
    calculator.press("Step back")
    expect(calculator.where).to_have_text(f"{stopped} / 16")
    box = calculator.scrub.bounding_box()
    page.mouse.move(box["x"] + 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2, steps=9)
    page.mouse.up()
    expect(calculator.where).to_have_text("16 / 16")
    expect(calculator.sum).to_contain_text("Row 4, column 4:")
    assert len(traffic["sent"]) == sent

    picture = calculator.sum.inner_text()
    calculator.set("Stride", 0)
    expect(page.get_by_text("Stride must be at least 1, got 0.")).to_be_visible()
    expect(page.locator(".output figcaption")).to_have_text("Output 4 × 4")
    expect(calculator.sum).to_have_text(picture, use_inner_text=True)
    calculator.set("Stride", 2)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)

    calculator.set("Input", 7)
    calculator.set("Stride", 1)
    for _ in range(6):
        calculator.press("Step forward")
    expect(page.locator(".stage")).to_have_attribute("data-moving", "false")
    screenshot("layer-calculator")


def test_hovering_shows_the_window_of_an_output_and_the_readers_of_an_input(calculator):
    calculator.point_at("output", 4, 4, 5, 5)
    expect(calculator.sum).to_contain_text("Row 5, column 5: 0×−1 + 8×0 + 0×1 + 4×−1 +")
    calculator.point_at("input", 3, 3, 7, 7)
    expect(calculator.sum).to_have_text("Input row 4, column 4, value 3, is read by 9 windows.")
    calculator.point_at("input", 0, 0, 7, 7)
    expect(calculator.sum).to_contain_text("is read by 1 window.")
    calculator.point_at("kernel", 2, 2, 3, 3)
    expect(calculator.sum).to_have_text("The weight 1 meets 25 coloured cells: one in each window.")


def test_the_animation_goes_on_through_a_rerun_and_a_change_of_theme(calculator, page):
    page.get_by_label("Speed").press("End")
    for _ in range(4):
        calculator.press("Step forward")
    place = f"{calculator.position()} / 25"
    page.emulate_media(color_scheme="dark")
    calculator.set("Dilation", 1)
    calculator.set("Filters", 2)
    expect(page.get_by_text("3 × 3 × 1 × 2 = 18")).to_be_visible()
    expect(calculator.where).to_have_text(place)
    expect(page.locator(".rate")).to_have_text("60 / s")


def test_keys_play_and_step(calculator, page):
    output = page.get_by_label(re.compile("^Output, 5 by 5"))
    output.press("ArrowDown")
    place = calculator.position()
    output.press("ArrowRight")
    expect(calculator.where).to_have_text(f"{place + 1} / 25")
    output.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_a_change_at_32_by_32_sends_little_with_all_its_messages(calculator, traffic):
    calculator.set("Input", 32)
    calculator.set("Channels", 4)
    calculator.page.wait_for_url(re.compile("l_channels=4"))
    settle(calculator.page)
    traffic["received"].clear()
    calculator.set("Filters", 4)
    expect(calculator.where).to_contain_text("/ 900")
    assert sum(traffic["received"]) < MOST_SENT


def test_stamps_add_up_and_an_output_cell_lists_what_it_got(calculator):
    calculator.set("Input", 3)
    calculator.choose("Operation", "Transposed convolution")
    calculator.set("Stride", 2)
    expect(calculator.page.locator(".output figcaption")).to_have_text("Output 7 × 7")
    expect(calculator.where).to_contain_text("/ 9")
    calculator.scrub.fill("0")
    expect(calculator.sum).to_have_text(
        "Input row 1, column 1: 8 × kernel added to rows 1–3, columns 1–3 of the output"
    )
    calculator.point_at("output", 0, 2, 7, 7)
    expect(calculator.sum).to_have_text("Row 1, column 3: 6×−1 + 8×1 = 2")
    calculator.point_at("kernel", 0, 0, 3, 3)
    expect(calculator.sum).to_have_text(
        "The weight −1 falls on 9 coloured cells: one in each stamp."
    )


def test_use_counts_tell_how_often_a_cell_is_read_or_stamped(calculator):
    calculator.press("Use counts")
    expect(calculator.sum).to_have_text("Input cells are read 1 to 9 times.")
    calculator.point_at("input", 0, 1, 7, 7)
    expect(calculator.sum).to_have_text("Input row 1, column 2 is read 2 times.")
    calculator.choose("Operation", "Transposed convolution")
    calculator.set("Stride", 2)
    calculator.page.mouse.move(0, 0)
    expect(calculator.sum).to_have_text(
        "Output cells are stamped 1 to 4 times: uneven, a checkerboard."
    )
    calculator.set("Kernel", 2)
    expect(calculator.sum).to_have_text(
        "Each output cell is stamped 1 time, all alike: no checkerboard."
    )


def test_every_channel_has_its_sum_and_a_filter_can_be_chosen(calculator):
    calculator.set("Channels", 3)
    calculator.set("Filters", 2)
    calculator.scrub.fill("0")
    expect(calculator.sum).to_contain_text("Filter 1, row 1, column 1:")
    expect(calculator.sum).to_contain_text("channel 3 =")
    calculator.press("Filter 2")
    expect(calculator.page.get_by_role("button", name="Filter 2")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(calculator.sum).to_contain_text("Filter 2, row 1, column 1:")
    calculator.page.get_by_label(re.compile("^Output, 5 by 5, 2 planes")).press("PageDown")
    expect(calculator.sum).to_contain_text("Filter 1, row 1, column 1:")


def test_the_winner_of_every_window_is_marked(calculator):
    calculator.choose("Operation", "Max pooling")
    calculator.scrub.fill("0")
    expect(calculator.page.locator(".sum .winner")).to_have_text("9")
    calculator.choose("Operation", "Global average pooling")
    expect(calculator.where).to_have_text("1 / 1")
    expect(calculator.sum).to_contain_text("÷ 49")


def test_nothing_plays_before_play_and_cells_are_said_to_be_editable(calculator, page):
    expect(calculator.where).to_have_text("1 / 25")
    expect(page.locator(".stage")).to_have_attribute("data-moving", "false")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(
        page.get_by_text("Click a number in the input or the kernel to change it.")
    ).to_be_visible()


def output_cell(page: Page, row: int, col: int) -> bytes:
    """The pixels of one cell of a 5 × 5 output, as the two canvases over one another show them."""
    box = page.locator(".output canvas").last.bounding_box()
    side = box["width"] / 5
    inside = {"x": box["x"] + col * side + 4, "y": box["y"] + row * side + 4}
    return page.screenshot(clip=inside | {"width": side - 8, "height": side - 8})


def test_outputs_are_hidden_until_the_window_has_passed_or_all_are_shown(calculator, page):
    page.mouse.move(0, 0)
    wait_until(lambda: output_cell(page, 0, 0) != output_cell(page, 4, 4), 30, "one is shown")
    blank = output_cell(page, 4, 4)
    assert output_cell(page, 2, 2) == blank
    calculator.scrub.fill("12")
    expect(calculator.where).to_have_text("13 / 25")
    expect(page.locator(".stage")).to_have_attribute("data-moving", "false")
    wait_until(lambda: output_cell(page, 2, 1) != blank, 30, "what was passed is shown")
    assert output_cell(page, 4, 4) == blank
    calculator.press("Show all outputs")
    expect(page.get_by_role("button", name="Show all outputs")).to_have_attribute(
        "aria-pressed", "true"
    )
    wait_until(lambda: output_cell(page, 4, 4) != blank, 30, "the last output is shown")


def test_the_proof_below_follows_the_layer_above(calculator, open_page):
    open_page("layer_calculator?l_tab=Proof")
    expect(calculator.where).to_contain_text("/ 25")
    calculator.set("Stride", 2)
    expect(calculator.page.get_by_text("strides=2")).to_be_visible()
