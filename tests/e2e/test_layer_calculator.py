"""The layer calculator as a person uses it: set a layer, watch it, step, scrub, err, edit."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import choose, settle
from tests.waiting import wait_until

MOST_SENT = 50_000  # bytes to the browser for one changed setting of a 32 × 32 input


class Calculator:
    """The page's parts, and the gestures on them."""

    def __init__(self, page: Page):
        self.page = page
        self.where = page.locator(".transport .where")
        self.sum = page.locator(".stage .sum")
        self.scrub = page.get_by_label("Window", exact=True)

    def set(self, label: str, value: int) -> None:
        field = self.page.get_by_label(label, exact=True).and_(self.page.locator("input"))
        field.click()
        field.press("ControlOrMeta+a")
        field.press_sequentially(str(value))
        field.press("Enter")
        settle(self.page)

    def choose(self, label: str, option: str) -> None:
        choose(self.page, label, option)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def position(self) -> int:
        """The window's number, once it stands still or while it plays."""
        if self.page.get_by_role("button", name="Play", exact=True).count():
            expect(self.page.locator(".stage")).to_have_attribute("data-moving", "false")
        return int(self.where.inner_text().split("/")[0])

    def point_at(self, grid: str, row: int, col: int, rows: int, cols: int) -> tuple[float, float]:
        box = self.page.locator(f".{grid} canvas").last.bounding_box()
        x = box["x"] + box["width"] * (col + 0.5) / cols
        y = box["y"] + box["height"] * (row + 0.5) / rows
        self.page.mouse.move(x, y)
        return x, y


@pytest.fixture
def traffic(page: Page) -> dict[str, list[int]]:
    """Sizes of the messages sent and received since the page was opened."""
    sizes: dict[str, list[int]] = {"sent": [], "received": []}

    def listen(socket) -> None:
        socket.on("framesent", lambda frame: sizes["sent"].append(len(frame)))
        socket.on("framereceived", lambda frame: sizes["received"].append(len(frame)))

    page.on("websocket", listen)
    return sizes


@pytest.fixture
def calculator(traffic, open_page) -> Calculator:
    page = open_page("")
    page.get_by_role("link", name="Layer calculator").click()
    expect(page.get_by_role("heading", name="Layer calculator")).to_be_visible()
    settle(page)
    expect(page.locator(".stage .where")).to_have_text(re.compile(r"\d+ / 25"))
    return Calculator(page)


def test_a_layer_is_set_watched_stepped_scrubbed_and_outlives_an_error(
    calculator, traffic, screenshot
):
    page = calculator.page
    calculator.press("Pause")
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
    expect(calculator.sum).to_contain_text("Row 3, column 3:")
    assert len(traffic["sent"]) == sent

    picture = calculator.sum.inner_text()
    calculator.set("Stride", 0)
    expect(page.get_by_text("Stride must be at least 1, got 0.")).to_be_visible()
    expect(page.locator(".output figcaption")).to_have_text("Output 4 × 4")
    assert calculator.sum.inner_text() == picture
    calculator.set("Stride", 2)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)

    calculator.set("Input", 7)
    calculator.set("Stride", 1)
    for _ in range(6):
        calculator.press("Step forward")
    expect(page.locator(".stage")).to_have_attribute("data-moving", "false")
    screenshot("layer-calculator")


def test_hovering_shows_the_window_of_an_output_and_the_readers_of_an_input(calculator):
    calculator.press("Pause")
    calculator.point_at("output", 4, 4, 5, 5)
    expect(calculator.sum).to_contain_text("Row 4, column 4: 0×−1 + 8×0 + 0×1 + 4×−1 +")
    calculator.point_at("input", 3, 3, 7, 7)
    expect(calculator.sum).to_have_text("Input row 3, column 3, a 3, is read by 9 windows.")
    calculator.point_at("input", 0, 0, 7, 7)
    expect(calculator.sum).to_contain_text("is read by 1 window.")
    calculator.point_at("kernel", 2, 2, 3, 3)
    expect(calculator.sum).to_have_text("The weight 1 meets 25 coloured cells: one in each window.")


def test_a_number_typed_into_the_picture_is_computed_and_kept_in_the_address(calculator, page):
    calculator.press("Pause")
    page.mouse.click(*calculator.point_at("kernel", 0, 0, 3, 3))
    page.keyboard.type("-7")
    page.keyboard.press("Enter")
    page.mouse.move(0, 0)
    expect(calculator.sum).to_contain_text("×−7")
    page.wait_for_url(re.compile(r"l_weights=-7"))
    page.reload()
    expect(calculator.sum).to_contain_text("×−7")


def test_the_animation_goes_on_through_a_rerun_and_a_change_of_theme(calculator, page):
    calculator.press("Pause")
    page.get_by_label("Speed").press("End")
    for _ in range(4):
        calculator.press("Step forward")
    place = f"{calculator.position()} / 25"
    page.emulate_media(color_scheme="dark")
    calculator.set("Dilation", 1)
    page.get_by_role("button", name="More").click()
    calculator.set("Filters", 2)
    expect(page.get_by_text("3 × 3 × 1 × 2 = 18")).to_be_visible()
    expect(calculator.where).to_have_text(place)
    expect(page.locator(".rate")).to_have_text("60 / s")


def test_keys_play_and_step(calculator, page):
    calculator.press("Pause")
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
    calculator.press("Pause")
    calculator.set("Input", 3)
    calculator.choose("Operation", "Transposed convolution")
    calculator.set("Stride", 2)
    expect(calculator.page.locator(".output figcaption")).to_have_text("Output 7 × 7")
    expect(calculator.where).to_contain_text("/ 9")
    calculator.scrub.fill("0")
    expect(calculator.sum).to_have_text(
        "Input row 0, column 0: 8 × kernel added to rows 0–2, columns 0–2 of the output"
    )
    calculator.point_at("output", 0, 2, 7, 7)
    expect(calculator.sum).to_have_text("Row 0, column 2: 6×−1 + 8×1 = 2")
    calculator.point_at("kernel", 0, 0, 3, 3)
    expect(calculator.sum).to_have_text(
        "The weight −1 falls on 9 coloured cells: one in each stamp."
    )


def test_use_counts_tell_how_often_a_cell_is_read_or_stamped(calculator):
    calculator.press("Pause")
    calculator.press("Use counts")
    expect(calculator.sum).to_have_text("Input cells are read 1 to 9 times.")
    calculator.point_at("input", 0, 1, 7, 7)
    expect(calculator.sum).to_have_text("Input row 0, column 1 is read 2 times.")
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
    calculator.press("Pause")
    calculator.set("Channels", 3)
    calculator.set("Filters", 2)
    calculator.scrub.fill("0")
    expect(calculator.sum).to_contain_text("Filter 1, row 0, column 0:")
    expect(calculator.sum).to_contain_text("channel 3 =")
    calculator.press("Filter 2")
    expect(calculator.page.get_by_role("button", name="Filter 2")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(calculator.sum).to_contain_text("Filter 2, row 0, column 0:")
    calculator.page.get_by_label(re.compile("^Output, 5 by 5, 2 planes")).press("PageDown")
    expect(calculator.sum).to_contain_text("Filter 1, row 0, column 0:")


def test_two_numbers_typed_in_one_breath_are_both_kept(calculator, page):
    calculator.press("Pause")
    page.mouse.click(*calculator.point_at("kernel", 0, 0, 3, 3))
    page.keyboard.type("-7")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"l_weights=-7\+5"))


def test_a_number_of_any_channel_can_be_typed_by_key(calculator, page):
    calculator.press("Pause")
    calculator.set("Channels", 2)
    calculator.page.get_by_label("Loop").focus()
    field = page.get_by_label(re.compile("^Padded input, 7 by 7, 2 planes"))
    field.focus()
    field.press("PageDown")
    field.press("ArrowRight")
    expect(calculator.sum).to_contain_text("Input channel 2, row 0, column 1, a 1,")
    field.press("7")
    page.get_by_label("New number, 0 to 9").press("Enter")
    expect(calculator.sum).to_contain_text("Input channel 2, row 0, column 1, a 7,")
    page.wait_for_url(re.compile(r"l_cells=\d+.*;|l_cells=.*%3B"))


def test_the_winner_of_every_window_is_marked(calculator):
    calculator.press("Pause")
    calculator.choose("Operation", "Max pooling")
    calculator.scrub.fill("0")
    expect(calculator.page.locator(".sum .winner")).to_have_text("9")
    calculator.choose("Operation", "Global average pooling")
    expect(calculator.where).to_have_text("1 / 1")
    expect(calculator.sum).to_contain_text("÷ 49")


@pytest.fixture
def calm_phone(browser, server):
    """A phone whose owner asked for less motion."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def test_a_phone_asked_for_less_motion_gets_a_still_picture_that_fits(calm_phone, server):
    calm_phone.goto(server)
    settle(calm_phone)
    calm_phone.goto(f"{server}/layer_calculator")
    calculator = Calculator(calm_phone)
    expect(calculator.where).to_have_text("1 / 25")
    expect(calm_phone.get_by_role("button", name="Play")).to_be_visible()
    output = calm_phone.locator(".output canvas").last
    side = output.bounding_box()["width"]
    output.tap(position={"x": side - 5, "y": side - 5})
    expect(calculator.where).to_have_text("25 / 25")
    for part in (calm_phone.get_by_test_id("stMain"), calm_phone.locator(".stage")):
        assert part.evaluate("(element) => element.scrollWidth <= element.clientWidth")


def test_the_proof_below_follows_the_layer_above(calculator, open_page):
    open_page("layer_calculator?l_tab=Proof")
    expect(calculator.where).to_contain_text("/ 25")
    calculator.set("Stride", 2)
    expect(calculator.page.get_by_text("strides=2")).to_be_visible()
