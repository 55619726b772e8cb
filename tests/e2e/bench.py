"""The kernel bench as tests hold it: its parts, and the gestures on them."""

import re

import numpy as np
from playwright.sync_api import Locator, Page, expect

from cnnviz import images
from cnnviz.images import gallery
from tests.e2e.conftest import choose, next_frame, pixels, settle
from tests.waiting import wait_until


class Bench:
    """The page's parts, and the gestures on them."""

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
        """The kernel (kH, kW); of no size while the component is put in place anew."""
        # In one question: between two, a kernel of another shape may arrive.
        titles, columns = self.page.locator(".cells").evaluate(
            """grid => [
                [...grid.querySelectorAll("input")].map((cell) => Number(cell.title)),
                Number(grid.style.getPropertyValue("--cols")),
            ]"""
        )
        return np.reshape(titles, (-1, columns)) if titles else np.empty((0, 0))

    def expect_weights(self, expected: np.ndarray | list) -> None:
        wait_until(lambda: np.array_equal(self.weights(), expected), 120, f"weights {expected}")

    def point_at(self, across: float, down: float) -> None:
        """Move the mouse over the output, to fractions of its frame; its pixel is then shown."""
        self.output.scroll_into_view_if_needed()
        box = self.output.bounding_box()
        self.page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
        next_frame(self.page)

    def place(self) -> tuple[int, int]:
        """Row and column of the output pixel, from 0; the page counts from 1."""
        row, col, *_ = re.findall(r"\d+", self.page.locator(".place").inner_text())
        return int(row) - 1, int(col) - 1

    def sum(self) -> float:
        return float(self.page.locator(".result").get_attribute("title") or "nan")

    def expect_sum(self, output: np.ndarray, tolerance: float = 1e-5) -> None:
        """Wait until the sum is the value that an output (H, W) has at the pixel shown."""

        def holds() -> bool:
            place = self.place()
            inside = np.less(place, output.shape).all()
            return inside and abs(self.sum() - output[place]) <= tolerance

        wait_until(holds, 120, "the sum is the output's value")

    def numbers(self, term: str) -> np.ndarray:
        cells = self.page.locator(f".{term} .grid span")
        return np.array(cells.evaluate_all("cells => cells.map((cell) => Number(cell.title))"))

    def ends(self) -> tuple[float, ...]:
        """What stands at the ends of the output's colour scale."""
        numbers = self.page.locator(".output .legend > span")
        return tuple(numbers.evaluate_all("ends => ends.map((end) => Number(end.title))"))

    def colours(self) -> bytes:
        """The output's pixels as they are drawn."""
        return pixels(self.page.locator(".output .pixels")).tobytes()

    def drag(self, handle: Locator, pixels: int) -> None:
        """Press the mouse on a cell or a slider's knob and move it sideways; it stays pressed."""
        handle.scroll_into_view_if_needed()
        box = handle.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        for step in range(1, 6):
            self.page.mouse.move(x + pixels * step / 5, y)
        next_frame(self.page)

    def let_go(self) -> None:
        self.page.mouse.up()
        expect(self.preview).to_have_text("")
        settle(self.page)

    def tool(self, name: str) -> None:
        settle(self.page)  # an answer that arrives during the click moves the button away
        before = self.weights()
        self.page.get_by_role("button", name=name, exact=True).click()
        wait_until(lambda: not np.array_equal(self.weights(), before), 60, f"{name} is done")

    def upload(self, name: str, data: bytes) -> None:
        chooser = self.page.locator("input[type=file]")
        if not chooser.count():
            self.page.get_by_role("button", name="Own picture").click()
        chooser.set_input_files({"name": name, "mimeType": "image/png", "buffer": data})
        settle(self.page)


def grey(name: str) -> np.ndarray:
    return images.to_grey(gallery.load(name))[..., 0]


def noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


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
