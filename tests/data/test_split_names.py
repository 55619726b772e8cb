"""Names of folders that declare a split, and those that only look like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.data.split_names import FILLERS, WORDS, split_of, splits_of

styles = st.sampled_from([str.lower, str.upper, str.title])


@given(
    word=st.sampled_from(sorted(WORDS)),
    before=st.sampled_from(["", *sorted(FILLERS)]),
    after=st.sampled_from(["", *sorted(FILLERS)]),
    separator=st.sampled_from(["_", "-", " ", "."]),
    number=st.sampled_from(["", "2017", "01"]),
    style=styles,
)
def test_a_split_is_found_among_words_that_say_nothing(
    word, before, after, separator, number, style
):
    parts = [style(part) for part in (before, word, after) if part] + [number] * bool(number)
    assert split_of(separator.join(parts)) == (WORDS[word], ())


@given(word=st.sampled_from(sorted(WORDS)), filler=st.sampled_from(sorted(FILLERS)), style=styles)
def test_a_split_is_found_in_one_word(word, filler, style):
    assert split_of(style(word + filler)) == (WORDS[word], ())


@pytest.mark.parametrize(
    "name", ["", "cat", "training valley test", "contest", "trainer", "latest"]
)
def test_what_declares_no_split(name):
    assert split_of(name) is None


def test_a_further_word_counts_where_several_splits_have_it():
    assert splits_of(["steel_train", "steel_test"]) == {
        "steel_train": "train",
        "steel_test": "test",
    }
    assert splits_of(["train station", "test tube", "car"]) == {}
    assert splits_of(["train", "steel_test"]) == {"train": "train"}
