"""Drawing with smooth edges: everything twice as large, and made small at the end."""

from functools import cache

from PIL import Image, ImageDraw

from cnnviz.layers.animation import look
from cnnviz.layers.animation.layout import Box
from cnnviz.layers.animation.look import Colour

SCALE = 2


class Brush:
    """Draws on a picture; all lengths are pixels of the finished one."""

    def __init__(self, picture: Image.Image) -> None:
        self.picture = picture
        self._draw = ImageDraw.Draw(picture)

    @classmethod
    def blank(cls, width: int, height: int) -> "Brush":
        """Begin on white paper."""
        return cls(Image.new("RGB", (width * SCALE, height * SCALE), look.PAPER))

    def finished(self) -> Image.Image:
        """The picture in its own size."""
        return self.picture.reduce(SCALE)

    def fill(self, box: Box, colour: Colour, radius: float = 0) -> None:
        """Fill a box, whose right and bottom lie just outside."""
        left, top, right, bottom = (edge * SCALE for edge in box)
        whole = (left, top, right - 1, bottom - 1)
        self._draw.rounded_rectangle(whole, radius * SCALE, fill=colour)

    def outline(self, box: Box, colour: Colour, line: float, radius: float = 0) -> None:
        """Draw a frame just inside a box."""
        left, top, right, bottom = (edge * SCALE for edge in box)
        self._draw.rounded_rectangle(
            (left, top, right - 1, bottom - 1),
            radius * SCALE,
            outline=colour,
            width=round(line * SCALE),
        )

    def cross(self, x: float, y: float, side: int) -> None:
        """A thin line through a cell: no window reads it."""
        low, high = side * 0.15, side * 0.85
        ends = [(x + low) * SCALE, (y + high) * SCALE, (x + high) * SCALE, (y + low) * SCALE]
        self._draw.line(ends, fill=look.SOFT, width=SCALE)

    def text(
        self,
        at: tuple[float, float],
        text: str,
        size: float,
        colour: Colour = look.INK,
        anchor: str = "mm",
        bold: bool = False,
    ) -> None:
        """Write at a point, which ``anchor`` names as Pillow does."""
        x, y = at
        font = look.letters(size * SCALE, bold)
        self._draw.text((x * SCALE, y * SCALE), text, fill=colour, font=font, anchor=anchor)

    def hatch(self, x: float, y: float, side: int, radius: float) -> None:
        """Diagonal lines in a cell: padding, or what is cut away; a tint where it is small."""
        if side < look.ROUNDED_FROM:
            self.fill((x, y, x + side, y + side), look.SHADE)
            return
        lines = _hatched(side * SCALE, round(radius * SCALE))
        ink = Image.new("RGB", lines.size, look.FAINT)
        self.picture.paste(ink, (round(x * SCALE), round(y * SCALE)), lines)


@cache
def _hatched(side: int, radius: int) -> Image.Image:
    """A cell's diagonal lines as a mask."""
    lines, cell = (Image.new("L", (side, side)) for _ in range(2))
    draw, pitch = ImageDraw.Draw(lines), max(side / 4, 4 * SCALE)
    at = -side + pitch / 2
    while at < side:
        draw.line([(at, side), (at + side, 0)], fill=255, width=SCALE)
        at += pitch
    ImageDraw.Draw(cell).rounded_rectangle((0, 0, side - 1, side - 1), radius, fill=255)
    return Image.composite(lines, Image.new("L", (side, side)), cell)
