"""The feature maps page as a person uses it: draw, look, take a sample, upload, point at a map."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from cnnviz import data
from cnnviz.evaluation.ood import DOUBT
from cnnviz.models import network_input
from tests.e2e.conftest import expect_no_overflow, next_frame, pixels, settle
from tests.waiting import wait_until

# Strokes as a hand draws them, in sides of the pad.
ONE = [[(0.52, 0.15), (0.51, 0.4), (0.5, 0.65), (0.49, 0.87)]]
SEVEN = [[(0.28, 0.2), (0.5, 0.19), (0.72, 0.2), (0.6, 0.45), (0.5, 0.65), (0.42, 0.86)]]
FOUR = [
    [(0.4, 0.15), (0.33, 0.35), (0.28, 0.55), (0.5, 0.56), (0.74, 0.54)],
    [(0.62, 0.18), (0.6, 0.5), (0.59, 0.86)],
]


class Explorer:
    """The page's parts, and the gestures on them."""

    def __init__(self, page: Page):
        self.page = page
        self.answer = page.locator(".headline b")
        self.probabilities = page.locator(".bars .percent")
        self.films = page.locator(".film canvas")
        self.value = page.locator(".lens .value")

    def stroke(self, points: list[tuple[float, float]]) -> None:
        box = self.page.locator(".pad canvas").bounding_box()
        spots = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
        self.page.mouse.move(*spots[0])
        self.page.mouse.down()
        for spot in spots[1:]:
            self.page.mouse.move(*spot, steps=5)
        self.page.mouse.up()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def choose(self, kind: str) -> None:
        self.page.get_by_test_id("stButtonGroup").get_by_text(kind, exact=True).click()
        settle(self.page)

    def upload(self, name: str, data: bytes) -> None:
        kind = "image/jpeg" if name.endswith(".jpg") else "image/png"
        picker = self.page.locator("input[type=file]")
        picker.set_input_files({"name": name, "mimeType": kind, "buffer": data})

    def point_at(self, film: int, x: float, y: float) -> None:
        self.films.nth(film).hover(position={"x": x, "y": y})


@pytest.fixture
def explorer(open_page) -> Explorer:
    """The page with the shipped digit network, warm: its example is recognised."""
    explorer = Explorer(open_page("feature_maps?f_model=mnist"))
    expect(explorer.answer).to_have_text("3")
    return explorer


@pytest.mark.parametrize(("digit", "strokes"), [("1", ONE), ("7", SEVEN), ("4", FOUR)])
def test_a_digit_drawn_with_the_mouse_is_recognised(explorer, digit, strokes):
    for points in strokes:
        explorer.stroke(points)
    expect(explorer.answer).to_have_text(digit)


def test_every_stroke_is_answered_and_can_be_undone_and_cleared(explorer):
    bars = explorer.probabilities
    explorer.stroke(ONE[0])
    expect(explorer.answer).to_have_text("1")
    first = bars.all_inner_texts()
    explorer.stroke([(0.3, 0.25), (0.52, 0.17)])
    explorer.stroke([(0.3, 0.86), (0.7, 0.86)])
    expect(bars).not_to_have_text(first)
    explorer.press("Undo")
    explorer.press("Undo")
    expect(bars).to_have_text(first)
    explorer.press("Clear")
    expect(explorer.answer).to_contain_text("Draw a digit")
    expect(explorer.page.locator(".invitation")).to_be_visible()
    expect(explorer.page.locator(".screen canvas")).to_be_hidden()
    expect(explorer.page.locator(".lens .name")).to_be_hidden()


def test_the_answer_follows_the_pen_while_it_moves(explorer):
    page = explorer.page
    box = page.locator(".pad canvas").bounding_box()
    spots = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in ONE[0]]
    page.mouse.move(*spots[0])
    page.mouse.down()
    for spot in spots[1:]:
        page.mouse.move(*spot, steps=4)
    expect(explorer.answer).to_have_text("1")
    page.mouse.up()
    expect(explorer.answer).to_have_text("1")


def test_a_digit_is_drawn_erased_and_brought_back_with_the_keyboard(explorer):
    page = explorer.page
    explorer.press("Clear")
    expect(explorer.answer).to_contain_text("Draw a digit")
    page.locator(".pad canvas").focus()
    for _ in range(4):
        page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Space")
    for _ in range(8):
        page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Space")
    expect(explorer.answer).to_have_text("1")
    explorer.press("Erase")
    page.locator(".pad canvas").focus()
    page.keyboard.press("Space")
    for _ in range(8):
        page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Space")
    expect(explorer.answer).to_contain_text("Draw a digit")
    page.keyboard.press("Backspace")
    expect(explorer.answer).to_have_text("1")


def ink_in_rows(explorer: Explorer, first: float, last: float) -> int:
    """How many pixels of the pad are inked between two heights, in sides of it."""
    shown = pixels(explorer.page.locator(".pad canvas"))
    return int((shown[round(first * len(shown)) : round(last * len(shown)), :, 3] > 0).sum())


def test_the_eraser_takes_the_ink_that_it_passes_over_and_no_more(explorer):
    explorer.stroke(ONE[0])
    expect(explorer.answer).to_have_text("1")
    above, below = ink_in_rows(explorer, 0, 0.3), ink_in_rows(explorer, 0.75, 1)
    explorer.press("Erase")
    explorer.stroke([(0.3, 0.5), (0.7, 0.5)])
    assert ink_in_rows(explorer, 0.48, 0.52) == 0
    assert (ink_in_rows(explorer, 0, 0.3), ink_in_rows(explorer, 0.75, 1)) == (above, below)
    explorer.press("Undo")
    assert ink_in_rows(explorer, 0.48, 0.52) > 0


def test_the_answer_follows_the_moving_eraser(explorer):
    page = explorer.page
    for points in FOUR:
        explorer.stroke(points)
    expect(explorer.answer).to_have_text("4")
    explorer.press("Erase")
    box = page.locator(".pad canvas").bounding_box()
    way = [
        (0.4, 0.1),
        (0.3, 0.3),
        (0.25, 0.55),
        (0.5, 0.55),
        (0.45, 0.05),
        (0.8, 0.05),
        (0.75, 0.55),
    ]
    spots = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in way]
    page.mouse.move(*spots[0])
    page.mouse.down()
    for spot in spots[1:]:
        page.mouse.move(*spot, steps=8)
    expect(explorer.answer).to_have_text("1")
    page.mouse.up()
    expect(explorer.answer).to_have_text("1")
    explorer.press("Undo")
    expect(explorer.answer).to_have_text("4")


def test_a_thicker_pen_changes_what_the_network_sees(explorer):
    screen = explorer.page.locator(".screen canvas")
    before = pixels(screen)[..., 0].sum()
    explorer.page.locator(".pen").focus()
    explorer.page.keyboard.press("End")
    wait_until(lambda: pixels(screen)[..., 0].sum() > 1.2 * before, 60, "the strokes are wider")


def test_a_doodle_is_doubted_with_the_nearest_known_images_and_a_digit_is_not(explorer):
    doubt = explorer.page.locator(".doubt")
    for points in [[(0.2, 0.2), (0.8, 0.8)], [(0.8, 0.2), (0.2, 0.8)], [(0.1, 0.5), (0.9, 0.5)]]:
        explorer.stroke(points)
    explorer.stroke([(0.5, 0.1), (0.5, 0.9)])
    expect(doubt).to_have_text(DOUBT)
    expect(explorer.page.locator(".rates")).to_contain_text("of such inputs are noticed")
    expect(explorer.page.locator(".near img")).to_have_count(5)
    expect(explorer.page.locator(".near img").first).to_be_in_viewport()
    explorer.press("Clear")
    explorer.stroke(SEVEN[0])
    expect(explorer.answer).to_have_text("7")
    expect(doubt).to_be_empty()
    expect(explorer.page.locator(".near")).to_be_hidden()


def test_the_card_beside_the_model_tells_how_far_to_trust_it(explorer):
    explorer.press("Card")
    card = explorer.page.get_by_test_id("stPopoverBody")
    expect(card).to_contain_text("accuracy on 10,000 unseen test images")
    expect(card).to_contain_text("Training")
    expect(card).to_contain_text("python -m cnnviz train")


def test_a_dot_is_seen_on_the_pad(explorer):
    explorer.press("Clear")
    expect(explorer.answer).to_contain_text("Draw a digit")
    explorer.stroke([(0.5, 0.5)])
    expect(explorer.answer).not_to_contain_text("Draw a digit")
    pad = explorer.page.locator(".pad canvas")
    middle = "pad => pad.getContext('2d').getImageData(pad.width / 2, pad.height / 2, 1, 1).data[0]"
    wait_until(lambda: pad.evaluate(middle) == 255, 60, "the dot is drawn")


def test_the_drawing_survives_another_page_and_another_input(explorer):
    explorer.stroke(SEVEN[0])
    expect(explorer.answer).to_have_text("7")
    explorer.choose("Sample")
    explorer.choose("Draw")
    expect(explorer.answer).to_have_text("7")
    explorer.page.get_by_role("link", name="Layer calculator").click()
    settle(explorer.page)
    explorer.page.get_by_role("link", name="Feature maps").click()
    settle(explorer.page)
    expect(explorer.answer).to_have_text("7")


def test_the_drawing_survives_a_change_of_theme(explorer):
    explorer.stroke(SEVEN[0])
    expect(explorer.answer).to_have_text("7")
    probabilities = explorer.probabilities.all_inner_texts()
    explorer.page.emulate_media(color_scheme="dark")
    explorer.stroke([(0.35, 0.5), (0.65, 0.5)])
    explorer.press("Undo")
    expect(explorer.probabilities).to_have_text(probabilities)


def test_pointing_at_a_map_reads_its_value_and_a_click_keeps_it(explorer):
    explorer.point_at(0, 12, 12)
    expect(explorer.value).not_to_be_empty()
    expect(explorer.page.locator(".lens .name")).to_have_text("conv_1")
    expect(explorer.page.locator(".lens .place")).to_contain_text("channel 1, row")
    explorer.films.nth(1).click(position={"x": 12, "y": 12})
    explorer.page.locator(".big").hover(position={"x": 80, "y": 80})
    expect(explorer.page.locator(".lens .name")).to_have_text("max_pool_1")
    expect(explorer.value).not_to_be_empty()


def test_the_maps_are_read_with_the_keyboard_too(explorer):
    explorer.films.first.focus()
    explorer.page.keyboard.press("ArrowRight")
    expect(explorer.page.locator(".lens .place")).to_have_text("channel 2, row 13, column 13")
    explorer.page.keyboard.press("Enter")
    explorer.page.locator(".big").focus()
    explorer.page.keyboard.press("ArrowDown")
    expect(explorer.page.locator(".lens .place")).to_contain_text("channel 2, row")
    expect(explorer.page.locator(".lens .spoken")).to_contain_text("conv_1, channel 2")


def test_a_volume_leads_to_its_layer_which_stays_marked(explorer):
    page = explorer.page
    expect(page.locator(".volume")).to_have_count(17)
    page.locator(".volume", has_text="conv_").nth(2).click()
    expect(page.locator(".volume.here")).to_contain_text("3")
    expect(page.locator(".layer", has_text="conv_3")).to_be_in_viewport()
    expect(page.locator(".overview")).to_be_in_viewport()


def test_layers_are_folded_one_by_one_or_all_together(explorer):
    page = explorer.page
    page.locator(".fold", has_text="conv_1").click()
    expect(explorer.films.first).to_be_hidden()
    expect(explorer.films.nth(1)).to_be_visible()
    explorer.press("Fold all")
    expect(explorer.films.nth(1)).to_be_hidden()
    explorer.stroke(ONE[0])
    expect(explorer.answer).to_have_text("1")
    expect(explorer.films.nth(1)).to_be_hidden()
    explorer.press("Unfold all")
    expect(explorer.films.first).to_be_visible()


def test_maps_are_sorted_by_strength_and_read_where_they_lie(explorer):
    page, place = explorer.page, explorer.page.locator(".lens .place")
    explorer.point_at(0, 12, 12)
    expect(place).to_contain_text("channel 1,")
    expect(page.locator(".lens .range")).to_contain_text(re.compile("mean .*largest .*zeros"))
    page.locator("select.order").select_option("strength")
    explorer.point_at(0, 13, 12)
    expect(place).not_to_contain_text("channel 1,")
    explorer.point_at(0, 12, 12)
    strongest = page.locator(".lens .range").inner_text()
    explorer.point_at(0, 62, 12)
    expect(page.locator(".lens .range")).not_to_have_text(strongest)


def test_the_kernels_of_the_first_layer_lie_below_their_maps(explorer):
    page, tiles = explorer.page, explorer.page.locator(".tiles").first
    expect(tiles).to_be_hidden()
    page.locator("select.kernels").select_option("plain")
    expect(tiles).to_be_visible()
    expect(tiles).to_have_attribute("title", re.compile("^Kernels of conv_1, from"))
    before = pixels(tiles)
    page.locator("select.kernels").select_option("folded")
    expect(tiles).to_have_attribute("title", re.compile("factor of its batch normalisation"))
    assert (pixels(tiles) != before).any()
    page.locator("select.kernels").select_option("")
    expect(tiles).to_be_hidden()


def test_colours_span_a_map_a_layer_or_the_network(explorer):
    scale = explorer.page.locator(".layer .scale").first
    by_layer = scale.inner_text()
    before = pixels(explorer.films.first)
    explorer.page.locator("select.colours").select_option("map")
    expect(scale).to_contain_text("largest of each map")
    assert (pixels(explorer.films.first) != before).any()
    explorer.page.locator("select.colours").select_option("network")
    expect(scale).not_to_have_text(by_layer)
    other = explorer.page.locator(".layer .scale").nth(1)
    assert scale.inner_text().split()[-1] == other.inner_text().split()[-1]


def test_the_first_screen_shows_input_answer_and_the_first_maps(explorer):
    page = explorer.page
    assert page.viewport_size == {"width": 1280, "height": 800}
    for part in (page.locator(".pad canvas"), page.locator(".bars"), page.locator(".volumes")):
        expect(part).to_be_in_viewport(ratio=1)
    expect(explorer.films.first).to_be_in_viewport(ratio=0.6)


def test_maps_and_magnifier_grow_on_a_wide_window_and_no_name_is_cut(explorer):
    page, big = explorer.page, explorer.page.locator(".big")
    sizes = lambda: [explorer.films.first.bounding_box()["height"], big.bounding_box()["width"]]  # noqa: E731
    before = sizes()
    page.set_viewport_size({"width": 1920, "height": 1000})
    wait_until(lambda: all(a > 1.2 * b for a, b in zip(sizes(), before, strict=True)), 60, "grown")
    cut = "box => [...box.querySelectorAll('*')].some(e => e.scrollWidth > e.clientWidth + 1)"
    assert not page.get_by_test_id("stSelectbox").first.locator("input").evaluate(cut)


def read_from(page: Page) -> str:
    """The layer that the explained unit reads, "input" in the end."""
    title = page.locator(".source h3").first.inner_text()
    return title.removeprefix("Read from ").split(":")[0]


def test_a_path_leads_from_a_class_to_the_pixels_and_back(explorer):
    page = explorer.page
    page.locator(".bars .label", has_text="3").click()
    crumbs, drawer = page.locator(".crumbs"), page.locator(".drawer")
    expect(crumbs).to_have_text("output: class 3")
    expect(page.locator(".classes .chosen")).to_contain_text("3")
    steps = 0
    while read_from(page) != "input":
        steps += 1
        page.locator("button.one, .grid.opens canvas").first.click()
        expect(crumbs.locator("button")).to_have_count(steps)
    expect(crumbs.locator("b")).to_contain_text("conv_1: channel")
    expect(page.locator(".input figcaption")).to_have_text(re.compile("Sees rows .* of the input"))
    page.locator(".patch .grid canvas").first.hover(position={"x": 12, "y": 12})
    expect(drawer.locator(".reading")).to_contain_text("input, channel 1, row")
    crumbs.locator("button").first.click()
    expect(crumbs).to_have_text("output: class 3")
    page.locator(".classes button", has_text="7").click()
    expect(crumbs).to_have_text("output: class 7")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()


def test_a_pixel_of_a_map_is_explained_and_follows_the_drawing(explorer):
    page = explorer.page
    explorer.films.first.click(position={"x": 12, "y": 12})
    title, value = page.locator(".crumbs"), page.locator(".result b")
    expect(title).to_contain_text("conv_1: channel 1, row")
    shown = explorer.value.inner_text()
    expect(value).to_have_text(shown)
    page.locator(".big").click(position={"x": 80, "y": 80})
    expect(title).not_to_contain_text("row 1,")
    before = value.inner_text()
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".drawer")).to_be_hidden()
    explorer.press("Undo")
    expect(value).to_have_text(before)


def test_a_unit_is_explained_with_the_keyboard_alone(explorer):
    page = explorer.page
    explorer.films.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator(".big").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".crumbs")).to_contain_text("conv_1: channel 2, row")
    page.locator(".patch .grid canvas").first.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".drawer .reading")).to_contain_text("input, channel 1, row")
    page.keyboard.press("Escape")
    expect(page.locator(".drawer")).to_be_hidden()


def test_the_explanation_lies_beside_the_layers_and_gives_the_focus_back(explorer):
    page, drawer = explorer.page, explorer.page.locator(".drawer")
    explorer.films.first.focus()
    page.keyboard.press("Enter")
    page.locator(".big").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(drawer.locator("h2")).to_be_focused()
    left = drawer.bounding_box()["x"]
    for part in (explorer.films.first, page.locator(".lens"), page.locator(".bars")):
        box = part.bounding_box()
        assert box["x"] + box["width"] <= left
    expect(page.locator(".pad canvas")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(page.locator(".big")).to_be_focused()
    wait_until(
        lambda: page.locator(".lens").bounding_box()["x"] > left, 60, "the room is given back"
    )


def test_on_a_narrow_window_the_explanation_is_a_sheet_of_any_height(explorer):
    page, drawer = explorer.page, explorer.page.locator(".drawer")
    page.set_viewport_size({"width": 768, "height": 900})
    page.locator(".bars .label", has_text="3").click()
    expect(drawer).to_be_visible()
    handle, before = drawer.locator(".handle"), drawer.bounding_box()["height"]
    assert before <= 0.46 * 900
    handle.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    wait_until(lambda: drawer.bounding_box()["height"] > before, 60, "the sheet is higher")
    handle.hover()
    page.mouse.down()
    page.mouse.move(380, 620, steps=4)
    page.mouse.up()
    wait_until(lambda: abs(drawer.bounding_box()["y"] - 620) < 10, 60, "the sheet follows the hand")


def test_a_link_opens_a_unit_and_the_choices_for_the_maps(explorer, elsewhere):
    page = explorer.page
    page.locator("select.order").select_option("strength")
    page.locator("select.colours").select_option("map")
    page.locator(".fold", has_text="conv_2").click()
    page.locator(".bars .label", has_text="3").click()
    expect(page.locator(".crumbs")).to_have_text("output: class 3")
    for part in ("f_order=strength", "f_colours=map", "f_folded=conv_2", "f_why_unit=output.4"):
        expect(page).to_have_url(re.compile(part))
    other = elsewhere(page.url)
    expect(other.locator(".crumbs")).to_have_text("output: class 3")
    expect(other.locator("select.order")).to_have_value("strength")
    expect(other.locator("select.colours")).to_have_value("map")
    expect(other.locator(".layer.folded .fold")).to_have_count(1)
    other.keyboard.press("Escape")
    expect(other.locator(".drawer")).to_be_hidden()
    expect(other).not_to_have_url(re.compile("f_why_unit"))


def test_a_sample_is_chosen_on_the_sheet_and_its_link_opens_it_again(explorer):
    explorer.choose("Sample")
    expect(explorer.page.locator(".sheet button")).to_have_count(25)
    explorer.page.locator(".sheet button").nth(7).click()
    expect(explorer.page).to_have_url(re.compile("f_sample=7"))
    dataset = data.load(network_input.sample_set("mnist"))
    truth = f"the label says {dataset.classes[dataset.test.labels[7]]}"
    expect(explorer.page.locator(".truth")).to_contain_text(truth)
    explorer.page.reload()
    settle(explorer.page)
    expect(explorer.page.locator(".truth")).to_contain_text(truth)


def draw_seven(paper: np.ndarray, top: int, left: int, height: int, width: int, pen: int) -> None:
    """A bar and a slope in dark ink."""
    paper[top : top + pen, left : left + width] = 40
    for row in range(top + pen, top + height):
        col = left + width - pen - (row - top - pen) // 3
        paper[row, col : col + pen] = 40


def encoded(paper: np.ndarray, form: str) -> bytes:
    file = io.BytesIO()
    Image.fromarray(paper).save(file, form)
    return file.getvalue()


def photograph() -> bytes:
    """A seven on grey paper."""
    paper = np.full((400, 300), 200, np.uint8)
    draw_seven(paper, 80, 70, 250, 160, 30)
    return encoded(paper, "JPEG")


def test_an_uploaded_photograph_is_recognised_and_a_broken_one_changes_nothing(explorer):
    explorer.choose("Upload")
    explorer.upload("7.jpg", photograph())
    expect(explorer.answer).to_have_text("7")
    explorer.upload("bad.png", b"no picture")
    expect(explorer.page.get_by_text("bad.png: ")).to_be_visible()
    expect(explorer.answer).to_have_text("7")


def two_digits() -> bytes:
    """A one and, right of it, a seven."""
    paper = np.full((400, 600), 200, np.uint8)
    paper[80:320, 140:168] = 40
    draw_seven(paper, 100, 380, 210, 120, 26)
    return encoded(paper, "PNG")


def upload_two(explorer: Explorer) -> None:
    explorer.choose("Upload")
    explorer.upload("two.png", two_digits())
    expect(explorer.page.locator(".thumbs button")).to_have_count(2)
    expect(explorer.answer).to_have_text("1")


def on_photo(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a point of ``two_digits`` lies on the screen."""
    frame = page.locator(".photo .frame").bounding_box()
    return frame["x"] + x / 600 * frame["width"], frame["y"] + y / 400 * frame["height"]


def drag_on_photo(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*on_photo(page, *start))
    page.mouse.down()
    page.mouse.move(*on_photo(page, *end), steps=5)
    page.mouse.up()


def test_another_shape_in_a_photograph_is_read_after_a_click(explorer):
    upload_two(explorer)
    explorer.page.mouse.click(*on_photo(explorer.page, 440, 112))
    expect(explorer.answer).to_have_text("7")
    explorer.page.locator(".thumbs button").first.click()
    expect(explorer.answer).to_have_text("1")
    expect(explorer.page.get_by_text("Taken for ink")).to_be_visible()


def test_a_box_is_drawn_moved_and_taken_away(explorer):
    upload_two(explorer)
    page, drawn = explorer.page, explorer.page.locator(".photo .drawn")
    drag_on_photo(page, (350, 60), (540, 340))
    expect(explorer.answer).to_have_text("7")
    expect(page.locator(".photo .hint")).to_contain_text("The digit in your box is read.")
    drag_on_photo(page, (445, 200), (155, 200))
    expect(explorer.answer).to_have_text("1")
    width = drawn.bounding_box()["width"]
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_function(
        "([part, width]) => part.getBoundingClientRect().width > width",
        arg=[drawn.element_handle(), width],
    )
    page.keyboard.press("Delete")
    expect(drawn).to_be_hidden()
    expect(page.locator(".thumbs button").first).to_have_attribute("aria-pressed", "true")


def test_nothing_moves_when_the_answer_changes(explorer):
    places = lambda: [explorer.films.nth(i).bounding_box() for i in range(2)]  # noqa: E731
    before = places()
    explorer.stroke(ONE[0])
    expect(explorer.answer).to_have_text("1")
    explorer.press("Clear")
    expect(explorer.answer).to_contain_text("Draw a digit")
    wait_until(lambda: places() == before, 60, "the maps lie where they lay")


def test_on_a_tablet_the_lens_lies_beside_the_colour_scales(explorer):
    explorer.page.set_viewport_size({"width": 768, "height": 900})
    expect(explorer.page.locator(".strips:not(.narrow)")).to_be_visible()
    right = "scales => Math.max(...scales.map((scale) => scale.getBoundingClientRect().right))"
    lens, scales = explorer.page.locator(".lens"), explorer.page.locator(".scale")
    next_frame(explorer.page)
    wait_until(
        lambda: scales.evaluate_all(right) <= lens.bounding_box()["x"], 60, "the lens is beside"
    )


def test_the_page_s_picture_is_taken(explorer, screenshot):
    explorer.point_at(0, 150, 30)
    screenshot("feature-maps")


def test_on_a_phone_nothing_is_clipped_and_a_tap_reads_a_value(phone, server):
    phone.goto(f"{server}/feature_maps?f_model=mnist")
    settle(phone)
    expect(phone.locator(".headline b")).to_have_text("3")
    expect_no_overflow(phone)
    phone.locator(".film canvas").first.tap(position={"x": 12, "y": 12})
    expect(phone.locator(".lens .value")).not_to_be_empty()
    expect(phone.locator(".drawer")).to_be_visible()
    expect_no_overflow(phone)


def test_on_a_phone_a_finger_draws_a_box_around_a_digit(phone, server):
    phone.goto(f"{server}/feature_maps?f_model=mnist")
    explorer = Explorer(phone)
    expect(explorer.answer).to_have_text("3")
    upload_two(explorer)
    phone.locator(".photo").scroll_into_view_if_needed()
    touch = phone.context.new_cdp_session(phone)
    along = [on_photo(phone, 350 + 19 * step, 60 + 28 * step) for step in range(11)]
    for kind, points in (
        ("touchStart", along[:1]),
        *(("touchMove", [point]) for point in along),
        ("touchEnd", []),
    ):
        places = [{"x": x, "y": y} for x, y in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})
    expect(explorer.answer).to_have_text("7")
    expect(phone.locator(".photo .drawn")).to_be_visible()
