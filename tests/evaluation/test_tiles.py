"""Tiles over a sheet."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.evaluation import tiles
from cnnviz.evaluation.tiles import Tile
from cnnviz.utils.errors import InputError

SIZES = st.tuples(st.integers(20, 300), st.integers(20, 300))


@given(SIZES, st.integers(8, 20))
def test_tiles_cover_the_sheet_and_overlap_by_half(size, side):
    covered = np.zeros(size, int)
    at = tiles.places(size, side)
    for top, left in at:
        assert 0 <= top <= size[0] - side
        assert 0 <= left <= size[1] - side
        covered[top : top + side, left : left + side] += 1
    assert covered.min() >= 1
    for axis in (0, 1):
        starts = sorted({place[axis] for place in at})
        assert all(b - a <= side / 2 + 1 for a, b in pairwise(starts))


@given(SIZES, st.integers(8, 20))
def test_the_cells_of_a_map_fill_the_sheet_without_overlap(size, side):
    found = [Tile(top, left, side, 0, 1.0) for top, left in tiles.places(size, side)]
    cells = tiles.cells(found, size)
    area = sum((bottom - top) * (right - left) for top, left, bottom, right in cells)
    assert area == pytest.approx(size[0] * size[1])
    for tile, (top, left, bottom, right) in zip(found, cells, strict=True):
        assert top >= tile.top
        assert left >= tile.left
        assert bottom <= tile.top + side
        assert right <= tile.left + side


@pytest.mark.parametrize(
    ("size", "side"),
    [
        ((1000, 1000), 200),
        ((150, 900), 150),
        ((200, 400), 200),
        ((399, 399), None),
        ((90, 900), None),
    ],
)
def test_only_a_picture_clearly_larger_than_a_crop_is_a_sheet(size, side):
    assert tiles.side_on(size, 200) == side


def test_a_map_has_each_class_s_colour_in_its_place():
    found = [Tile(0, 0, 10, 0, 1.0), Tile(0, 10, 10, 1, 1.0)]
    painted = tiles.paint(np.zeros((10, 20, 1), np.uint8), found, 20, opacity=1)
    for col, tile in ((0, found[0]), (19, found[1])):
        assert "#{:02x}{:02x}{:02x}".format(*painted[5, col]) == tiles.colour_of(tile.label)


def test_the_worst_tile_is_one_unlike_the_training_data_then_the_least_probable():
    sure, unsure, unlike = (
        Tile(0, 0, 8, 0, p, d) for p, d in ((0.9, ""), (0.4, ""), (1, "unlike"))
    )
    assert tiles.worst_first([sure, unsure, unlike]) == [unlike, unsure, sure]


def test_a_tile_of_no_pixels_is_refused():
    with pytest.raises(InputError, match="must be 8 to 2,000 pixels, got 3"):
        tiles.check_side(3)
