"""Maps over a sheet, stitched of those of its tiles, and maps over pictures."""

import numpy as np
import pytest

from cnnviz.evaluation import tiles
from cnnviz.evaluation.tiles import Tile
from cnnviz.explain.methods import Target
from cnnviz.explain.sheet_maps import OPACITY, SheetMap, Stitching, overlay, overlay_sheet
from cnnviz.models import ModelInfo
from cnnviz.utils.colours import SCALES, lookup_table

SIDE = 6
INFO = ModelInfo("plates", ("a", "b"), (SIDE, SIDE, 1), (), "plates")


def test_a_stitched_map_is_the_mean_of_the_tiles_weighted_by_the_distance_to_their_edges():
    size, random = (13, 17), np.random.default_rng(0)
    at = tiles.places(size, SIDE)
    maps = random.random((len(at), SIDE, SIDE)).astype(np.float32)
    made = Stitching(size, 100)
    for place, values in zip(at, maps, strict=True):
        made.add(place, SIDE, values)
    expected = np.zeros(size)
    for row, col in np.ndindex(size):
        total = weight = 0.0
        for (top, left), values in zip(at, maps, strict=True):
            r, c = row - top, col - left
            if 0 <= r < SIDE and 0 <= c < SIDE:
                own = min(r + 0.5, SIDE - r - 0.5) * min(c + 0.5, SIDE - c - 0.5)
                total, weight = total + own * values[r, c], weight + own
        expected[row, col] = total / weight
    np.testing.assert_allclose(made.values, expected, rtol=1e-5)


def test_where_all_tiles_agree_the_stitched_map_has_no_seams():
    size = (200, 330)
    made = Stitching(size, 90)
    for place in tiles.places(size, 80):
        made.add(place, 80, np.full((20, 20), 0.7, np.float32))
    assert made.values.shape == (55, 90)
    np.testing.assert_allclose(made.values, 0.7, rtol=1e-5)


def test_what_no_tile_has_reached_is_0():
    made = Stitching((10, 20), 20)
    made.add((0, 0), 10, np.ones((10, 10)))
    assert made.values[:, :10].all()
    assert not made.values[:, 10:].any()


def test_a_map_that_is_not_square_lies_in_the_middle_of_its_tile():
    made = Stitching((8, 8), 8)
    made.add((0, 0), 8, np.ones((4, 8)))
    assert made.values.any(axis=1).tolist() == [False] * 2 + [True] * 4 + [False] * 2


@pytest.mark.parametrize("label", [None, 1])
def test_tiles_are_cut_where_they_lie_and_explained_for_their_own_answer_or_one_class(label):
    pixels = np.arange(6 * 12, dtype=np.uint8).reshape(6, 12, 1)
    found = [Tile(0, left, SIDE, left // 6, 1.0) for left in (0, 3, 6)]
    sheet = SheetMap(pixels, found, INFO, 12, label)
    batch, targets = sheet.batch(1, 3)
    np.testing.assert_array_equal(batch[0], pixels[:, 3:9] / np.float32(255))
    np.testing.assert_array_equal(batch[1], pixels[:, 6:] / np.float32(255))
    assert targets == [Target(0 if label is None else 1), Target(1)]
    sheet.add(2, np.ones((1, SIDE, SIDE), np.float32))
    assert sheet.values.sum() == SIDE * SIDE


def test_a_map_leaves_the_picture_where_it_is_0_and_colours_it_where_it_is_largest():
    picture = np.full((2, 2, 1), 0.5, np.float32)
    drawn = overlay(picture, np.array([[0, 3], [0, 0]], np.float32), 2)
    last = lookup_table(SCALES["probability"])[-1]
    np.testing.assert_allclose(drawn[0, 0], 128, atol=1)
    np.testing.assert_allclose(drawn[0, 1], 0.5 * 255 * (1 - OPACITY) + OPACITY * last, atol=1)


def test_what_speaks_against_a_class_has_the_other_colour():
    picture = np.zeros((1, 2, 1), np.float32)
    against, for_it = overlay(picture, np.array([[-1, 1]], np.float32), 2)[0]
    assert against[2] > against[0]
    assert for_it[0] > for_it[2]


def test_the_map_of_a_sheet_is_drawn_at_the_sheet_s_proportions():
    pixels = np.zeros((30, 90, 1), np.uint8)
    assert overlay_sheet(pixels, np.ones((10, 30), np.float32), 60).shape == (20, 60, 3)
    assert overlay_sheet(pixels, np.zeros((10, 30), np.float32), 900).shape == (30, 90, 3)
