"""Where the GIF's parts lie: apart from one another, inside the frame, large enough to be seen."""

import itertools

import pytest

from cnnviz.layers.animation.layout import LARGEST_CELL, Box, Grid, layout
from cnnviz.layers.window import CONVOLUTION, MAX_POOLING, TRANSPOSED
from tests.window_layers import generated, layer_of

LARGEST = [
    layer_of(operation, (32, 32), padding="same", channels=depth, filters=depth)
    for operation in (CONVOLUTION, TRANSPOSED, MAX_POOLING)
    for depth in (1, 2, 3, 4)
]
EXTREME = [
    layer_of(size=(32, 32), kernel=(21, 21), padding="full", channels=4, filters=4),
    layer_of(size=(1, 32), kernel=(1, 32), dims=1, channels=4, filters=4),
    layer_of(size=(3, 32)),
    layer_of(size=(1, 1), kernel=(1, 1)),
]


def whole(grid: Grid) -> Box:
    return grid.left, grid.top, grid.left + grid.width, grid.top + grid.height


def apart(a: Box, b: Box) -> bool:
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@pytest.mark.parametrize("layer", [*generated(40, seed=7), *LARGEST, *EXTREME], ids=str)
def test_the_parts_lie_apart_and_inside_the_frame(layer):
    frame = layout(layer)
    grids = [grid for grid in (frame.input, frame.kernel, frame.products, frame.output) if grid]
    boxes = [*map(whole, grids), frame.sum, frame.bar]
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert top >= 0
        assert right <= frame.width
        assert bottom <= frame.height
    assert all(apart(a, b) for a, b in itertools.combinations(boxes, 2))


@pytest.mark.parametrize("layer", [*LARGEST, *EXTREME], ids=str)
def test_no_frame_is_larger_than_a_slide_can_show(layer):
    frame = layout(layer)
    assert frame.width <= 1280
    assert frame.height <= 1000


def test_a_small_layer_has_the_largest_cells_and_the_largest_layer_still_some():
    assert layout(layer_of()).input.cell == LARGEST_CELL
    assert layout(LARGEST[3]).input.cell >= 3


def test_a_cell_is_found_by_plane_row_and_column():
    grid = Grid(planes=3, rows=2, cols=4, cell=10, across=2, left=100, top=50)
    assert grid.corner(0, 1, 2) == (120, 50 + 18 + 10)
    assert grid.corner(1, 0, 0) == (100 + 40 + 12, 50 + 18)
    assert grid.corner(2, 0, 0) == (100, 50 + 18 + 20 + 12 + 18)
    assert grid.span(0, (0, 1), (1, 2)) == (110, 68, 130, 88)
