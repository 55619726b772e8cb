"""A data set at a glance."""

import numpy as np

from cnnviz import data
from cnnviz.data.preview import MOST_CLASSES, OF_EACH, preview
from tests.small_data import write_folder


def test_two_images_of_each_class_are_shown_class_by_class():
    digits = data.load("digits")
    shown = preview(digits)
    assert shown.samples.labels.tolist() == [*range(10), *range(10)]
    assert len(set(shown.samples.files)) == 20
    assert shown.counts == tuple(map(len, digits.splits))
    for image, file in zip(shown.samples.images, shown.samples.files, strict=True):
        np.testing.assert_array_equal(image, digits.train.images[digits.train.files.index(file)])


def test_of_many_classes_the_first_are_shown(tmp_path):
    digits = data.load("digits")
    many = data.Dataset(
        "many",
        "Many",
        tuple(map(str, range(30))),
        data.Split(np.zeros((30, 2, 2, 1), np.uint8), np.arange(30), tuple("x" * 30)),
        digits.validation,
        digits.test,
        "",
    )
    assert preview(many).samples.labels.tolist() == list(range(MOST_CLASSES))


def test_a_class_with_one_image_shows_that_one(tmp_path):
    shown = preview(data.load(str(write_folder(tmp_path / "few", count=3))))
    assert len(shown.samples) < 2 * OF_EACH
    assert set(shown.samples.labels) == {0, 1}


def test_probes_are_up_to_200_test_images_spread_evenly():
    digits = data.load("digits")
    probes = preview(digits).probes
    assert len(set(probes.files)) == 200
    assert probes.files[0] == digits.test.files[0]
    assert probes.files[-1] == digits.test.files[-1]


def test_of_large_images_fewer_are_probes(monkeypatch):
    monkeypatch.setattr("cnnviz.data.preview.PROBE_BYTES", 28 * 28 * 7)
    assert len(preview(data.load("digits")).probes) == 7
