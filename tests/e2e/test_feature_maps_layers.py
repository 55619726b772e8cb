"""What each layer computed: maps, volumes, orders and colours, and why a value is what it is."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import pixels
from tests.e2e.feature_maps import ONE
from tests.waiting import wait_until


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
    with page.expect_response("**/live-unit*") as found:
        page.locator(".bars .label", has_text="3").click()
    assert found.value.status == 200
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
