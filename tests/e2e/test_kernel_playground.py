"""The kernel playground as a person uses it: choose, point, read a pixel, upload, share."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect
from scipy import signal

from cnnviz import images
from cnnviz.filters import kernels
from cnnviz.images import gallery
from tests.e2e.bench import Bench, grey, noise
from tests.e2e.conftest import expect_no_overflow, pixels, settle
from tests.waiting import wait_until

SOBEL_Y = kernels.KERNELS["Sobel y"].weights


def test_a_picture_a_kernel_a_pixel_an_edit_and_an_upload(bench, screenshot):
    bench.choose("Picture", "Cameraman")
    bench.choose("Kernel", "Sobel y")
    expect(bench.name).to_have_text("Sobel y")
    bench.expect_weights(SOBEL_Y)

    bench.point_at(0.45, 0.4)
    bench.expect_sum(signal.correlate2d(grey("Cameraman"), SOBEL_Y, "valid"))
    screenshot("kernel-playground")

    before = bench.colours()
    bench.cells.nth(4).fill("-6")
    expect(bench.name).to_have_text("Custom")
    settle(bench.page)
    edited = SOBEL_Y.copy()
    edited[1, 1] = -6
    bench.expect_sum(signal.correlate2d(grey("Cameraman"), edited, "valid"))
    wait_until(lambda: bench.colours() != before, 120, "the output is drawn anew")

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
    image = gallery.load("Temple")
    for channel, letter in enumerate("RGB"):
        bench.page.locator(".channels button", has_text=letter).click()
        bench.expect_sum(signal.correlate2d(image[..., channel], sobel, "valid"))


def click(bench: Bench, times: int = 1) -> None:
    """Click where the mouse is, as often and as fast as a double click is."""
    for number in range(1, times + 1):
        bench.page.mouse.down(click_count=number)
        bench.page.mouse.up(click_count=number)


def test_a_click_pins_the_pixel_and_another_lets_it_go(bench):
    bench.point_at(0.4, 0.4)
    click(bench)
    expect(bench.page.get_by_text("Pinned; click again to let go")).to_be_visible()
    pinned = bench.place()
    bench.point_at(0.7, 0.7)
    assert bench.place() == pinned
    click(bench)
    wait_until(lambda: bench.place() != pinned, 120, "the pixel is let go")


def test_a_double_click_pins_too(bench):
    bench.point_at(0.4, 0.4)
    click(bench, 2)
    expect(bench.page.get_by_text("Pinned; click again to let go")).to_be_visible()
    settle(bench.page)
    expect(bench.page.get_by_text("Pinned; click again to let go")).to_be_visible()


def test_a_pinned_pixel_is_marked_and_a_link_opens_with_it(bench, elsewhere):
    bench.point_at(0.4, 0.4)
    unpinned = [pixels(bench.page.locator(f".{side} .marks")) for side in ("input", "output")]
    click(bench)
    row, col = bench.place()
    bench.page.wait_for_url(re.compile(f"k_pin={row + 1}%2C{col + 1}"))
    pinned = [pixels(bench.page.locator(f".{side} .marks")) for side in ("input", "output")]
    for before, after in zip(unpinned, pinned, strict=True):
        assert (after[..., 3] > 0).sum() > (before[..., 3] > 0).sum() + 100
    other = Bench(elsewhere(bench.page.url))
    expect(other.page.get_by_text("Pinned; click again to let go")).to_be_visible()
    wait_until(lambda: other.place() == (row, col), 120, "the pinned pixel is explained")
    click(bench)
    bench.page.wait_for_url(re.compile(r"^((?!k_pin).)*$"))


def test_another_picture_lets_a_pinned_pixel_go(bench):
    bench.point_at(0.4, 0.4)
    bench.page.mouse.down()
    bench.page.mouse.up()
    bench.choose("Picture", "Digit")
    expect(bench.picture).to_have_text("Digit, 28 × 28")
    expect(bench.page.locator(".why .hint")).to_have_text("Move over a picture; click to pin")


def test_hovering_sends_nothing_to_the_server(sent, bench):
    wait_until(lambda: sent, 120, "the page has spoken to the server")
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
    wait_until(lambda: bench.place() == (row + 11, col + 1), 120, "the window has moved")


def test_a_kernel_a_channel_has_three_grids_and_partial_sums_that_add_up(bench):
    bench.choose("Colour", "Summed")
    bench.page.locator(".planes button", has_text="G").click()
    bench.cells.nth(4).fill("5")
    expect(bench.name).to_have_text("Custom")
    sobel, image = kernels.KERNELS["Sobel x"].weights, gallery.load("Temple")
    green = sobel.copy()
    green[1, 1] = 5
    partial = [
        signal.correlate2d(image[..., c], plane, "valid")
        for c, plane in enumerate((sobel, green, sobel))
    ]
    bench.point_at(0.4, 0.6)
    bench.expect_sum(sum(partial), 1e-4)
    place = bench.place()
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
        bench.expect_sum(np.maximum(sums - 0.5, 0))
        expected = sums[bench.place()]
        steps = bench.page.locator(".steps dd").evaluate_all("all => all.map((dd) => +dd.title)")
        assert steps == pytest.approx([expected, -0.5, expected - 0.5], abs=1e-5)


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


def test_nothing_that_is_said_of_a_kernel_is_cut_and_nothing_moves(bench):
    about, why = bench.page.locator(".about"), bench.page.locator(".why")
    below = why.bounding_box()["y"]
    for name in ("Gabor", "Laplacian of Gaussian", "Roberts, main diagonal"):
        bench.choose("Kernel", name)
        expect(bench.name).to_have_text(name)
        kernel = kernels.KERNELS[name]
        expect(about).to_contain_text(kernel.summary)
        expect(about).to_contain_text(f"Source: {kernel.source}")
        for part in about.locator("p:not(:empty)").all():
            assert part.evaluate("part => part.scrollWidth <= part.clientWidth")
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
    wait_until(lambda: bench.place() == (0, 0), 120, "the window is in the corner")
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

    def holds() -> bool:
        row, col = bench.place()
        window = grey("Digit")[2 * row : 2 * row + 7 : 3, 2 * col : 2 * col + 7 : 3]
        patch = bench.numbers("patch")
        # While the page still shows the place of the smaller stride, the window has fewer values.
        return patch.size == window.size and np.allclose(patch, window.ravel(), atol=1e-6)

    wait_until(holds, 120, "the window's values are those of the picture")


def test_what_does_not_fit_is_said_in_one_sentence_and_goes_when_it_fits(bench):
    bench.upload("dot.png", images.png_bytes(noise(1, 1)))
    sentence = "A window of 3 × 3 does not fit a picture of 1 × 1"
    expect(bench.page.locator(".refusal")).to_contain_text(sentence)
    expect(bench.page.locator(".output .legend")).to_be_hidden()
    for gone in (".place", ".why .hint"):
        expect(bench.page.locator(gone)).to_have_text("")
    bench.choose("Border", "zero")
    expect(bench.page.locator(".refusal")).to_be_hidden()
    expect(bench.page.locator(".output .extent")).to_contain_text("1 × 1")


def test_a_lens_shows_the_surroundings_of_a_window_that_is_small(bench):
    bench.point_at(0.3, 0.5)
    lens = bench.page.locator(".input .lens")
    expect(lens).to_be_visible()
    bench.choose("Picture", "Digit")
    expect(lens).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_lens_never_covers_the_pixel_that_it_magnifies(bench, width):
    bench.page.set_viewport_size({"width": width, "height": 844})
    settle(bench.page)
    for across in (0.1, 0.3, 0.45, 0.55, 0.7, 0.9):
        for down in (0.15, 0.5, 0.85):
            bench.point_at(across, down)
            at = bench.output.bounding_box()
            x, y = at["x"] + across * at["width"], at["y"] + down * at["height"]
            lens = bench.page.locator(".output .lens").bounding_box()
            assert lens is None or not (
                lens["x"] <= x <= lens["x"] + lens["width"]
                and lens["y"] <= y <= lens["y"] + lens["height"]
            )


def test_pooling_shows_in_the_output_and_its_pixel_is_the_largest_of_its_windows(bench):
    bench.choose("Picture", "Digit")
    bench.choose("Pooling", "max")
    expect(bench.page.locator(".output .extent")).to_contain_text("13 × 13")
    sobel = kernels.KERNELS["Sobel x"].weights
    sums = signal.correlate2d(grey("Digit"), sobel, "valid")
    pooled = sums.reshape(13, 2, 13, 2).max((1, 3))
    for across, down in ((0.4, 0.3), (0.55, 0.6), (0.5, 0.5)):
        bench.point_at(across, down)
        bench.expect_sum(pooled)
        text = bench.page.locator(".place").inner_text()
        row, col, window, count = map(int, re.findall(r"\d+", text))
        assert count == 4
        place = 2 * (row - 1) + (window - 1) // 2, 2 * (col - 1) + (window - 1) % 2
        step = bench.page.locator(".steps dd").get_attribute("title")
        assert float(step) == pytest.approx(sums[place], abs=1e-5)


def test_the_preview_of_a_pooled_output_is_what_python_then_shows(bench):
    bench.choose("Picture", "Digit")
    bench.choose("Pooling", "average")
    expect(bench.page.locator(".output .extent")).to_contain_text("13 × 13")
    bench.drag(bench.cells.nth(4), 60)
    expect(bench.preview).to_have_text("preview")
    previewed = bench.sum()
    bench.let_go()
    assert bench.sum() == pytest.approx(previewed, abs=1e-5)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080)])
def test_the_core_loop_fits_the_screen_and_pictures_grow_with_it(bench, width, height):
    bench.page.set_viewport_size({"width": width, "height": height})
    bench.choose("Kernel", "Gabor")
    bench.page.evaluate("scrollTo(0, 0)")
    bottom = bench.page.locator(".equation").bounding_box()
    assert bottom["y"] + bottom["height"] <= height
    frame = bench.output.bounding_box()
    assert frame["height"] > 0.33 * height
    assert frame["width"] > 0.33 * width


def test_the_displays_print_their_scales_ends(bench):
    sobel = kernels.KERNELS["Sobel x"].weights
    output = signal.correlate2d(grey("Temple"), sobel, "valid")
    low, high, limit = output.min(), output.max(), np.abs(output).max()
    for display, ends in (
        ("Signed", (-limit, limit)),
        ("Clip to 0–1", (0, 1)),
        ("Absolute", (0, limit)),
        ("Min to max", (low, high)),
    ):
        bench.choose("Display", display)
        wait_until(lambda ends=ends: bench.ends() == pytest.approx(ends, abs=1e-5), 120, display)


def test_an_edit_does_not_send_the_picture_again(traffic, bench):
    received, output = traffic["received"], 425 * 638 * 4
    received.clear()
    bench.cells.nth(4).fill("1")
    expect(bench.name).to_have_text("Custom")
    wait_until(lambda: max(received, default=0) > output, 120, "the output has arrived")
    assert max(received) < output + 60_000


def test_numbers_that_the_browser_lost_are_asked_for(bench, server):
    bench.page.get_by_role("link", name="Layer calculator").first.click()
    settle(bench.page)
    bench.page.get_by_role("link", name="Kernel playground").first.click()
    settle(bench.page)
    expect(bench.picture).to_contain_text("×")
    wait_until(lambda: bench.ends()[1:] > (0,), 120, "the output has its numbers")


def test_a_large_picture_is_read_in_full_size_where_it_is_clicked(bench):
    large = noise(1200, 1500)
    bench.upload("large.png", images.png_bytes(large))
    expect(bench.picture).to_have_text("large.png, 1200 × 1500, shown at 75 %")
    bench.point_at(0.7, 0.8)
    expect(bench.page.get_by_text("Click to read this pixel in full size")).to_be_visible()
    bench.page.mouse.down()
    bench.page.mouse.up()
    expect(bench.page.locator(".result")).not_to_have_text("·")
    image = images.to_grey(large.astype(np.float32) / 255)[..., 0]
    bench.expect_sum(signal.correlate2d(image, kernels.KERNELS["Sobel x"].weights, "valid"))


def test_a_link_opens_the_same_bench_for_another_visitor(bench, elsewhere):
    bench.choose("Picture", "Digit")
    bench.cells.nth(4).fill("0.125")
    expect(bench.name).to_have_text("Custom")
    bench.page.wait_for_url(re.compile("k_weights"))
    other = Bench(elsewhere(bench.page.url))
    expect(other.picture).to_have_text("Digit, 28 × 28")
    expect(other.name).to_have_text("Custom")
    other.expect_weights(bench.weights())


def test_on_a_phone_nothing_is_clipped_and_a_tap_reads_a_pixel(phone, server):
    bench = Bench(phone)
    bench.page.goto(f"{server}/kernel_playground")
    settle(bench.page)
    expect(bench.cells).not_to_have_count(0)
    bench.output.scroll_into_view_if_needed()
    bench.output.tap(position={"x": 100, "y": 120})
    bench.expect_sum(
        signal.correlate2d(grey("Temple"), kernels.KERNELS["Sobel x"].weights, "valid")
    )
    expect_no_overflow(bench.page)
    for part in (".input .frame", ".cells", ".output .frame", ".equation"):
        box = bench.page.locator(part).bounding_box()
        assert 0 <= box["x"] <= box["x"] + box["width"] <= 390
