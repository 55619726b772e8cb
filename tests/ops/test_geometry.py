"""cnnviz.ops.geometry against windows counted one by one, and against sums done by hand."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnnviz.ops.geometry import Axis, TransposedAxis, effective_kernel_size, same_cut, same_padding
from cnnviz.utils.errors import InputError

small, length = st.integers(1, 5), st.integers(1, 40)
padding = st.integers(0, 6)


@st.composite
def axes(draw) -> Axis:
    size, kernel, dilation = draw(length), draw(small), draw(small)
    before, after = draw(padding), draw(padding)
    assume(dilation * (kernel - 1) + 1 <= size + before + after)
    return Axis(size, kernel, draw(small), before, after, dilation)


def windows_by_hand(axis: Axis) -> list[tuple[int, ...]]:
    """Try every place a window could start, and keep those that fit."""
    cells = axis.before + axis.size + axis.after
    starts = range(0, cells, axis.stride)
    tries = [tuple(start + axis.dilation * tap for tap in range(axis.kernel)) for start in starts]
    return [window for window in tries if window[-1] < cells]


@given(axes())
def test_the_output_is_as_long_as_there_are_windows_that_fit(axis):
    assert axis.output == len(windows_by_hand(axis))


@given(axes())
def test_each_window_reads_the_cells_found_by_trying(axis):
    assert list(axis.windows) == windows_by_hand(axis)


@given(axes())
def test_the_cells_left_over_lie_behind_the_last_window(axis):
    assert axis.unread == axis.padded - 1 - axis.windows[-1][-1]


@given(axes())
def test_a_cell_is_used_as_often_as_windows_hold_it(axis):
    held = [cell - axis.before for window in windows_by_hand(axis) for cell in window]
    assert axis.uses.tolist() == [held.count(cell) for cell in range(axis.size)]
    assert axis.unread_cells == tuple(cell for cell in range(axis.size) if cell not in held)


@given(size=length, kernel=small, stride=small, dilation=small)
def test_same_padding_makes_the_output_the_input_over_the_stride_rounded_up(
    size, kernel, stride, dilation
):
    before, after = same_padding(size, kernel, stride, dilation)
    assert Axis(size, kernel, stride, before, after, dilation).output == -(-size // stride)
    assert after - before in (0, 1)


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "output"),
    [
        (200, 3, 1, "same", 200),  # the lectures' steel network: convolution, then pooling
        (200, 2, 2, "valid", 100),
        (28, 3, 1, "valid", 26),  # the physics lecture's MNIST network
        (26, 2, 2, "valid", 13),
        (7, 3, 2, "valid", 3),
        (224, 7, 2, "same", 112),
    ],
)
def test_sizes_worked_out_in_the_lectures(size, kernel, stride, padding, output):
    pads = same_padding(size, kernel, stride) if padding == "same" else (0, 0)
    assert Axis(size, kernel, stride, *pads).output == output


def test_three_convolutions_of_3_with_pooling_take_200_to_25():
    size = 200
    for _ in range(3):
        size = Axis(size, 3, 1, *same_padding(size, 3)).output
        size = Axis(size, 2, 2).output
    assert size == 25


def test_a_dilated_kernel_of_3_spans_5_cells():
    assert effective_kernel_size(3, dilation=2) == 5
    assert Axis(7, 3, dilation=2).window(1) == (1, 3, 5)


@pytest.mark.parametrize(
    ("lengths", "sentence"),
    [
        ({"size": 0, "kernel": 1}, "size must be at least 1, got 0"),
        ({"size": 5, "kernel": 0}, "kernel must be at least 1, got 0"),
        ({"size": 5, "kernel": 3, "stride": 0}, "stride must be at least 1, got 0"),
        ({"size": 5, "kernel": 3, "dilation": -1}, "dilation must be at least 1, got -1"),
        ({"size": 5, "kernel": 3, "after": -1}, "padding must be at least 0, got -1"),
        ({"size": 3, "kernel": 5}, "does not fit a padded input 3 wide; pad by 2 more"),
    ],
)
def test_an_invalid_axis_raises_with_rule_and_value(lengths, sentence):
    with pytest.raises(InputError, match=sentence):
        Axis(**lengths)


@pytest.mark.parametrize("position", [-1, 5])
def test_a_position_without_a_window_raises(position):
    with pytest.raises(InputError, match=rf"position must lie in 0..4, got {position}"):
        Axis(7, 3).window(position)


@st.composite
def rounded_up(draw) -> Axis:
    axis = draw(axes())
    return Axis(
        axis.size, axis.kernel, axis.stride, axis.before, axis.after, axis.dilation, ceil=True
    )


@given(rounded_up())
def test_rounding_up_adds_one_window_at_most_and_it_starts_in_front_of_the_padding_after(axis):
    down = Axis(axis.size, axis.kernel, axis.stride, axis.before, axis.after, axis.dilation)
    assert axis.output - down.output in (-1, 0, 1)
    if axis.overhang:
        assert axis.output == down.output + 1
        assert axis.windows[-1][0] < axis.before + axis.size
    assert all(window[-1] < axis.padded for window in axis.windows)


@given(rounded_up())
def test_the_padding_that_rounding_up_needs_gives_as_many_windows_rounding_down(axis):
    down = Axis(axis.size, axis.kernel, axis.stride, *axis.needed, axis.dilation)
    assert down.output == axis.output


@st.composite
def stamps(draw) -> TransposedAxis:
    size, kernel, stride, dilation = draw(length), draw(small), draw(small), draw(small)
    extra, before, after = draw(padding), draw(padding), draw(padding)
    uncut = (size - 1) * stride + dilation * (kernel - 1) + 1 + extra
    assume(before + after < uncut)
    return TransposedAxis(size, kernel, stride, before, after, dilation, extra)


@given(stamps())
def test_a_stamp_lies_where_the_convolution_of_the_uncut_output_reads(axis):
    forward = Axis(axis.uncut, axis.kernel, axis.stride, dilation=axis.dilation)
    assert axis.windows == forward.windows[: axis.size]


@given(stamps())
def test_an_output_cell_is_used_as_often_as_stamps_lie_on_it(axis):
    stamped = [
        (position, position * axis.stride + tap * axis.dilation - axis.before)
        for position in range(axis.size)
        for tap in range(axis.kernel)
    ]
    kept = [(position, cell) for position, cell in stamped if 0 <= cell < axis.output]
    cells = [cell for _, cell in kept]
    assert axis.uses.tolist() == [cells.count(cell) for cell in range(axis.output)]
    assert set(axis.unread_cells) == set(range(axis.size)) - {position for position, _ in kept}


@given(size=length, kernel=small, stride=small, dilation=small)
def test_the_same_cut_leaves_the_input_times_the_stride(size, kernel, stride, dilation):
    before, after = same_cut(kernel, stride, dilation)
    extra = max(stride - effective_kernel_size(kernel, dilation), 0)
    axis = TransposedAxis(size, kernel, stride, before, after, dilation, extra)
    assert axis.output == size * stride
    assert after - before in (0, 1)


@pytest.mark.parametrize(
    ("lengths", "sentence"),
    [
        ({"size": 2, "kernel": 3, "extra": -1}, "output padding must be at least 0, got -1"),
        ({"size": 1, "kernel": 3, "before": 2, "after": 2}, "leaves nothing of an output 3 wide"),
    ],
)
def test_an_invalid_transposed_axis_raises_with_rule_and_value(lengths, sentence):
    with pytest.raises(InputError, match=sentence):
        TransposedAxis(**lengths)
