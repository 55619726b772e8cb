"""The layer calculator's numbers: typed into cells, pasted, taken from a lecture."""

import re

from playwright.sync_api import expect


def test_a_number_typed_into_the_picture_is_computed_and_kept_in_the_address(calculator, page):
    page.mouse.click(*calculator.point_at("kernel", 0, 0, 3, 3))
    page.keyboard.type("-7")
    page.keyboard.press("Enter")
    page.mouse.move(0, 0)
    expect(calculator.sum).to_contain_text("×−7")
    page.wait_for_url(re.compile(r"l_weights=-7"))
    page.reload()
    expect(calculator.sum).to_contain_text("×−7")


def test_two_numbers_typed_in_one_breath_are_both_kept(calculator, page):
    page.mouse.click(*calculator.point_at("kernel", 0, 0, 3, 3))
    page.keyboard.type("-7")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"l_weights=-7\+5"))


def test_a_number_of_any_channel_can_be_typed_by_key(calculator, page):
    calculator.set("Channels", 2)
    calculator.page.get_by_label("Loop").focus()
    field = page.get_by_label(re.compile("^Padded input, 7 by 7, 2 planes"))
    field.focus()
    field.press("PageDown")
    field.press("ArrowRight")
    expect(calculator.sum).to_contain_text("Input channel 2, row 1, column 2, value 1,")
    field.press("7")
    page.get_by_label("New number").press("Enter")
    expect(calculator.sum).to_contain_text("Input channel 2, row 1, column 2, value 7,")
    page.wait_for_url(re.compile(r"l_cells=\d+.*;|l_cells=.*%3B"))


def test_a_lecture_example_is_one_click(calculator, page):
    page.get_by_role("button", name="Lecture examples").click()
    page.get_by_text("2 × 2 kernel on 3 × 3", exact=True).click()
    expect(page.get_by_text("Four windows give 19, 25, 37 and 43.")).to_be_visible()
    for number, value in enumerate((19, 25, 37, 43), 1):
        expect(calculator.where).to_have_text(f"{number} / 4")
        expect(page.locator(".sum .result")).to_have_text(str(value))
        calculator.press("Step forward")


def test_pasted_numbers_set_size_and_menu_and_are_shown_in_short(calculator, page):
    page.get_by_role("button", name="Numbers", exact=True).click()
    field = page.get_by_role("textbox", name="Type or paste an input")
    field.fill("60\t113\t56\n−1.75\t1/3\t0\n1e-3\t2\t3")
    field.press("ControlOrMeta+Enter")
    expect(page.locator(".input figcaption")).to_contain_text("3 × 3")
    expect(page.get_by_label("Input", exact=True).and_(page.locator("input"))).to_have_value("3")
    calculator.point_at("input", 1, 1, 3, 3)
    expect(calculator.sum).to_have_text("Input row 2, column 2, value 0.33, is read by 1 window.")
    field.fill("1 2\n3")
    field.press("ControlOrMeta+Enter")
    expect(page.get_by_text("Row 2 has 1 number, row 1 has 2.")).to_be_visible()
    expect(page.get_by_text("The typed input is invalid: see Numbers.")).to_be_visible()
    expect(page.locator(".input figcaption")).to_contain_text("3 × 3")


def test_a_cell_takes_a_fraction_and_says_what_is_no_number(calculator, page):
    page.mouse.click(*calculator.point_at("input", 0, 0, 7, 7))
    page.keyboard.type("x")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Not a number: “x”.")).to_be_visible()
    page.get_by_label("New number").fill("-1,75")
    page.keyboard.press("Enter")
    page.mouse.move(0, 0)
    expect(calculator.sum).to_contain_text("−1.75×−1")
    page.wait_for_url(re.compile(r"l_cells=-1.75"))
    page.reload()
    expect(calculator.sum).to_contain_text("−1.75×−1")
