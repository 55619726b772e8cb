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
    calculator.point_at("output", 4, 4, 5, 5)
    expect(calculator.sum).to_contain_text("Row 5, column 5: 0×−1 + 8×0 + 0×1 + 4×−1 +")
    calculator.point_at("input", 3, 3, 7, 7)
    expect(calculator.sum).to_have_text("Input row 4, column 4, value 3, is read by 9 windows.")
    calculator.point_at("input", 0, 0, 7, 7)
    expect(calculator.sum).to_contain_text("is read by 1 window.")
    calculator.point_at("kernel", 2, 2, 3, 3)
    expect(calculator.sum).to_have_text("The weight 1 meets 25 coloured cells: one in each window.")


def test_a_number_typed_into_the_picture_is_computed_and_kept_in_the_address(calculator, page):
    page.mouse.click(*calculator.point_at("kernel", 0, 0, 3, 3))
    page.keyboard.type("-7")
    page.keyboard.press("Enter")
    page.mouse.move(0, 0)
    expect(calculator.sum).to_contain_text("×−7")
    page.wait_for_url(re.compile(r"l_weights=-7"))
    page.reload()
    expect(calculator.sum).to_contain_text("×−7")


def test_the_animation_goes_on_through_a_rerun_and_a_change_of_theme(calculator, page):
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
    blank = output_cell(page, 4, 4)
    assert output_cell(page, 2, 2) == blank
    assert output_cell(page, 0, 0) != blank
    calculator.scrub.fill("12")
    expect(calculator.where).to_have_text("13 / 25")
    expect(page.locator(".stage")).to_have_attribute("data-moving", "false")
    assert output_cell(page, 2, 1) != blank
    assert output_cell(page, 4, 4) == blank
    calculator.press("Show all outputs")
    expect(page.get_by_role("button", name="Show all outputs")).to_have_attribute(
        "aria-pressed", "true"
    )
    wait_until(lambda: output_cell(page, 4, 4) != blank, 30, "the last output is shown")


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


LAYERS = [
    "",
    "?l_one_dimension=true",
    "?l_one_dimension=true&l_channels=4&l_filters=4",
    "?l_channels=3&l_filters=2",
    "?l_channels=64&l_filters=128&l_padding=same",
    "?l_operation=Transposed+convolution&l_stride=2",
    "?l_height=32&l_kernel=5",
]


@pytest.mark.parametrize("address", LAYERS)
def test_the_core_loop_and_the_bill_fit_1280_by_800_uncut(open_page, page, address):
    open_page(f"layer_calculator{address}")
    expect(page.locator(".transport .where")).not_to_be_empty()
    settle(page)
    for part in (
        page.locator(".stage .transport"),
        page.locator("table").filter(has_text="Never read"),
        page.locator(".hint"),
    ):
        box = part.bounding_box()
        assert box["y"] + box["height"] <= 800
    stage = page.locator(".stage").bounding_box()
    for caption in page.locator(".stage figcaption").all():
        right = caption.evaluate(
            "caption => caption.getBoundingClientRect().left + caption.scrollWidth"
        )
        assert right <= stage["x"] + stage["width"] + 1


def test_the_stage_grows_with_the_window_and_is_compact_for_a_small_layer(open_page, page):
    heights = {}
    try:
        page.set_viewport_size({"width": 1920, "height": 1080})
        for side in (7, 2):
            open_page(f"layer_calculator?l_height={side}&l_kernel=2")
            expect(page.locator(".transport .where")).not_to_be_empty()
            settle(page)
            heights[side] = page.locator(".grids").bounding_box()["height"]
    finally:
        page.set_viewport_size({"width": 1280, "height": 800})
    assert heights[7] > 540
    assert heights[2] < 300


TABS_TOPS = """
window.tops = [];
const watch = () => {
  const tabs = document.querySelector("[data-testid=stTabs]");
  const top = tabs?.getBoundingClientRect().top ?? innerHeight;
  if (top < innerHeight) window.tops.push(top);
  requestAnimationFrame(watch);
};
watch();
"""


def test_the_tabs_stay_in_place_while_the_page_loads(open_page, page):
    page.add_init_script(TABS_TOPS)
    open_page("layer_calculator")
    expect(page.locator(".transport .where")).to_have_text("1 / 25")
    settle(page)
    tops = page.evaluate("window.tops")
    assert max(tops) - min(tops) <= 2


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
