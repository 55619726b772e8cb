"""Digits are drawn: with pen, eraser and keyboard, and answered while the pen moves."""

import pytest
from playwright.sync_api import expect

from cnnviz.evaluation.ood import DOUBT
from tests.e2e.conftest import pixels, settle
from tests.e2e.feature_maps import FOUR, ONE, SEVEN, Explorer
from tests.waiting import wait_until


@pytest.mark.parametrize(("digit", "strokes"), [("1", ONE), ("7", SEVEN), ("4", FOUR)])
def test_a_digit_drawn_with_the_mouse_is_recognised(explorer, digit, strokes):
    for points in strokes:
        explorer.stroke(points)
    expect(explorer.answer).to_have_text(digit)


def test_every_stroke_is_answered_and_can_be_undone_and_cleared(explorer):
    bars = explorer.probabilities
    explorer.stroke(ONE[0])
    expect(explorer.answer).to_have_text("1")
    first = explorer.answered()
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


def test_a_stroke_is_answered_by_a_request_of_its_own(explorer):
    with explorer.page.expect_response("**/live-answer*") as found:
        explorer.stroke(ONE[0])
    assert found.value.status == 200
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
    probabilities = explorer.answered()
    explorer.page.emulate_media(color_scheme="dark")
    explorer.stroke([(0.35, 0.5), (0.65, 0.5)])
    explorer.press("Undo")
    expect(explorer.probabilities).to_have_text(probabilities)
