"""The kernel on the bench: typed, pasted, dragged, turned by tools, undone."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect
from scipy import signal

from cnnviz.filters import kernels
from tests.e2e.bench import Bench, grey, paste
from tests.e2e.conftest import settle
from tests.waiting import wait_until

SOBEL_Y = kernels.KERNELS["Sobel y"].weights


def test_a_cell_without_a_number_is_named_and_the_picture_stays(bench):
    before = bench.colours()
    for typed, found in (("", "nothing"), ("two", "“two”"), ("1/0", "“1/0”")):
        bench.cells.nth(5).fill(typed)
        expect(bench.complaint).to_have_text(
            f"Each weight must be a number; the marked cell has {found}. The last kernel stays."
        )
    settle(bench.page)
    assert bench.colours() == before
    expect(bench.name).to_have_text("Sobel x")
    bench.choose("Kernel", "Sharpen")
    expect(bench.complaint).to_be_hidden()


def test_a_huge_weight_is_refused_in_one_sentence_and_the_kernel_stays(bench):
    bench.cells.nth(0).fill("1e308")
    expect(bench.complaint).to_have_text(
        "A weight must be a number up to ±1,000,000, got 1e+308. The kernel is unchanged."
    )
    bench.expect_weights(kernels.KERNELS["Sobel x"].weights)


def test_a_fraction_is_understood_and_arrow_keys_walk_the_grid(bench):
    bench.cells.nth(0).focus()
    bench.page.keyboard.press("ArrowDown")
    bench.page.keyboard.press("ArrowRight")
    expect(bench.cells.nth(4)).to_be_focused()
    bench.page.keyboard.type("1/4")
    expect(bench.name).to_have_text("Custom")
    wait_until(lambda: bench.weights()[1, 1] == 0.25, 120, "the fraction is at work")


def test_a_pasted_matrix_fills_the_grid(bench):
    spreadsheet = "1\t2\t3\n4\t5\t6\n7\t8\t9,5\n"
    numpy = "array([[1., 2., 3.],\n       [4., 5., 6.],\n       [7., 8., 0.]])"
    typed = "np.array([[1, 2, 3], [4, 5, 6], [7, 8, 2]], dtype=np.float32)"
    plain = "1 2 3; 4 5 6; 7 8 -1e-3"
    semicolons = "1;2;3\r\n4;5;6\r\n7;8;0,5\r\n"
    lecture = "1 2 3\n4 5 6\n7 8 \u22121/2"
    for text, last in (
        (spreadsheet, 9.5),
        (numpy, 0),
        (typed, 2),
        (plain, -0.001),
        (semicolons, 0.5),
        (lecture, -0.5),
    ):
        paste(bench, text)
        expected = [[1, 2, 3], [4, 5, 6], [7, 8, last]]
        bench.expect_weights(expected)
    expect(bench.name).to_have_text("Custom")


def test_a_pasted_oblong_matrix_makes_the_grid_oblong_and_a_16_by_16_one_is_refused(bench):
    paste(bench, "1 2 3 4 5 6 7\n0 0 0 0 0 0 9")
    expect(bench.cells).to_have_count(14)
    bench.expect_weights([[1, 2, 3, 4, 5, 6, 7], [0, 0, 0, 0, 0, 0, 9]])
    bench.expect_sum(signal.correlate2d(grey("Temple"), bench.weights(), "valid"), 1e-4)
    paste(bench, "\n".join(["1 " * 16] * 16))
    expect(bench.complaint).to_have_text(
        "A kernel has 1 to 15 rows and columns, got 16 × 16. The kernel is unchanged."
    )
    expect(bench.cells).to_have_count(14)


def test_a_pasted_kernel_for_each_channel_has_three_planes(bench):
    bench.choose("Colour", "Summed")
    paste(bench, "[[[1, 0], [0, 0]], [[0, 2], [0, 0]], [[0, 0], [3, 0]]]")
    for letter, expected in (("R", [[1, 0], [0, 0]]), ("B", [[0, 0], [3, 0]])):
        bench.page.locator(".planes button", has_text=letter).click()
        bench.expect_weights(expected)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("1 2 3\n4 5", "Row 2 has 2 numbers, row 1 has 3."),
        ("1\t\t3\n4\t5\t6", "Row 2 has 3 numbers, row 1 has 2."),
        ("NaN 1\n1 1", '"NaN" in row 1 is not a number.'),
        ("[[[1], [2]], [[3], [4]]]", "A kernel has 1 or 3 planes, got 2."),
    ],
)
def test_a_pasted_matrix_that_is_none_is_refused_in_one_sentence(bench, text, complaint):
    paste(bench, text)
    expect(bench.complaint).to_have_text(f"{complaint} The kernel is unchanged.")
    bench.expect_weights(kernels.KERNELS["Sobel x"].weights)


def test_a_dragged_weight_is_previewed_and_python_answers_when_it_is_let_go(sent, bench):
    before, messages = bench.colours(), len(sent)
    bench.drag(bench.cells.nth(4), 60)
    expect(bench.preview).to_have_text("preview")
    wait_until(lambda: bench.colours() != before, 120, "the preview is drawn")
    assert len(sent) == messages
    dragged = bench.weights()
    assert dragged[1, 1] > 0
    bench.let_go()
    expect(bench.name).to_have_text("Custom")
    bench.expect_weights(dragged)
    bench.expect_sum(signal.correlate2d(grey("Temple"), dragged, "valid"))


def test_the_preview_shows_the_numbers_that_python_then_confirms(bench):
    for label, option in (
        ("Picture", "Cat"),
        ("Colour", "Summed"),
        ("Border", "reflect"),
        ("Activation", "tanh"),
        ("Operation", "Convolution"),
    ):
        bench.choose(label, option)
    bench.page.wait_for_url(re.compile("k_operation=Convolution"))
    settle(bench.page)
    bench.drag(bench.cells.nth(0), 40)
    expect(bench.preview).to_have_text("preview")
    previewed, ends = bench.sum(), bench.ends()
    bench.let_go()
    assert bench.sum() == pytest.approx(previewed, abs=1e-5)
    assert bench.ends() == pytest.approx(ends, abs=1e-5)


def test_a_dragged_sigma_blurs_at_once_and_stays(sent, bench):
    bench.choose("Kernel", "Gaussian")
    expect(bench.name).to_have_text("Gaussian")
    expect(bench.cells).to_have_count(49)
    settle(bench.page)
    messages, before = len(sent), bench.weights()
    bench.drag(bench.page.get_by_role("slider", name="Sigma"), 30)
    expect(bench.preview).to_have_text("preview")
    assert len(sent) == messages
    assert bench.weights()[3, 3] < before[3, 3]
    bench.let_go()
    expect(bench.name).to_have_text("Gaussian")
    row = np.exp(-((np.arange(7) - 3) ** 2) / 2 / sigma_of(bench) ** 2)
    expected = np.outer(row, row) / row.sum() ** 2
    np.testing.assert_allclose(bench.weights(), expected, atol=1e-9)


def sigma_of(bench: Bench) -> float:
    return float(bench.page.locator(".slider output").inner_text().split()[0])


def test_tools_turn_the_kernel_and_undoing_brings_each_one_back(bench):
    sobel = kernels.KERNELS["Sobel x"].weights
    bench.tool("Rotate by 90° clockwise")
    bench.expect_weights(np.rot90(sobel, -1))
    expect(bench.name).to_have_text("Sobel y")
    bench.page.get_by_label("Multiply all weights by").fill("1/2")
    bench.page.keyboard.press("Enter")
    expect(bench.name).to_have_text("Custom")
    bench.expect_weights(np.rot90(sobel, -1) / 2)
    bench.tool("Undo")
    expect(bench.name).to_have_text("Sobel y")
    bench.tool("Undo")
    expect(bench.name).to_have_text("Sobel x")
    expect(bench.page.get_by_role("button", name="Undo", exact=True)).to_be_disabled()


def test_a_chosen_name_can_be_undone_too(bench):
    bench.cells.nth(4).fill("7")
    expect(bench.name).to_have_text("Custom")
    bench.choose("Kernel", "Sharpen")
    bench.tool("Undo")
    expect(bench.name).to_have_text("Custom")
    wait_until(lambda: bench.weights()[1, 1] == 7, 120, "the weight is back")


def test_the_name_that_turns_to_custom_does_not_take_the_focus_from_a_number_being_typed(bench):
    bench.choose("Kernel", "Sobel y")
    expect(bench.name).to_have_text("Sobel y")
    cell = bench.cells.nth(4)
    cell.click()
    bench.page.keyboard.type("-3")
    expect(bench.name).to_have_text("Custom")
    settle(bench.page)
    bench.page.keyboard.type(".05")
    expect(cell).to_have_value("-3.05")
    wait_until(lambda: bench.weights()[1, 1] == -3.05, 120, "the whole number is at work")


def test_a_number_typed_fast_into_a_named_kernel_is_taken_whole_and_the_page_follows(bench):
    bench.choose("Kernel", "Sobel y")
    bench.cells.nth(4).click()
    bench.page.keyboard.type("0.125")  # each letter is an edit, the first one ends the name
    box = bench.page.get_by_role("combobox", name="Kernel", exact=True)
    expect(box).to_have_value("Custom")
    settle(bench.page)
    expected = SOBEL_Y.copy()
    expected[1, 1] = 0.125
    bench.expect_weights(expected)
    expect(box).to_have_value("Custom")
    expect(bench.name).to_have_text("Custom")


def test_what_changes_nothing_needs_no_undoing(bench):
    bench.cells.nth(4).fill("3")
    expect(bench.name).to_have_text("Custom")
    bench.cells.nth(4).fill("3.0")
    settle(bench.page)
    bench.tool("Undo")
    expect(bench.name).to_have_text("Sobel x")


def test_an_answer_leaves_a_weight_in_the_hand_that_drags_it(bench):
    bench.drag(bench.cells.nth(4), 60)
    dragged = bench.weights()
    bench.page.emulate_media(color_scheme="dark")  # runs the component again, as an answer does
    expect(bench.page.locator("[data-testid=stApp]")).to_have_css("color-scheme", "dark")
    bench.let_go()
    bench.expect_weights(dragged)


def test_a_knob_brought_back_to_where_it_was_ends_its_preview(bench):
    bench.choose("Kernel", "Gaussian")
    knob = bench.page.get_by_role("slider", name="Sigma")
    start = knob.input_value()
    bench.drag(knob, 30)
    expect(bench.preview).to_have_text("preview")
    box = knob.bounding_box()
    for x in np.arange(0, box["width"], 0.25):  # a pixel passes more than one of its places
        bench.page.mouse.move(box["x"] + x, box["y"] + box["height"] / 2)
        if knob.input_value() == start:
            break
    bench.let_go()
    assert knob.input_value() == start


def test_page_keys_change_a_weight(bench):
    bench.cells.nth(1).focus()
    bench.page.keyboard.press("PageUp")
    expect(bench.name).to_have_text("Custom")
    assert bench.weights()[0, 1] == pytest.approx(0.2)
