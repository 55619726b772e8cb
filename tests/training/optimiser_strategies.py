"""Optimisers of every kind with any numbers in their ranges."""

from hypothesis import strategies as st

from cnnviz.training.optimisers import KINDS, NUMBERS


def _numbers(kind) -> dict[str, st.SearchStrategy[float]]:
    ranges = {name: NUMBERS[name] for name in kind().numbers}
    return {
        name: st.floats(number.least, number.most, exclude_max=number.excludes_most)
        for name, number in ranges.items()
    }


optimisers = st.one_of([st.builds(kind, **_numbers(kind)) for kind in KINDS])
