"""Where everything lies in a frame, in pixels: cells as large as the space lets them be."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

from cnnviz.layers.animation import look
from cnnviz.layers.animation.captions import Caption, captions
from cnnviz.layers.window import WindowSettings
from cnnviz.ops.geometry import TransposedAxis

LARGEST_WIDTH, LARGEST_HEIGHT = 1040, 460  # that the grids may fill
LEAST_WIDTH = 640  # so that the sum has room
LARGEST_CELL, LARGEST_WEIGHT_CELL, SMALLEST_CELL = 46, 40, 3
MARGIN, TITLE, CAPTION, SIGN, GAP = 24, 40, 26, 40, 14
PLANE_GAP, PLANE_LABEL, SUM_WIDTH = 12, 18, 56
SUM, BAR = 64, 22

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Grid:
    """Planes of cells; the place of its first plane, and how many planes lie side by side."""

    planes: int
    rows: int
    cols: int
    cell: int = 1
    across: int = 1
    left: int = 0
    top: int = 0

    @property
    def label(self) -> int:
        """Height of the name above each plane: several have one."""
        return PLANE_LABEL if self.planes > 1 else 0

    @property
    def width(self) -> int:
        """Of all planes."""
        return self.across * self.cols * self.cell + (self.across - 1) * PLANE_GAP

    @property
    def height(self) -> int:
        """Of all planes, with their names."""
        down = ceil(self.planes / self.across)
        return down * (self.rows * self.cell + self.label) + (down - 1) * PLANE_GAP

    def corner(self, plane: int, row: float, col: float) -> tuple[float, float]:
        """The upper left corner of a cell, (x, y)."""
        down, right = divmod(plane, self.across)
        x = self.left + right * (self.cols * self.cell + PLANE_GAP)
        y = self.top + down * (self.rows * self.cell + self.label + PLANE_GAP) + self.label
        return x + col * self.cell, y + row * self.cell

    def span(self, plane: int, first: tuple[int, int], last: tuple[int, int]) -> Box:
        """The box from the first cell to the last, both within: left, top, right, bottom."""
        right, bottom = self.corner(plane, last[0] + 1, last[1] + 1)
        return (*self.corner(plane, *first), right, bottom)

    def whole(self, plane: int) -> Box:
        """The box of a plane."""
        return self.span(plane, (0, 0), (self.rows - 1, self.cols - 1))

    def moved(self, left: int, top: int) -> "Grid":
        """The same grid at another place."""
        return replace(self, left=left, top=top)


@dataclass(frozen=True)
class Layout:
    """The four grids and what lies around them; a pooling has no kernel.

    ``captions`` are those of input, kernel, products and output; ``signs`` the middles of the two
    signs between the grids, which a layer in one dimension has not.
    """

    width: int
    height: int
    input: Grid
    kernel: Grid | None
    products: Grid
    output: Grid
    captions: tuple[Caption, ...]
    signs: tuple[tuple[float, float], ...]
    sum: Box
    bar: Box


def layout(layer: WindowSettings) -> Layout:
    """Arrange the shown part of a layer: side by side, in one dimension below one another."""
    shown, names = layer.shown, captions(layer)
    axes = shown.rows, shown.cols
    lengths = (axis.uncut if isinstance(axis, TransposedAxis) else axis.output for axis in axes)
    source, result = Grid(shown.channels, *shown.padded), Grid(shown.filters, *lengths)
    arrange = _below if shown.dims == 1 else _beside
    return arrange(source, _middle(shown), result, names)


Middle = tuple[Grid | None, Grid]
Names = tuple[Caption, ...]


def _middle(layer: WindowSettings) -> Middle:
    """Kernel and products at the origin: above one another, of several channels side by side."""
    depth = layer.weight_shape[1]
    beside = depth > 1 or layer.dims == 1
    down = depth if beside or not layer.weighted else 2
    room = LARGEST_HEIGHT - (down - 1) * (PLANE_GAP if beside else CAPTION + GAP)
    room -= depth * PLANE_LABEL if depth > 1 else 0
    wide = LARGEST_WIDTH * 0.45 if layer.dims == 1 else LARGEST_HEIGHT / 2
    cell = min(room / (down * layer.kernel[0]), wide / layer.kernel[1], LARGEST_WEIGHT_CELL)
    products = Grid(depth, *layer.kernel, cell=_whole(cell))
    if not layer.weighted:
        return None, products
    right = max(products.width, 84) + GAP if beside else 0
    return products, products.moved(right, 0 if beside else products.height + GAP + CAPTION)


def _whole(cell: float) -> int:
    return max(int(cell), SMALLEST_CELL)


def _extent(middle: Middle) -> tuple[int, int]:
    """Width and height of kernel and products, with the channels' sums beside them."""
    _, products = middle
    sums = SUM_WIDTH if products.planes > 1 else 0
    return max(products.left + products.width + sums, 84), products.top + products.height


def _beside(source: Grid, middle: Middle, result: Grid, names: Names) -> Layout:
    wide, high = _extent(middle)
    source, result = _largest(source, result, LARGEST_WIDTH - wide - 2 * SIGN)
    tall = max(source.height, result.height)
    first, last = _slot(source, names[0]), _slot(result, names[3])
    sign = max(SIGN, (LEAST_WIDTH - first - wide - last) // 2)
    top, kernel = MARGIN + TITLE + CAPTION, MARGIN + first + sign
    right = kernel + wide + sign
    signs = ((kernel - sign / 2, top + tall / 2), (right - sign / 2, top + tall / 2))
    grids = source.moved(MARGIN, top), _moved(middle, kernel, top), result.moved(right, top)
    return _framed(*grids, names, signs, right + last - MARGIN, top + max(tall, high))


def _below(source: Grid, middle: Middle, result: Grid, names: Names) -> Layout:
    cell = _whole(min(LARGEST_CELL, LARGEST_WIDTH / max(source.cols, result.cols)))
    source, result = replace(source, cell=cell), replace(result, cell=cell)
    source = source.moved(MARGIN, MARGIN + TITLE + CAPTION)
    below = source.top + source.height + GAP + CAPTION
    wide, high = _extent(middle)
    result = result.moved(MARGIN, below + high + GAP + CAPTION)
    content = max(source.width, wide, result.width, LEAST_WIDTH)
    grids = source, _moved(middle, MARGIN, below), result
    return _framed(*grids, names, (), content, result.top + result.height)


def _slot(grid: Grid, name: Caption) -> int:
    """The width that a grid takes: its own, or its caption's."""
    return max(grid.width, ceil(name.width(look.CAPTION)))


def _moved(middle: Middle, left: int, top: int) -> Middle:
    kernel, products = middle
    moved = products.moved(products.left + left, products.top + top)
    return kernel and kernel.moved(left, top), moved


def _largest(source: Grid, result: Grid, width: int) -> tuple[Grid, Grid]:
    """The arrangement of both grids' planes that has the largest cells."""
    pairs = [(a, b) for a in _arranged(source) for b in _arranged(result)]
    first, second = max(pairs, key=lambda pair: _cell(pair[0], pair[1], width))
    cell = _whole(_cell(first, second, width))
    return replace(first, cell=cell), replace(second, cell=cell)


def _arranged(grid: Grid) -> Iterator[Grid]:
    return (replace(grid, across=across) for across in range(1, grid.planes + 1))


def _cell(source: Grid, result: Grid, width: int) -> float:
    """The largest cell with which both grids fit the width, and each the height."""
    gaps = (source.across + result.across - 2) * PLANE_GAP
    wide = (width - gaps) / (source.across * source.cols + result.across * result.cols)
    return min(wide, _tallest(source), _tallest(result), LARGEST_CELL)


def _tallest(grid: Grid) -> float:
    down = ceil(grid.planes / grid.across)
    return (LARGEST_HEIGHT - down * grid.label - (down - 1) * PLANE_GAP) / (down * grid.rows)


def _framed(
    source: Grid,
    middle: Middle,
    result: Grid,
    names: Names,
    signs: tuple[tuple[float, float], ...],
    content: int,
    bottom: int,
) -> Layout:
    right, line = MARGIN + content, bottom + GAP
    return Layout(
        right + MARGIN,
        line + SUM + BAR + MARGIN // 2,
        source,
        *middle,
        result,
        names,
        signs,
        (MARGIN, line, right, line + SUM),
        (MARGIN, line + SUM + 10, right, line + SUM + 14),
    )
