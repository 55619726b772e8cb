"""A box of whole pixels in a picture."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    """Rows ``top`` to ``top + height``, columns ``left`` to ``left + width``, ends excluded."""

    top: int
    left: int
    height: int
    width: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """What an array is indexed with."""
        return (
            slice(self.top, self.top + self.height),
            slice(self.left, self.left + self.width),
        )

    @property
    def middle(self) -> tuple[float, float]:
        """Row and column of its centre."""
        return self.top + self.height / 2, self.left + self.width / 2

    def union(self, other: "Box") -> "Box":
        """The smallest box that holds both."""
        top, left = min(self.top, other.top), min(self.left, other.left)
        bottom = max(self.top + self.height, other.top + other.height)
        right = max(self.left + self.width, other.left + other.width)
        return Box(top, left, bottom - top, right - left)

    def common(self, other: "Box") -> "Box":
        """The part that both share; of no height or width where they share none."""
        top, left = max(self.top, other.top), max(self.left, other.left)
        bottom = min(self.top + self.height, other.top + other.height)
        right = min(self.left + self.width, other.left + other.width)
        return Box(top, left, max(bottom - top, 0), max(right - left, 0))

    def gap(self, other: "Box") -> int:
        """Pixels between the two along the axis where they are farther apart; 0 if they touch."""
        down = max(self.top, other.top) - min(self.top + self.height, other.top + other.height)
        across = max(self.left, other.left) - min(self.left + self.width, other.left + other.width)
        return max(down, across, 0)

    def grown(self, margin: int, shape: tuple[int, ...]) -> "Box":
        """The box with a margin on each side, cut at the edges of a picture of ``shape``."""
        top, left = max(self.top - margin, 0), max(self.left - margin, 0)
        bottom = min(self.top + self.height + margin, shape[0])
        right = min(self.left + self.width + margin, shape[1])
        return Box(top, left, max(bottom - top, 1), max(right - left, 1))

    def scaled(self, scale: float, shape: tuple[int, ...]) -> "Box":
        """The box in a picture of ``shape`` that is ``scale`` times as large."""
        top, left = int(self.top * scale), int(self.left * scale)
        bottom = min(round((self.top + self.height) * scale), shape[0])
        right = min(round((self.left + self.width) * scale), shape[1])
        return Box(top, left, max(bottom - top, 1), max(right - left, 1))

    def moved(self, down: int, right: int) -> "Box":
        """The box at another place."""
        return Box(self.top + down, self.left + right, self.height, self.width)

    def covers(self, other: "Box", share: float = 0.5) -> bool:
        """Whether the two share more than that part of the smaller one's area."""
        least = min(self.height * self.width, other.height * other.width)
        common = self.common(other)
        return common.height * common.width > share * least
