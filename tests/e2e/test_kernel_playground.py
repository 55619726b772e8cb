"""The kernel playground as a person uses it: choose, edit, hover, paste, upload, share."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from scipy import signal

from cnnviz import images, kernels, pictures
from tests.e2e.conftest import settle
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

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label, exact=True).and_(self.page.get_by_role("combobox")).click()
        self.page.get_by_role("option", name=option, exact=True).click()
        settle(self.page)

    def weights(self) -> np.ndarray:
        titles = self.cells.evaluate_all("cells => cells.map((cell) => Number(cell.title))")
        side = round(len(titles) ** 0.5)
        return np.reshape(titles, (side, side))

    def point_at(self, across: float, down: float) -> None:
        """Move the mouse over the output, to fractions of its frame."""
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

    def upload(self, name: str, data: bytes) -> None:
        chooser = self.page.locator("input[type=file]")
        if not chooser.count():
            self.page.get_by_role("button", name="Upload").click()
        chooser.set_input_files({"name": name, "mimeType": "image/png", "buffer": data})
        settle(self.page)


@pytest.fixture
def bench(open_room, page: Page) -> Bench:
    open_room("")
    return Bench(page)


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
    bench.choose("Kernel", "LoG 5 × 5")
    expect(bench.name).to_have_text("LoG 5 × 5")
    for across, down in ((0.3, 0.3), (0.6, 0.7), (0.5, 0.5)):
        bench.point_at(across, down)
        row, col = bench.place()
        patch = grey("Temple")[row : row + 5, col : col + 5].ravel()
        np.testing.assert_allclose(bench.numbers("patch"), patch, atol=1e-6)
        products = bench.numbers("products")
        np.testing.assert_allclose(products, patch * bench.weights().ravel(), atol=1e-5)
        assert bench.sum() == pytest.approx(products.sum(), abs=1e-4)


def test_in_rgb_each_channel_has_its_own_sum(bench):
    bench.page.get_by_text("RGB", exact=True).click()
    settle(bench.page)
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
    plain = "1 2 3; 4 5 6; 7 8 -1e-3"
    for text, last in ((spreadsheet, 9.5), (numpy, 0), (plain, -0.001)):
        paste(bench, text)
        assert bench.weights().tolist() == [[1, 2, 3], [4, 5, 6], [7, 8, last]]
    expect(bench.name).to_have_text("Custom")


def test_a_pasted_5_by_5_makes_the_grid_5_by_5_and_an_oblong_one_is_refused(bench):
    paste(bench, "\n".join(["1 1 1 1 1"] * 5))
    expect(bench.cells).to_have_count(25)
    paste(bench, "1 2 3\n4 5 6")
    expect(bench.complaint).to_have_text(
        "A pasted matrix must be 3 × 3, 5 × 5 or 7 × 7, got 2 × 3."
    )


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
