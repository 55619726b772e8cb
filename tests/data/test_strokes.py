"""A drawing becomes what MNIST's digits are: white on black, 20 pixels tall or wide, centred."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnnviz import data, images
from cnnviz.data import strokes as drawing
from cnnviz.utils.errors import InputError

coordinate = st.floats(0, 1)
strokes = st.lists(st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=8), max_size=4)


def example_digit() -> np.ndarray:
    return drawing.as_mnist(drawing.draw(drawing.EXAMPLE))


def centre_of_mass(picture: np.ndarray) -> np.ndarray:
    grid = np.indices(picture.shape[:2])
    return (grid * picture[..., 0]).sum(axis=(1, 2)) / picture.sum()


def inked_size(picture: np.ndarray) -> tuple[int, int]:
    rows, cols = np.nonzero(picture[..., 0])
    return int(np.ptp(rows)) + 1, int(np.ptp(cols)) + 1


@given(strokes)
def test_the_longer_side_of_any_drawing_becomes_20_pixels(drawn):
    picture = drawing.as_mnist(drawing.draw(drawing.read_strokes([[*s] for s in drawn])))
    assume(picture is not None)
    assert max(inked_size(picture)) == 20


@given(strokes)
def test_the_centre_of_mass_lies_at_14_14_or_the_ink_touches_the_edge(drawn):
    picture = drawing.as_mnist(drawing.draw(drawing.read_strokes([[*s] for s in drawn])))
    assume(picture is not None)
    for axis, centre in enumerate(centre_of_mass(picture)):
        line = picture.any(axis=(1 - axis, 2))
        # 1e-5: the sums are of float32 numbers.
        assert abs(centre - 14) <= 0.5 + 1e-5 or line[0] or line[-1]


def test_the_proportions_of_a_drawing_are_kept():
    ink = np.zeros((400, 400, 1), np.float32)
    ink[100:200, 50:300] = 1
    assert inked_size(drawing.as_mnist(ink)) == (8, 20)


@given(st.integers(0, 40), st.integers(0, 40))
@settings(max_examples=20)
def test_where_on_the_pad_a_digit_is_drawn_does_not_matter(down, right):
    ink = drawing.draw(drawing.EXAMPLE)
    moved = np.pad(ink, ((down, 40 - down), (right, 40 - right), (0, 0)))
    np.testing.assert_array_equal(drawing.as_mnist(moved), drawing.as_mnist(ink))


def test_the_size_of_a_drawing_does_not_matter_but_for_rounding():
    ink = drawing.draw(drawing.EXAMPLE)
    half = images.resize(ink, 224, 224)
    assert np.abs(drawing.as_mnist(half) - drawing.as_mnist(ink)).mean() < 0.01


def test_edges_are_smooth_as_in_mnist():
    digit = example_digit()
    assert ((digit > 0.1) & (digit < 0.9)).sum() > 30


def test_the_strokes_of_a_drawing_are_as_wide_as_mnists():
    upright = (((0.5, 0.125), (0.5, 0.875)),)  # three quarters of the pad
    row = drawing.as_mnist(drawing.draw(upright))[14, :, 0]
    assert row.sum() == pytest.approx(2.4, abs=0.5)


@pytest.mark.parametrize("scale", [0.9, 0.5, 0.2, 0.1])
def test_the_strokes_of_a_small_drawing_are_as_wide_as_mnists(scale):
    upright = (((0.5, 0.5 - scale / 2), (0.5, 0.5 + scale / 2)),)
    row = drawing.as_mnist(drawing.draw(upright))[14, :, 0]
    assert row.sum() == pytest.approx(2.4, abs=0.6)


@pytest.mark.parametrize("scale", [0.5, 0.2])
def test_a_small_drawing_is_read_as_the_large_one(scale):
    small = tuple(
        tuple((0.5 + scale * (x - 0.5), 0.5 + scale * (y - 0.5)) for x, y in stroke)
        for stroke in drawing.EXAMPLE
    )
    read = drawing.as_mnist(drawing.draw(small))
    assert np.corrcoef(read.ravel(), example_digit().ravel())[0, 1] > 0.9


def test_an_empty_drawing_has_no_picture():
    assert drawing.as_mnist(drawing.draw(())) is None


def test_a_single_tap_is_a_dot():
    assert drawing.draw((((0.5, 0.5),),)).sum() > 0


def test_a_real_digit_comes_back_unchanged(real_mnist):
    digits = data.load("mnist").test.images[:500].astype(np.float32) / 255
    unchanged = [np.allclose(drawing.as_mnist(digit), digit, atol=1e-6) for digit in digits]
    assert np.mean(unchanged) > 0.99  # a few are 19 pixels tall, or lie on a rounding's edge


@pytest.mark.parametrize(
    "value",
    [None, 3, "x", [3], [[3]], [[["a", 0]]], [[[float("nan"), 0]]], [[[0.5]]], {"strokes": []}],
)
def test_what_is_no_drawing_is_refused_in_one_sentence(value):
    with pytest.raises(InputError, match="must be"):
        drawing.read_strokes(value)


def test_a_drawing_of_too_many_points_is_refused():
    with pytest.raises(InputError, match="at most 50,000 points, got 50,001"):
        drawing.read_strokes([[[0, 0]] * 50_001])


def test_points_off_the_pad_are_brought_to_its_edge():
    assert drawing.read_strokes([[[-0.2, 1.5]]]) == (((0.0, 1.0),),)


ONE, FAR_ONE = ((0.2, 0.2), (0.2, 0.8)), ((0.6, 0.2), (0.6, 0.8))
SHORT_ONE = ((0.6, 0.2), (0.6, 0.45))


@pytest.mark.parametrize(
    ("strokes", "expected"),
    [
        ((ONE, FAR_ONE), True),
        ((FAR_ONE, ONE), True),  # written from right to left
        ((ONE,), False),
        ((), False),
        ((ONE, FAR_ONE, ((0.2, 0.5), (0.6, 0.5))), False),  # joined
        ((ONE, SHORT_ONE), False),
        # A five whose top stroke stands apart, and a four whose halves do not touch.
        ((((0.5, 0.2), (0.8, 0.2)), ((0.3, 0.2), (0.3, 0.5), (0.6, 0.6), (0.3, 0.8))), False),
        ((((0.2, 0.2), (0.2, 0.5), (0.45, 0.5)), FAR_ONE), False),
    ],
)
def test_two_tall_marks_side_by_side_are_no_single_digit(strokes, expected):
    assert drawing.is_side_by_side(drawing.draw(strokes)) is expected


def test_of_mnist_s_digits_hardly_one_is_taken_for_two(real_mnist):
    with np.load(real_mnist) as file:
        digits = file["x_test"][..., np.newaxis]
    assert sum(map(drawing.is_side_by_side, digits)) < 0.0005 * len(digits)


def test_none_of_the_built_in_digits_is_taken_for_two():
    assert not any(map(drawing.is_side_by_side, data.load("digits").train.images))


LINE = (((0.3, 0.1), (0.3, 0.6)), ((0.3, 0.6), (0.7, 0.6)))


@pytest.mark.parametrize("centre", [True, False])
def test_ink_that_is_scaled_is_20_pixels_large(centre):
    found = drawing.prepared(drawing.draw(LINE), drawing.Preparation(centre=centre))
    assert max(found.scaled.shape[:2]) == drawing.BOX
    rows, cols = np.nonzero(found.picture[..., 0])
    assert max(np.ptp(rows), np.ptp(cols)) + 1 == pytest.approx(drawing.BOX, abs=1)


def test_without_any_stage_the_whole_pad_is_seen():
    ink = drawing.draw(LINE)
    found = drawing.prepared(ink, drawing.Preparation(False, False, False))
    np.testing.assert_array_equal(found.picture, found.scaled)
    mass = found.picture[..., 0]
    centre = [(mass.sum(1 - a) @ np.arange(28) / mass.sum() + 0.5) / 28 for a in (0, 1)]
    inked = np.argwhere(ink[..., 0]).mean(axis=0) / len(ink)
    np.testing.assert_allclose(centre, inked, atol=0.01)


def test_centring_alone_moves_the_mass_to_the_middle():
    found = drawing.prepared(drawing.draw(LINE), drawing.Preparation(False, False, True))
    mass = found.picture[..., 0]
    for axis in (0, 1):
        assert mass.sum(1 - axis) @ np.arange(28) / mass.sum() == pytest.approx(14, abs=0.6)


def block(side: int, rows: slice, cols: slice) -> np.ndarray:
    """Ink that fills a rectangle of a square picture."""
    ink = np.zeros((side, side, 1), np.float32)
    ink[rows, cols] = 1
    return ink


# A block of 16 rows and 8 columns in the upper left of 56 × 56, by hand. The whole picture becomes
# 28 × 28 (each length halved); the block alone 20 × 10, or 8 × 4 at the picture's scale. The mean
# of rows 0 to 19 is 9.5, so centred ink begins at 14 - 9.5, rounded to the even 4; of 10 columns at
# 14 - 4.5, so at 10; of 8 and 4 at 10 and 12. In the middle 20 begin at 4, 10 at 9.
BLOCK = block(56, slice(8, 24), slice(4, 12))
BY_HAND = {
    # crop, scale, centre: the rows and columns of all ink, the last one left out
    (True, True, True): (4, 24, 10, 20),
    (True, True, False): (4, 24, 9, 19),
    (True, False, True): (10, 18, 12, 16),
    (True, False, False): (10, 18, 12, 16),
    (False, False, False): (4, 12, 2, 6),
    (False, False, True): (10, 18, 12, 16),
}


@pytest.mark.parametrize(("stages", "box"), BY_HAND.items())
def test_each_stage_of_the_preparation_does_what_is_found_by_hand(stages, box):
    picture = drawing.prepared(BLOCK, drawing.Preparation(*stages)).picture
    top, bottom, left, right = box
    expected = block(28, slice(top, bottom), slice(left, right))
    np.testing.assert_allclose(picture, expected, atol=1e-6)


@pytest.mark.parametrize("centre", [True, False])
def test_scaled_but_not_cropped_the_whole_picture_is_20_pixels_large(centre):
    # A block of 14 × 14 in 70 × 70: times 2 / 7, so 4 × 4 of 20 × 20. Not centred, the 20 × 20 lie
    # in the middle, from pixel 4 on, and the block, which begins at 14 of 70, at 4 + 4.
    ink = block(70, slice(14, 28), slice(14, 28))
    found = drawing.prepared(ink, drawing.Preparation(False, True, centre))
    assert found.scaled.shape == (20, 20, 1)
    first = 12 if centre else 8
    inside = found.picture[first : first + 4, first : first + 4]
    assert inside.sum() == pytest.approx(found.picture.sum())
    assert inside.sum() == pytest.approx(16, rel=0.02)


def test_cropped_but_not_scaled_ink_keeps_its_share_of_the_picture():
    found = drawing.prepared(BLOCK, drawing.Preparation(True, False, True))
    assert found.scaled.shape == (8, 4, 1)  # of 28: 16 and 8 of 56


def test_centring_lets_no_ink_leave_the_picture():
    heavy = block(28, slice(0, 28), slice(0, 28))
    heavy[:, 8:] *= 0.01
    found = drawing.prepared(heavy, drawing.Preparation(False, False, True))
    assert found.picture.sum() == pytest.approx(heavy.sum())
