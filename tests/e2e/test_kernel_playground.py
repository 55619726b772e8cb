"""The kernel playground as a person uses it: choose, edit, hover, paste, upload, share."""

import re

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect
from scipy import signal

from cnnviz import images, kernels, pictures
from tests.e2e.conftest import choose, settle
from tests.waiting import wait_until

SOBEL_Y = kernels.KERNELS["Sobel y"].weights


class Bench:
    """The room's parts, and the gestures on them."""

    def __init__(self, page: Page):
        self.page = page
        self.name = page.locator(".kernel .name")
        self.cells = page.locator(".cells input")
        self.complaint = page.locator(".complaint")
        self.output = page.locator(".output .frame")
        self.picture = page.locator(".input .extent")
        self.preview = page.locator(".output .state")

    def choose(self, label: str, option: str) -> None:
        choose(self.page, label, option)

    def weights(self) -> np.ndarray:
        titles = self.cells.evaluate_all("cells => cells.map((cell) => Number(cell.title))")
        columns = self.page.locator(".cells").evaluate(
            "grid => grid.style.getPropertyValue('--cols')"
        )
        return np.reshape(titles, (-1, int(columns)))

    def point_at(self, across: float, down: float) -> None:
        """Move the mouse over the output, to fractions of its frame."""
        self.output.scroll_into_view_if_needed()
        box = self.output.bounding_box()
        self.page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])

    def place(self) -> tuple[int, int]:
        row, col = re.findall(r"\d+", self.page.locator(".place").inner_text())
        return int(row), int(col)

    def sum(self) -> float:
        return float(self.page.locator(".result").get_attribute("title"))

    def numbers(self, term: str) -> np.ndarray:
        cells = self.page.locator(f".{term} .grid span")
        return np.array(cells.evaluate_all("cells => cells.map((cell) => Number(cell.title))"))

    def ends(self) -> tuple[float, ...]:
        """What stands at the ends of the output's colour scale."""
        numbers = self.page.locator(".output .legend span")
        return tuple(numbers.evaluate_all("ends => ends.map((end) => Number(end.title))"))

    def colours(self) -> list[int]:
        """The output's pixels as they are drawn."""
        return self.page.locator(".output .pixels").evaluate(
            "c => Array.from(c.getContext('2d').getImageData(0, 0, c.width, c.height).data)"
        )

    def drag(self, handle: Locator, pixels: int) -> None:
        """Press the mouse on a cell or a slider's knob and move it sideways; it stays pressed."""
        handle.scroll_into_view_if_needed()
        box = handle.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        for step in range(1, 6):
            self.page.mouse.move(x + pixels * step / 5, y)

    def let_go(self) -> None:
        self.page.mouse.up()
        expect(self.preview).to_have_text("")
        settle(self.page)

    def tool(self, name: str) -> None:
        before = self.weights()
        self.page.get_by_role("button", name=name, exact=True).click()
        wait_until(lambda: not np.array_equal(self.weights(), before), 10, f"{name} is done")

    def upload(self, name: str, data: bytes) -> None:
        chooser = self.page.locator("input[type=file]")
        if not chooser.count():
            self.page.get_by_role("button", name="Upload").click()
        chooser.set_input_files({"name": name, "mimeType": "image/png", "buffer": data})
        settle(self.page)


@pytest.fixture
def bench(open_room, page: Page) -> Bench:
    open_room("")
    bench = Bench(page)
    expect(bench.cells).not_to_have_count(0)
    return bench


@pytest.fixture
def sent(page: Page) -> list[int]:
    """Sizes of all messages to the server since the page was opened."""
    sizes: list[int] = []
    page.on(
        "websocket", lambda socket: socket.on("framesent", lambda data: sizes.append(len(data)))
    )
    return sizes


def grey(name: str) -> np.ndarray:
    return images.to_grey(pictures.load(name))[..., 0]


def noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


def test_a_picture_a_kernel_a_pixel_an_edit_and_an_upload(bench, screenshot):
    bench.choose("Picture", "Cameraman")
    bench.choose("Kernel", "Sobel y")
    expect(bench.name).to_have_text("Sobel y")
    np.testing.assert_array_equal(bench.weights(), SOBEL_Y)

    bench.point_at(0.45, 0.4)
    expected = signal.correlate2d(grey("Cameraman"), SOBEL_Y, "valid")
    assert bench.sum() == pytest.approx(expected[bench.place()], abs=1e-5)
    screenshot("kernel-playground")

    before = bench.colours()
    bench.cells.nth(4).fill("-6")
    expect(bench.name).to_have_text("Custom")
    settle(bench.page)
    edited = SOBEL_Y.copy()
    edited[1, 1] = -6
    expected = signal.correlate2d(grey("Cameraman"), edited, "valid")
    assert bench.sum() == pytest.approx(expected[bench.place()], abs=1e-5)
    assert bench.colours() != before

    bench.upload("mine.png", images.png_bytes(noise(60, 80)))
    expect(bench.picture).to_have_text("mine.png, 60 × 80")
    bench.upload("broken.png", images.png_bytes(noise(60, 80))[:3000])
    expect(bench.page.get_by_text("broken.png: this PNG file is damaged")).to_be_visible()
    expect(bench.picture).to_have_text("mine.png, 60 × 80")


def test_patch_times_kernel_gives_the_products_and_they_sum_to_the_pixel(bench):
    bench.choose("Kernel", "Mean 5 × 5")
    expect(bench.name).to_have_text("Mean 5 × 5")
    for across, down in ((0.3, 0.3), (0.6, 0.7), (0.5, 0.5)):
        bench.point_at(across, down)
        row, col = bench.place()
        patch = grey("Temple")[row : row + 5, col : col + 5].ravel()
        np.testing.assert_allclose(bench.numbers("patch"), patch, atol=1e-6)
        products = bench.numbers("products")
        np.testing.assert_allclose(products, patch * bench.weights().ravel(), atol=1e-5)
        assert bench.sum() == pytest.approx(products.sum(), abs=1e-4)


def test_each_channel_has_its_own_sum(bench):
    bench.choose("Colour", "Each channel")
    bench.point_at(0.3, 0.4)
    sobel = kernels.KERNELS["Sobel x"].weights
    image = pictures.load("Temple")
    for channel, letter in enumerate("RGB"):
        bench.page.locator(".channels button", has_text=letter).click()
        expected = signal.correlate2d(image[..., channel], sobel, "valid")[bench.place()]
        assert bench.sum() == pytest.approx(expected, abs=1e-5)


def test_a_click_pins_the_pixel_and_another_lets_it_go(bench):
    bench.point_at(0.4, 0.4)
    bench.page.mouse.down()
    bench.page.mouse.up()
    expect(bench.page.get_by_text("Pinned; click again to let go")).to_be_visible()
    pinned = bench.place()
    bench.point_at(0.7, 0.7)
    assert bench.place() == pinned
    bench.page.mouse.down()
    bench.page.mouse.up()
    assert bench.place() != pinned


def test_another_picture_lets_a_pinned_pixel_go(bench):
    bench.point_at(0.4, 0.4)
    bench.page.mouse.down()
    bench.page.mouse.up()
    bench.choose("Picture", "Digit")
    expect(bench.picture).to_have_text("Digit, 28 × 28")
    expect(bench.page.locator(".why .hint")).to_have_text("Move over a picture; click to pin")


def test_hovering_sends_nothing_to_the_server(sent, bench):
    wait_until(lambda: sent, 10, "the page has spoken to the server")
    before = len(sent)
    for step in range(40):
        bench.point_at(0.1 + step / 50, 0.5)
    settle(bench.page)
    assert len(sent) == before


def test_arrow_keys_move_the_window(bench):
    bench.output.focus()
    row, col = bench.place()
    for key in ("ArrowDown", "ArrowRight", "Shift+ArrowDown"):
        bench.page.keyboard.press(key)
    wait_until(lambda: bench.place() == (row + 11, col + 1), 5, "the window has moved")


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
        "Not taken, the last kernel stays: a weight must be a number up to ±1,000,000, got 1e+308."
    )
    np.testing.assert_array_equal(bench.weights(), kernels.KERNELS["Sobel x"].weights)


def test_a_fraction_is_understood_and_arrow_keys_walk_the_grid(bench):
    bench.cells.nth(0).focus()
    bench.page.keyboard.press("ArrowDown")
    bench.page.keyboard.press("ArrowRight")
    expect(bench.cells.nth(4)).to_be_focused()
    bench.page.keyboard.type("1/4")
    expect(bench.name).to_have_text("Custom")
    assert bench.weights()[1, 1] == 0.25


def test_a_pasted_matrix_fills_the_grid(bench):
    spreadsheet = "1\t2\t3\n4\t5\t6\n7\t8\t9,5\n"
    numpy = "array([[1., 2., 3.],\n       [4., 5., 6.],\n       [7., 8., 0.]])"
    typed = "np.array([[1, 2, 3], [4, 5, 6], [7, 8, 2]], dtype=np.float32)"
    plain = "1 2 3; 4 5 6; 7 8 -1e-3"
    semicolons = "1;2;3\r\n4;5;6\r\n7;8;0,5\r\n"
    for text, last in (
        (spreadsheet, 9.5), (numpy, 0), (typed, 2), (plain, -0.001), (semicolons, 0.5),
    ):  # fmt: skip
        paste(bench, text)
        expected = [[1, 2, 3], [4, 5, 6], [7, 8, last]]
        wait_until(lambda: bench.weights().tolist() == expected, 10, text)  # noqa: B023
    expect(bench.name).to_have_text("Custom")


def test_a_pasted_oblong_matrix_makes_the_grid_oblong_and_a_16_by_16_one_is_refused(bench):
    paste(bench, "1 2 3 4 5 6 7\n0 0 0 0 0 0 9")
    expect(bench.cells).to_have_count(14)
    assert bench.weights().tolist() == [[1, 2, 3, 4, 5, 6, 7], [0, 0, 0, 0, 0, 0, 9]]
    expected = signal.correlate2d(grey("Temple"), bench.weights(), "valid")
    assert bench.sum() == pytest.approx(expected[bench.place()], rel=1e-5)
    paste(bench, "\n".join(["1 " * 16] * 16))
    expect(bench.complaint).to_have_text(
        "A pasted matrix may have at most 15 × 15 numbers, got 16 × 16."
    )
    expect(bench.cells).to_have_count(14)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("1 2 3\n4 5", "must have rows of one length, got 3, 2."),
        ("1\t\t3\n4\t5\t6", "must hold numbers only, got nothing."),
        ("NaN 1\n1 1", "must hold numbers only, got “NaN”."),
        ("[[[1], [2]], [[3], [4]]]", "must have 2 axes, rows and columns, got more."),
    ],
)
def test_a_pasted_matrix_that_is_none_is_refused_in_one_sentence(bench, text, complaint):
    paste(bench, text)
    expect(bench.complaint).to_have_text(f"A pasted matrix {complaint}")
    np.testing.assert_array_equal(bench.weights(), kernels.KERNELS["Sobel x"].weights)


def test_a_dragged_weight_is_previewed_and_python_answers_when_it_is_let_go(sent, bench):
    before, said = bench.colours(), len(sent)
    bench.drag(bench.cells.nth(4), 60)
    expect(bench.preview).to_have_text("preview")
    assert bench.colours() != before
    assert len(sent) == said
    dragged = bench.weights()
    assert dragged[1, 1] > 0
    bench.let_go()
    expect(bench.name).to_have_text("Custom")
    np.testing.assert_array_equal(bench.weights(), dragged)
    expected = signal.correlate2d(grey("Temple"), dragged, "valid")
    assert bench.sum() == pytest.approx(expected[bench.place()], abs=1e-5)


def test_the_preview_shows_the_numbers_that_python_then_confirms(bench):
    for label, option in (
        ("Picture", "Cat"), ("Colour", "Summed"), ("Border", "reflect"), ("Activation", "tanh"),
        ("Operation", "Convolution"),
    ):  # fmt: skip
        bench.choose(label, option)
    bench.drag(bench.cells.nth(0), 40)
    expect(bench.preview).to_have_text("preview")
    previewed, ends = bench.sum(), bench.ends()
    bench.let_go()
    assert bench.sum() == pytest.approx(previewed, abs=1e-5)
    assert bench.ends() == pytest.approx(ends, abs=1e-5)


def test_a_dragged_sigma_blurs_at_once_and_stays(sent, bench):
    bench.choose("Kernel", "Gaussian")
    said, before = len(sent), bench.weights()
    bench.drag(bench.page.get_by_role("slider", name="Sigma"), 30)
    expect(bench.preview).to_have_text("preview")
    assert len(sent) == said
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
    np.testing.assert_array_equal(bench.weights(), np.rot90(sobel, -1))
    expect(bench.name).to_have_text("Sobel y")
    bench.page.get_by_label("Multiply all weights by").fill("1/2")
    bench.page.keyboard.press("Enter")
    expect(bench.name).to_have_text("Custom")
    np.testing.assert_array_equal(bench.weights(), np.rot90(sobel, -1) / 2)
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
    assert bench.weights()[1, 1] == 7


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
    wait_until(lambda: bench.weights()[1, 1] == -3.05, 10, "the whole number is at work")


def test_a_number_typed_fast_into_a_named_kernel_is_taken_whole_and_the_page_follows(bench):
    bench.choose("Kernel", "Sobel y")
    bench.cells.nth(4).click()
    bench.page.keyboard.type("0.125")  # each letter is an edit, the first one ends the name
    box = bench.page.get_by_role("combobox", name="Kernel", exact=True)
    expect(box).to_have_value("Custom")
    settle(bench.page)
    expected = SOBEL_Y.copy()
    expected[1, 1] = 0.125
    np.testing.assert_array_equal(bench.weights(), expected)
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
    np.testing.assert_array_equal(bench.weights(), dragged)


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


def test_a_kernel_a_channel_has_three_grids_and_partial_sums_that_add_up(bench):
    bench.choose("Colour", "Summed")
    bench.page.locator(".planes button", has_text="G").click()
    bench.cells.nth(4).fill("5")
    expect(bench.name).to_have_text("Custom")
    sobel, image = kernels.KERNELS["Sobel x"].weights, pictures.load("Temple")
    green = sobel.copy()
    green[1, 1] = 5
    partial = [
        signal.correlate2d(image[..., c], plane, "valid")
        for c, plane in enumerate((sobel, green, sobel))
    ]
    bench.point_at(0.4, 0.6)
    place = bench.place()
    assert bench.sum() == pytest.approx(sum(partial)[place], abs=1e-4)
    shown = bench.page.locator(".channels button").all_inner_texts()
    numbers = [float(text.split()[1].replace("\u2212", "-")) for text in shown]
    assert numbers == pytest.approx([part[place] for part in partial], abs=0.006)


def test_bias_and_activation_follow_the_sum(bench):
    bench.choose("Activation", "ReLU")
    bench.page.get_by_role("spinbutton", name="Bias").fill("-0.5")
    bench.page.keyboard.press("Enter")
    settle(bench.page)
    sobel = kernels.KERNELS["Sobel x"].weights
    sums = signal.correlate2d(grey("Temple"), sobel, "valid")
    for across in (0.3, 0.5, 0.7):
        bench.point_at(across, 0.5)
        expected = sums[bench.place()]
        steps = bench.page.locator(".steps dd").evaluate_all("all => all.map((dd) => +dd.title)")
        assert steps == pytest.approx([expected, -0.5, expected - 0.5], abs=1e-5)
        assert bench.sum() == pytest.approx(max(expected - 0.5, 0), abs=1e-5)


def test_only_the_steps_that_the_layer_has_are_shown(bench):
    steps = bench.page.locator(".steps dt")
    expect(steps).to_have_count(0)
    bench.choose("Activation", "ReLU")
    expect(steps).to_have_text(["sum"])
    bench.page.get_by_role("spinbutton", name="Bias").fill("1")
    bench.page.keyboard.press("Enter")
    expect(steps).to_have_text(["sum", "+ bias", "sum + bias"])
    bench.choose("Activation", "none")
    expect(steps).to_have_text(["sum", "+ bias"])


def test_all_that_is_said_of_a_kernel_can_be_read_by_keyboard_and_nothing_moves(bench):
    bench.choose("Kernel", "Gabor")
    expect(bench.name).to_have_text("Gabor")
    source, why = bench.page.locator(".source"), bench.page.locator(".why")
    height, below = source.bounding_box()["height"], why.bounding_box()["y"]
    bench.page.get_by_role("slider", name="Wavelength").focus()
    bench.page.keyboard.press("Tab")
    assert source.bounding_box()["height"] > 2 * height
    assert why.bounding_box()["y"] == below


def test_the_anchor_is_stated_where_it_is_not_the_middle(bench):
    anchor = bench.page.locator(".anchor")
    expect(anchor).to_have_text("")
    bench.choose("Kernel", "Roberts, main diagonal")
    expect(anchor).to_have_text("Anchor: row 1, column 1")
    expect(anchor).to_be_visible()
    bench.choose("Rows", "7")
    expect(anchor).to_have_text("Anchor: row 4, column 1")


def test_a_window_on_the_border_marks_what_lies_beyond_the_picture(bench):
    bench.choose("Picture", "Digit")
    bench.choose("Border", "replicate")
    bench.output.focus()
    for key in ("Shift+ArrowUp",) * 3 + ("Shift+ArrowLeft",) * 3:
        bench.page.keyboard.press(key)
    wait_until(lambda: bench.place() == (0, 0), 5, "the window is in the corner")
    beyond = bench.page.locator(".patch .grid span.beyond")
    expect(beyond).to_have_count(5)
    padded = np.pad(grey("Digit"), 1, mode="edge")
    np.testing.assert_allclose(bench.numbers("patch"), padded[:3, :3].ravel(), atol=1e-6)


def test_a_stride_and_a_dilation_move_the_window_in_steps(bench):
    bench.choose("Picture", "Digit")
    for label, number in (("Stride", "2"), ("Dilation", "3")):
        bench.page.get_by_role("spinbutton", name=label).fill(number)
        bench.page.keyboard.press("Enter")
        settle(bench.page)
    bench.point_at(0.5, 0.5)
    row, col = bench.place()
    window = grey("Digit")[2 * row : 2 * row + 7 : 3, 2 * col : 2 * col + 7 : 3]
    np.testing.assert_allclose(bench.numbers("patch"), window.ravel(), atol=1e-6)


def test_what_does_not_fit_is_said_in_one_sentence_and_goes_when_it_fits(bench):
    bench.upload("dot.png", images.png_bytes(noise(1, 1)))
    sentence = "A window of 3 × 3 does not fit a picture of 1 × 1"
    expect(bench.page.locator(".refusal")).to_contain_text(sentence)
    expect(bench.page.locator(".output .legend")).to_be_hidden()
    for gone in (".place", ".why .hint"):
        expect(bench.page.locator(gone)).to_have_text("")
    bench.choose("Border", "zero")
    expect(bench.page.locator(".refusal")).to_be_hidden()
    expect(bench.page.locator(".output .extent")).to_have_text("1 × 1")


def test_a_lens_shows_the_surroundings_of_a_window_that_is_small(bench):
    bench.point_at(0.3, 0.5)
    lens = bench.page.locator(".input .lens")
    expect(lens).to_be_visible()
    bench.choose("Picture", "Digit")
    expect(lens).to_be_hidden()


def paste(bench: Bench, text: str) -> None:
    bench.cells.nth(0).evaluate(
        """(cell, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text", text);
            cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }));
        }""",
        text,
    )
    settle(bench.page)


def test_the_displays_print_their_scales_ends(bench):
    sobel = kernels.KERNELS["Sobel x"].weights
    output = signal.correlate2d(grey("Temple"), sobel, "valid")
    low, high, limit = output.min(), output.max(), np.abs(output).max()
    for display, ends in (
        ("Signed", (-limit, limit)), ("Clip to 0–1", (0, 1)), ("Absolute", (0, limit)),
        ("Min to max", (low, high)),
    ):  # fmt: skip
        bench.choose("Display", display)
        wait_until(lambda ends=ends: bench.ends() == pytest.approx(ends, abs=1e-5), 5, display)


def test_an_edit_does_not_send_the_picture_again(page, open_room):
    received: list[int] = []
    note = lambda data: received.append(len(data))  # noqa: E731
    page.on("websocket", lambda socket: socket.on("framereceived", note))
    open_room("")
    bench, output = Bench(page), 425 * 638 * 4
    received.clear()
    bench.cells.nth(4).fill("1")
    expect(bench.name).to_have_text("Custom")
    assert output < max(received) < output + 60_000


def test_numbers_that_the_browser_lost_are_asked_for(bench, server):
    bench.page.get_by_role("link", name="Layer calculator").first.click()
    settle(bench.page)
    bench.page.get_by_role("link", name="Kernel playground").first.click()
    settle(bench.page)
    expect(bench.picture).to_contain_text("×")
    assert bench.ends()[1] > 0


def test_a_large_picture_is_read_in_full_size_where_it_is_clicked(bench):
    pixels = noise(1200, 1500)
    bench.upload("large.png", images.png_bytes(pixels))
    expect(bench.picture).to_have_text("large.png, 1200 × 1500, shown at 75 %")
    bench.point_at(0.7, 0.8)
    expect(bench.page.get_by_text("Click to read this pixel in full size")).to_be_visible()
    bench.page.mouse.down()
    bench.page.mouse.up()
    expect(bench.page.locator(".result")).not_to_have_text("·")
    image = images.to_grey(pixels.astype(np.float32) / 255)[..., 0]
    expected = signal.correlate2d(image, kernels.KERNELS["Sobel x"].weights, "valid")
    assert bench.sum() == pytest.approx(expected[bench.place()], abs=1e-5)


def test_a_link_opens_the_same_bench_for_another_visitor(bench, browser):
    bench.choose("Picture", "Digit")
    bench.cells.nth(4).fill("0.125")
    expect(bench.name).to_have_text("Custom")
    bench.page.wait_for_url(re.compile("k_weights"))
    other = Bench(browser.new_page())
    other.page.goto(bench.page.url)
    settle(other.page)
    expect(other.picture).to_have_text("Digit, 28 × 28")
    expect(other.name).to_have_text("Custom")
    np.testing.assert_array_equal(other.weights(), bench.weights())
    other.page.close()


def test_on_a_phone_nothing_is_clipped_and_a_tap_reads_a_pixel(browser, server):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    bench = Bench(context.new_page())
    bench.page.goto(server)
    settle(bench.page)
    bench.output.scroll_into_view_if_needed()
    bench.output.tap(position={"x": 100, "y": 120})
    expected = signal.correlate2d(grey("Temple"), kernels.KERNELS["Sobel x"].weights, "valid")
    wait_until(
        lambda: bench.sum() == pytest.approx(expected[bench.place()], abs=1e-5),
        5, "the tapped pixel is explained",
    )  # fmt: skip
    assert bench.page.evaluate("document.documentElement.scrollWidth") <= 390
    for part in (".input .frame", ".cells", ".output .frame", ".equation"):
        box = bench.page.locator(part).bounding_box()
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
    context.close()
