"""Probe images: those wanted, or else some of every class."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz.training.probes import (
    FILE,
    MOST_PROBES,
    PROBES,
    choose_probes,
    read_wanted,
    write_wanted,
)
from cnnviz.utils.errors import InputError


@given(st.lists(st.integers(0, 6), min_size=1, max_size=80))
def test_probes_are_spread_evenly_over_the_classes(labels):
    files = [str(i) for i in range(len(labels))]
    chosen = choose_probes(files, np.array(labels))
    assert len(set(chosen)) == len(chosen) == min(PROBES, len(labels))
    assert (np.diff(np.array(labels)[chosen]) >= 0).all()
    taken, there = Counter(np.array(labels)[chosen].tolist()), Counter(labels)
    # No class gets two more than another that has images left.
    for label in there:
        if taken[label] < there[label]:
            assert taken[label] >= max(taken.values()) - 1


def test_of_each_class_the_first_images_are_taken():
    labels = np.array([1, 0, 1, 0, 1, 0])
    assert choose_probes(list("abcdef"), labels, count=4).tolist() == [1, 3, 0, 2]


def test_wanted_images_are_the_probes_in_their_order():
    chosen = choose_probes(list("abcd"), np.zeros(4, int), ["d", "absent", "b", "d"])
    assert chosen.tolist() == [3, 1]


def test_too_many_wanted_images_are_cut_off():
    files = [str(i) for i in range(100)]
    assert len(choose_probes(files, np.zeros(100, int), files)) == MOST_PROBES


def test_where_no_wanted_image_is_there_some_are_chosen():
    assert choose_probes(list("ab"), np.array([0, 1]), ["x"]).tolist() == [0, 1]


def test_wanted_images_are_stored_with_the_run(tmp_path):
    write_wanted(tmp_path, ["a/1.png", "ä/2.png"])
    assert read_wanted(tmp_path) == ("a/1.png", "ä/2.png")


@pytest.mark.parametrize("text", ["", "{}", "[1]", "[" * 10_000, "null"])
def test_a_damaged_note_counts_as_none(tmp_path, text):
    (tmp_path / FILE).write_text(text)
    assert read_wanted(tmp_path) == ()


def test_a_note_that_cannot_be_written_is_a_sentence(tmp_path):
    with pytest.raises(InputError, match="the probe images cannot be stored"):
        write_wanted(tmp_path / "absent", ["a"])
