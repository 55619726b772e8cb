"""Reading untrusted ``.npy`` files."""

import io
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cnnviz.utils.errors import InputError
from cnnviz.utils.safe_npy import read_array, read_finite


def saved(array: np.ndarray, **how: bool) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, **how)
    return buffer.getvalue()


def with_header(header: str, body: bytes = b"") -> bytes:
    text = header.encode("utf-8", "replace").ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + body


KINDS = st.sampled_from(["<f2", "<f4", ">f4", "<f8", "i1", "<i4", ">i2", "u1", "<u8", "?"])
SHAPES = arrays.array_shapes(min_dims=1, max_dims=4, max_side=5)


@given(arrays.arrays(KINDS, SHAPES, elements=st.integers(0, 1)), st.booleans())
def test_every_kind_of_real_numbers_is_read_as_numpy_reads_it(array, by_columns):
    array = np.asfortranarray(array) if by_columns else array
    read = read_array(saved(array))
    assert read.dtype == array.dtype
    np.testing.assert_array_equal(read, array)


def test_format_2_is_read_too():
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.arange(6.0).reshape(2, 3), version=(2, 0))
    np.testing.assert_array_equal(read_array(buffer.getvalue()), np.arange(6.0).reshape(2, 3))


HUGE = "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000000), }"
NEGATIVE = "{'descr': '<f8', 'fortran_order': False, 'shape': (-1, 4), }"


def shaped(shape: str) -> str:
    return f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}"


@pytest.mark.filterwarnings("ignore:Reading")
def test_a_header_that_python_2_wrote_is_read():
    array = read_array(with_header(shaped("(2L,)"), bytes(16)))
    assert array.tolist() == [0, 0]


LITERALS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=6,
)
DTYPES = st.from_regex(r"[<>|=]?[?bBhHiIlLqQefdgFDGSUVOMm][0-9]{0,4}", fullmatch=True)
HEADERS = st.one_of(
    st.text(max_size=200),
    LITERALS.map(repr),
    st.builds(
        lambda descr, order, shape: repr({"descr": descr, "fortran_order": order, "shape": shape}),
        DTYPES | LITERALS,
        st.booleans() | LITERALS,
        st.lists(st.integers(-3, 2**70), max_size=4).map(tuple) | LITERALS,
    ),
)


@pytest.mark.filterwarnings("ignore:Reading")
@given(HEADERS, st.binary(max_size=64), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 255))))
def test_any_header_is_an_array_or_one_sentence(header, body, damage):
    data = bytearray(with_header(header, body))
    for place, byte in damage[:1]:
        data[place] = byte
    said = ""
    try:
        assert read_array(bytes(data)).dtype.kind in "fiub"
    except InputError as refusal:
        said = str(refusal)
    assert "\n" not in said
    assert len(said) < 400


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "its header is damaged"),
        (b"not an array at all, by far", "its header is damaged"),
        (saved(np.ones((4, 4)))[:60], "its header is damaged"),
        (with_header("{'descr': '<f8'}"), "its header is damaged"),
        (with_header("__import__('os').abort()"), "its header is damaged"),
        (b"\x93NUMPY\x03\x00" + saved(np.ones(3))[8:], "must have format 1.0 or 2.0, got 3.0"),
        (saved(np.array([{}, []], object), allow_pickle=True), "real numbers, got the type object"),
        (saved(np.ones((2, 2), complex)), "real numbers, got the type complex128"),
        (saved(np.array(["a"])), "real numbers, got the type <U1"),
        (with_header(HUGE), "1000000 × 1000000 of type float64 has 8,000,000,000,000 bytes, got 0"),
        (
            with_header(NEGATIVE, bytes(32)),
            r"axes of 0 to 1,000,000,000,000,000 each, got \(-1, 4\)",
        ),
        (with_header(shaped("(-2, -2)"), bytes(32)), r"got \(-2, -2\)"),
        (with_header(shaped("(True,)"), bytes(8)), r"got \(True,\)"),
        (with_header(shaped(f"({'9' * 400},) * 12")), "its header is damaged"),
        (with_header(shaped(f"({'9' * 400}, {'9' * 4000})")), "axes of 0 to"),
        (with_header(shaped(f"({'1, ' * 60})"), bytes(8)), "at most 32 axes"),
        (with_header("(" * 5000), "its header is damaged"),
        (with_header("-" * 9000 + "1"), "its header is damaged"),
        (with_header("[" * 90 + "]" * 90), "its header is damaged"),
        (saved(np.ones((4, 4)))[:-8], "4 × 4 of type float64 has 128 bytes, got 120"),
        (saved(np.ones((4, 4))) + b"more", "has 128 bytes, got 132"),
        (saved(np.ones((0, 4))), "0 × 4 of type float64 has 0 bytes, got 0"),
        (saved(np.array([[1.0, np.nan]])), "all numbers must be finite, got nan"),
        (saved(np.array([[1.0, -np.inf]])), "all numbers must be finite, got -inf"),
    ],
)
def test_what_is_no_array_of_finite_numbers_is_refused_in_one_sentence(data, message):
    with pytest.raises(InputError, match=message):
        read_finite(data)


def test_finite_numbers_of_any_kind_become_float64():
    read = read_finite(saved(np.array([[1, 2]], ">i2")))
    assert read.dtype == np.float64
    assert read.tolist() == [[1, 2]]


def test_a_small_file_that_claims_terabytes_costs_no_memory():
    tracemalloc.start()
    with pytest.raises(InputError):
        read_array(with_header(HUGE))
    assert tracemalloc.get_traced_memory()[1] < 1e6
    tracemalloc.stop()
