"""Numbers arrive in the browser as they left; packing.js itself reads the exact ones."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.ui.components.packing import pack, pack_around, pack_exact
from tests import javascript


def unpack(packed: bytes) -> tuple[dict, np.ndarray]:
    """The header and the values, as packing.js does it."""
    length = int.from_bytes(packed[:4], "little")
    return json.loads(packed[4 : 4 + length]), np.frombuffer(packed, "<f4", offset=4 + length)


@given(st.text(max_size=20))
def test_values_begin_at_a_multiple_of_4_whatever_the_header(text):
    packed = pack({"name": text}, [np.ones(3, np.float32)])
    assert int.from_bytes(packed[:4], "little") % 4 == 0
    assert unpack(packed)[0] == {"name": text}


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.uint8])
def test_arrays_lie_one_behind_the_other_in_c_order(dtype):
    first = np.arange(12).reshape(3, 4).astype(dtype)
    values = unpack(pack({}, [first[:, ::2], first.T]))[1]
    np.testing.assert_array_equal(values, [*first[:, ::2].ravel(), *first.T.ravel()])


def test_nothing_packs_to_no_values():
    assert unpack(pack({}, []))[1].size == 0


@pytest.mark.parametrize("most", [0, 127, 128, 32_767, 32_768, 2**31 - 1])
def test_whole_numbers_arrive_in_the_browser_whatever_their_size(most):
    arrays = {"first": np.array([[-most, most, 1]]), "second": np.arange(5), "third": np.ones(1)}
    read = javascript.evaluate(
        'import { unpackExact } from "./_js/packing.js";',
        """const data = unpackExact(Uint8Array.from(given));
        return [data.name, ...["first", "second", "third"].map((name) => [...data[name]])];""",
        list(pack_exact({"name": "é"}, arrays)),
    )
    assert read == ["é", *(array.ravel().tolist() for array in arrays.values())]


@pytest.mark.parametrize("number", [0.5, -1.75, 0.1, 1 / 3, 1e-9, 123456.789, 4e15])
def test_fractions_arrive_exactly(number):
    arrays = {"bytes": np.ones(3, int), "values": np.array([number, -number]), "last": np.ones(1)}
    read = javascript.evaluate(
        'import { unpackExact } from "./_js/packing.js";',
        """const data = unpackExact(Uint8Array.from(given));
        return [...data.values, ...data.last];""",
        list(pack_exact({}, arrays)),
    )
    assert read == [number, -number, 1]


def test_whole_numbers_beyond_32_bits_arrive_exactly():
    read = javascript.evaluate(
        'import { unpackExact } from "./_js/packing.js";',
        "return [...unpackExact(Uint8Array.from(given)).values];",
        list(pack_exact({}, {"values": np.array([2**40 + 1, -3])})),
    )
    assert read == [2**40 + 1, -3]


def test_fractions_that_single_precision_holds_take_four_bytes_each():
    packed = [len(pack_exact({}, {"name": np.full(1000, value)})) for value in (0.75, 0.1)]
    assert packed[1] - packed[0] == pytest.approx(4000, abs=8)


def test_small_numbers_take_one_byte_each():
    smaller, larger = (len(pack_exact({}, {"name": np.full(1000, value)})) for value in (127, 128))
    assert larger - smaller == pytest.approx(1000, abs=8)


def test_a_message_within_another_one_arrives_byte_by_byte():
    message = pack({"name": "é"}, [np.array([0.5, -3])])
    read = javascript.evaluate(
        'import { unpackAround } from "./_js/packing.js";',
        """const { header, message } = unpackAround(Uint8Array.from(given));
        return [header.number, ...message];""",
        list(pack_around({"number": 7}, message)),
    )
    assert read == [7, *message]
