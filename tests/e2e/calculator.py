"""The layer calculator as tests hold it: its parts, and the gestures on them."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import choose, settle


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
