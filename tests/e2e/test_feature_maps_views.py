"""The views below an answer as a person uses them: reasons, what if, the data and a filter."""

import re
import shutil

from playwright.sync_api import Page, expect

from cnnviz.layers import Conv2D, Flatten, MaxPool2D
from tests.e2e.conftest import expect_no_overflow, settle
from tests.pages.feature_maps_page import DIGITS, finished_run
from tests.waiting import wait_until

SLOW = 300_000  # milliseconds: the engine starts, and computes beside all that other tests do


def percent_of(page: Page, bar: str) -> str:
    return page.locator(bar).first.inner_text()


def test_taking_pixels_away_changes_the_answer_and_a_method_is_chosen(open_page):
    page = open_page("feature_maps?f_view=Reasons")
    share = page.get_by_label("Share of the most important pixels")
    expect(share).to_be_visible(timeout=SLOW)
    expect(page.get_by_text(re.compile("^random weights, r = "))).to_have_count(5)
    share.focus()
    page.keyboard.press("Home")
    expect(page.locator(".scrub output")).to_have_text("0 %: 0 of 784 pixels")
    whole = percent_of(page, ".removal .percent")
    page.keyboard.press("End")
    expect(page.locator(".scrub output")).to_have_text("100 %: 784 of 784 pixels")
    assert percent_of(page, ".removal .percent") != whole
    page.get_by_role("button", name="Occlusion", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("by Occlusion"))).to_be_visible()
    expect_no_overflow(page)


# How many maps and twins are missing, each time that this changes.
WATCH = """
window.missing = [];
setInterval(() => {
  const roots = [...document.querySelectorAll("*")].flatMap((e) => e.shadowRoot ?? []);
  const all = (what) => roots.flatMap((root) => [...root.querySelectorAll(what)]);
  const count = all(".method canvas.waits").length;
  if (all(".method").length && window.missing.at(-1) !== count) window.missing.push(count);
}, 10);
"""


def test_maps_of_several_methods_appear_one_after_the_other(page, server):
    page.add_init_script(WATCH)
    # 160 × 160 pixels, so that each method takes a while.
    page.goto(f"{server}/feature_maps?f_model=neu&f_view=Reasons")
    expect(page.get_by_label("Share of the most important pixels")).to_be_visible(timeout=SLOW)
    expect(page.locator(".method canvas.waits")).to_have_count(0, timeout=SLOW)
    counts = page.evaluate("window.missing")
    assert counts == sorted(counts, reverse=True)
    assert any(0 < count < 10 for count in counts)


def test_a_change_of_the_input_changes_the_answer_and_is_taken_back(open_page):
    page = open_page("feature_maps?f_view=What+if?")
    turn = page.get_by_label("Turn, in °")
    expect(turn).to_be_visible(timeout=SLOW)
    tip = page.locator(".change", has_text="Turn").locator(".tip-text")
    expect(tip).to_have_text(re.compile(r"3 → \d at −?\d+°"))
    verdict = page.locator(".what-if .verdict").first
    expect(verdict).to_contain_text("3")
    turn.focus()
    page.keyboard.press("Home")
    expect(verdict).not_to_have_text(re.compile(r"^3\s*> 99"))
    settle(page)
    page.get_by_role("button", name="Reset all").click()
    expect(verdict).to_have_text(re.compile(r"^3\s*> 99"))


def place_of_input(page: Page) -> str:
    return str(page.locator(".map .here").evaluate("element => element.style.transform"))


def test_the_drawing_is_a_point_that_moves_and_a_click_opens_an_image(open_page):
    page = open_page("feature_maps?f_view=Data")
    expect(page.locator(".map .here")).to_be_visible(timeout=SLOW)
    settle(page)
    before = place_of_input(page)
    pad = page.locator(".pad canvas").bounding_box()
    page.mouse.move(pad["x"] + 0.3 * pad["width"], pad["y"] + 0.5 * pad["height"])
    page.mouse.down()
    page.mouse.move(pad["x"] + 0.7 * pad["width"], pad["y"] + 0.45 * pad["height"], steps=5)
    page.mouse.up()
    wait_until(lambda: place_of_input(page) != before, 120, "the point moves")
    settle(page)
    page.locator(".map .point").first.dispatch_event("click")
    opened = page.get_by_text(re.compile(r"classified (correctly|as)"))
    expect(opened.locator("visible=true").first).to_be_visible()
    expect(page.locator(".map .opened")).to_have_count(1)
    expect_no_overflow(page)


def test_a_filter_s_page_is_complete_by_itself(open_page):
    page = open_page("feature_maps?f_view=Units")
    expect(page.get_by_text("in 240 steps")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("the frame is what it sees there")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text(re.compile("^Accuracy on "))).to_be_visible(timeout=SLOW)
    expect_no_overflow(page)


def test_of_many_maps_one_page_is_shown_and_its_link_opens_it_again(
    open_page, server_home, monkeypatch, elsewhere
):
    monkeypatch.setenv("CNNVIZ_HOME", str(server_home))
    layers = (Conv2D(150, 3, activation="relu"), MaxPool2D(4), Flatten())
    run = finished_run("digits", DIGITS, (28, 28, 1), layers)
    page = open_page(f"feature_maps?f_model={run.id}")
    pager = page.locator(".pager:visible").first
    expect(pager).to_have_text(re.compile("maps 1–64 of 150"), timeout=SLOW)
    films, place = page.locator(".film canvas"), page.locator(".lens .place")
    page.get_by_role("button", name="next maps of conv_1").click()
    expect(pager).to_have_text(re.compile("maps 65–128 of 150"))
    films.first.hover(position={"x": 8, "y": 8})
    expect(place).to_contain_text("channel 65,")
    films.first.click(position={"x": 8, "y": 8})
    expect(page.locator(".crumbs")).to_contain_text("conv_1: channel 65, row")
    expect(page).to_have_url(re.compile("f_map_pages=conv_1.2"))
    other = elsewhere(page.url)
    expect(other.locator(".pager:visible").first).to_have_text(re.compile("maps 65–128"))
    page.get_by_role("button", name="next maps of conv_1").click()
    expect(pager).to_have_text(re.compile("maps 129–150 of 150"))
    expect(page.get_by_role("button", name="next maps of conv_1")).to_be_disabled()
    shutil.rmtree(run.path)


def test_a_pixel_of_a_map_that_is_shown_in_part_is_explained_and_comes_in_full(open_page):
    page = open_page("feature_maps?f_model=neu")
    expect(page.locator(".headline b")).not_to_be_empty(timeout=SLOW)
    page.locator(".film canvas").nth(1).click(position={"x": 20, "y": 20})
    expect(page.locator(".crumbs")).to_contain_text("conv_1: channel 1, row")
    expect(page.locator(".lens .range")).not_to_contain_text("click for all")
