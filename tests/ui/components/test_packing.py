"""Numbers arrive in the browser as they left: what ``unpack`` in shared.js reads, read here."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.ui.components.packing import pack


def unpack(packed: bytes) -> tuple[dict, np.ndarray]:
    """The header and the values, as shared.js does it."""
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
