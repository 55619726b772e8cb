"""Scores of maps against loops written out, and the table of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from cnnviz.explain import scores
from cnnviz.explain.score_table import BASELINES, ROWS, ScoreTable
from cnnviz.utils.errors import InputError

RANDOM = np.random.default_rng(3)
IMAGE = RANDOM.random((5, 6, 2), np.float32)
MAP = RANDOM.normal(size=(5, 6))
SHARES = np.linspace(0, 1, 11)


def test_deletion_and_insertion_pixel_by_pixel():
    blank = np.median(IMAGE, axis=(0, 1))
    order = scores.ranking(MAP)
    taken = scores.changed(IMAGE, order, "deletion", SHARES)
    given_ = scores.changed(IMAGE, order, "insertion", SHARES)
    places = sorted(np.ndindex(5, 6), key=lambda place: -MAP[place])
    for number, share in enumerate(SHARES):
        without, only = IMAGE.copy(), np.broadcast_to(blank, IMAGE.shape).copy()
        for place in places[: round(share * 30)]:
            without[place], only[place] = blank, IMAGE[place]
        np.testing.assert_array_equal(taken[number], without)
        np.testing.assert_array_equal(given_[number], only)


def test_equal_pixels_keep_their_order():
    np.testing.assert_array_equal(scores.ranking(np.array([[0, 1], [1, 0]])), [1, 2, 0, 3])


@given(st.lists(st.floats(0, 1), min_size=2, max_size=20))
def test_the_area_is_scipy_s(values):
    shares = np.linspace(0, 1, len(values))
    expected = integrate.trapezoid(values, shares)
    assert scores.area(shares, np.array(values)) == pytest.approx(expected, abs=1e-12)


def test_the_centre_is_highest_in_the_middle_and_lowest_in_the_corners():
    found = scores.centre(5, 9)
    assert np.unravel_index(found.argmax(), found.shape) == (2, 4)
    np.testing.assert_array_equal(found, found[::-1, ::-1])
    assert found.min() == found[0, 0] > 0


def test_edges_are_where_the_image_changes():
    image = np.zeros((6, 6, 1), np.float32)
    image[:, 3:] = 1
    np.testing.assert_allclose(scores.edges(image), np.tile([0, 0, 0.5, 0.5, 0, 0], (6, 1)))


def test_the_peak_and_the_share_inside_of_a_mask():
    found = np.array([[1.0, -4.0], [3.0, 0.0]])
    mask = np.array([[False, True], [True, True]])
    assert scores.peak_inside(found, mask)
    assert not scores.peak_inside(found, ~mask)
    assert scores.share_inside(found, mask) == 0.75
    assert scores.share_inside(np.ones((2, 2)), mask) == mask.mean()


def test_a_map_without_a_positive_value_points_nowhere():
    everything = np.ones((2, 2), bool)
    assert not scores.peak_inside(np.zeros((2, 2)), everything)
    assert scores.share_inside(-np.ones((2, 2)), everything) == 0


def test_the_interval_of_a_mean_is_scipy_s():
    values = RANDOM.random(40)
    low, high = scores.mean_interval(values)
    expected = stats.norm.interval(0.95, values.mean(), stats.sem(values))
    assert (low, high) == pytest.approx(expected, rel=1e-6)
    assert scores.mean_interval(np.array([0.3])) == (0.3, 0.3)


@pytest.fixture
def table():
    made = ScoreTable("abc")
    for peak in (1, 0, 1, 1):
        made.add({"edges": {"deletion": 0.25, "peak": peak}}, 0.5)
    made.add({"edges": {"deletion": 0.75}}, None)  # an image without a box of its class
    return made


def test_a_row_is_summarised_by_measure(table):
    found = table.estimates("edges")
    assert (found["deletion"].mean, found["deletion"].n) == (pytest.approx(0.35), 5)
    assert (found["peak"].mean, found["peak"].n) == (0.75, 4)
    wilson = stats.binomtest(3, 4).proportion_ci(method="wilson")
    assert found["peak"].interval == pytest.approx((wilson.low, wilson.high), rel=1e-5)
    assert table.estimates("centre") == {}


def test_a_table_is_read_as_it_was_written(table):
    assert ScoreTable.from_json(table.to_json()) == table


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"done": 5', '"done": 2'),
        ('"edges"', '"guess"'),
        ("0.25", "1e999"),
        ("0.25", '"0.25"'),
        ('"format": 1', '"format": 2'),
        ("{", "["),
        ('"area"', '"areas"'),
    ],
)
def test_another_file_is_refused(table, old, new):
    with pytest.raises(InputError):
        ScoreTable.from_json(table.to_json().replace(old, new))


def test_the_rows_are_the_methods_and_two_baselines():
    assert len(ROWS) == 7
    assert set(BASELINES) == {"centre", "edges"}
