"""The feature maps page as tests hold it: its parts, and the gestures on them."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import settle

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

    def answered(self) -> list[str]:
        """Return the probabilities of the drawing as it is now, not of a stroke before its end."""
        expect(self.page.locator(".pad[aria-busy=true]")).to_have_count(0)
        settle(self.page)
        return self.probabilities.all_inner_texts()

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
