"""What the map of images is sent, and the clicks that it takes."""

import numpy as np
import pytest
import streamlit as st

from cnnviz.ui.components.data_map import Cloud, Here, map_data, read_opened

CLOUD = Cloud(
    np.array([[0.0, 0.0], [2.0, 1.0], [4.0, 8.0]]),
    np.array([1, 1, 0]),
    np.array([1, 0, 0]),
    ("cat", "dog"),
)


def test_points_are_coloured_by_class_or_by_mistake():
    assert map_data(CLOUD, None, False, -1)["colours"] == [1, 1, 0]
    assert map_data(CLOUD, None, True, -1)["colours"] == [0, 1, 0]


def test_each_class_s_name_stands_at_the_median_of_its_points():
    names = map_data(CLOUD, None, False, -1)["names"]
    assert [(each["text"], each["x"], each["y"]) for each in names] == [
        ("cat", 4, 8),
        ("dog", 1, 0.5),
    ]


def test_the_input_has_its_place_and_its_neighbours():
    here = Here(np.array([1.23456, 2]), np.array([2, 0]), "input: cat", True)
    data = map_data(CLOUD, here, False, -1)
    assert (data["here"], data["near"], data["unlike"]) == ([1.235, 2], [2, 0], True)
    assert map_data(CLOUD, None, False, -1)["here"] == []


@pytest.mark.parametrize(
    ("sent", "number"), [(2, 2), (3, -1), (-1, -1), ("2", -1), (True, -1), (None, -1), (1.5, -1)]
)
def test_only_a_number_of_an_image_opens_one(sent, number, monkeypatch):
    monkeypatch.setattr(st, "session_state", {"map": {"open": sent}})
    assert read_opened("map", 3) == number
