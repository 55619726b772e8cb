"""The preview of a data set that is read in a thread."""

import time

import pytest

from cnnviz import data
from cnnviz.data.preview import preview
from cnnviz.training.config import RunConfig
from cnnviz.ui.caches.reading import Reading
from cnnviz.utils.errors import InputError
from tests.small_data import write_zip


def test_it_is_the_preview_of_the_data_and_every_image_was_counted(tmp_path):
    path = write_zip(tmp_path / "x.zip")
    read = Reading(RunConfig(str(path)))
    expected = preview(data.load(str(path)))
    assert read.result().split_of == expected.split_of
    assert read.result().counts == expected.counts
    assert read.fraction == 1.0


def test_an_error_is_raised_to_everybody_who_waits(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"no zip")
    read = Reading(RunConfig(str(tmp_path / "x.zip")))
    for _ in range(2):
        with pytest.raises(InputError, match=r"x\.zip"):
            read.result()


def test_it_says_how_far_it_is_and_the_time_left_once_that_can_be_estimated(tmp_path):
    read = Reading(RunConfig(str(write_zip(tmp_path / "x.zip"))))
    read.result()
    read._report(0.25, "read 100 of 400 images")
    read._began = time.monotonic()
    assert read.text == "Read 100 of 400 images"
    read._began -= 3600
    assert read.text == "Read 100 of 400 images, 3 h 00 min left"
