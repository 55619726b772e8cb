"""Digits are found in photographs with the faults that photographs have."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz import images
from cnnviz.data import strokes as drawing
from cnnviz.data.digit_photo import Box, find_digit_in, find_digits, stages_without_ink
from tests.examples import at_most

SIDE = 600
PLACE = Box(180, 220, 200, 200)


def example() -> np.ndarray:
    """The pad's example, a three, as MNIST's digits are."""
    return drawing.as_mnist(drawing.draw(drawing.EXAMPLE))


def covered(size: int = 200, place: Box = PLACE, side: int = SIDE) -> np.ndarray:
    """How much ink lies where on a sheet."""
    sheet = np.zeros((side, side), np.float32)
    sheet[place.top : place.top + size, place.left : place.left + size] = images.resize(
        example(), size, size
    )[..., 0]
    return sheet


def written(ink: np.ndarray, paper: np.ndarray | float = 0.9, dark: float = 0.15) -> np.ndarray:
    return (paper * (1 - ink) + dark * ink)[..., None].astype(np.float32)


def lined(level: float, *, squared: bool = False) -> np.ndarray:
    paper = np.full((SIDE, SIDE), 0.9, np.float32)
    for start in range(30, SIDE, 60):
        paper[start : start + 2] = level
        if squared:
            paper[:, start : start + 2] = level
    return paper


def margin() -> np.ndarray:
    paper = np.full((SIDE, SIDE), 0.9, np.float32)
    paper[:, 80:83] = 0.5
    return paper


def light(kind: str) -> np.ndarray:
    rows, cols = np.mgrid[:SIDE, :SIDE] / (SIDE / 2) - 1
    return {
        "even": np.ones((SIDE, SIDE)),
        "strip": np.where(cols < -2 / 3, 0.8, 1),
        "vignette": 1 - 0.4 * (rows**2 + cols**2),
        "shadow": np.where(rows + 0.6 * cols < 0, 0.55, 1),
        "ramp": 0.7 + 0.25 * cols,
    }[kind][..., None].astype(np.float32)


def table(photo: np.ndarray) -> np.ndarray:
    corners = np.array([(0, 0), (SIDE, 0), (SIDE, SIDE), (0, SIDE)], np.float32)
    inside = np.array([(60, 50), (555, 45), (550, 550), (55, 560)], np.float32)
    form = cv2.getPerspectiveTransform(corners, inside)
    return cv2.warpPerspective(photo, form, (SIDE, SIDE), borderValue=(0.3,))[..., None]


def blots() -> np.ndarray:
    ink = covered()
    for row, col, radius in ((60, 70, 20), (300, 50, 22), (520, 480, 14), (80, 500, 6)):
        cv2.circle(ink, (col, row), radius, 1, -1, cv2.LINE_AA)
    return written(ink)


def text() -> np.ndarray:
    print_ = np.zeros((SIDE, SIDE), np.uint8)
    for row, line in ((50, "Exercise 4: how many images"), (90, "does one batch hold?")):
        cv2.putText(print_, line, (30, row), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 255, 2)
    return written(np.maximum(covered(), print_ / np.float32(255)))


def noisy() -> np.ndarray:
    noise = np.random.default_rng(0).normal(0, 0.05, (SIDE, SIDE, 1))
    return np.clip(cv2.GaussianBlur(written(covered()), (0, 0), 2)[..., None] + noise, 0, 1)


PHOTOS = {
    "clean": written(covered()),
    "strip": written(covered()) * light("strip"),
    "vignette": written(covered()) * light("vignette"),
    "edge of a shadow": written(covered()) * light("shadow"),
    "lit from one side": written(covered()) * light("ramp"),
    "dim": written(covered(), 0.45, 0.11),
    "margin line": written(covered(), margin()),
    "faint ruling": written(covered(), lined(0.7)),
    "dark ruling": written(covered(), lined(0.4)),
    "squared": written(covered(), lined(0.65, squared=True)),
    "table": table(written(covered())),
    "ruled, on a table": table(written(covered(), lined(0.65))),
    "blots and holes": blots(),
    "print": text(),
    "noise": noisy(),
    "chalk": written(covered(), 0.15, 0.85),
    "chalk in the dark": written(covered(), 0.12, 0.45),
    "pencil": written(covered(), 0.88, 0.62),
}


def likeness(ink: np.ndarray) -> float:
    """Correlation with the digit, in the position where they agree best."""
    read = cv2.copyMakeBorder(drawing.as_mnist(ink), 2, 2, 2, 2, cv2.BORDER_CONSTANT)
    return float(cv2.matchTemplate(read, example(), cv2.TM_CCOEFF_NORMED).max())


@pytest.mark.parametrize("kind", PHOTOS)
def test_the_digit_is_read_from_a_photograph(kind):
    found = find_digits(PHOTOS[kind].astype(np.float32))
    assert likeness(found[0].ink) > 0.95


@pytest.mark.parametrize(
    "kind", ["clean", "chalk", "noise", "faint ruling", "print", "blots and holes"]
)
def test_the_box_is_where_the_digit_is(kind):
    rows, cols = np.nonzero(covered() > 0.3)
    box = find_digits(PHOTOS[kind].astype(np.float32))[0].box
    ends = box.top, box.left, box.top + box.height, box.left + box.width
    expected = rows.min(), cols.min(), rows.max() + 1, cols.max() + 1
    np.testing.assert_allclose(ends, expected, atol=8)


@pytest.mark.parametrize("kind", PHOTOS)
def test_chalk_is_distinguished_from_ink_by_comparison(kind):
    assert find_digits(PHOTOS[kind].astype(np.float32))[0].is_light == kind.startswith("chalk")


@given(st.integers(0, 380), st.integers(0, 380))
@at_most(8)
def test_the_place_on_the_sheet_does_not_matter(top, left):
    ink = covered(place=Box(10 + top, 10 + left, 200, 200))
    assert likeness(find_digits(written(ink))[0].ink) > 0.95


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_pixels_are_taken_as_a_file_stores_them(dtype):
    photo = PHOTOS["clean"]
    if dtype is not np.float32:
        photo = (photo * np.iinfo(dtype).max).astype(dtype)
    assert likeness(find_digits(photo)[0].ink) > 0.95


def test_a_small_digit_in_a_large_photograph_is_read_at_full_size():
    ink = covered(56, Box(900, 700, 56, 56), 2000)
    found = find_digits(written(ink))[0]
    assert likeness(found.ink) > 0.95
    assert max(found.ink.shape) > 36  # in the reduced picture it has 20 pixels


def test_a_fine_pen_is_widened_to_mnists():
    line = np.zeros((SIDE, SIDE), np.float32)
    points = [np.round(np.array(stroke) * 200 + 200).astype(np.int32) for stroke in drawing.EXAMPLE]
    cv2.polylines(line, points, False, 1, 3)
    assert likeness(find_digits(written(line))[0].ink) > 0.8


def test_two_digits_are_both_offered():
    ink = covered(place=Box(200, 60, 200, 200)) + covered(place=Box(200, 340, 200, 200))
    found = find_digits(written(ink))
    assert len(found) == 2
    assert all(likeness(one.ink) > 0.95 for one in found)


def test_the_box_of_the_visitor_decides_between_two():
    ink = covered(place=Box(200, 60, 200, 200)) + covered(place=Box(200, 340, 200, 200))
    chosen = find_digit_in(written(ink), Box(190, 330, 220, 220))
    assert chosen.box.left > 330
    assert likeness(chosen.ink) > 0.95


def test_all_marks_in_the_visitors_box_are_ink():
    sheet = np.full((SIDE, SIDE, 1), 0.9, np.float32)
    sheet[200:400, 150:180] = sheet[200:400, 420:450] = 0.1
    chosen = find_digit_in(sheet, Box(150, 100, 300, 400))
    assert chosen.ink.shape[1] == pytest.approx(300 * chosen.ink.shape[0] / 200, rel=0.1)


def test_a_box_around_nothing_holds_no_digit():
    assert find_digit_in(PHOTOS["clean"], Box(450, 20, 100, 100)) is None


@pytest.mark.parametrize("grey", [0.0, 0.5, 1.0])
def test_a_blank_picture_holds_no_ink(grey):
    assert find_digits(np.full((60, 80, 3), grey, np.float32)) == ()


def test_blank_paper_with_a_cameras_noise_holds_no_ink():
    noise = np.random.default_rng(0).normal(0, 0.02, (500, 400, 1))
    photo = np.linspace(0.5, 0.95, 400)[None, :, None] + noise
    assert find_digits(photo.astype(np.float32)) == ()


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 300, 3), (2, 2, 1), (3000, 2, 1)])
def test_pictures_of_odd_sizes_hold_no_digit(shape):
    assert find_digits(np.ones(shape, np.float32)) == ()


def test_blank_ruled_paper_holds_no_digit():
    assert find_digits(lined(0.65, squared=True)[..., None]) == ()


def test_a_digit_cut_off_by_the_edge_says_so():
    photo = written(covered())[:, 300:]
    assert find_digits(np.ascontiguousarray(photo))[0].touches_edge


def large_sheet(draw) -> np.ndarray:
    """A photograph of 2,000 px, which is searched in a copy of half the size."""
    ink = np.zeros((2000, 2000), np.uint8)
    draw(ink)
    return written(ink / np.float32(255))


def test_a_small_digit_whose_loop_closes_in_the_reduced_copy_is_no_blot():
    # 56 px high with a bold pen: the loop is 4 px wide, 2 in the copy.
    photo = large_sheet(
        lambda ink: cv2.ellipse(ink, (900, 900), (11, 19), 0, 0, 360, 255, 18, cv2.LINE_AA)
    )
    (found,) = find_digits(photo)
    assert found.box.covers(Box(872, 880, 56, 40), 0.9)
    rows, cols, _ = found.ink.shape
    assert found.ink[rows // 2, cols // 2] < 0.5


def test_a_small_blot_in_a_large_photograph_is_no_digit():
    photo = large_sheet(lambda ink: cv2.circle(ink, (900, 900), 28, 255, -1, cv2.LINE_AA))
    assert find_digits(photo) == ()


def test_a_six_whose_loop_is_filled_is_no_blot():
    # As bold as MNIST's boldest: the largest circle in it takes 0.8 of its width.
    def six(ink: np.ndarray) -> None:
        cv2.circle(ink, (900, 900), 16, 255, -1, cv2.LINE_AA)
        cv2.line(ink, (893, 896), (915, 866), 255, 11, cv2.LINE_AA)

    (found,) = find_digits(large_sheet(six))
    assert found.box.covers(Box(861, 884, 56, 37), 0.85)


def test_a_box_around_a_blot_reads_it_since_the_visitor_says_so():
    photo = large_sheet(lambda ink: cv2.circle(ink, (900, 900), 28, 255, -1, cv2.LINE_AA))
    assert find_digit_in(photo, Box(860, 860, 80, 80)).box.covers(Box(872, 872, 56, 56), 0.9)


def test_a_box_around_part_of_a_mark_cuts_the_rest_off():
    ink = covered()
    ink[300:308, 380:590] = 1  # a line that begins in the digit
    chosen = find_digit_in(written(ink), Box(170, 210, 220, 200))
    assert chosen.box.left + chosen.box.width <= 411
    assert likeness(chosen.ink) > 0.9


@pytest.mark.parametrize("kind", ["faint ruling", "chalk", "edge of a shadow"])
def test_the_stages_show_ground_what_stands_out_and_what_was_taken(kind):
    photo = PHOTOS[kind].astype(np.float32)
    found = find_digits(photo)[0]
    stages = found.stages
    assert stages.picture.shape == stages.ground.shape == stages.relief.shape
    away = stages.taken == 0
    assert np.median(np.abs(stages.picture - stages.ground)[away]) < 0.01
    assert stages.relief[away].mean() < 0.05
    assert likeness(stages.taken[..., None]) > 0.95


def test_where_nothing_is_found_the_stages_show_what_was_looked_at():
    blank = np.full((300, 200, 1), 0.8, np.float32)
    whole = stages_without_ink(blank)
    assert whole.picture.shape == (300, 200)
    assert not whole.taken.any()
    np.testing.assert_allclose(whole.ground, 0.8, atol=1e-5)
    assert stages_without_ink(blank, Box(50, 50, 40, 40)).picture.shape == (60, 60)
