"""The worker's part of an inspection, in this process."""

import zipfile

import numpy as np
import pytest

from cnnviz import images, models
from cnnviz.engine import inspections
from cnnviz.engine.inference import Inference
from cnnviz.engine.inspections import BEGUN, Inspected
from cnnviz.evaluation.doubt import DoubtRule
from cnnviz.evaluation.inspection import PART
from tests.small_networks import INFO, small_model

NAMES = [f"one/{number}.png" for number in range((BEGUN + 1) * PART + 2)]


@pytest.fixture(scope="module")
def inspected(tmp_path_factory) -> Inspected:
    folder = tmp_path_factory.mktemp("inspected")
    info = models.save(small_model(), INFO, folder / "small.keras")
    with zipfile.ZipFile(folder / "plate.zip", "w") as archive:
        for number, name in enumerate(NAMES):
            pixels = np.random.default_rng(number).integers(0, 256, (8, 8, 1), np.uint8)
            archive.writestr(name, images.png_bytes(pixels))
    return Inspected(str(folder / "plate.zip"), DoubtRule(info), {NAMES[0]: 1}, None)


@pytest.fixture(scope="module")
def inference() -> Inference:
    return Inference(False)


def test_each_file_has_its_row_in_order(inference, inspected):
    inference.begin_inspection("a", inspected)
    rows = inference.inspect("a", NAMES, seconds=600)
    assert [row.file for row in rows] == NAMES
    assert [row.truth for row in rows] == [1] + [None] * (len(NAMES) - 1)


def test_without_time_one_part_comes_and_the_parts_after_it_follow(inference, inspected):
    inference.begin_inspection("a", inspected)
    rows = inference.inspect("a", NAMES, seconds=0)
    assert [row.file for row in rows] == NAMES[:PART]
    while len(rows) < len(NAMES):
        rows += inference.inspect("a", NAMES[len(rows) :], seconds=0)
    assert [row.file for row in rows] == NAMES


def test_parts_that_are_no_longer_asked_for_are_dropped(inference, inspected):
    inference.begin_inspection("a", inspected)
    inference.inspect("a", NAMES, seconds=0)
    last = NAMES[-3:]
    assert [row.file for row in inference.inspect("a", last, seconds=600)] == last


def test_one_that_has_ended_is_not_known(inference, inspected):
    inference.begin_inspection("a", inspected)
    inference.end_inspection("a")
    assert inference.inspect("a", NAMES, seconds=1) is None


def test_of_too_many_the_oldest_is_not_known(inference, inspected):
    for number in range(inspections.MAX_KEPT + 1):
        inference.begin_inspection(str(number), inspected)
    assert inference.inspect("0", NAMES, seconds=0) is None
    assert inference.inspect("1", NAMES, seconds=0)
