"""Numbers as people write them read back as they were meant, or are refused with the way out."""

import re
from contextlib import suppress
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cnnviz.utils.errors import InputError
from cnnviz.utils.number_text import read_numbers, write_number, write_numbers

SHAPES = hnp.array_shapes(min_dims=1, max_dims=4, min_side=1, max_side=5)
MATRICES = hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=12)
FLOATS = st.floats(-1e6, 1e6)
ARRAYS = hnp.arrays(np.float64, SHAPES, elements=FLOATS)
WHOLE = hnp.arrays(np.int64, SHAPES, elements=st.integers(-1000, 1000))


def axes(numbers: np.ndarray, dims: int = 4) -> np.ndarray:
    return numbers.reshape((1,) * (dims - numbers.ndim) + numbers.shape)


@given(ARRAYS | WHOLE)
def test_what_we_write_reads_back_exactly(numbers):
    assert np.array_equal(read_numbers(write_numbers(numbers), 4), axes(numbers))


@given(ARRAYS | WHOLE, st.sampled_from([str, repr, lambda array: str(array.tolist())]))
def test_what_numpy_and_python_print_reads_back_to_the_digits_printed(numbers, printed):
    with np.printoptions(precision=17):
        text = printed(numbers)
    np.testing.assert_allclose(read_numbers(text, 4), axes(numbers), rtol=1e-12, atol=1e-300)


@given(hnp.arrays(np.float32, SHAPES, elements=st.floats(-99, 99, width=32)))
def test_single_precision_with_its_type_reads_back(numbers):
    with np.printoptions(precision=9):
        read = read_numbers(repr(numbers), 4)
    np.testing.assert_allclose(read, axes(numbers), rtol=1e-6, atol=1e-37)  # subnormal numbers


@given(st.integers(20, 200))
def test_a_long_row_that_numpy_wraps_stays_one_row(length):
    row = np.arange(length) * 1.25
    assert read_numbers(str(row)).tolist() == [row.tolist()]


@given(hnp.arrays(np.float64, MATRICES, elements=FLOATS), st.sampled_from(["\t", " ", ", ", ","]))
def test_lines_with_one_separator_read_back(numbers, separator):
    text = "\r\n".join(separator.join(map(repr, row)) for row in numbers.tolist())
    assert read_numbers(text).tolist() == numbers.tolist()


@given(hnp.arrays(np.float64, MATRICES, elements=st.integers(-99, 99).map(lambda n: n / 4)))
def test_a_spreadsheet_with_decimal_commas_reads_back(numbers):
    numbers = np.hstack([numbers, numbers])  # at least one tab
    text = "\n".join("\t".join(str(cell).replace(".", ",") for cell in row) for row in numbers)
    assert read_numbers(text).tolist() == numbers.tolist()


@given(hnp.arrays(np.float64, (3, 4), elements=st.integers(-99, 99).map(lambda n: n / 4)))
def test_a_csv_with_semicolons_and_decimal_commas_reads_back(numbers):
    text = "\r\n".join(";".join(str(cell).replace(".", ",") for cell in row) for row in numbers)
    assert read_numbers(text).tolist() == numbers.tolist()


@given(st.lists(st.fractions(-9, 9, max_denominator=9), min_size=1, max_size=6))
def test_fractions_in_brackets_are_divided(fractions: list[Fraction]):
    text = f"[{' '.join(f'{part.numerator}/{part.denominator}' for part in fractions)}]"
    assert read_numbers(text).tolist() == [
        [part.numerator / part.denominator for part in fractions]
    ]


PICTURE = [[60, 113, 56], [73, 121, 54]]


@pytest.mark.parametrize(
    "text",
    [
        "60 113 56\n73 121 54",
        "60\t113\t56\n73\t121\t54\n",
        "60, 113, 56\n73, 121, 54",
        "60;113;56\n73;121;54",
        "60 113 56;\n73 121 54;",
        "60 113 56; 73 121 54",
        "60 113 56 / 73 121 54",
        "[60 113 56; 73 121 54]",
        "[[60, 113, 56], [73, 121, 54]]",
        "[60, 113, 56],\n[73, 121, 54]",
        "{{60, 113, 56}, {73, 121, 54}}",
        "array([[ 60, 113,  56],\n       [ 73, 121,  54]])",
        "np.array([[60, 113, 56], [73, 121, 54]], dtype=np.float32)",
        "tensor([[ 60., 113.,  56.],\n        [ 73., 121.,  54.]], device='cuda:0')",
        "[[np.float64(60.0), 113, 56], [73, 121, 54]]",
        "[60 113 56\n 73 121 54]",
        "\n  60   113 56  \n\n",
    ],
)
def test_every_usual_way_of_writing_a_matrix_is_read(text):
    assert read_numbers(text).tolist() == PICTURE[: 2 if "73" in text else 1]


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("\u22121", -1),
        ("\u20131.75", -1.75),
        ("+2", 2),
        (".5", 0.5),
        ("5.", 5),
        ("1e-3", 0.001),
        ("2.5E+2", 250),
        ("1/3", 1 / 3),
        ("-1/4", -0.25),
    ],
)
def test_every_usual_way_of_writing_a_number_is_read(word, value):
    assert read_numbers(word).item() == value


@pytest.mark.parametrize("text", ["1 2\n3 4\n\n5 6\n7 8", "1 2 / 3 4; 5 6 / 7 8"])
def test_an_empty_line_or_a_semicolon_separates_blocks(text):
    assert read_numbers(text, 3).tolist() == [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]


def test_a_bar_separates_groups_of_blocks():
    assert read_numbers("1\n\n2\n|\n3\n\n4", 4).ravel().tolist() == [1, 2, 3, 4]
    assert read_numbers("1\n\n2\n|\n3\n\n4", 4).shape == (2, 2, 1, 1)


@pytest.mark.parametrize("text", ["012/345", "012\n345"])
def test_digits_side_by_side_are_cells_where_no_number_is_written_so(text):
    assert read_numbers(text).tolist() == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize("text", ["1 0 1/0 1 0/1 0 1", "1 -1/-1 1", "1 0/2 3", "-1 0 1/-1 0 1"])
def test_a_slash_begins_a_row_where_it_makes_no_fraction(text):
    rows = [[int(word) for word in row.split()] for row in text.split("/")]
    assert read_numbers(text).tolist() == rows


def test_axes_of_length_1_can_be_left_out_or_given():
    assert read_numbers("[[[[1, 2]]]]").tolist() == [[1, 2]]
    assert read_numbers("[1, 2]", 4).shape == (1, 1, 1, 2)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "at least one number is needed, got none"),
        (" \n ", "at least one number is needed, got none"),
        ("[]", "at least one number is needed, got none"),
        ("1 2 3 4\n5 6 7", "row 2 has 3 numbers, row 1 has 4"),
        ("[[1, 2], [3]]", "row 2 has 1 number, row 1 has 2"),
        ("1 2\n3 x", '"x" in row 2 is not a number'),
        ("1 nan", '"nan" in row 1 is not a number'),
        ("[1, inf]", '"inf" in "[1, inf]" is not a number'),
        ("1/0", '"1/0" in row 1 divides by 0'),
        ("007 1", '"007" in row 1 begins with 0: put spaces between digits'),
        ("1,5 2,5", 'the comma in "1,5" could be a decimal comma or separate two numbers'),
        ("1,5;2,5", 'the comma in "1,5" could be a decimal comma or separate two numbers'),
        ("1 1/2 3", 'the "/" could make a fraction or begin a row'),
        ("123/456", 'the "/" could make a fraction or begin a row'),
        ("[1, 2", 'a "[" is not closed'),
        ("1, 2]", 'the "]" after "1, 2" closes nothing'),
        ("[1, [2]]", '"1" stands between brackets'),
        ("array([1, 2]", '"array(" is not closed'),
        ("[0 1 ... 9]", 'numbers were left out at "..."'),
        ("2e6", "numbers must be between -1,000,000 and 1,000,000, got 2e+06"),
        ("1 2\n\n3 4", "at most 2 axes are taken, got 2 blocks: an array of 2 × 1 × 2"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(text, reason):
    with pytest.raises(InputError, match=re.escape(reason)):
        read_numbers(text)


def test_blocks_of_another_size_are_named():
    with pytest.raises(InputError, match="block 2 has 1 row, block 1 has 2"):
        read_numbers("1 2\n3 4\n\n5 6", 3)
    with pytest.raises(InputError, match="block 2 has 1 number per row, block 1 has 2"):
        read_numbers("1 2\n3 4\n\n5\n6", 3)


@given(st.text(alphabet="01-,;./|[](){}e x\n\t", max_size=30) | st.text(max_size=20))
def test_any_text_is_read_or_refused(text):
    with suppress(InputError):
        numbers = read_numbers(text, 4)
        assert np.isfinite(numbers).all()
        assert numbers.ndim == 4


@given(FLOATS)
def test_a_written_number_has_no_needless_point_and_is_exact(value):
    assert float(write_number(value)) == value
    assert not write_number(value).endswith(".0")


@given(
    hnp.arrays(np.float64, MATRICES, elements=st.integers(-99, 99).map(lambda n: n / 4)),
    st.sampled_from(["matrix", "bmatrix", "pmatrix*", "array"]),
    st.sampled_from([" ", "\n", "[2pt]\n"]),
    st.sampled_from(["{}", "${}$", r"\[ \left[ {} \right] \]"]),
)
def test_a_matrix_in_latex_reads_back(numbers, name, ending, around):
    columns = "{" + "c" * numbers.shape[1] + "}" if name == "array" else ""
    rows = (r" \\" + ending).join(" & ".join(map(repr, row)) for row in numbers.tolist())
    text = rf"\begin{{{name}}}{columns} {rows} \end{{{name}}}"
    assert read_numbers(around.format(text)).tolist() == numbers.tolist()


def test_fractions_in_latex_are_numbers():
    read = read_numbers(r"\begin{bmatrix} \frac{1}{9} & -\tfrac{1}{2} \\ 0 & 1 \end{bmatrix}")
    assert read.tolist() == [[1 / 9, -0.5], [0, 1]]
