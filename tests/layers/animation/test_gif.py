"""The GIF as a viewer gets it: its frames, how long they stand, and what is where in them."""

import io
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image, ImageSequence

from cnnviz.layers.animation import MOST_FRAMES, frame_count, gif, look
from cnnviz.layers.animation.gif import positions
from cnnviz.layers.animation.layout import Box, Grid, layout
from cnnviz.layers.window import (
    GLOBAL_MAX,
    MAX_POOLING,
    TRANSPOSED,
    Sides,
    Slide,
    WindowSettings,
    slide,
)
from cnnviz.layers.window.patterns import Numbers
from tests.window_layers import generated, layer_of

MOST_BYTES = 2_000_000


def computed(layer: WindowSettings) -> Slide:
    shown, known = layer.shown, Numbers()
    cells = known.cells((shown.channels, *shown.size))
    return slide(layer, cells, known.weights(shown.weight_shape))


def made(layer: WindowSettings) -> bytes:
    return gif(computed(layer), "A layer")


def frames(layer: WindowSettings) -> Iterator[np.ndarray]:
    """Every frame's pixels, (H, W, 3)."""
    with Image.open(io.BytesIO(made(layer))) as picture:
        for frame in ImageSequence.Iterator(picture):
            yield np.asarray(frame.convert("RGB"))


def accent_box(pixels: np.ndarray, area: Box) -> Box:
    """The box around all pixels of the accent inside an area."""
    left, top, right, bottom = map(int, area)
    rows, cols = np.nonzero((pixels[top:bottom, left:right] == look.ACCENT).all(axis=-1))
    return left + cols.min(), top + rows.min(), left + cols.max() + 1, top + rows.max() + 1


def cells_box(grid: Grid, rows: tuple[int, ...], cols: tuple[int, ...]) -> Box:
    """Around whole cells, without the gap behind the last; by hand, not by ``Grid.span``."""
    x, y, side = grid.left, grid.top + grid.label, grid.cell
    right, bottom = x + (cols[-1] + 1) * side - 1, y + (rows[-1] + 1) * side - 1
    return x + cols[0] * side, y + rows[0] * side, right, bottom


@pytest.mark.parametrize(
    "layer",
    [
        layer_of(size=(6, 8), stride=(2, 1), padding="same"),
        layer_of(size=(9, 9), dilation=(2, 3)),
        layer_of(MAX_POOLING, size=(6, 6), kernel=(2, 2), stride=(2, 2)),
        layer_of(size=(1, 9), dims=1, padding="same"),
        layer_of(channels=2, filters=2, size=(5, 5)),
    ],
    ids=str,
)
def test_in_every_frame_window_and_output_cell_are_framed_where_geometry_puts_them(layer):
    frame, columns = layout(layer), layer.cols.positions
    for position, pixels in enumerate(frames(layer)):
        row, col = divmod(position, columns)
        windows = layer.rows.window(row), layer.cols.window(col)
        for grid, cells in ((frame.input, windows), (frame.output, ((row,), (col,)))):
            found = accent_box(pixels, grid.whole(0))
            assert found == pytest.approx(cells_box(grid, *cells), abs=1)


def test_a_stamp_is_framed_on_the_uncut_output():
    layer = layer_of(TRANSPOSED, (3, 3), stride=(2, 2), padding=Sides.each(1, 1))
    frame = layout(layer)
    for position, pixels in enumerate(frames(layer)):
        row, col = divmod(position, 3)
        windows = layer.rows.window(row), layer.cols.window(col)
        for grid, cells in ((frame.output, windows), (frame.input, ((row,), (col,)))):
            assert accent_box(pixels, grid.whole(0)) == pytest.approx(
                cells_box(grid, *cells), abs=1
            )


def test_the_output_fills_up_cell_by_cell():
    layer = layer_of(size=(5, 5))
    grid = layout(layer).output
    blank = [sum(is_blank(pixels, grid, at) for at in range(9)) for pixels in frames(layer)]
    assert blank == [8, 7, 6, 5, 4, 3, 2, 1, 0]


def is_blank(pixels: np.ndarray, grid: Grid, at: int) -> bool:
    x, y = map(int, grid.corner(0, *divmod(at, grid.cols)))
    inside = pixels[y + 6 : y + grid.cell - 6, x + 6 : x + grid.cell - 6]
    return bool((inside == look.BLANK).all())


@pytest.mark.parametrize("layer", generated(12, seed=9), ids=str)
def test_there_is_a_frame_a_window_of_the_size_that_the_layout_says(layer):
    with Image.open(io.BytesIO(made(layer))) as picture:
        assert (picture.format, picture.n_frames) == ("GIF", frame_count(layer))
        assert picture.size == (layout(layer).width, layout(layer).height)


def test_it_plays_for_ever_and_rests_at_the_end():
    with Image.open(io.BytesIO(made(layer_of()))) as picture:
        lengths = [frame.info["duration"] for frame in ImageSequence.Iterator(picture)]
        assert picture.info["loop"] == 0
    assert lengths == [800] * 24 + [2300]


def test_of_many_windows_as_many_as_fit_are_shown_from_the_first_to_the_last():
    layer = layer_of(size=(32, 32), padding="same", channels=4, filters=4)
    shown = positions(layer)
    assert (len(shown), shown[0], shown[-1]) == (MOST_FRAMES, 0, 1023)
    assert set(np.diff(shown)) == {8, 9}
    data = made(layer)
    assert len(data) < MOST_BYTES
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.n_frames == MOST_FRAMES
        assert sum(frame.info["duration"] for frame in ImageSequence.Iterator(picture)) < 30_000


def test_one_window_makes_one_frame():
    with Image.open(io.BytesIO(made(layer_of(GLOBAL_MAX)))) as picture:
        assert picture.n_frames == 1


@pytest.mark.parametrize("kernel", [3, 16])
def test_every_sum_keeps_its_colour_however_many_there_are(kernel):
    layer = layer_of(size=(20, 20), kernel=(kernel, kernel), padding="full")
    *_, last = frames(layer)
    result, grid = computed(layer), layout(layer).output
    limit = np.abs(result.output).max()
    for (row, col), value in np.ndenumerate(result.output[0, :-1]):  # the frame is in the last row
        x, y = map(int, grid.corner(0, row, col))
        assert last[y + 1, x + 1].tolist() == pytest.approx(look.signed(value, limit), abs=12)
